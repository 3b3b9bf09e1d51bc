"""Runs that a test can stop at any step: in this process, with few images and no ONNX."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from tests.helpers.small import small_config
from vizvae.data.images import ImageSet, Split, load_images
from vizvae.runs.folder import read_status
from vizvae.training.config import TrainConfig
from vizvae.training.run import train_in_folder

CONFIG = small_config(batch_size=32, epochs=2)  # five steps a pass over few images


def few_images(key: str, split: Split, *, download: bool = False) -> ImageSet:
    return load_images(key, split, download=download).subset(torch.arange(160))


def make_quick(patched: pytest.MonkeyPatch) -> None:
    """Few images of any set, since to encode all of its sample takes longer than a short training, and no ONNX."""
    for module in ("run", "finish"):
        patched.setattr(f"vizvae.training.{module}.load_images", few_images)
    export_nothing(patched)


def export_nothing(patched: pytest.MonkeyPatch) -> None:
    """Exporting takes seconds a run; tests/unit/cli trains once with it, tests/contract compares what it writes."""
    for name in ("export_decoder", "export_encoder"):
        patched.setattr(f"vizvae.training.finish.{name}", lambda *_: None)


def complete(folder: Path, config: TrainConfig = CONFIG, after: Callable[[int], object] = lambda _: None) -> Path:
    """Train to the end; `after(step)` is called after every step of this process."""
    for report in train_in_folder(config, folder, command="test"):
        if not hasattr(report, "seconds"):
            after(report.step)
    return folder


def until(condition: Callable[[], object], seconds: float = 180.0) -> None:
    """Wait for `condition`."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it did not happen"
        time.sleep(0.02)  # more often would take from the process that is waited for


class Background:
    """A run in a thread of this process."""

    def __init__(self, folder: Path, config: TrainConfig = CONFIG) -> None:
        self.folder = folder
        self.error: BaseException | None = None
        self.thread = threading.Thread(target=self._run, args=(config,), daemon=True)
        self.thread.start()

    def _run(self, config: TrainConfig) -> None:
        try:
            complete(self.folder, config)
        except BaseException as error:  # told by join
            self.error = error

    def phase_becomes(self, phase: str) -> None:
        self.until(lambda: (self.folder / "status.json").exists() and read_status(self.folder).phase == phase)

    def until(self, condition: Callable[[], object]) -> None:
        until(lambda: condition() or self.error)
        if self.error is not None:
            raise self.error

    def join(self) -> None:
        self.thread.join(60)
        assert not self.thread.is_alive(), "the run goes on"
        if self.error is not None:
            raise self.error
