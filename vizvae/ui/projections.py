"""Projections in the background: one child process, jobs that visitors start, join, watch and cancel."""

from __future__ import annotations

import atexit
import itertools
import logging
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from jaxtyping import Float
from torch import Tensor

from vizvae.latent.projection import METHODS, ProjectionConfig
from vizvae.latent.projection_cache import ProjectionCache, file_name
from vizvae.ui.child import Child

log = logging.getLogger(__name__)
WORKER = (sys.executable, "-m", "vizvae.ui.projection_worker")
KEPT_ANSWERS = 64
"""Answers that nobody has fetched, or that could not be written to disk, are kept this many at a time."""


class ProjectionFailed(RuntimeError):
    """The computation did not succeed; the message is for the person who asked for it."""


@dataclass(frozen=True)
class Underway:
    """Asked for and not there yet."""

    progress: float
    """Share of the iterations done, 0 to 1; 0 while there is nothing to count."""
    message: str


@dataclass
class _Job:
    number: int
    header: dict[str, Any]
    payload: bytes
    finish: Callable[[np.ndarray], bool]
    """What is done with the answer; whether it is kept in memory as well."""
    sent: bool = False
    share: float = 0.0
    ended: threading.Event = field(default_factory=threading.Event)


class Projections:
    """Maps from the cache, or from a child process that is started when it is first needed.

    A job belongs to what is computed, not to who asked: a second visitor joins it, and whoever cancels it cancels it for both (the
    next one to ask starts it again). Maps are computed one at a time, in the order they were asked for.
    """

    def __init__(self, cache: ProjectionCache, command: tuple[str, ...] = WORKER) -> None:
        self._cache = cache
        self._lock = threading.RLock()
        self._child = Child(command, self._lock, self._hear, self._child_ended)
        self._numbers = itertools.count()
        self._jobs: dict[str, _Job] = {}  # by what is computed, in the order they were asked for
        self._answers: OrderedDict[str, np.ndarray | str] = OrderedDict()  # a text is what went wrong
        atexit.register(self.close)

    def map(
        self, points: Float[Tensor, "point latent"], config: ProjectionConfig, known_as: str = ""
    ) -> Float[np.ndarray, "point 2"] | Underway:
        """The finished map, or how far it is; the first to ask starts it. `known_as`: see `projection_cache.file_name`.

        Raises ProjectionFailed if it failed: once, then it may be asked for again.
        """
        key = file_name(points, config, known_as)

        def finish(layout: np.ndarray) -> bool:
            try:
                self._cache.write(points, config, layout.reshape(-1, 2), known_as)
            except OSError as error:  # a full or read-only disk: the map is shown all the same
                log.warning("the projection could not be kept on disk (%s)", error)
                return True
            return False

        with self._lock:  # a job ends between two looks, never between looking on disk and starting it
            layout = self._cache.read(points, config, known_as)
            if layout is None:
                layout = self._answer(key, keep=True)
            if layout is not None:
                return layout.reshape(-1, 2)
            job = self._ask(key, "project", points, config, _bytes(points), finish)
            return Underway(job.share, _stage(job, config))

    def inverse(
        self, points: Float[Tensor, "point latent"], config: ProjectionConfig, xy: Float[np.ndarray, " 2"], wait: float = 0.0
    ) -> Float[np.ndarray, " latent"] | Underway:
        """The latent point for a place on the map, or how far it is, after at most `wait` seconds.

        Raises ValueError for a method that has no inverse, ProjectionFailed as `map` does.
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
        z = self._answer(key)
        if z is None:
            payload = _bytes(points) + layout.astype("<f4").tobytes()
            job = self._ask(key, "invert", points, config, payload, lambda _: True, map=map_key, xy=xy.tolist())
            if job.ended.wait(wait):
                z = self._answer(key)
        return Underway(0.0, "preparing to read the map backwards") if z is None else z

    def cancel(self, points: Float[Tensor, "point latent"], config: ProjectionConfig, known_as: str = "") -> None:
        """Stop computing this map, if it is being computed or waits to be; other jobs go on."""
        with self._lock:
            job = self._jobs.pop(file_name(points, config, known_as), None)
            if job and job.sent:
                self._kill()  # there is no other way to stop it
                self._send_next()

    def close(self) -> None:
        """End the child process and forget what was asked."""
        with self._lock:
            self._jobs.clear()
            self._kill()

    def _answer(self, key: str, *, keep: bool = False) -> np.ndarray | None:
        with self._lock:
            answer = self._answers.get(key)
            if not keep or isinstance(answer, str):
                self._answers.pop(key, None)
        if isinstance(answer, str):
            raise ProjectionFailed(answer)
        return answer

    def _ask(
        self, key: str, what: str, points: Tensor, config: ProjectionConfig, payload: bytes, finish: Callable[[np.ndarray], bool],
        **fields: Any,
    ) -> _Job:  # fmt: skip
        with self._lock:
            if key not in self._jobs:
                number = next(self._numbers)
                header = {"job": number, "what": what, "config": asdict(config), "shape": list(points.shape), **fields}
                self._jobs[key] = _Job(number, header, payload, finish)
                self._send_next()
            return self._jobs[key]

    def _send_next(self) -> None:
        """Places are looked up at once; of the maps, the child has one at a time, so that the others can be cancelled without it."""
        busy = any(job.sent and job.header["what"] == "project" for job in self._jobs.values())
        for job in self._jobs.values():
            is_map = job.header["what"] == "project"
            if job.sent or (is_map and busy):
                continue
            busy, job.sent = busy or is_map, True
            self._child.tell(job.header, job.payload)

    def _hear(self, header: dict[str, Any], payload: bytes) -> None:
        with self._lock:
            found = [item for item in self._jobs.items() if item[1].number == header["job"]]
        if not found:
            return  # cancelled in the meantime
        key, job = found[0]
        if header["what"] == "progress":
            job.share = header["share"]
        elif header["what"] == "done":
            numbers = np.frombuffer(payload, "<f4").astype(np.float32)
            self._end(key, numbers if job.finish(numbers) else None)
        else:
            self._end(key, header["message"])

    def _child_ended(self, status: int) -> None:
        # Listed first: as soon as one has ended, the next is sent to a new child.
        for key, job in [(key, job) for key, job in self._jobs.items() if job.sent]:
            if status == 0:  # it had no work and ended, just when this was on its way: sent anew
                job.sent = False
            else:
                self._end(key, f"the process that computes projections ended unexpectedly (status {status}); ask again")
        self._send_next()

    def _end(self, key: str, answer: np.ndarray | str | None) -> None:
        with self._lock:
            job = self._jobs.pop(key, None)
            if job is None:
                return
            if answer is not None:
                self._answers[key] = answer
                if len(self._answers) > KEPT_ANSWERS:
                    self._answers.popitem(last=False)
            job.ended.set()
            self._send_next()

    def _kill(self) -> None:
        if self._child.kill():
            for job in self._jobs.values():  # what the others asked for is sent anew
                job.sent = False


@lru_cache(maxsize=1)
def projections() -> Projections:
    """What all visitors share."""
    return Projections(ProjectionCache.standard())


def _bytes(points: Tensor) -> bytes:
    return points.numpy().astype("<f4").tobytes()


def _stage(job: _Job, config: ProjectionConfig) -> str:
    method = METHODS[config.method]
    if not job.sent:
        return f"{method}: waiting for another projection to finish"
    if job.share == 0:
        return f"{method}: finding the neighbours of {config.num_points:,} points"
    return f"{method}: arranging {config.num_points:,} points, {job.share:.0%}"
