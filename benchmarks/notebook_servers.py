"""JupyterLab and marimo on a free port, with nothing of this machine's own settings: for the notebook's benchmark and its tests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.served import free_port
from vizvae.paths import PROJECT

PATIENCE_S = 90


def notebook(*cells: str) -> dict[str, Any]:
    """A notebook of code cells, as JSON has it."""
    return {
        "cells": [
            {"cell_type": "code", "execution_count": None, "id": f"cell-{place}", "metadata": {}, "outputs": [], "source": source}
            for place, source in enumerate(cells)
        ],
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def write_marimo(path: Path, *cells: str) -> Path:
    """The same as a marimo file. What a cell shows is its last line."""
    lines = ["import marimo", "app = marimo.App()"]
    lines += ["@app.cell\ndef _():\n" + "".join(f"    {line}\n" for line in cell.splitlines()) + "    return" for cell in cells]
    path.write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    return path


@contextmanager
def serving_jupyter(folder: Path, environment: dict[str, str] | None = None, log: Path | None = None) -> Iterator[str]:
    """JupyterLab over the notebooks of `folder`; yields its address. A notebook is at `/lab/tree/NAME.ipynb?reset`."""
    settings = folder / ".jupyter"
    own = {f"JUPYTER_{name}_DIR": str(settings / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
    own |= {"JUPYTERLAB_SETTINGS_DIR": str(settings / "lab"), "JUPYTERLAB_WORKSPACES_DIR": str(settings / "workspaces")}
    own["IPYTHONDIR"] = str(settings / "ipython")
    notification = settings / "lab" / "@jupyterlab" / "apputils-extension" / "notification.jupyterlab-settings"
    notification.parent.mkdir(parents=True, exist_ok=True)
    notification.write_text('{"fetchNews": "false", "checkForUpdates": false}')  # else it asks, over the cells
    port = free_port()
    options = ["--no-browser", f"--port={port}", "--ip=127.0.0.1", "--IdentityProvider.token=", "--ServerApp.open_browser=False"]
    options += [
        f"--ServerApp.root_dir={folder}",
        "--allow-root",
        "--LabApp.expose_app_in_browser=True",  # tests run cells and choose themes by `jupyterapp`
    ]
    command = [sys.executable, "-m", "jupyterlab", *options]
    with _serving(command, f"http://127.0.0.1:{port}", "/api/status", own | (environment or {}), log) as url:
        yield url


@contextmanager
def serving_marimo(file: Path, environment: dict[str, str] | None = None, log: Path | None = None) -> Iterator[str]:
    """One marimo notebook, to be edited; yields its address."""
    port = free_port()
    options = ["--headless", "--no-token", "--port", str(port), "--host", "127.0.0.1", "--skip-update-check"]
    command = [sys.executable, "-m", "marimo", "edit", str(file), *options]
    own = {"XDG_CONFIG_HOME": str(file.parent / ".config"), "XDG_STATE_HOME": str(file.parent / ".state")}
    settings = file.parent / ".config" / "marimo" / "marimo.toml"
    settings.parent.mkdir(parents=True, exist_ok=True)
    settings.write_text('[display]\ntheme = "system"\n')
    with _serving(command, f"http://127.0.0.1:{port}", "/health", own | (environment or {}), log) as url:
        yield url


@contextmanager
def _serving(command: Sequence[str], url: str, health: str, environment: dict[str, str], log: Path | None) -> Iterator[str]:
    """Raises RuntimeError if it does not come up."""
    path = os.pathsep.join([str(PROJECT), *filter(None, [os.environ.get("PYTHONPATH")])])
    with subprocess.Popen(
        command,
        env={**os.environ, "PYTHONPATH": path, **environment},
        stdout=log.open("wb") if log else subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    ) as process:
        try:
            deadline = time.monotonic() + PATIENCE_S
            while not _answers(url + health):
                if process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"{command[2]} did not come up within {PATIENCE_S} seconds")
                time.sleep(0.2)
            yield url
        finally:
            process.terminate()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def write_notebook(path: Path, *cells: str) -> Path:
    path.write_text(json.dumps(notebook(*cells)), encoding="utf-8")
    return path
