"""The curves of a run that trains, on the page Train in a real Chromium: how soon a new point is seen, whether anything flickers over a
minute, and what it costs the server for each visitor. The run is this process: it writes lines as a run does, four a second."""

from __future__ import annotations

import base64
import io
import math
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import psutil
from PIL import Image
from playwright.sync_api import Page

from benchmarks import results
from benchmarks.served import chromium, serving
from vizvae.runs.folder import RunSpec, Status, write_run, write_status
from vizvae.runs.lock import held
from vizvae.runs.metrics import MetricsWriter
from vizvae.training.config import TrainConfig

LINES_A_SECOND, LINES_A_PASS, LINES_BEFORE = 4, 20, 200
POINTS_WATCHED, SECONDS_FILMED = 40, 60
DIFFERS, SETTLED_MS = 8, 4_000
WATCH = """() => {
  window.seen = [];
  let last = null;
  const look = () => {
    const sheets = [...document.querySelectorAll(".st-key-live_curves .js-plotly-plot")];
    const upper = sheets.filter(one => one._fullLayout && one.querySelector(".scatterlayer path.js-line"));
    const newest = Math.max(...upper.map(one => { const x = one._fullData[0].x; return x[x.length - 1]; }));
    if (newest !== last) window.seen.push([(last = newest), Date.now()]);
    requestAnimationFrame(look);
  };
  look();
}"""
"""When which point was drawn: the pass of the last point of the line, and the time"""
PLOTS = """() => [...document.querySelectorAll(".stVerticalBlock[class*='st-key-live_']")].map(one => one.getBoundingClientRect())
  .map(({ left, top, right, bottom }) => [left, top, right, bottom])"""


class WrittenRun:
    """A run that lives as long as this process wants"""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder, self.line, self.written = folder, 0, []
        write_run(
            folder, RunSpec(config=TrainConfig(epochs=1_000), command="written by a benchmark", title="", created=time.time())
        )
        self.writer = MetricsWriter(folder, step=0, epoch=0)
        for _ in range(LINES_BEFORE):
            self.append()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._write)

    def append(self) -> None:
        self.line += 1
        epoch = self.line / LINES_A_PASS
        terms = {
            "elbo": -100 - 80 * math.exp(-epoch / 4) + math.sin(self.line),
            "recon_nll": 80.0 - math.cos(self.line),
            "kl": 20.0,
        }
        row = {"step": 10 * self.line, "epoch": epoch, "seconds": epoch, **terms}
        self.writer.append(
            {"kind": "step", **row, "num_steps": 10, "kl_per_dim": [1 + math.sin(self.line / 9 + k) for k in range(8)]}
        )
        self.written.append((epoch, 1000 * time.time()))

    def __enter__(self) -> WrittenRun:
        write_status(self.folder, Status(phase="running", step=1, total_steps=10**6, epoch=1.0, epochs=1_000))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        self.writer.close()

    def _write(self) -> None:
        while not self._over.wait(1 / LINES_A_SECOND):
            self.append()


def lateness(run: WrittenRun, page: Page) -> list[float]:
    """Seconds from the writing of each line until a point as new is drawn"""
    first = run.line
    page.evaluate(WATCH)
    page.wait_for_timeout(1000 * (POINTS_WATCHED / LINES_A_SECOND + 2))
    seen = page.evaluate("() => window.seen")
    late = []
    for epoch, at in run.written[first : first + POINTS_WATCHED]:
        drawn = next((when for newest, when in seen if newest >= epoch - 1e-4 and when >= at), None)
        if drawn is None:
            raise RuntimeError(f"the point of pass {epoch} was never drawn")
        late.append((drawn - at) / 1000)
    return late


def film(page: Page) -> dict[str, Any]:
    """Each frame that Chromium shows in a minute, beside the one before it"""
    plots = page.evaluate(PLOTS)
    session = page.context.new_cdp_session(page)
    frames: list[str] = []

    def take(event: dict[str, Any]) -> None:
        frames.append(event["data"])
        session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    session.on("Page.screencastFrame", take)
    session.send("Page.startScreencast", {"format": "png", "everyNthFrame": 1})
    page.wait_for_timeout(1000 * SECONDS_FILMED)
    session.send("Page.stopScreencast")
    outside, ink, before = 0, [], None
    for frame in frames:
        pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(frame))).convert("RGB")).astype(np.int16)
        beyond = np.ones(pixels.shape[:2], bool)
        marks = []
        for left, top, right, bottom in plots:
            inside = np.s_[max(0, math.floor(top)) : math.ceil(bottom), math.floor(left) : math.ceil(right)]
            beyond[inside] = False
            if top >= 0 and bottom <= len(pixels):
                marks.append(int((np.abs(pixels[inside] - 255).max(2) > 60).sum()))
        ink.append(marks)
        if before is not None:
            outside = max(outside, int((np.abs(pixels - before).max(2) > DIFFERS)[beyond].sum()))
        before = pixels
    shares = np.array(ink) / np.median(np.array(ink), 0)
    return {
        "frames": len(frames),
        "most pixels that differ from one frame to the next, outside of the plots": outside,
        "frames with a plot that has lost a tenth of its ink": int((shares < 0.9).any(1).sum()),
    }


def open_run(page: Page, url: str) -> None:
    page.goto(f"{url}/train?run=written")
    page.locator("[data-testid=training][data-settled=true]").wait_for()
    page.locator(".st-key-live_curves path.js-line").first.wait_for(state="attached")


def server_of(url: str) -> psutil.Process:
    port = int(url.rsplit(":", 1)[1])
    return next(
        psutil.Process(one.pid)
        for one in psutil.net_connections("tcp")
        if one.status == psutil.CONN_LISTEN and one.laddr and one.laddr[1] == port and one.pid
    )


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        run = WrittenRun(Path(folder) / "runs" / "written")
        environment = {"VIZVAE_RUNS": str(run.folder.parent)}
        with serving(environment=environment) as url, chromium() as browser, held(run.folder), run:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            open_run(page, url)
            page.wait_for_timeout(SETTLED_MS)
            server = server_of(url)
            before, started = sum(server.cpu_times()[:2]), time.perf_counter()
            late = lateness(run, page)
            spent = (sum(server.cpu_times()[:2]) - before) / (time.perf_counter() - started)
            rows: dict[str, Any] = {
                "from a line of the run to its point on the page, s": {
                    "median": statistics.median(late),
                    "95th percentile": sorted(late)[int(0.95 * len(late))],
                    "most": max(late),
                },
                "processor of the server for one who watches, s a second": spent,
                f"{SECONDS_FILMED} s of frames": film(page),
            }
    results.write("curves", rows)


if __name__ == "__main__":
    main()
