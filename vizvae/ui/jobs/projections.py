"""Projections in the background."""

from __future__ import annotations

import logging
import sys
from dataclasses import asdict
from functools import lru_cache

import numpy as np
from jaxtyping import Float
from torch import Tensor

from vizvae.latent.projection import METHODS, ProjectionConfig
from vizvae.latent.projection_cache import ProjectionCache, file_name
from vizvae.ui.jobs.background import Background, Job, Underway

log = logging.getLogger(__name__)
WORKER = (sys.executable, "-P", "-m", "vizvae.ui.jobs.projection_worker")


class Projections:
    """Maps from the cache, or from a child process: see `Background`."""

    def __init__(self, cache: ProjectionCache, command: tuple[str, ...] = WORKER) -> None:
        self._cache = cache
        self.background = Background("projections", command)

    def map(
        self, points: Float[Tensor, "point latent"], config: ProjectionConfig, known_as: str = ""
    ) -> Float[np.ndarray, "point 2"] | Underway:
        """The finished map, or how far it is; the first to ask starts it. `known_as`: see `projection_cache.file_name`.

        Raises JobFailed if it failed: once, then it may be asked for again.
        """
        key = file_name(points, config, known_as)

        def finish(answer: bytes) -> np.ndarray | None:
            layout = _numbers(answer)
            try:
                self._cache.write(points, config, layout.reshape(-1, 2), known_as)
            except OSError as error:  # a full or read-only disk: the map is shown all the same
                log.warning("the projection could not be kept on disk (%s)", error)
                return layout
            return None

        with self.background.lock:  # a job ends between two looks, never between looking on disk and starting it
            layout = self._cache.read(points, config, known_as)
            if layout is None:
                layout = self.background.answer(key, keep=True)
            if layout is not None:
                return layout.reshape(-1, 2)
            job = self.background.ask(key, _header("project", points, config), _bytes(points), finish)
            return Underway(job.share, _stage(job, config))

    def inverse(
        self, points: Float[Tensor, "point latent"], config: ProjectionConfig, xy: Float[np.ndarray, " 2"], wait: float = 0.0
    ) -> Float[np.ndarray, " latent"] | Underway:
        """The latent point for a place on the map, or how far it is, after at most `wait` seconds.

        Raises ValueError for a method that has no inverse, JobFailed as `map` does.
        """
        if config.method != "umap":
            raise ValueError(
                f"only a UMAP map can be read backwards, not one of {METHODS[config.method]}: choose umap, or click on a point"
            )
        layout = self.map(points, config)
        if isinstance(layout, Underway):
            return layout
        map_key = file_name(points, config)
        key = f"{map_key} at {xy.tolist()}"
        z = self.background.answer(key)
        if z is None:
            header = {**_header("invert", points, config), "map": map_key, "xy": xy.tolist()}
            payload = _bytes(points) + layout.astype("<f4").tobytes()
            job = self.background.ask(key, header, payload, _numbers, at_once=True)
            if job.ended.wait(wait):
                z = self.background.answer(key)
        return Underway(0.0, "preparing to read the map backwards") if z is None else z

    def cancel(self, points: Float[Tensor, "point latent"], config: ProjectionConfig, known_as: str = "") -> None:
        """Stop computing this map, if it is being computed or waits to be; other jobs go on."""
        self.background.cancel(file_name(points, config, known_as))

    def close(self) -> None:
        """End the child process and forget what was asked."""
        self.background.close()


@lru_cache(maxsize=1)
def projections() -> Projections:
    """What all visitors share."""
    return Projections(ProjectionCache.standard())


def _header(what: str, points: Tensor, config: ProjectionConfig) -> dict[str, object]:
    return {"what": what, "config": asdict(config), "shape": list(points.shape)}


def _bytes(points: Tensor) -> bytes:
    return points.numpy().astype("<f4").tobytes()


def _numbers(answer: bytes) -> np.ndarray:
    return np.frombuffer(answer, "<f4").astype(np.float32)


def _stage(job: Job, config: ProjectionConfig) -> str:
    method = METHODS[config.method]
    if not job.sent:
        return f"{method}: waiting for another projection to finish"
    if job.share == 0:
        return f"{method}: finding the neighbours of {config.num_points:,} points"
    return f"{method}: arranging {config.num_points:,} points, {job.share:.0%}"
