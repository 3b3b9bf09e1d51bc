"""What a cell of a matrix is about, in pictures: the image that is shown, while its factor varies, and while its latent does."""

from __future__ import annotations

import html
from dataclasses import dataclass

import torch
from jaxtyping import UInt8
from torch import Tensor

from vizvae.latent.traversal import traversal
from vizvae.single_flight import single_flight
from vizvae.ui.explorer.opened import OpenedModel
from vizvae.ui.factors.contract import Cell, FactorLatent
from vizvae.ui.factors.payload import describe_factor_model, encode_images, factors_of
from vizvae.ui.shell.pictures import png_url

IMAGES = 7
GAP, GREY = 2, 128
"""Pixels between two images, and their grey, which is seen beside black and beside white"""
STRIPS_KEPT = 256
"""A few kilobytes each"""
SHORTEST = 1e-3
"""Of half a range: a latent that never varies needs one, too."""


@dataclass(frozen=True)
class Strip:
    url: str
    """A PNG as a data URL"""
    values: tuple[str, ...]
    """One an image, in words"""


@single_flight(STRIPS_KEPT)
def factor_strip(opened: OpenedModel, factor: int, at: tuple[int, ...]) -> Strip:
    """The image drawn at `at` with evenly spaced values of one factor, at most seven."""
    dataset = factors_of(opened)
    size = dataset.sizes[factor]
    places = torch.linspace(0, size - 1, min(IMAGES, size)).round().long()
    rows = torch.tensor(at).repeat(len(places), 1)
    rows[:, factor] = places
    said = dataset.factors[factor].said
    return Strip(png_url(_row(dataset.images(rows))), tuple(said(place) for place in places.tolist()))


@single_flight(STRIPS_KEPT)
def latent_strip(opened: OpenedModel, latent: int, at: tuple[int, ...], z: tuple[float, ...] | None, policy: str) -> Strip:
    """What the model draws from the code of the image at `at`, or from `z`, with seven values of one latent over its range."""
    model = opened.model
    with torch.no_grad():
        code = encode_images(model, factors_of(opened).images(torch.tensor([at])))[0][0]
        start = code if z is None else torch.tensor(z)
        values = torch.linspace(*range_of(policy, describe_factor_model(opened).latents[latent], float(code[latent])), IMAGES)
        images = model.decode_mean(traversal(start, latent, values))
    return Strip(
        png_url(_row((images * 255).round().byte())), tuple(f"{value:.2f}".replace("-", "−") for value in values.tolist())
    )


def range_of(policy: str, latent: FactorLatent, code: float) -> tuple[float, float]:
    """How far a traversal goes, as in frontend/src/pages/factors/ranges.ts. `code`: of the image that is shown."""
    if policy in ("quantile", "extremes"):
        low, high = latent.quantiles if policy == "quantile" else latent.extremes
        middle, half = (low + high) / 2, max((high - low) / 2, SHORTEST)
        return middle - half, middle + half
    reach = float(policy.removeprefix("sd-")) * max(latent.std, SHORTEST)
    return code - reach, code + reach


def strips_html(
    opened: OpenedModel, cell: Cell, latent_name: str, *, at: tuple[int, ...], z: tuple[float, ...] | None, policy: str
) -> str:
    """Both strips, one below the other, each with its first and its last value."""
    factor, latent = cell
    name = factors_of(opened).names[factor]
    return STYLE + "".join(
        f'<figure class="vizvae-strip"><figcaption>{html.escape(title)}</figcaption>'
        f'<img src="{strip.url}" alt="{html.escape(title)}: {html.escape(", ".join(strip.values))}" data-strip="{kind}">'
        f"<div><span>{html.escape(strip.values[0])}</span><span>{html.escape(strip.values[-1])}</span></div></figure>"
        for kind, title, strip in (
            (f"factor-{factor}", f"What {name} does: the true images", factor_strip(opened, factor, at)),
            (f"latent-{latent}", f"What {latent_name} does: the model's images", latent_strip(opened, latent, at, z, policy)),
        )
    )  # fmt: skip


STYLE = """<style>
.vizvae-strip { margin: 0 0 0.75rem; font-size: 0.875rem; }
.vizvae-strip img { width: 100%; max-width: 560px; image-rendering: pixelated; display: block; margin: 2px 0; }
.vizvae-strip div { display: flex; justify-content: space-between; max-width: 560px; font-variant-numeric: tabular-nums; }
</style>"""


def _row(images: UInt8[Tensor, "image channel height width"]) -> UInt8[Tensor, "channel height row"]:
    """Side by side, a grey line between two."""
    line = torch.full((*images.shape[1:3], GAP), GREY, dtype=torch.uint8)
    parts = [part for image in images for part in (line, image)]
    return torch.cat(parts[1:], dim=2)
