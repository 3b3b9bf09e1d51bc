"""A run that trains, followed: each new snapshot of its weights becomes a model that can be shown."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import numpy_helper

from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import CARD, DECODER, ENCODER, Checkpoint
from vizvae.checkpoint.listing import stamp_of
from vizvae.folders import folders_in
from vizvae.models import MODELS
from vizvae.models.base import LatentModel
from vizvae.notebook.live import hold_model, let_go
from vizvae.paths import process_dir, runs_dir
from vizvae.runs.folder import RUN, read_run
from vizvae.training.config import TrainConfig
from vizvae.training.snapshot import SNAPSHOT, load_snapshot

SECONDS_BETWEEN_LOOKS = 0.5
SECONDS_FOR_THE_FIRST = 30.0
SHARE = 2
"""Rest for so many times what it took to show the last snapshot: what is watched shall train, too"""
KEPT = 2
"""Snapshots whose files stay: the page may be fetching those of the last one"""
SAME = 1e-4
"""Largest difference of pixels or codes between a network whose weights were put in and the model itself"""


def is_running(name: str) -> bool:
    """Whether it is a run that is no model yet."""
    folder = folders_in(runs_dir()).get(name)
    return folder is not None and (folder / RUN).exists() and not (folder / CARD).exists()


class Follower:
    """Of one run of image models."""

    def __init__(self, name: str) -> None:
        """Raises ValueError for a run of a model that has no latents to drag."""
        self.name = name
        self.folder = runs_dir() / name
        self.config = read_run(self.folder, TrainConfig).config
        if self.config.model not in MODELS:
            raise ValueError(f"{name} trains a {self.config.model}, which has no latents to drag; known are {', '.join(MODELS)}")
        self._seen: Any = None
        self._steps: list[str] = []
        self._networks: tuple[bytes, bytes] | None = None
        self._ended = threading.Event()

    def latest(self) -> Checkpoint:
        """Of the latest snapshot; of a run that has just begun, the first is waited for. Raises ValueError where none comes."""
        deadline = time.monotonic() + SECONDS_FOR_THE_FIRST
        while stamp_of(self.folder / SNAPSHOT) is None and time.monotonic() < deadline:
            time.sleep(SECONDS_BETWEEN_LOOKS)
        return self._held()

    def start(self, show: Callable[[Checkpoint], None]) -> None:
        """Gives each new snapshot to `show`, and at last the finished model, until `stop`."""
        threading.Thread(target=self._watch, args=(show,), name=f"vizvae-follows-{self.name}", daemon=True).start()

    def stop(self) -> None:
        self._ended.set()

    def _watch(self, show: Callable[[Checkpoint], None]) -> None:
        pause = SECONDS_BETWEEN_LOOKS
        while not self._ended.wait(pause):
            if (self.folder / CARD).exists():
                show(find_checkpoint(self.name))
                return
            if not self.folder.exists():  # discarded: what was seen last stays
                return
            stamp = stamp_of(self.folder / SNAPSHOT)
            if stamp is None or stamp == self._seen:
                continue
            began = time.monotonic()
            try:
                checkpoint = self._held()
            except (ValueError, OSError):  # it has just ended, or been discarded
                continue
            if not self._ended.is_set():
                show(checkpoint)
            pause = max(SECONDS_BETWEEN_LOOKS, SHARE * (time.monotonic() - began))

    def _held(self) -> Checkpoint:
        self._seen = stamp_of(self.folder / SNAPSHOT)
        model, place = load_snapshot(self.folder)
        name = f"{self.name}-at-step-{place['step']}"
        if name not in self._steps:
            title = f"{self.name} after {place['step']:,} steps"
            networks = None if self._networks is None else with_weights_of(model, self._networks)
            hold_model(name, self.config.model, model, self.config.data, title, trained_on=self.config.data, networks=networks)
            self._networks = networks or self._written(process_dir() / name)
            self._steps.append(name)
            for old in self._steps[:-KEPT]:
                let_go(old)
            del self._steps[:-KEPT]
        return find_checkpoint(name)

    @staticmethod
    def _written(folder: Path) -> tuple[bytes, bytes]:
        return (folder / DECODER).read_bytes(), (folder / ENCODER).read_bytes()


def with_weights_of(model: LatentModel, networks: tuple[bytes, bytes]) -> tuple[bytes, bytes] | None:
    """Decoder and encoder with other weights put in by name, which takes milliseconds where to export them takes seconds. None where the
    exporter has worked weights into anything else, so that the networks are not the model's."""
    weights = {f"model.{name}": value.numpy() for name, value in model.state_dict().items()}
    decoder, encoder = (_with(weights, network) for network in networks)
    generator = torch.Generator().manual_seed(0)
    z = torch.randn(2, model.latent_dim, generator=generator)
    x = torch.rand(2, *model.image_shape, generator=generator)
    with torch.no_grad():
        same = _same(decoder, "z", z, "mean", model.likelihood(z).mean) and _same(encoder, "x", x, "mu", model.encode(x).mu)
    return (decoder, encoder) if same else None


def _with(weights: dict[str, np.ndarray], network: bytes) -> bytes:
    proto = onnx.load_from_string(network)
    for tensor in proto.graph.initializer:
        if tensor.name in weights:
            tensor.CopyFrom(numpy_helper.from_array(np.ascontiguousarray(weights[tensor.name]), tensor.name))
    return proto.SerializeToString()


def _same(network: bytes, name: str, given: torch.Tensor, output: str, expected: torch.Tensor) -> bool:
    session = onnxruntime.InferenceSession(network, providers=["CPUExecutionProvider"])
    found = np.asarray(session.run([output], {name: given.numpy()})[0])
    return bool(np.abs(found.reshape(len(found), -1) - expected.reshape(len(found), -1).numpy()).max() < SAME)
