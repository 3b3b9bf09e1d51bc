"""A run in a process of its own that is to be killed."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from vizvae.paths import PROJECT

# A state is saved after every step, so that most kills fall into that; no ONNX, which takes seconds.
DRIVER = """
import sys
from vizvae.training import finish, recorder
recorder.SECONDS_BETWEEN_SNAPSHOTS = 0.0
finish.export_decoder = finish.export_encoder = lambda *_: None
from vizvae.cli import main
sys.exit(main())
"""


def command(folder: Path, epochs: int) -> list[str]:
    """Arguments of `vizvae`."""
    return [
        "train", "--model", "vae_mlp", "--latent-dim", "2", "--set", "model_config.hidden_dim=32", "--epochs", str(epochs),
        "--batch-size", "100", "--seed", "1", "--run", str(folder),
    ]  # fmt: skip


def start(folder: Path, epochs: int, *, stderr: int, environment: Mapping[str, str] = {}) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", DRIVER, *command(folder, epochs)],
        cwd=PROJECT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=stderr,
    )
