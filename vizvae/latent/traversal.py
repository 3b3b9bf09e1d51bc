"""One latent varies, the others stay."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from vizvae.latent.aggregate import Reference


def traversal(z: Float[Tensor, " latent"], latent: int, values: Float[Tensor, " value"]) -> Float[Tensor, "value latent"]:
    """Copies of `z` in which the given latent takes each of `values`.

    Raises ValueError for a latent that does not exist.
    """
    if not 0 <= latent < len(z):
        raise ValueError(f"latent must be in 0…{len(z) - 1}, got {latent}")
    path = z.repeat(len(values), 1)
    path[:, latent] = values
    return path


def slider_range(reference: Reference, latent: int, num_std: float = 3.0) -> tuple[float, float]:
    """From mean − `num_std` to mean + `num_std` standard deviations of the aggregate posterior."""
    mean, std = float(reference.mean[latent]), float(reference.std[latent])
    return mean - num_std * std, mean + num_std * std


def latents_by_weight(reference: Reference) -> list[int]:
    """Latents in use, the one that carries most first: by KL, or by spread for a deterministic model."""
    weight = reference.std if reference.kl_per_dim is None else reference.kl_per_dim
    return sorted(reference.in_use, key=lambda latent: -float(weight[latent]))


def traversals(
    z: Float[Tensor, " latent"], latents: Sequence[int], ranges: Sequence[tuple[float, float]], num_values: int
) -> Float[Tensor, "row value latent"]:
    """A traversal for each of `latents`, over its range. Raises ValueError as `traversal` does."""
    rows = zip(latents, ranges, strict=True)
    return torch.stack([traversal(z, latent, torch.linspace(*ends, num_values)) for latent, ends in rows])
