"""Codes of anything on a flat map, with what its axes are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import torch
from jaxtyping import Float

from vizvae.latent.directions import principal_directions
from vizvae.latent.projection import ProjectionConfig, project

MapMethod = Literal["pca", "umap"]
MAP_METHODS: tuple[MapMethod, ...] = get_args(MapMethod)


@dataclass(frozen=True, kw_only=True)
class FlatMap:
    points: Float[np.ndarray, "row 2"]
    axes: tuple[str, str]
    """Empty where a direction means nothing"""
    said: str
    """How it was made, in a sentence"""


def flat_map(
    codes: Float[np.ndarray, "row latent"],
    method: MapMethod = "pca",
    *,
    seed: int = 0,
    progress: Callable[[float], object] = lambda _: None,
) -> FlatMap:
    """Raises ValueError as `project`: for fewer than 20 rows, fewer than two latents, and rows that are all the same."""
    exact = np.asarray(codes, dtype=np.float64)
    # Before they are rounded: of 1.7e9 seconds and some the digits that differ are beyond those of a float32.
    points = torch.from_numpy(np.ascontiguousarray(exact - exact.mean(0), dtype=np.float32))
    config = ProjectionConfig(method=method, num_points=len(points), seed=seed, num_neighbours=min(15, max(2, len(points) // 2)))
    layout = project(points, config, progress)
    if method == "umap":
        how = f"UMAP with {config.num_neighbours} neighbours, least distance {config.min_dist:g}, seed {seed}"
        return FlatMap(
            points=layout, axes=("", ""), said=f"{how}. Only what is near tells something, directions and lengths do not."
        )
    _, _, variances = principal_directions(points)
    shares = (variances / variances.sum())[:2].tolist()
    first, second = (f"principal component {place} ({share:.0%})" for place, share in enumerate(shares, start=1))
    return FlatMap(
        points=layout,
        axes=(first, second),
        said=f"The two directions in which the codes, as they are, spread most: {sum(shares):.0%} of their variance.",
    )
