"""Models as nobody ships them, for the server of these tests to find beside the shipped ones."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from safetensors.torch import load_file, save_file

from vizvae.checkpoint import CARD, DECODER, ENCODER, REFERENCE, WEIGHTS
from vizvae.paths import SHIPPED_MODELS
from vizvae.training.config import TrainConfig
from vizvae.training.run import train_in_folder

LARGE_ENCODER = "encoder-on-the-server"
GAUSSIAN = "gaussian-pixels"
UNUSED = 2
"""A latent of `GAUSSIAN` that is said to carry nothing."""
DAMAGED = "damaged-weights"
DAMAGED_DECODER = "damaged-decoder"


def write_unusual_models(runs: Path) -> Path:
    runs.mkdir()
    for name in (LARGE_ENCODER, DAMAGED, DAMAGED_DECODER):
        shutil.copytree(SHIPPED_MODELS / "mnist-2d", runs / name)
        card = json.loads((runs / name / CARD).read_text())
        (runs / name / CARD).write_text(json.dumps({**card, "title": name}))
    (runs / LARGE_ENCODER / ENCODER).unlink()  # as if it were too large for the browser: the server is asked
    for damaged in (runs / DAMAGED / WEIGHTS, runs / DAMAGED_DECODER / DECODER):
        damaged.write_bytes(damaged.read_bytes()[:1000])
    small = {"latent_dim": 3, "hidden_dim": 32, "likelihood": "gaussian"}
    config = TrainConfig(data="mnist", model="vae_mlp", model_config=small, binarisation="none", epochs=2, ema_decay=0.9)
    for _ in train_in_folder(config, runs / GAUSSIAN, command="a test"):
        pass
    encodings = load_file(runs / GAUSSIAN / REFERENCE)
    encodings["mu"][:, UNUSED] = encodings["logvar"][:, UNUSED] = 0  # the prior itself: a KL of 0
    save_file(encodings, runs / GAUSSIAN / REFERENCE)
    return runs
