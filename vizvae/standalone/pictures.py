"""Traversals that Python draws, as pictures: for a browser that cannot run a model's decoder, and where no server can be asked."""

from __future__ import annotations

import torch
from jaxtyping import UInt8
from torch import Tensor

from vizvae.latent.traversal import slider_range, traversals
from vizvae.ui.explorer.contract import PictureRow, Pictures
from vizvae.ui.explorer.opened import OpenedModel

STEPS = 11
LARGEST = 3_000_000
"""Bytes, not packed yet: as many rows as fit, one at least"""


@torch.no_grad()
def pictures(opened: OpenedModel, z: tuple[float, ...]) -> tuple[Pictures, bytes]:
    """What the page is told, and what stands at its address: each latent from end to end of its slider, the others as in `z`."""
    reference, model = opened.reference, opened.model
    size = STEPS * int(torch.tensor(model.image_shape).prod())
    spread = reference.std if reference.kl_per_dim is None else reference.kl_per_dim
    latents = torch.argsort(spread, descending=True, stable=True).tolist()[: max(1, LARGEST // size)]
    ends = [slider_range(reference, latent) for latent in latents]
    path = traversals(torch.tensor(z), latents, ends, STEPS)  # (row, step, latent)
    drawn: UInt8[Tensor, "picture channel height width"] = torch.cat(
        [(255 * model.decode_mean(row)).round().clamp(0, 255).to(torch.uint8) for row in path]
    )
    rows = [PictureRow(latent=latent, low=low, high=high) for latent, (low, high) in zip(latents, ends, strict=True)]
    told = Pictures(url=f"{opened.url}/pictures", steps=STEPS, rows=rows, z=z)
    return told, drawn.numpy().tobytes()
