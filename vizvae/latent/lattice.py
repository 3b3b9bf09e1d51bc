"""A grid of latent points in a plane, and the image at each of them: the manifold on one sheet."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor

from vizvae.models.base import LatentModel


def linear_values(n: int, low: float, high: float) -> Float[Tensor, " n"]:
    """Centres of `n` equal parts of [`low`, `high`], rising.

    Raises ValueError for no part, or a range that is empty or not finite.
    """
    _check_count(n)
    if not -torch.inf < low < high < torch.inf:
        raise ValueError(f"expected a range from a number to a larger one, got {low} to {high}")
    return (low + (high - low) * _centres(n)).float()


def quantile_values(n: int, mean: float = 0.0, std: float = 1.0) -> Float[Tensor, " n"]:
    """Quantiles of N(`mean`, `std`²) at the centres of `n` equal parts of probability: mean + std·Φ⁻¹((i + ½)/n).

    The prior is as likely to fall near any of them (Kingma & Welling 2013, appendix A and figure 4).
    Raises ValueError for no part, or a standard deviation that is not above 0.
    """
    _check_count(n)
    if not 0 < std < torch.inf:
        raise ValueError(f"expected a standard deviation above 0, got {std}")
    # In double: near probability 0 and 1 the inverse is steep.
    return (mean + std * torch.special.ndtri(_centres(n))).float()


def plane_lattice(
    z: Float[Tensor, " latent"],
    directions: Float[Tensor, "2 latent"],
    xs: Float[Tensor, " column"],
    ys: Float[Tensor, " row"],
) -> Float[Tensor, "row column latent"]:
    """Points of the plane through `z` along two orthonormal `directions`, in which their coordinates (scalar products) are `xs` and `ys`.

    What `z` has across the plane stays. Rows run from the top down, so from the largest of `ys` to the smallest.
    Raises ValueError for fewer than two latents, and for directions that are not two of length 1 at right angles.
    """
    if len(z) < 2:
        raise ValueError(f"a plane needs at least two latents, this model has {len(z)}: vary it along a line instead")
    gram = directions.double() @ directions.double().T
    if not torch.allclose(gram, torch.eye(2, dtype=gram.dtype), atol=1e-4):
        cosine = float(gram[0, 1] / (gram[0, 0] * gram[1, 1]).sqrt())
        if abs(cosine) > 0.9999:
            raise ValueError("both axes of the plane are the same direction: choose two different latents or directions")
        raise ValueError(
            f"expected two directions of length 1 at right angles, got lengths {float(gram[0, 0].sqrt()):.4f} and "
            f"{float(gram[1, 1].sqrt()):.4f} with cosine {cosine:.4f}: make them orthonormal first (torch.linalg.qr)"
        )
    across = z - (directions @ z) @ directions
    top_down = ys.sort(descending=True).values
    return across + top_down[:, None, None] * directions[1] + xs[None, :, None] * directions[0]


def latent_plane(first: int, second: int, latent_dim: int) -> Float[Tensor, "2 latent"]:
    """The directions of two latents, by index.

    Raises ValueError if either does not exist or both are the same.
    """
    for latent in (first, second):
        if not 0 <= latent < latent_dim:
            raise ValueError(f"latent must be in 0…{latent_dim - 1}, got {latent}")
    if first == second:
        raise ValueError(f"a plane needs two different latents, got {first} twice: choose another one for one of the axes")
    return torch.eye(latent_dim)[[first, second]]


@torch.no_grad()
def decode_lattice(
    model: LatentModel, lattice: Float[Tensor, "row column latent"], at_once: int = 256
) -> Float[Tensor, "row column channel height width"]:
    """The expected image at each point, pixels in [0, 1], decoded `at_once` points at a time: memory stays bounded, and a batch that
    fits the processor's cache is faster than one that does not.

    Raises ValueError for a lattice of another number of latents than the model's.
    """
    if lattice.shape[-1] != model.latent_dim:
        raise ValueError(f"expected points of {model.latent_dim} latents, got {lattice.shape[-1]}")
    if at_once < 1:
        raise ValueError(f"expected at least 1 point at once, got {at_once}")
    images = torch.empty(*lattice.shape[:2], *model.image_shape)
    flat = images.flatten(0, 1)  # a view: each chunk is decoded into its place
    for chunk, place in zip(lattice.flatten(0, 1).split(at_once), flat.split(at_once), strict=True):
        place.copy_(model.decode_mean(chunk))
    return images


def _centres(n: int) -> Tensor:
    return torch.arange(n, dtype=torch.float64).add(0.5) / n


def _check_count(n: int) -> None:
    if n < 1:
        raise ValueError(f"expected at least 1 value along an axis, got {n}")
