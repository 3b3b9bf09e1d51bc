"""Bytes to the pixels a model sees: grey in [0, 1], or the black-and-white ones a Bernoulli decoder gives probabilities for."""

from __future__ import annotations

from typing import Literal

import torch
from jaxtyping import Float, UInt8
from torch import Tensor

from vizvae.page_random import uniforms

Binarisation = Literal["draw", "threshold", "none"]
"""`draw`: each pixel is on with probability equal to its grey level (Salakhutdinov & Murray 2008). Drawn anew at each visit it is the
*dynamic* binarisation, drawn once from a stored seed the *fixed* one. `threshold`: on from one half. `none`: grey, for Gaussian pixels."""


def binarise(
    images: UInt8[Tensor, "batch channel height width"],
    how: Binarisation,
    *,
    generator: torch.Generator | None = None,
) -> Float[Tensor, "batch channel height width"]:
    """Pixels in {0, 1}, or in [0, 1] for `none`."""
    if how == "none":
        return images.float() / 255
    if how == "threshold":
        return (images >= 128).float()
    # A byte uniform over 0…254 is below the grey level with probability level / 255 exactly, and costs a fifth of torch.bernoulli.
    draws = torch.empty_like(images, device="cpu").random_(0, 255, generator=generator)
    return (draws.to(images.device) < images).float()


def fixed_binarisation(
    images: UInt8[Tensor, "batch channel height width"], seed: int
) -> Float[Tensor, "batch channel height width"]:
    """One draw of each pixel from a stored seed: the same black-and-white images on every machine."""
    return binarise(images, "draw", generator=torch.Generator().manual_seed(seed))


def scored_pixels(
    images: UInt8[Tensor, "batch channel height width"], *, bernoulli: bool, seed: int
) -> Float[Tensor, "batch channel height width"]:
    """What a model is measured on: one draw from a stored seed where its pixels are Bernoulli, grey ones where they are Gaussian."""
    return fixed_binarisation(images, seed) if bernoulli else binarise(images, "none")


PAGE_DRAW_SEED = 20131220
"""As in the page's own `frontend/src/parts/latent/binarise.ts`."""


def page_draw(
    images: UInt8[Tensor, "batch channel height width"],
) -> Float[Tensor, "batch channel height width"]:
    """The one draw of each image that the page scores: the server must encode the very pixels that the browser will."""
    drawn = torch.from_numpy(uniforms(PAGE_DRAW_SEED, images[0].numel())).reshape(images.shape[1:])
    return (drawn < images.double() / 255).float()
