"""A sweep on a local Ray cluster of two workers ends as the local queue's."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.unit.cli.test_sweep import TOML
from vizvae.cli import main

GRID = ("--grid", "beta=1,20", "--grid", "latent_dim=2,3", "--seeds", "2")


def swept(folder: Path, config: Path, *words: str) -> dict[str, Any]:
    environment = {**os.environ, "VIZVAE_RUNS": str(folder), "OMP_NUM_THREADS": "1", "VIZVAE_MAX_RUNS": "2"}
    command = [sys.executable, "-m", "vizvae", "sweep", str(config), *GRID, "--json", *words]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=540)
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout)


@pytest.mark.long
def test_eight_runs_on_two_workers_end_with_the_figures_of_the_queue(tmp_path: Path) -> None:
    pytest.importorskip("ray")
    config = tmp_path / "small.toml"
    config.write_text(TOML)
    on_ray = swept(tmp_path / "ray", config, "--engine", "ray")
    assert on_ray["missing"] == {}
    assert sum(len(row["runs"]) for row in on_ray["rows"]) == 8
    assert on_ray == swept(tmp_path / "queue", config)


def test_without_ray_it_says_what_to_install(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    (tmp_path / "small.toml").write_text(TOML)
    assert main(["sweep", str(tmp_path / "small.toml"), "--grid", "beta=1", "--engine", "ray"]) == 1
    assert "pip install 'vizvae[ray]'" in capsys.readouterr().err
    assert not (runs / "small-beta1-s0").exists()
