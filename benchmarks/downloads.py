"""MB that a first visitor's browser downloads for each page, with an empty cache, and what a wheel weighs."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Request

from benchmarks import results
from benchmarks.served import chromium, serving
from vizvae.paths import PROJECT

PAGES = {
    "sliders": "",
    "sliders, faces": "?model=faces-btcvae",
    "sliders, sprites": "?model=sprites-btcvae",
    "manifold": "manifold",
    "factors": "factors",
    "graph": "graph",
    "train": "train",
    "compare": "compare",
    "learn": "learn",
    "models": "models",
}
QUIET_S, LONGEST_S = 4.0, 90.0
MB = 1e6
SETTLED = """() => {
  const settled = (e) => e.dataset?.ready === 'true' || e.dataset?.settled === 'true' || (e.shadowRoot && found(e.shadowRoot));
  const found = (root) => [...root.querySelectorAll('*')].some(settled);
  return found(document);
}"""


def main() -> None:
    with serving() as url, chromium() as browser:
        rows = {f"page {name}": downloaded(browser, f"{url}/{address}") for name, address in PAGES.items()}
    rows["wheel"] = {"MB": wheel_bytes() / MB}
    results.write("downloads", rows)


def downloaded(browser: Browser, address: str) -> dict[str, float | int]:
    """Until nothing has been asked for QUIET_S. Bodies as they were sent (gzip counts as gzip), and what came over the WebSocket."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    finished: list[Request] = []
    underway: set[Request] = set()
    frames: list[int] = []
    page.on("request", lambda request: underway.add(request))
    page.on("requestfailed", lambda request: underway.discard(request))
    page.on("requestfinished", lambda request: finished.append(request))
    page.on("requestfinished", lambda request: underway.discard(request))
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(len(frame))))
    page.goto(address)
    page.wait_for_function(SETTLED, timeout=120_000)
    quiet, waited, seen = 0.0, 0.0, -1
    while quiet < QUIET_S and waited < LONGEST_S:
        page.wait_for_timeout(500)
        waited += 0.5
        quiet = quiet + 0.5 if len(finished) == seen and not underway else 0.0
        seen = len(finished)
    sizes = {request.url: max(0, request.sizes()["responseBodySize"]) for request in finished}
    frame = sum(size for url, size in sizes.items() if urlsplit(url).path.partition("/static/")[1])
    page.context.close()
    total = sum(sizes.values()) + sum(frames)
    return {"MB": total / MB, "of which Streamlit's own": frame / MB, "requests": len(sizes)}


def wheel_bytes() -> int:
    """Of a wheel of what git has, built in a copy: building replaces the browser half that is being served."""
    with tempfile.TemporaryDirectory() as folder:
        archive = subprocess.run(["git", "archive", "HEAD"], cwd=PROJECT, stdout=subprocess.PIPE, check=True).stdout
        source = Path(folder) / "source"
        source.mkdir()
        subprocess.run(["tar", "x", "-C", str(source)], input=archive, check=True)
        pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", folder, str(source)]
        subprocess.run(pip, check=True)
        (wheel,) = Path(folder).glob("*.whl")
        return wheel.stat().st_size


if __name__ == "__main__":
    main()
