"""A dashboard server and a Chromium to look at it with: for the benchmarks and for the browser tests."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

from scripts.get_chromium import find
from vizvae.paths import PROJECT

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
BASE64 = """const base64 = bytes => {
  let text = '';
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
};"""
"""A function of a script, by which many bytes leave a page. In pieces: a function takes no hundred thousand arguments."""


@contextmanager
def serving(script: str = "app.py", environment: dict[str, str] | None = None, log: Path | None = None) -> Iterator[str]:
    """Run `streamlit run SCRIPT` on a free port; yields its address once it answers, ends it afterwards.

    Raises RuntimeError with the server's output if it does not come up within 90 seconds.
    """
    port = free_port()
    with start_server(port, script, environment, log) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            wait_until_healthy(url, process)
            yield url
        finally:
            process.terminate()


def start_server(
    port: int, script: str = "app.py", environment: dict[str, str] | None = None, log: Path | None = None
) -> subprocess.Popen[bytes]:
    """The process, which does not answer yet: see `wait_until_healthy`."""
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port), "--server.headless", "true"]
    command += ["--server.address", "127.0.0.1", "--server.fileWatcherType", "none"]
    return subprocess.Popen(
        command,
        cwd=PROJECT,
        env={**os.environ, **(environment or {})},
        stdout=log.open("wb") if log else subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_healthy(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server stopped with status {process.returncode}")
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("the server did not answer within 90 seconds")


def chromium_path() -> str:
    """Raises RuntimeError if this machine has no Chromium."""
    path = find()
    if path is None:
        raise RuntimeError("no Chromium on this machine: `python scripts/get_chromium.py` says how to get one")
    return path


@contextmanager
def chromium(path: str | None = None) -> Iterator[Browser]:
    """Raises RuntimeError if this machine has no Chromium. `path`: another than `chromium_path`."""
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright, path)
        try:
            yield browser
        finally:
            browser.close()


def launch_chromium(playwright: Playwright, path: str | None = None) -> Browser:
    """As `chromium`, for whoever drives other browsers with the same Playwright, of which there is one at a time."""
    return playwright.chromium.launch(executable_path=path or chromium_path(), args=CHROMIUM_ARGUMENTS)
