"""UMAP of 10,000 codes of 16 latents: `project` beside umap-learn called bare with equal parameters, and a second visit from the cache.

`project` gives umap-learn exact neighbours; called bare it approximates them, so the two maps are alike but not the same.
What numba compiles is compiled beforehand, on fewer points. Both take turns, so that a drift of the machine's speed hits both.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from benchmarks import results
from vizvae.latent.projection import ProjectionConfig, project, umap_parameters
from vizvae.latent.projection_cache import ProjectionCache

CONFIG = ProjectionConfig(method="umap", num_points=10_000)
NUM_LATENTS = 16
ROUNDS = 3


def codes(count: int) -> Tensor:
    """Ten groups, as digits are: standard normal around centres that are about two standard deviations apart in each latent."""
    generator = torch.Generator().manual_seed(0)
    centres = 1.5 * torch.randn(10, NUM_LATENTS, generator=generator)
    return centres[torch.arange(count) % 10] + torch.randn(count, NUM_LATENTS, generator=generator)


def bare(points: Tensor, config: ProjectionConfig) -> np.ndarray:
    import umap

    return umap.UMAP(**umap_parameters(config)).fit_transform(points.numpy())


def main(config: ProjectionConfig = CONFIG, rounds: int = ROUNDS) -> None:
    points = codes(config.num_points)
    # Above 4,096 points umap-learn takes another way to the neighbours, so that one is warmed up too.
    for count in {min(5000, config.num_points), 100}:
        for way in (project, bare):
            way(codes(count), ProjectionConfig(num_points=count))
    seconds: dict[str, list[float]] = {"project": [], "bare": []}
    layout = np.empty((0, 2), np.float32)
    for _ in range(rounds):
        for name, way in (("project", project), ("bare", bare)):
            started = time.perf_counter()
            layout = way(points, config)
            seconds[name].append(time.perf_counter() - started)
    with tempfile.TemporaryDirectory() as folder:
        cache = ProjectionCache((Path(folder),))
        cache.write(points, config, layout)
        started = time.perf_counter()
        cache.read(points, config)
        second_visit = time.perf_counter() - started
    ours, theirs = (statistics.median(times) for times in seconds.values())
    results.write(
        "projection",
        {
            f"project, UMAP of {config.num_points:,} codes of {NUM_LATENTS} latents, s": ours,
            "umap.UMAP called bare, s": theirs,
            "project over bare": ours / theirs,
            "second visit, from the cache, s": second_visit,
        },
    )


if __name__ == "__main__":
    main()
