"""Two processes train what one trains: a real torchrun, gloo on the CPU."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from tests.helpers.small import small_config
from tests.helpers.training import export_nothing, until
from vizvae.checkpoint import open_checkpoint
from vizvae.cli import main
from vizvae.runs.arithmetic import ENVIRONMENT
from vizvae.runs.control import Request, post
from vizvae.runs.events import read_events
from vizvae.runs.folder import read_status
from vizvae.runs.metrics import MetricsReader
from vizvae.training.distributed import World, pick_device

PROJECT = Path(__file__).parents[3]
# A batch that cannot be halved, then one of a single image, of which a process has none; free bits and clipping: what parts get wrong.
FLAGS = [
    "--latent-dim", "2", "--epochs", "2", "--batch-size", "3499", "--set", "model_config.hidden_dim=16", "--set", "grad_clip=20.0",
    "--set", "objective.free_bits=0.05", "--set", "ema_decay=0.5", "--change", "1:beta=2", "--change", "2:learning_rate=0.01",
]  # fmt: skip
DRIVER = """
import sys
from vizvae.training import finish
finish.export_decoder = finish.export_encoder = lambda *_: None
from vizvae.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """On all images, as the processes that torchrun starts."""
    export_nothing(monkeypatch)


def torchrun(folder: Path, script: Path, *flags: str) -> subprocess.Popen[str]:
    script.write_text(DRIVER)
    words = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "--", str(script), "train"]
    return subprocess.Popen(
        [*words, *flags, "--run", str(folder)],
        cwd=PROJECT,
        env={name: value for name, value in os.environ.items() if name not in ENVIRONMENT},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_two_processes_end_where_one_does(tmp_path: Path) -> None:
    process = torchrun(tmp_path / "two", tmp_path / "driver.py", *FLAGS)
    assert main(["train", *FLAGS, "--run", str(tmp_path / "one")]) == 0
    output, _ = process.communicate(timeout=300)
    assert process.returncode == 0, output
    one, two = open_checkpoint(tmp_path / "one"), open_checkpoint(tmp_path / "two")
    other = two.load_model().state_dict()
    for name, value in one.load_model().state_dict().items():
        torch.testing.assert_close(other[name], value, rtol=1e-4, atol=1e-5)
    curves = [MetricsReader(folder) for folder in (tmp_path / "one", tmp_path / "two")]
    for curve in curves:
        curve.update()
        assert sum(row["num_steps"] for row in curve.steps) == 4  # written once
    for mine, theirs in zip(curves[0].epochs, curves[1].epochs, strict=True):
        assert theirs == mine | {
            "seconds": theirs["seconds"],
            "epoch_seconds": theirs["epoch_seconds"],
            **{name: pytest.approx(mine[name], rel=1e-5) for name in ("loss", "recon_nll", "kl", "elbo")},
            **{name: pytest.approx(mine[name], rel=1e-4) for name in mine if name.startswith("validation_")},
        }
    assert read_status(tmp_path / "two").world_size == 2
    assert two.card["changes"] == one.card["changes"]
    assert [part["same_bits"] for part in two.card["arithmetic"]] == [True], "torchrun's processes set what a run needs, too"


def test_a_team_is_paused_changed_and_suspended_like_one(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    process = torchrun(folder, tmp_path / "driver.py", *FLAGS[:2], *FLAGS[6:8], "--epochs", "100000")
    try:
        until(lambda: (folder / "status.json").exists() and read_status(folder).phase == "running")
        post(folder, Request(action="pause"))
        until(lambda: read_status(folder).phase == "paused")
        post(folder, Request(action="change", field="beta", value=3.0))
        post(folder, Request(action="resume"))
        until(lambda: read_status(folder).phase == "running")
        post(folder, Request(action="suspend"))
        output, _ = process.communicate(timeout=120)
    finally:
        process.kill()
    assert process.returncode == 0, output
    assert read_status(folder).phase == "stopped"
    assert [event.kind for event in read_events(folder)] == ["started", "paused", "changed", "continued", "stopped"]


def test_every_row_is_somebodys() -> None:
    for count in (0, 1, 2, 7, 128):
        for size in (1, 2, 3, 5):
            parts = [World(rank=rank, size=size).part(count) for rank in range(size)]
            assert [row for part in parts for row in range(count)[part]] == list(range(count))


def test_a_device_that_is_not_here_is_refused() -> None:
    assert pick_device(small_config(device="cpu")).type == "cpu"
    if not torch.cuda.is_available():
        with pytest.raises(ValueError, match="device 'cuda': torch finds none on this machine"):
            pick_device(small_config(device="cuda"))
