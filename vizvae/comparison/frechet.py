"""Distance between two sets of images in the features of the shipped classifier: *not* the FID of the literature, which is taken in
Inception's features of colour photographs and must never stand beside it."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor

from vizvae.models.classifier import Classifier

AT_ONCE = 500


@torch.no_grad()
def classifier_features(classifier: Classifier, x: Float[Tensor, "image channel height width"]) -> Float[Tensor, "image feature"]:
    """The layer before the last, for black-and-white images."""
    return torch.cat([classifier.features(part) for part in x.split(AT_ONCE)])


def frechet_distance(a: Float[Tensor, "image feature"], b: Float[Tensor, "other feature"]) -> float:
    """|m_a − m_b|² + tr(C_a + C_b − 2 (C_a C_b)^½): the squared Fréchet distance of the Gaussians with the sets' means and covariances
    (Dowson & Landau 1982; for generated images Heusel et al. 2017). Larger for smaller sets, so compare sets of one size.

    Raises ValueError for sets too small to have a covariance.
    """
    if min(len(a), len(b)) < 2:
        raise ValueError(f"a covariance needs at least 2 images in each set, got {len(a)} and {len(b)}")
    a, b = a.double(), b.double()
    covariance_a, covariance_b = torch.cov(a.T), torch.cov(b.T)
    # tr (C_a C_b)^½ is the sum of the singular values of C_a^½ C_b^½, for which symmetric square roots are enough.
    cross = torch.linalg.svdvals(_root(covariance_a) @ _root(covariance_b)).sum()
    gap = (a.mean(0) - b.mean(0)).square().sum()
    return (gap + covariance_a.trace() + covariance_b.trace() - 2 * cross).item()


def _root(covariance: Tensor) -> Tensor:
    values, vectors = torch.linalg.eigh(covariance)
    return vectors * values.clamp(min=0).sqrt() @ vectors.T
