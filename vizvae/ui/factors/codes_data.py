"""Codes that a visitor has brought: kept for as long as they are measured, and what came of them."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from safetensors.numpy import load

from vizvae.atomic_write import atomic_write
from vizvae.cards.source import running_version
from vizvae.data.own.tables import Factor
from vizvae.folders import keep_newest
from vizvae.latent.flat_map import MapMethod
from vizvae.paths import measurements_dir
from vizvae.ui.factors.results_view import Found
from vizvae.ui.jobs.background import Background, TooManyJobs, Underway

WORKER = (sys.executable, "-P", "-m", "vizvae.ui.factors.codes_worker")
HOURS_KEPT, MOST_KEPT = 24.0, 40
VERSION = 1
"""Of what is answered"""


@dataclass(frozen=True, kw_only=True)
class BroughtCodes:
    key: str
    title: str
    header: Mapping[str, Any]
    """What the worker is told"""

    def cite(self, figures: str) -> str:
        """Whose codes they are, only who has brought them can say: they are known by their content."""
        return f"Codes of {self.title} (content SHA-256 {self.key[:12]}). {figures}. VizVAE {running_version()}."


@dataclass(frozen=True, kw_only=True)
class CodesFound:
    found: Found
    num_rows: int
    notes: tuple[str, ...]
    points: np.ndarray
    """(row, 2), of the map"""
    axes: tuple[str, str]
    map_said: str


@lru_cache(maxsize=1)
def brought_codes() -> Background:
    """What all visitors share."""
    return Background("metrics of codes", WORKER)


def keep_codes(codes: tuple[str, bytes], factors: tuple[str, bytes] | None, method: MapMethod) -> BroughtCodes:
    """Names and contents, onto the disk. Raises OSError."""
    described = hashlib.sha256(f"{VERSION} {method}".encode())
    for name, content in filter(None, (codes, factors)):
        described.update(f" {name} {len(content)} ".encode() + content)
    key = described.hexdigest()[:32]
    root = measurements_dir() / "codes"
    root.mkdir(parents=True, exist_ok=True)
    keep_newest(root, MOST_KEPT, HOURS_KEPT)
    paths = {
        what: _kept(root / key / what, *given) if given else None for what, given in (("codes", codes), ("factors", factors))
    }
    header = {**paths, "map": method}
    return BroughtCodes(key=key, title=codes[0] + (f" with {factors[0]}" if factors else ""), header=header)


def measure_codes(brought: BroughtCodes) -> None:
    """Begin, if nobody has. Raises ValueError where too many wait already."""
    if brought_codes().answer(brought.key, keep=True) is None:
        try:
            brought_codes().ask(brought.key, dict(brought.header), b"", _read)
        except TooManyJobs as error:
            raise ValueError(str(error)) from error


def measured_codes(brought: BroughtCodes) -> CodesFound | Underway | None:
    """What came of them, how far they are, or None if nobody has asked or it was stopped. Raises JobFailed if it failed: once."""
    background = brought_codes()
    with background.lock:
        found = background.answer(brought.key, keep=True)
        if found is not None:
            return found
        job = background.jobs.get(brought.key)
        return job and Underway(job.share, job.message or ("Starting …" if job.sent else "Waiting for another one to finish"))


def stop_codes(brought: BroughtCodes) -> None:
    brought_codes().cancel(brought.key)


def _read(content: bytes) -> CodesFound:
    arrays = load(content)
    said = json.loads(arrays["said"].tobytes())
    values = said["values"]
    given = [Factor(name, tuple(values[name]), arrays["numbers"][:, place]) for place, name in enumerate(values)]
    found = Found(
        results=said["metrics"],
        factors=said["factors"],
        left_out=said["left_out"],
        tied=said["tied"] and tuple(said["tied"]),
        not_computed=said["not_computed"],
        latents=tuple(said["latents"]),
        codes=arrays["codes"].astype(np.float64),
        given=tuple(given),
    )
    first, second = said["axes"]
    return CodesFound(
        found=found,
        num_rows=said["num_rows"],
        notes=tuple(said["notes"]),
        points=arrays["map"],
        axes=(first, second),
        map_said=said["map_said"],
    )


def _kept(folder: Path, name: str, content: bytes) -> str:
    """Under a name that no file system minds, which messages begin with."""
    stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
    short = "".join(letter if letter.isalnum() or letter in " .-_" else "_" for letter in stem)[:40].strip() or "file"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{short}{suffix.lower()[:8]}"
    atomic_write(path, content)  # another visitor's worker may be reading the same
    return str(path)
