"""Samples that take seconds to draw are drawn once on a machine, by a child process, and kept on disk."""

from __future__ import annotations

from functools import lru_cache

from vizvae.data.drawn_sample import DrawnSample, write_sample_file
from vizvae.data.images import ImageSet
from vizvae.ui.jobs.background import Background
from vizvae.ui.jobs.computed import WORKER, call_of

IDLE_SECONDS = 4


@lru_cache(maxsize=1)
def drawings() -> Background:
    """A child of its own, which soon ends: nobody waits for it, and nobody who waits for another answer shall wait behind it."""
    return Background("samples", (*WORKER, str(IDLE_SECONDS)))


def keep_drawn(sample: ImageSet | DrawnSample) -> None:
    """Begin to write the file of this sample, if it wants one; until it is there each image is drawn when it is asked for."""
    if isinstance(sample, DrawnSample) and sample.wants_file:
        _begin(sample.spec.key)


@lru_cache(maxsize=8)
def _begin(key: str) -> None:
    """Once for a server: where it fails (a full or read-only disk), every further visitor would cost these seconds again."""
    drawings().ask(key, call_of(write_sample_file, {"key": key}), b"", lambda _: None)
