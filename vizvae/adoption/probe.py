"""Find out, on one batch of images, how a stranger's model encodes and decodes."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vizvae.adoption.calls import Call, find_decoder, find_encoder, to_layout
from vizvae.adoption.findings import Findings, Question
from vizvae.adoption.overheard import Forward
from vizvae.adoption.posterior import Parts, Take
from vizvae.adoption.posterior_words import Spread
from vizvae.adoption.ranges import ValueRange, from_unit, spelled, to_unit
from vizvae.adoption.reading import decoded, find_ranges, read_codes
from vizvae.adoption.which_part import which_is_mean
from vizvae.adoption.width_kinds import TO_LOGVAR
from vizvae.adoption.widths import WORDS, find_spread, without_noise
from vizvae.models.base import ImageShape

ON = 32
"""Images that are tried with"""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What the person has said; None is to be found out."""

    encode: Callable[..., Any] | None = None
    decode: Callable[..., Any] | None = None
    value_range: str | tuple[float, float] | None = None
    num_classes: int | None = None
    width: Spread | None = None
    """What the second output of the encoder is"""


@dataclass(frozen=True, kw_only=True)
class Probed:
    """How the model is used. Its latents are those of its code, laid flat."""

    model: nn.Module
    encoder: Call | None
    """None of a decoder alone"""
    take: Take
    decoder: Call
    spread: Spread
    takes: ValueRange
    gives: ValueRange
    image_shape: ImageShape
    code_shape: tuple[int, ...]
    """Of one image, without the batch"""

    @property
    def num_classes(self) -> int | None:
        classes = self.decoder.classes or (self.encoder.classes if self.encoder else None)
        return None if classes is None else classes.count

    @property
    def code_size(self) -> int:
        return math.prod(self.code_shape)

    @property
    def has_width(self) -> bool:
        """Whether the encoder gives a log σ² beside the mean"""
        return self.spread in TO_LOGVAR

    def encode(
        self, x: Float[Tensor, "batch channel height width"], labels: Tensor
    ) -> tuple[Float[Tensor, "batch latent"], Float[Tensor, "batch latent"] | None]:
        """Mean and log σ² (None where there is none that is known) for pixels in [0, 1]."""
        assert self.encoder is not None
        mu, spread = read_codes(self.encoder, self.take, x, self.takes, labels)
        logvar = TO_LOGVAR[self.spread](spread) if spread is not None and self.has_width else None
        return mu.flatten(1), None if logvar is None else logvar.flatten(1)

    def decode(self, z: Float[Tensor, "batch latent"], labels: Tensor) -> Float[Tensor, "batch channel height width"]:
        """Pixels in [0, 1]."""
        return to_unit(decoded(self.decoder, z.reshape(-1, *self.code_shape), self.image_shape, labels), self.gives)


@torch.no_grad()
def probe(
    model: nn.Module, x: Float[Tensor, "image channel height width"], labels: Tensor, told: Told, findings: Findings
) -> Probed:
    """`x` in [0, 1], on the CPU like the model, which is in evaluation mode.

    Raises Question where something has to be asked, ValueError for a model that gives numbers that are not finite.
    """
    x, labels = x[:ON], labels[:ON]
    shape: ImageShape = tuple(x.shape[1:])  # pyright: ignore[reportAssignmentType]
    value_range = None if told.value_range is None else spelled(told.value_range)
    begin_with = value_range or "0…1"
    encoder, parts = find_encoder(model, told.encode, from_unit(x, begin_with), labels, told.num_classes)
    findings.add(
        "encoder", f"{encoder.name}(), pixels {encoder.layout}", f"gives {parts.described}", "told" if told.encode else "measured"
    )
    check_finite("encoder", parts.mu)
    parts = _mean_of(encoder, parts, x, begin_with, labels, findings)

    def decoder_of(codes: Tensor) -> Call:
        return find_decoder(model, told.decode, codes, labels, shape, told.num_classes)

    def heard(decoder: Call) -> Tensor | None:
        with without_noise():
            return Forward(model, encoder, decoder).heard(from_unit(x, begin_with), labels)

    decoder, parts = which_is_mean(encoder, parts, decoder_of, heard, findings)
    code_shape = tuple(parts.mu.shape[1:])
    findings.add(
        "decoder",
        f"{decoder.name}(), pixels {decoder.layout}",
        f"turns a code into {'×'.join(map(str, shape))}",
        "told" if told.decode else "measured",
    )
    findings.add("latents", "×".join(map(str, code_shape)), "the shape of a code")
    if decoder.classes or encoder.classes:
        classes = decoder.classes or encoder.classes
        assert classes is not None
        findings.add("class", f"{classes.count}, {'one-hot' if classes.one_hot else 'as a number'}", classes.how)

    def draw(z: Tensor) -> Tensor:
        return decoded(decoder, z, shape, labels[: len(z)])

    check_finite("decoder", draw(parts.mu))
    takes, gives = find_ranges(model, encoder, parts.take, draw, x, labels, parts.mu, value_range, findings)
    if told.width is not None and parts.spread is None:
        raise ValueError(
            f"width: {encoder.name} gives {parts.described}, in which no width was found beside the mean: say both with "
            "encode=lambda x: (mu, logvar), or leave width out (--width)"
        )
    spread = parts.kind
    if told.width is not None:
        spread = told.width
        findings.add("width", WORDS[spread], "width=", "told")
    elif parts.spread is None:
        findings.add("width", "none", "the encoder gives one point for an image: no posterior is shown")
    elif parts.evidence == "form":
        findings.add("width", spread, f"it is {parts.described}")
    else:
        pixels = from_unit(x, takes)
        forward = Forward(model, encoder, decoder)
        given = parts.take(encoder.with_class(to_layout(pixels, encoder.layout), labels))[1]
        assert given is not None
        spread = find_spread(
            model, parts, given, lambda count: forward.heard(pixels[:1].expand(count, *shape), labels[:1].expand(count)), findings
        )
    return Probed(
        model=model,
        encoder=encoder,
        take=parts.take,
        decoder=decoder,
        spread=spread,
        takes=takes,
        gives=gives,
        image_shape=shape,
        code_shape=code_shape,
    )


def _mean_of(encoder: Call, parts: Parts, x: Tensor, takes: ValueRange, labels: Tensor, findings: Findings) -> Parts:
    """The same, with the mean where the encoder draws inside.

    Raises Question where it goes on drawing without noise.
    """
    value = to_layout(from_unit(x, takes), encoder.layout)
    again, _ = parts.take(encoder.with_class(value, labels))
    if torch.equal(parts.mu, again):
        return parts
    still, spread = read_codes(encoder, parts.take, x, takes, labels)
    if not torch.equal(still, read_codes(encoder, parts.take, x, takes, labels)[0]):
        raise Question(
            f"{encoder.name} gives another code for the same image each time, even without normal draws: "
            "say what its mean is with encode=lambda x: (mu, logvar)"
        )
    findings.add(
        "draws inside",
        "taken out",
        f"two calls of {encoder.name}() differ; with its noise at zero they do not, which is its mean",
    )
    return replace(parts, mu=still, spread=spread)


def check_finite(what: str, values: Tensor) -> None:
    if not bool(values.isfinite().all()):
        raise ValueError(
            f"The {what} gives numbers that are not finite (NaN or infinite) for these images: train it again, or check its weights"
        )
