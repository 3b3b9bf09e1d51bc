"""Find out, on one batch of images, how a stranger's model encodes and decodes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vizvae.adoption.calls import Call, find_decoder, find_encoder, from_layout, pixels_of, to_code, to_layout
from vizvae.adoption.findings import Findings, Question
from vizvae.adoption.posterior import TO_LOGVAR, Parts, Spread, Take
from vizvae.adoption.ranges import (
    ENDS,
    ValueRange,
    best_by_error,
    bounded_range,
    extremes,
    from_unit,
    last_operation,
    scaled,
    spelled,
    to_unit,
)
from vizvae.adoption.widths import find_spread, without_noise
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


@dataclass(frozen=True, kw_only=True)
class Probed:
    """How the model is used. Its latents are those of its code, laid flat."""

    model: nn.Module
    encoder: Call
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
        classes = self.decoder.classes or self.encoder.classes
        return None if classes is None else classes.count

    def encode(
        self, x: Float[Tensor, "batch channel height width"], labels: Tensor
    ) -> tuple[Float[Tensor, "batch latent"], Float[Tensor, "batch latent"] | None]:
        """Mean and log σ² (None where there is none that is known) for pixels in [0, 1]."""
        mu, spread = _read(self.encoder, self.take, x, self.takes, labels)
        logvar = None if spread is None or self.spread not in TO_LOGVAR else TO_LOGVAR[self.spread](spread)
        return mu.flatten(1), None if logvar is None else logvar.flatten(1)

    def decode(self, z: Float[Tensor, "batch latent"], labels: Tensor) -> Float[Tensor, "batch channel height width"]:
        """Pixels in [0, 1]."""
        return to_unit(_decoded(self.decoder, z.reshape(-1, *self.code_shape), self.image_shape, labels), self.gives)


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
    _check_finite("encoder", parts.mu)
    parts = _mean_of(encoder, parts, x, begin_with, labels, findings)
    code_shape = tuple(parts.mu.shape[1:])
    decoder = find_decoder(model, told.decode, parts.mu, labels, shape, told.num_classes)
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
        findings.add(
            "class", f"{classes.count}, {'one-hot' if classes.one_hot else 'as a number'}", "it is asked for a second input"
        )

    def draw(z: Tensor) -> Tensor:
        return _decoded(decoder, z, shape, labels[: len(z)])

    _check_finite("decoder", draw(parts.mu))
    takes, gives = _ranges(encoder, parts.take, draw, x, labels, parts.mu, value_range, findings)
    spread = parts.kind
    if spread == "unknown":
        pixels = to_layout(from_unit(x, takes), encoder.layout)

        def encode(value: Tensor) -> tuple[Tensor, Tensor]:
            mu, spread = parts.take(encoder.with_class(value, labels[: len(value)]))
            assert spread is not None
            return mu, spread

        spread = find_spread(model, encode, decoder, pixels, findings)
    elif spread != "none":
        findings.add("width", spread, f"by its name, in {parts.described}")
    else:
        findings.add("width", "none", "the encoder gives one point for an image: no posterior is shown")
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


def _read(encoder: Call, take: Take, x: Tensor, takes: ValueRange, labels: Tensor) -> tuple[Tensor, Tensor | None]:
    with without_noise():
        return take(encoder.with_class(to_layout(from_unit(x, takes), encoder.layout), labels))


def _decoded(decoder: Call, z: Tensor, shape: ImageShape, labels: Tensor) -> Tensor:
    with without_noise():
        return from_layout(pixels_of(decoder.with_class(to_code(z, decoder.code), labels)), decoder.layout, shape)


def _mean_of(encoder: Call, parts: Parts, x: Tensor, takes: ValueRange, labels: Tensor, findings: Findings) -> Parts:
    """The same, with the mean where the encoder draws inside.

    Raises Question where it goes on drawing without noise.
    """
    value = to_layout(from_unit(x, takes), encoder.layout)
    again, _ = parts.take(encoder.with_class(value, labels))
    if torch.equal(parts.mu, again):
        return parts
    still, spread = _read(encoder, parts.take, x, takes, labels)
    if not torch.equal(still, _read(encoder, parts.take, x, takes, labels)[0]):
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


def _ranges(
    encoder: Call,
    take: Take,
    draw: Callable[[Tensor], Tensor],
    x: Tensor,
    labels: Tensor,
    codes: Tensor,
    told: ValueRange | None,
    findings: Findings,
) -> tuple[ValueRange, ValueRange]:
    """Between which values the pixels lie that go in, and those that come out."""
    low, high = extremes(draw, codes)
    ends = last_operation(draw, codes)
    mean_image_error = float(((x - x.mean(0)) ** 2).mean())
    seen = f"from {low:.3g} to {high:.3g} at codes of every size"
    if told is not None:
        bounded = bounded_range(low, high)
        findings.add(
            "pixels out", told, "value_range=" + (f", though they go {seen}" if bounded not in (None, told) else ""), "told"
        )
        findings.add("pixels in", told, "value_range=", "told")
        return told, told
    gives = ENDS.get(ends) or bounded_range(low, high)
    if gives is not None:
        findings.add("pixels out", gives, f"it ends in {ends}" if ends in ENDS else seen)
    else:
        errors: dict[ValueRange, float] = {
            reading: _error(encoder, take, draw, x, labels, takes=_usual_input(reading), gives=reading)
            for reading in ("logits", "0…1", "-1…1")
        }
        best = best_by_error(errors, mean_image_error)
        gives = best or "logits"
        why = "nearest to the images" if best else "taken for logits, as is usual; say value_range=(0, 1) if they are pixels"
        findings.add("pixels out", gives, f"no bounds ({seen}); {why}", "measured" if best else "assumed")
    usual = _usual_input(gives)
    choices: tuple[ValueRange, ...] = ("0…1", "-1…1", "0…255") if gives == "0…255" else ("0…1", "-1…1")
    errors = {takes: _error(encoder, take, draw, x, labels, takes=takes, gives=gives) for takes in choices}
    best = best_by_error(errors, mean_image_error)
    findings.add(
        "pixels in",
        best or usual,
        "reconstructs best so" if best else "as they come out; nothing measured speaks for another",
        "measured" if best else "assumed",
    )
    return best or usual, gives


def _usual_input(gives: ValueRange) -> ValueRange:
    return "0…1" if gives == "logits" else gives


def _error(
    encoder: Call,
    take: Take,
    draw: Callable[[Tensor], Tensor],
    x: Tensor,
    labels: Tensor,
    *,
    takes: ValueRange,
    gives: ValueRange,
) -> float:
    """Mean squared error of the reconstructions, pixels in [0, 1]."""
    pixels = scaled(draw(_read(encoder, take, x, takes, labels)[0]), gives)
    error = float(((pixels - x) ** 2).mean())
    return error if error == error else float("inf")


def _check_finite(what: str, values: Tensor) -> None:
    if not bool(values.isfinite().all()):
        raise ValueError(
            f"The {what} gives numbers that are not finite (NaN or infinite) for these images: train it again, or check its weights"
        )
