"""A decoder that came alone, or without images: what it is shown with are images that it draws itself, of codes from N(0, I)."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from vizvae.adoption.calls import find_decoder
from vizvae.adoption.findings import Findings, Question
from vizvae.adoption.images import GivenImages, as_images
from vizvae.adoption.onnx_model import OnnxModel
from vizvae.adoption.onnx_network import check_sizes
from vizvae.adoption.probe import ON, Probed, Told, check_finite
from vizvae.adoption.ranges import ENDS, VALUE_RANGES, bounded_range, extremes, spelled
from vizvae.adoption.reading import decoded, ends_in
from vizvae.latent.aggregate import REFERENCE_SEED
from vizvae.models.base import ImageShape

DRAWN_TITLE = "Draws from the prior"
DRAWN = 1_000
"""Images; the histograms beside the sliders are of so many codes"""
MOST_LATENTS = 2_048
MOST_CLASSES = 256
AT_ONCE = 250


@torch.no_grad()
def draw_images(model: OnnxModel, shape: ImageShape | None, told: Told, findings: Findings) -> tuple[Probed, GivenImages, Tensor]:
    """How the decoder is used, found out without images; what it draws; and the codes of that, (image, latent).

    Raises Question where its form or its range does not show, ValueError for a decoder that cannot be used.
    """
    code = model.code_shape
    if code is None:
        raise ValueError(
            f"{model.networks['decoder'].name} does not say how many latents it takes: export it with all sizes but the batch fixed, or "
            "give the encoder and images too"
        )
    if (size := int(np.prod(code))) > MOST_LATENTS:
        raise ValueError(
            f"{size:,} latents are more than the {MOST_LATENTS:,} that sliders can be: give the encoder and images too"
        )
    z = torch.randn(DRAWN, *code, generator=torch.Generator().manual_seed(REFERENCE_SEED))
    classes = told.num_classes or getattr(model, "num_classes", 1)
    labels = torch.arange(DRAWN) % max(1, min(classes, MOST_CLASSES))
    findings.add("images", f"{DRAWN:,} of the decoder's own", "drawn from N(0, I), which is assumed to be the prior", "assumed")
    probed = _probe_decoder(model, z[:ON], labels[:ON], shape, told, findings)
    pixels = torch.cat(
        [probed.decode(z[at : at + AT_ONCE].flatten(1), labels[at : at + AT_ONCE]) for at in range(0, DRAWN, AT_ONCE)]
    )
    check_finite("decoder", pixels)
    given = as_images((pixels, labels))
    return probed, replace(given, title=DRAWN_TITLE), z.flatten(1)


def _probe_decoder(
    model: OnnxModel, z: Tensor, labels: Tensor, shape: ImageShape | None, told: Told, findings: Findings
) -> Probed:
    network = model.networks["decoder"]
    shape = shape or _shape(tuple(size for size in network.outputs[0].shape or ()), model, z, labels)
    decoder = find_decoder(model, None, z, labels, shape, told.num_classes)
    check_sizes(network, z[0].numel(), math.prod(shape))
    findings.add("decoder", f"{decoder.name}(), pixels {decoder.layout}", f"turns a code into {'×'.join(map(str, shape))}")
    findings.add("latents", "×".join(map(str, z.shape[1:])), "the shape of a code")
    if decoder.classes:
        kind = "one-hot" if decoder.classes.one_hot else "as a number"
        findings.add("class", f"{decoder.classes.count}, {kind}", decoder.classes.how)

    def draw(value: Tensor) -> Tensor:
        return decoded(decoder, value, shape, labels[: len(value)])

    check_finite("decoder", draw(z))
    low, high = extremes(draw, z)
    seen, ends = f"from {low:.3g} to {high:.3g} at codes of every size", ends_in(model, draw, z)
    gives = spelled(told.value_range) if told.value_range is not None else ENDS.get(ends) or bounded_range(low, high)
    if gives is None:
        raise Question(
            f"The decoder's pixels know no bounds ({seen}), and without an encoder and images nothing says what they are: say it with "
            'value_range=(0, 1), (-1, 1), (0, 255) or "logits"',
            "value_range",
            VALUE_RANGES,
        )
    told_so = told.value_range is not None
    findings.add(
        "pixels out",
        gives,
        "value_range=" if told_so else f"it ends in {ends}" if ends in ENDS else seen,
        "told" if told_so else "measured",
    )
    return Probed(
        model=model,
        encoder=None,
        take=lambda found: (found, None),
        decoder=decoder,
        spread="none",
        takes="0…1" if gives == "logits" else gives,
        gives=gives,
        image_shape=shape,
        code_shape=tuple(z.shape[1:]),
    )


def _shape(said: tuple[int | None, ...], model: OnnxModel, z: Tensor, labels: Tensor) -> ImageShape:
    """(channel, height, width) by the form of what comes out; by what the file says of it where it is not tried yet.

    Raises Question where that may be several.
    """
    network = model.networks["decoder"]
    sizes = [size for size in said[1:] if size is not None]
    if len(sizes) != len(said) - 1 or not sizes:
        wanted = (labels,) if network.label is not None else ()
        sizes = list(network.run(z[:2], *(one[:2] for one in wanted))[0].shape[1:])
    check_sizes(network, z[0].numel(), math.prod(sizes))
    if len(sizes) == 3 and sizes[0] in (1, 3):
        return sizes[0], sizes[1], sizes[2]
    if len(sizes) == 3 and sizes[2] in (1, 3):
        return sizes[2], sizes[0], sizes[1]
    if len(sizes) == 2:
        return 1, sizes[0], sizes[1]
    forms = _square_forms(sizes[0]) if len(sizes) == 1 else []
    if len(forms) == 1:
        return forms[0]
    raise Question(
        f"The decoder gives {'×'.join(map(str, sizes))} numbers for a code, which is no image of known form: say it with "
        "image_shape=(channels, height, width), 1 or 3 channels first",
        "image_shape",
        tuple("×".join(map(str, form)) for form in forms),
    )


def _square_forms(count: int) -> list[ImageShape]:
    """Grey or in colour, as high as wide."""
    return [(channels, side, side) for channels in (1, 3) if (side := round((count / channels) ** 0.5)) ** 2 * channels == count]
