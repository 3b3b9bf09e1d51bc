"""From a place on a UMAP map back to a latent point, approximately."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from jaxtyping import Float
from torch import Tensor

from vizvae.latent.projection import ProjectionConfig, fit_umap

EPOCHS = 100
"""As umap-learn's `inverse_transform` takes for fewer than 10,000 places at once."""


class UmapInverse:
    """umap-learn's inverse transform (`UMAP.inverse_transform`, 0.5.12), with what does not depend on the place kept between calls.

    A place gets a weighted mean of the points nearest to it on the map, which gradient steps then move to where the high-dimensional
    fuzzy graph would have tied it to those same neighbours. Called directly, umap-learn triangulates the map and compiles those steps
    anew each time: 1.6 s for 5,000 points, against about 5 ms here, for the same numbers (a test compares).

    Made from the points and their finished map, so it answers for the map that is shown, wherever that was computed.
    """

    def __init__(
        self, points: Float[Tensor, "point latent"], layout: Float[np.ndarray, "point 2"], config: ProjectionConfig
    ) -> None:
        """Raises ValueError for a method other than UMAP: the others have no inverse."""
        if config.method != "umap":
            raise ValueError(f"only a UMAP projection can be read backwards, got {config.method}: choose umap")
        # No epochs: the neighbour graph is needed, the layout is there already.
        self._reducer: Any = fit_umap(points, config, n_epochs=0, init=layout)
        self._points = np.ascontiguousarray(points.numpy(), dtype=np.float32)
        self._layout = np.ascontiguousarray(layout, dtype=np.float32)

    def invert(self, xy: Float[np.ndarray, " 2"]) -> Float[np.ndarray, " latent"]:
        """The latent point for a place on the map. Beyond the rim of the map: that of the nearest point's surroundings."""
        from umap.umap_ import breadth_first_search, init_transform, make_epochs_per_sample

        place = xy.astype(np.float32)
        triangles, adjacency = self._triangulation
        count = min(self._points.shape[1], len(self._points))
        inside = int(triangles.find_simplex(place[None])[0])
        on_map = np.linalg.norm(self._layout - place, axis=1)
        start = triangles.simplices[inside][0] if inside >= 0 else int(on_map.argmin())
        nearby = breadth_first_search(adjacency, start, min_vertices=count)
        nearest = nearby[np.argsort(on_map[nearby])[:count]]
        weight = 1 / (1 + self._reducer._a * on_map[nearest].astype(np.float64) ** (2 * self._reducer._b))
        z = init_transform(nearest[None], (weight / weight.sum())[None], self._points)
        self._descend(z, nearest, weight, make_epochs_per_sample(weight, EPOCHS))
        return z[0]

    def _descend(self, z: np.ndarray, nearest: np.ndarray, weight: np.ndarray, epochs_per_sample: np.ndarray) -> None:
        """Moves `z` (1, latent) in place; the loop of `umap.layouts.optimize_layout_inverse`."""
        from umap.umap_ import INT32_MAX, INT32_MIN

        reducer = self._reducer
        rng_state = np.random.RandomState(reducer.transform_seed).randint(INT32_MIN, INT32_MAX, 3).astype(np.int64)
        per_negative = epochs_per_sample / reducer.negative_sample_rate
        next_sample, next_negative = epochs_per_sample.copy(), per_negative.copy()
        start_rate = reducer._initial_alpha / 4.0
        rate = start_rate
        rows = np.zeros(len(nearest), dtype=np.int32)
        for epoch in range(EPOCHS):
            self._step(
                epochs_per_sample, next_sample, rows, nearest.astype(np.int32), z, self._points, reducer._inverse_distance_func, (),
                weight, reducer._sigmas, z.shape[1], rate, False, epoch, next_negative, per_negative, rng_state, len(self._points),
                reducer._rhos, reducer.repulsion_strength,
            )  # fmt: skip
            rate = start_rate * (1.0 - epoch / EPOCHS)

    @cached_property
    def _triangulation(self) -> tuple[Any, Any]:
        """Delaunay triangles of the map, and which points share an edge, as a sparse matrix."""
        from scipy.sparse import coo_matrix
        from scipy.spatial import Delaunay

        triangles = Delaunay(self._layout, incremental=True, qhull_options="QJ")
        corners = triangles.simplices[(triangles.simplices < len(self._layout)).all(1)]
        pairs = np.concatenate([corners[:, [i, j]] for i in range(3) for j in range(3)])
        adjacency = coo_matrix((np.ones(len(pairs), dtype=int), pairs.T), shape=(len(self._layout),) * 2).tocsr()
        adjacency.sort_indices()
        return triangles, adjacency

    @cached_property
    def _step(self) -> Any:
        import numba
        from umap.layouts import _optimize_layout_inverse_single_epoch

        return numba.njit(_optimize_layout_inverse_single_epoch, fastmath=True)
