"""The disentanglement metrics of a model, and the points behind them: read from its folder or the cache, or computed in the background."""

from __future__ import annotations

import hashlib
import json
import logging
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from vizvae.atomic_write import atomic_write
from vizvae.checkpoint import Checkpoint, CheckpointError
from vizvae.data.factor_sets import factor_set
from vizvae.metrics.disentanglement.record import read_measured
from vizvae.metrics.titles import UNSUPERVISED
from vizvae.paths import measurements_dir
from vizvae.ui.explorer.opened import OpenedModel
from vizvae.ui.factors.address import METRICS
from vizvae.ui.factors.payload import factors_of
from vizvae.ui.jobs.background import Background, Job, Underway

log = logging.getLogger(__name__)
VERSION = 4
"""Of what is kept: intervals over few refits were too narrow in version 1, and SAP's in version 2; that of informativeness was too wide in
version 3. Another number is other files."""
WORKER = (sys.executable, "-P", "-m", "vizvae.ui.factors.measurement_worker")


@dataclass(frozen=True)
class Protocol:
    """On which points a model is measured, where its folder says nothing else."""

    num_points: int = 10_000
    seed: int = 0


class Measurements:
    """What is computed is kept in `folder`, by the content of model and images: see `Background` for who computes it."""

    def __init__(self, folder: Path, command: tuple[str, ...] = WORKER) -> None:
        self._folder = folder
        self.background = Background("metrics", command)

    def known(self, checkpoint: Checkpoint) -> dict[str, Any] | Underway | None:
        """Metric to its result, or how far it is; None if nobody has measured the model.

        Raises CheckpointError if its file cannot be used, JobFailed as `measure` does.
        """
        own = read_measured(checkpoint)
        if own is not None:
            return checked(own, checkpoint)
        return self.known_of(self._key("metrics", checkpoint, Protocol()))

    def measure(self, checkpoint: Checkpoint) -> dict[str, Any] | Underway:
        """As `known`, but the first to ask starts it. Raises JobFailed if it failed: once, then it may be asked for again."""
        with self.background.lock:
            known = self.known(checkpoint)
            if known is not None:
                return known
            return _underway(self._ask("metrics", checkpoint, Protocol(), lambda content: json.loads(content)))

    def kept(self, checkpoint: Checkpoint) -> dict[str, Any]:
        """What the dashboard has measured of a model and kept on disk: metric to its result, empty for nothing. Nothing is started."""
        try:
            return json.loads((self._folder / self._key("metrics", checkpoint, Protocol())).read_bytes())
        except (OSError, ValueError):
            return {}

    def points(self, checkpoint: Checkpoint) -> bytes | Underway:
        """The points that the metrics are of (see `measurement_worker`), or how far they are; the first to ask starts it."""
        protocol = self._protocol(checkpoint)
        key = self._key("points", checkpoint, protocol)
        with self.background.lock:
            found = self._read(key, lambda content: content)
            if found is not None:
                return found
            return _underway(self._ask("points", checkpoint, protocol, lambda content: content))

    def known_of(self, key: str) -> Any:
        """Of what was measured on images of one's own, see `own_data`: as `known`."""
        with self.background.lock:
            found = self._read(key, lambda content: json.loads(content))
            if found is not None:
                return found
            job = self.background.jobs.get(key)
            return job and _underway(job)

    def ask_for(self, key: str, header: dict[str, Any]) -> None:
        """Begin it, if nobody has."""
        self._begin(key, header, lambda content: json.loads(content))

    def cancel(self, checkpoint: Checkpoint) -> None:
        """Stop measuring."""
        self.background.cancel(self._key("metrics", checkpoint, Protocol()))

    def close(self) -> None:
        self.background.close()

    def _protocol(self, checkpoint: Checkpoint) -> Protocol:
        """The points of the numbers that are shown, not others."""
        known = self.known(checkpoint)
        if not isinstance(known, dict):
            return Protocol()
        result = known["mig"]
        return Protocol(result["num_points"], result["seed"])

    def _ask(self, what: str, checkpoint: Checkpoint, protocol: Protocol, answer: Callable[[bytes], Any]) -> Job:
        header = {
            "what": what, "name": checkpoint.name, "digest": checkpoint.digest,
            "num_points": protocol.num_points, "seed": protocol.seed,
        }  # fmt: skip
        return self._begin(self._key(what, checkpoint, protocol), header, answer)

    def _begin(self, key: str, header: dict[str, Any], answer: Callable[[bytes], Any]) -> Job:
        def finish(content: bytes) -> Any:
            try:
                self._write(key, content)
            except OSError as error:  # a full or read-only disk: it is shown all the same
                log.warning("%s could not be kept on disk (%s)", key, error)
                return answer(content)
            return None

        return self.background.ask(key, header, b"", finish)

    def _key(self, what: str, checkpoint: Checkpoint, protocol: Protocol) -> str:
        drawn = factor_set(checkpoint.card["data"]["key"]).drawing
        described = f"{VERSION} {checkpoint.card['weights_sha256']} {drawn} {protocol.num_points} {protocol.seed}"
        return f"{what}-{hashlib.sha256(described.encode()).hexdigest()[:32]}"

    def _read(self, key: str, answer: Callable[[bytes], Any]) -> Any:
        try:
            return answer((self._folder / key).read_bytes())
        except FileNotFoundError:
            return self.background.answer(key, keep=True)
        except (ValueError, OSError) as error:
            log.warning("%s is damaged (%s) and is computed anew", self._folder / key, error)
            return None

    def _write(self, key: str, content: bytes) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        atomic_write(self._folder / key, content)  # two processes may compute the same


def _underway(job: Job) -> Underway:
    return Underway(job.share, job.message or ("Starting …" if job.sent else "Waiting for another computation to finish"))


@lru_cache(maxsize=1)
def measurements() -> Measurements:
    """What all visitors share."""
    return Measurements(measurements_dir())


def checked(found: dict[str, Any], checkpoint: Checkpoint) -> dict[str, Any]:
    """`found`. Raises CheckpointError if its matrices do not fit the model."""
    opened = OpenedModel.of(checkpoint)
    num_latents = opened.model.latent_dim
    num_factors = len(factors_of(opened).factors)
    for key in METRICS:
        matrix = found[key].get("matrix") if isinstance(found[key], dict) else None
        rows = [len(row) for row in matrix] if isinstance(matrix, list) and all(isinstance(row, list) for row in matrix) else []
        if rows != [num_latents] * (num_latents if key in UNSUPERVISED else num_factors):
            raise CheckpointError(
                f"{checkpoint.folder / 'disentanglement.json'}: the matrix of {key} does not fit {num_factors} factors and {num_latents} "
                f"latents; write it anew with `python -m vizvae evaluate {checkpoint.name} --metrics disentanglement --write-card`"
            )
    return found
