"""Principal component analysis (Hotelling 1933)."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor


def principal_axes(centred: Float[Tensor, "point feature"]) -> tuple[Float[Tensor, " axis"], Float[Tensor, "axis feature"]]:
    """Sums of squares along the directions in which centred points spread most, and these directions: orthonormal rows, the widest first;
    as many as there are features, or points if these are fewer. Which way a direction points is left to rounding.
    """
    num_points, num_features = centred.shape
    if num_points < num_features:
        _, singular, axes = torch.linalg.svd(centred, full_matrices=False)
        return singular.square(), axes
    squares, directions = torch.linalg.eigh(centred.T @ centred)  # the narrowest first
    return squares.clamp_min(0).flip(0), directions.flip(1).T
