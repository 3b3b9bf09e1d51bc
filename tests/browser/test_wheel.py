"""A wheel, built from what git knows of, installed into an empty environment and used outside the repository."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from benchmarks.served import wait_until_healthy
from vizvae.paths import PROJECT

pytestmark = pytest.mark.long
SETTLED = """() => {
  const settled = (e) => e.dataset?.ready === 'true' || e.dataset?.settled === 'true' || (e.shadowRoot && found(e.shadowRoot));
  const found = (root) => [...root.querySelectorAll('*')].some(settled);
  return found(document);
}"""
WITH_COMPONENT = ["", "manifold", "factors", "graph", "train", "compare", "learn", "models"]
LARGEST = 90_000_000
"""Bytes; it was 125 million when encoders and decoders held their weights a second time."""


def output(words: list[str | Path], cwd: Path, environment: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        words, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built by way of a source distribution, in a copy: it replaces the built browser half."""
    folder = tmp_path_factory.mktemp("wheel")
    listed = output(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], PROJECT).split("\0")
    for name in filter(None, listed):
        if (PROJECT / name).is_file():
            (folder / "source" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, folder / "source" / name)
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w"]
    output([sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder / "sdist"], folder / "source")
    (archive,) = (folder / "sdist").iterdir()
    output([*pip, folder / "from-sdist", archive], folder)
    output([*pip, folder / "wheel", "."], folder / "source")
    (built,), (again,) = (list((folder / name).iterdir()) for name in ("wheel", "from-sdist"))
    with zipfile.ZipFile(built) as one, zipfile.ZipFile(again) as other:
        assert [(file.filename, file.CRC) for file in one.infolist() if "RECORD" not in file.filename] == [
            (file.filename, file.CRC) for file in other.infolist() if "RECORD" not in file.filename
        ]
        assert any(name.endswith(".dist-info/licenses/LICENSE") for name in one.namelist())
    return built


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Nobody's home, and nothing of this project."""
    home = tmp_path_factory.mktemp("home")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("VIZVAE", "XDG", "PYTHON", "STREAMLIT"))}
    return {**kept, "HOME": str(home)}


@pytest.fixture(scope="module")
def bin_dir(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    output([sys.executable, "-m", "venv", folder / "venv"], folder)
    output([folder / "venv/bin/pip", "install", "-q", wheel], folder)
    return folder / "venv" / "bin"


@pytest.fixture(scope="module")
def url(bin_dir: Path, environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("anywhere")
    (folder / "random.py").write_text("raise RuntimeError('a file of the visitor, imported in place of a library')")
    with subprocess.Popen([bin_dir / "vizvae", "dashboard", "--port", str(port)], cwd=folder, env=environment) as process:
        try:
            wait_until_healthy(f"http://localhost:{port}", process)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_context(viewport={"width": 1280, "height": 1200}).new_page()
    opened.set_default_timeout(120_000)
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    opened.context.close()
    assert complaints == []


def test_it_is_small_and_whole(wheel: Path) -> None:
    assert wheel.stat().st_size < LARGEST
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    for root in ("models", "rivals", "readers", "graph_models"):
        for path in (PROJECT / "assets" / root).rglob("*"):
            assert path.is_dir() or f"vizvae/shipped/{path.relative_to(PROJECT).as_posix()}" in names


@pytest.mark.parametrize("address", WITH_COMPONENT)
def test_every_page_is_served(page: Page, url: str, address: str) -> None:
    page.goto(f"{url}/{address}")
    page.wait_for_function(SETTLED)
    assert page.locator("[data-testid=stAlert], [data-testid=stException]").all_inner_texts() == []


def test_all_models_are_listed(page: Page, url: str) -> None:
    page.goto(f"{url}/models")
    count = sum(1 for kind in ("models", "graph_models") for _ in (PROJECT / "assets" / kind).iterdir())
    page.get_by_text(f"{count} of {count} models").wait_for()


def test_a_run_is_started_from_the_page(page: Page, url: str, environment: dict[str, str]) -> None:
    page.goto(f"{url}/train")
    page.wait_for_function(SETTLED)
    page.get_by_role("button", name="Start").click()
    runs = Path(environment["HOME"]) / ".local/share/vizvae/runs"
    phases: set[str] = set()
    for _ in range(600):
        phases = {json.loads(file.read_text())["phase"] for file in runs.glob("*/status.json")}
        if phases & {"running", "failed"}:
            break
        page.wait_for_timeout(200)
    assert phases == {"running"}
    (pid,) = {json.loads(file.read_text())["pid"] for file in runs.glob("*/status.json")}
    os.kill(pid, signal.SIGTERM)


def test_it_trains_from_the_command_line(bin_dir: Path, environment: dict[str, str], tmp_path: Path) -> None:
    small = ["--set", "model_config.hidden_dim=8", "--epochs", "1", "--run", tmp_path / "mine"]
    output([bin_dir / "vizvae", "train", "--config", "assets/configs/mnist-mlp.toml", *small], tmp_path, environment)
    assert (tmp_path / "mine" / "decoder.onnx").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine"]
    assert "rival" in output([bin_dir / "python", "-m", "vizvae", "--help"], tmp_path, environment)
    assert "mnist-conv" in output([bin_dir / "vizvae", "models"], tmp_path, environment)


def test_nothing_was_written_into_the_package(wheel: Path, bin_dir: Path) -> None:
    """Runs after all that uses it."""
    package = next(bin_dir.parent.glob("lib/python*/site-packages/vizvae"))
    with zipfile.ZipFile(wheel) as archive:
        shipped = {name for name in archive.namelist() if name.startswith("vizvae/")}
    found = {
        f"vizvae/{path.relative_to(package).as_posix()}"
        for path in package.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert found == shipped
