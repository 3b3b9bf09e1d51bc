"""The curve of a run, `metrics.jsonl`: one JSON object a line, only ever appended to, rising in `step`.

    {"kind": "start", "version": 1, "part": "9f31…"}       first line; `part` is new whenever a process opens the file to write
    {"kind": "step", …}                                    means over the `num_steps` steps since the line before
    {"kind": "epoch", …}                                   a finished pass, with the averaged weights on the validation images

Both kinds: `step` (optimiser steps done), `epoch` (passes done, a fraction in step lines), `seconds` (trained so far, over all
resumptions, without pauses), `loss` and the other terms of the run's family (means over images; of a VAE `recon_nll`, `kl`, `elbo`,
nats), `learning_rate`, `beta` (the weight the KL really had, after warm-up), `capacity` and `free_bits` in force (nats).
Step lines: `num_steps`, `kl_per_dim` (last batch, nats, one number a latent), `images_per_second`.
Epoch lines: `epoch_seconds`, `validation_` with each of the family's scores, `validation_kl_per_dim`.
What is not a finite number is null: `kl` of a deterministic model, for one.

A line is written whole in one call. A kill or a full disk may tear the last one: the reader waits for its end, a writer that resumes
cuts it off, together with every line of steps that will be taken again.
"""

from __future__ import annotations

import errno
import json
import math
import os
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from vizvae.atomic_write import atomic_write

METRICS = "metrics.jsonl"
VERSION = 1
LARGEST = 1e300
"""No number of a curve is as large: it was edited by hand, or is NaN."""
KEPT_READERS = 200
"""Every run of a table is looked at again and again: fewer readers than runs would read all curves anew each time."""


class MetricsWriter:
    """Appends to `metrics.jsonl` from the place a run goes on at: `step` steps and `epoch` passes done."""

    def __init__(self, folder: Path, *, step: int, epoch: int) -> None:
        self.path = folder / METRICS
        kept = [row for row in _whole_rows(self.path) if _is_before(row, step, epoch)]
        head = {"kind": "start", "version": VERSION, "part": secrets.token_hex(8)}
        atomic_write(self.path, "".join(_line(row) for row in [head, *kept]).encode())
        self.seconds = float(kept[-1]["seconds"]) if kept else 0.0
        """Trained before this process, as the last line that was kept says."""
        self._file = os.open(self.path, os.O_WRONLY | os.O_APPEND)
        self._end = self.path.stat().st_size

    def append(self, row: dict[str, Any]) -> None:
        """Raises OSError where the disk is full; the file then ends with the line before."""
        line = _line(row).encode()
        try:
            written = os.write(self._file, line)
            if written != len(line):
                # A disk takes what it still has room for, and only the next write says that it is full.
                raise OSError(errno.ENOSPC, f"the disk took {written} of {len(line)} bytes", str(self.path))
        except OSError:
            os.ftruncate(self._file, self._end)
            raise
        self._end += len(line)

    def sync(self) -> None:
        """To the disk: before a snapshot that promises these lines."""
        os.fsync(self._file)

    def close(self) -> None:
        os.close(self._file)


@dataclass
class MetricsReader:
    """The rows of a run so far; `update` reads only what is new."""

    folder: Path
    steps: list[dict[str, Any]] = field(default_factory=list)
    epochs: list[dict[str, Any]] = field(default_factory=list)
    part: str = ""
    """Which writing of the file `steps` and `epochs` are from. A resumed run begins a new one, and drops rows at the end."""
    _offset: int = 0

    def update(self) -> bool:
        """Read on. True if anything came; where the run was resumed in between, all rows are read anew and `part` is another.

        Raises ValueError for a file of another version, or one edited by hand.
        """
        path = self.folder / METRICS
        try:
            with path.open("rb") as file:
                head = file.readline()
                if not head.endswith(b"\n"):
                    return False
                part = _part(path, head)
                if part != self.part:
                    self.part, self._offset = part, len(head)
                    self.steps, self.epochs = [], []
                file.seek(self._offset)
                new = file.read()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise ValueError(f"{path} cannot be read ({error.strerror}): it is damaged; resume the run from a copy") from error
        whole = new[: new.rfind(b"\n") + 1]
        for row in _parse(path, whole):
            (self.epochs if row["kind"] == "epoch" else self.steps).append(row)
        self._offset += len(whole)
        return bool(whole)


def trained_seconds(folder: Path) -> float:
    """How long the run in `folder` has trained until its last line. Raises ValueError as `MetricsReader.update` does."""
    reader = MetricsReader(folder)
    reader.update()
    return max((float(row["seconds"]) for row in [*reader.steps[-1:], *reader.epochs[-1:]]), default=0.0)


class MetricsReaders:
    """The curves that are being watched, so that each look reads only what is new. `lock`: held while one is used."""

    def __init__(self) -> None:
        self.lock = Lock()
        self._readers: OrderedDict[Path, MetricsReader] = OrderedDict()

    def of(self, folder: Path) -> MetricsReader:
        with self.lock:
            reader = self._readers.setdefault(folder, MetricsReader(folder))
            self._readers.move_to_end(folder)
            if len(self._readers) > KEPT_READERS:
                self._readers.popitem(last=False)
            return reader


def _line(row: dict[str, Any]) -> str:
    return json.dumps(_finite(row), allow_nan=False, separators=(",", ":")) + "\n"


def _finite(value: Any) -> Any:
    """Six digits of every number, null for what is none; JSON knows no NaN."""
    if isinstance(value, float):
        return float(f"{value:.6g}") if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(part) for key, part in value.items()}
    return [_finite(part) for part in value] if isinstance(value, list) else value


def _whole_rows(path: Path) -> list[dict[str, Any]]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return []
    head, newline, rest = content.partition(b"\n")
    if not newline:  # killed while it was created
        return []
    _part(path, head)
    return _parse(path, rest[: rest.rfind(b"\n") + 1])


def _is_before(row: dict[str, Any], step: int, epoch: int) -> bool:
    return row["epoch"] <= epoch if row["kind"] == "epoch" else row["step"] <= step


def _part(path: Path, head: bytes) -> str:
    try:
        row = json.loads(head)
        if row["version"] == VERSION:
            return str(row["part"])
    except (ValueError, KeyError, TypeError):
        pass
    raise ValueError(
        f"{path}: the first line is not that of metrics of version {VERSION}: another version wrote it, or it was edited by hand"
    )


def _check_row(row: dict[str, Any]) -> None:
    """Raises ValueError, KeyError or TypeError for what `MetricsWriter` would not have written."""
    if row["kind"] not in ("step", "epoch") or row["step"] < 0 or row["epoch"] < 0:
        raise ValueError
    for name, value in row.items():
        numbers: list[Any] = value if isinstance(value, list) and name.endswith("kl_per_dim") else [value]
        for number in [] if name == "kind" else numbers:
            if number is None:
                continue
            if isinstance(number, bool) or not isinstance(number, int | float) or not -LARGEST < number < LARGEST:
                raise ValueError


def _parse(path: Path, lines: bytes) -> list[dict[str, Any]]:
    try:
        # One call for all lines: a third of the time of one call a line.
        rows = json.loads(b"[" + b",".join(lines.splitlines()) + b"]")
        for row in rows:
            _check_row(row)
        return rows
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    raise ValueError(
        f"{path} holds a line that is no metrics row: it was edited by hand; delete the run, or resume it from a copy"
    )
