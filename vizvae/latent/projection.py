"""Codes of many latents on a flat map: PCA, UMAP and t-SNE, each repeatable from its parameters and seed."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass, fields
from io import TextIOBase
from typing import Any, Literal

import numpy as np
from jaxtyping import Float
from torch import Tensor

from vizvae.config import config_from_dict
from vizvae.latent.aggregate import Reference
from vizvae.latent.directions import principal_directions

Method = Literal["pca", "umap", "tsne"]
METHODS: dict[str, str] = {"pca": "PCA", "umap": "UMAP", "tsne": "t-SNE"}
FEWEST_POINTS, MOST_POINTS = 20, 100_000
MOST_NEIGHBOURS = 200
TSNE_ITERATIONS = 1000

Progress = Callable[[float], object]
"""Is told the share of the work that is done, 0 to 1."""


@dataclass(frozen=True, kw_only=True)
class ProjectionConfig:
    """What a projection depends on, beside the points. Each method reads only its own parameters; only those are checked.

    Raises ValueError for values that the method cannot work with.
    """

    method: Method = "umap"
    num_points: int = 5000
    seed: int = 0
    num_neighbours: int = 15
    """UMAP: how many nearest points make up the surroundings that are kept. Few: detail; many: the large shape."""
    min_dist: float = 0.1
    """UMAP: how close points may lie on the map."""
    perplexity: float = 30.0
    """t-SNE: effective number of neighbours of each point."""

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise ValueError(f"unknown projection {self.method!r}; known are {sorted(METHODS)}")
        if not FEWEST_POINTS <= self.num_points <= MOST_POINTS:
            raise ValueError(f"num_points must be in {FEWEST_POINTS}…{MOST_POINTS:,}, got {self.num_points:,}")
        if not 0 <= self.seed < 2**32:
            raise ValueError(f"seed must be in 0…{2**32 - 1}, got {self.seed}")
        if self.method == "umap":
            if not 2 <= self.num_neighbours <= MOST_NEIGHBOURS:
                raise ValueError(f"num_neighbours must be in 2…{MOST_NEIGHBOURS}, got {self.num_neighbours}")
            if self.num_neighbours >= self.num_points:
                raise ValueError(
                    f"UMAP was asked for {self.num_neighbours} neighbours among {self.num_points} points: "
                    f"choose fewer neighbours (below {self.num_points}) or more points"
                )
            if not 0 <= self.min_dist <= 1:
                raise ValueError(f"min_dist must be in 0…1, got {self.min_dist}")
        if self.method == "tsne" and not (self.perplexity >= 1 and 3 * self.perplexity < self.num_points):
            raise ValueError(
                f"t-SNE compares each point with 3 × perplexity others: perplexity must be at least 1 and below a third of the "
                f"{self.num_points} points, got {self.perplexity:g}; choose a smaller perplexity or more points"
            )

    @property
    def relevant(self) -> dict[str, Any]:
        """The parameters that the result depends on: two configurations that agree in these are the same projection."""
        own = {"pca": (), "umap": ("seed", "num_neighbours", "min_dist"), "tsne": ("seed", "perplexity")}[self.method]
        return {name: getattr(self, name) for name in ("method", "num_points", *own)}


def config_from_text(values: dict[str, str]) -> ProjectionConfig:
    """From the words of an address.

    Raises ValueError for what is no number where one is expected, an unknown name, or values that cannot be.
    """
    numbers: dict[str, Any] = {}
    kinds = {parameter.name: type(parameter.default) for parameter in fields(ProjectionConfig)}
    for name, text in values.items():
        kind = kinds.get(name, str)
        try:
            numbers[name] = kind(text)
        except ValueError:
            expected = "a whole number" if kind is int else "a number"
            raise ValueError(f"{name}: expected {expected}, got {text[:40]!r}") from None
    return config_from_dict(ProjectionConfig, numbers)


def projected_points(reference: Reference, config: ProjectionConfig) -> Float[Tensor, "point active"]:
    """The codes that are projected: the means of the first `num_points` images, in the latents that carry something.

    Raises ValueError if there are not as many images, or fewer than two such latents.
    """
    if config.num_points > len(reference.mu):
        raise ValueError(
            f"num_points is {config.num_points:,}, but only {len(reference.mu):,} images are encoded: choose no more"
        )
    if len(reference.in_use) < 2:
        raise ValueError(
            f"a map needs at least two latents that carry something, this model has {len(reference.in_use)}: "
            "look at it latent by latent instead"
        )
    return reference.mu[: config.num_points, reference.in_use].contiguous()


def project(
    points: Float[Tensor, "point latent"], config: ProjectionConfig, progress: Progress = lambda _: None
) -> Float[np.ndarray, "point 2"]:
    """The map: float32, one row a point. The same points and configuration give the same map on the same machine.

    `progress` hears 0 while UMAP and t-SNE look for neighbours, which tell nobody how far they are, then the share of the iterations.
    Raises ValueError if there are not `num_points` points, of at least two latents, finite and not all the same.
    """
    if len(points) != config.num_points:
        raise ValueError(f"expected {config.num_points} points, got {len(points)}")
    if points.shape[1] < 2:
        raise ValueError(f"a map needs points of at least two latents, got {points.shape[1]}")
    if not points.isfinite().all() or not (points != points[0]).any():
        raise ValueError("expected finite points that are not all the same, got others: there is nothing to spread out")
    progress(0.0)
    layout = {"pca": _pca, "umap": _umap, "tsne": _tsne}[config.method](points, config, progress)
    progress(1.0)
    return np.ascontiguousarray(layout, dtype=np.float32)


def _pca(points: Tensor, config: ProjectionConfig, progress: Progress) -> np.ndarray:
    del config, progress
    mean, directions, _ = principal_directions(points)
    return ((points - mean) @ directions[:2].T).numpy()


def _umap(points: Tensor, config: ProjectionConfig, progress: Progress) -> np.ndarray:
    ticks = _Ticks(progress, r"(\d+)/(\d+)")
    return fit_umap(points, config, tqdm_kwds={"file": ticks, "bar_format": "{n}/{total}", "disable": False}).embedding_


def fit_umap(points: Float[Tensor, "point latent"], config: ProjectionConfig, **settings: Any) -> Any:
    """A fitted `umap.UMAP` (McInnes, Healy & Melville 2018); `settings` go to it as they are.

    The neighbours are exact ones, found by scikit-learn. From 4,096 points on, umap-learn would approximate them with a search that it
    compiles first: for 5,000 codes of 32 latents that made 54 s of what takes 9 s this way (7.5 s and 5.4 s once all is compiled).
    """
    import umap  # slow: it compiles
    from sklearn.neighbors import NearestNeighbors

    codes = np.ascontiguousarray(points.numpy(), dtype=np.float32)
    distances, indices = NearestNeighbors(n_neighbors=config.num_neighbours).fit(codes).kneighbors(codes)
    with warnings.catch_warnings():
        # That points which were not fitted cannot be placed on the map, which nobody does here.
        warnings.filterwarnings("ignore", message="precomputed_knn")
        reducer = umap.UMAP(**umap_parameters(config), precomputed_knn=(indices, distances.astype(np.float32)), **settings)  # pyright: ignore[reportArgumentType]
        return reducer.fit(codes)


def umap_parameters(config: ProjectionConfig) -> dict[str, Any]:
    """As umap-learn names them. One thread: it is what a seed implies there, and is warned of if not said."""
    return {
        "n_neighbors": config.num_neighbours,
        "min_dist": config.min_dist,
        "n_components": 2,
        "random_state": config.seed,
        "n_jobs": 1,
    }


def _tsne(points: Tensor, config: ProjectionConfig, progress: Progress) -> np.ndarray:
    """van der Maaten & Hinton 2008, by Barnes-Hut trees (van der Maaten 2014)."""
    from sklearn.manifold import TSNE  # slow

    reducer = TSNE(
        n_components=2, perplexity=config.perplexity, init="pca", max_iter=TSNE_ITERATIONS, random_state=config.seed, verbose=2
    )
    # It reports to stdout only, every 50 iterations.
    with redirect_stdout(_Ticks(progress, r"\[t-SNE\] Iteration (\d+): error", TSNE_ITERATIONS)):
        return reducer.fit_transform(points.numpy())


class _Ticks(TextIOBase):
    """A text stream that reads how far a library is from what it prints; lines that say nothing of it are dropped."""

    def __init__(self, progress: Progress, pattern: str, total: int | None = None) -> None:
        self.progress, self.pattern, self.total = progress, re.compile(pattern), total

    def writable(self) -> bool:
        return True

    def write(self, text: str, /) -> int:
        found = self.pattern.search(text)
        if found:
            total = self.total or int(found[2])
            # 1 is for the finished map: what follows the last iteration is work as well.
            self.progress(min(int(found[1]) / max(total, 1), 0.999))
        return len(text)
