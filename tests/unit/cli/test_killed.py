"""A real `python -m vizvae train`, killed with SIGKILL and run again with the same command.

What may happen at each single moment is in ../training/test_run.py; this is the whole thing, in a process of its own.
"""

import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.helpers.killed_training import command, start
from vizvae.cli import main

EPOCHS = 4


def test_killed_twice_and_run_again_it_ends_with_the_same_weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("export_decoder", "export_encoder"):
        monkeypatch.setattr(f"vizvae.training.finish.{name}", lambda *_: None)
    moments = random.Random(0)
    killed = tmp_path / "killed"
    seen = b""
    for _ in range(2):
        process = start(killed, EPOCHS, environment={"OMP_NUM_THREADS": "1"}, stderr=subprocess.DEVNULL)
        while process.poll() is None:  # until this process has written something of its own
            snapshot = killed / "resume.safetensors"
            if snapshot.exists() and snapshot.read_bytes() != seen:
                time.sleep(moments.uniform(0.0, 0.1))
                break
            time.sleep(0.005)
        process.send_signal(signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL, "it ended before it could be killed: give it more to do"
        seen = (killed / "resume.safetensors").read_bytes()
    assert not (killed / "card.json").exists()
    for folder in (killed, tmp_path / "whole"):
        assert main(command(folder, EPOCHS)) == 0
    assert (killed / "model.safetensors").read_bytes() == (tmp_path / "whole" / "model.safetensors").read_bytes()
    assert not list(killed.glob("*.writing")) + list(killed.glob(".tmp*")) + list(killed.glob("resume*"))
