"""Two servers on one folder, a server that is killed during a run, a disk that is full: what was begun goes on and is found again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.served import serving
from tests.helpers.training import CONFIG, until
from tests.pages.dashboard import Dashboard
from vizvae.config import config_to_dict
from vizvae.graph.uploads import keep_upload, list_uploads
from vizvae.paths import PAGES, PROJECT
from vizvae.runs import queue
from vizvae.runs.control import Request, post
from vizvae.runs.events import read_events
from vizvae.runs.folder import read_status
from vizvae.runs.lock import is_held
from vizvae.training.create import create

pytestmark = pytest.mark.long
LONG = replace(CONFIG, epochs=100_000)
# What a server does with its queue, without the seconds that Streamlit takes to start.
SERVER = """
import json, sys, time
from vizvae.config import config_from_dict
from vizvae.runs import queue
from vizvae.training.create import create
from vizvae.training.config import TrainConfig
for line in sys.stdin:
    asked = json.loads(line)
    if asked["what"] == "create":
        try:
            create(asked["name"], config_from_dict(TrainConfig, asked["config"]))
            print("created", flush=True)
        except ValueError as error:
            print(f"refused: {error}", flush=True)
    else:
        queue.advance()
        print(json.dumps({job.name: job.status.phase for job in queue.list_runs()}), flush=True)
"""
# No ONNX, which takes seconds.
RUN = """
import sys
from vizvae.training import finish
finish.export_decoder = finish.export_encoder = lambda *_: None
from vizvae.cli import main
sys.exit(main(["train", "--run", sys.argv[1]]))
"""


class Served:
    """A process that uses the folder of runs as a server does."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVER], cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, **asked: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@pytest.fixture
def folder(runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    script = tmp_path / "run.py"
    script.write_text(RUN)
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("VIZVAE_LAUNCHER", f"{{python}} {script} {{run}}")
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    yield runs
    for job in queue.list_runs():
        if is_held(job.folder):
            post(job.folder, Request(action="suspend"))
    until(lambda: not any(is_held(job.folder) for job in queue.list_runs()))


@pytest.fixture
def two(folder: Path) -> Iterator[list[Served]]:
    servers = [Served(), Served()]
    yield servers
    for server in servers:
        server.process.kill()
        server.process.communicate()


def test_two_servers_on_one_folder_run_one_at_a_time_and_none_twice(two: list[Served], folder: Path) -> None:
    config = config_to_dict(CONFIG)
    for name in ("a", "b", "c"):
        for server in two:  # at the same moment, the same names
            server.ask(what="create", name=name, config=config)
    heard = [server.hear() for _ in range(3) for server in two]
    assert sorted(line.partition(":")[0] for line in heard) == ["created"] * 3 + ["refused"] * 3, heard
    seen: list[set[str]] = []

    def all_ended() -> bool:
        for server in two:
            server.ask(what="look")
        phases = [json.loads(server.hear()) for server in two]
        seen.extend({name for name, phase in each.items() if phase in ("starting", "running")} for each in phases)
        return all(phase == "finished" for phase in phases[0].values()) and len(phases[0]) == 3

    until(all_ended, 300)
    assert max(map(len, seen)) == 1, "two ran at once"
    for name in ("a", "b", "c"):
        assert [event.kind for event in read_events(folder / name)] == ["started", "finished"]


def test_a_run_outlives_its_server_and_the_next_one_finds_it(two: list[Served], folder: Path) -> None:
    first, second = two
    first.ask(what="create", name="run", config=config_to_dict(LONG))
    assert first.hear() == "created"
    until(lambda: read_status(folder / "run").phase == "running")
    first.process.send_signal(signal.SIGKILL)
    first.process.wait()
    step = read_status(folder / "run").step
    until(lambda: read_status(folder / "run").step > step + 10)
    second.ask(what="look")
    assert json.loads(second.hear()) == {"run": "running"}
    post(folder / "run", Request(action="suspend"))
    until(lambda: read_status(folder / "run").phase == "stopped")
    assert [event.kind for event in read_events(folder / "run")] == ["started", "stopped"]


def test_two_dashboards_serve_what_is_in_one_folder(folder: Path, tmp_path: Path) -> None:
    """Real ones, of which one is killed while a run is under way."""
    with ExitStack() as stack:
        addresses = [
            stack.enter_context(serving(environment={"VIZVAE_RUNS": str(folder)}, log=tmp_path / f"{number}.log"))
            for number in range(2)
        ]
        create("run", LONG)
        until(lambda: read_status(folder / "run").phase == "running")
        for address in addresses:
            with urllib.request.urlopen(f"{address}/vizvae/runs", timeout=60) as answer:
                assert b'"run"' in answer.read()
    assert read_status(folder / "run").phase == "running"
    for number in range(2):
        assert "Traceback" not in (tmp_path / f"{number}.log").read_text()


@pytest.fixture
def full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of runs on a disk on which nothing more can be written."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        pytest.skip("only root may mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)], capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        monkeypatch.setenv("VIZVAE_RUNS", str(disk))
        with pytest.raises(OSError, match="No space"):
            (disk / "filler").write_bytes(b"x" * 2_000_000)
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=False)


@pytest.mark.parametrize("page", sorted(path.stem for path in PAGES.glob("*.py")))
def test_a_full_disk_takes_no_page_down(page: str, full: Path) -> None:
    visitor = Dashboard()
    visitor.go_to(page)
    assert not visitor.app.exception
    assert not [text for text in visitor.errors if "Something broke" in text]


def test_on_a_full_disk_nothing_is_half_kept(full: Path) -> None:
    before = sorted(full.rglob("*"))
    with pytest.raises(OSError, match="No space"):
        keep_upload("friends.csv", b"a,b\nb,c\n" * 1_000)
    assert list_uploads() == []
    with pytest.raises((OSError, ValueError)):
        create("run", CONFIG)
    (full / "filler").unlink()
    assert [path for path in full.rglob("*") if path.is_file() and path not in before] == []
    assert [job for job in queue.list_runs() if not job.problem] == []
