"""Codes that change, in a plane that does not flip: for watching a latent space while it forms."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor

from vizvae.pca import principal_axes


class SteadyPlane:
    """The two widest directions of the present codes, turned (and mirrored, if need be) to lie as near as possible to the last picture."""

    def __init__(self, last: Float[Tensor, "point 2"] | None = None) -> None:
        """`last`: the picture to go on from, of the same codes at an earlier time; None to begin."""
        self._last = last

    def show(self, z: Float[Tensor, "point latent"]) -> Float[Tensor, "point 2"]:
        """Distances within the plane are those of the codes. Two latents are shown as they are.

        Raises ValueError for codes that are not finite.
        """
        if not z.isfinite().all():
            raise ValueError("the codes are no finite numbers any more: training has diverged; choose a smaller learning rate")
        if z.shape[1] <= 2:
            return torch.nn.functional.pad(z, (0, 2 - z.shape[1]))
        centred = z - z.mean(0)
        _, axes = principal_axes(centred)
        xy = torch.nn.functional.pad(centred @ axes[:2].T, (0, 2 - len(axes[:2])))  # a single point has one axis
        if self._last is not None:  # orthogonal Procrustes (Schönemann 1966)
            left, _, right = torch.linalg.svd(xy.T @ self._last)
            xy = xy @ (left @ right)
        self._last = xy
        return xy
