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
from collections.abc import Sequence
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
GROUND, INK, LOST, NEIGHBOURS = 255, 60, 0.1, 20
"""Of a light page; how much darker ink is; the share that counts as lost; frames within which it is back"""
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


def film(page: Page, seconds: int = SECONDS_FILMED, keep: Path | None = None) -> dict[str, Any]:
    """Each frame that Chromium shows in a while, beside its neighbours. `keep`: a folder for the frames around each that is flawed."""
    plots = page.evaluate(PLOTS)
    height = page.viewport_size["height"] if page.viewport_size else 0
    session = page.context.new_cdp_session(page)
    frames: list[str] = []
    over = False

    def take(event: dict[str, Any]) -> None:
        if not over:
            frames.append(event["data"])
            session.send("Page.screencastFrameAck", {"sessionId": event["sessionId"]})

    session.on("Page.screencastFrame", take)
    session.send("Page.startScreencast", {"format": "png", "everyNthFrame": 1})
    page.wait_for_timeout(1000 * seconds)
    over = True
    session.send("Page.stopScreencast")
    boxes = [_box(*plot) for plot in plots]
    seen = [box for box, plot in zip(boxes, plots, strict=True) if plot[1] < height and plot[3] > 0]
    outside, ink, before = [], [], None
    for frame in frames:
        pixels = np.asarray(Image.open(io.BytesIO(base64.b64decode(frame))).convert("RGB")).astype(np.int16)
        ink.append([int((np.abs(pixels[box] - GROUND).max(2) > INK).sum()) for box in seen])
        beyond = np.ones(pixels.shape[:2], bool)
        for box in boxes:
            beyond[box] = False
        if before is not None:
            outside.append(int((np.abs(pixels - before).max(2) > DIFFERS)[beyond].sum()))
        before = pixels
    lost = [max((lost_and_back(one, at) for one in zip(*ink, strict=True)), default=0.0) for at in range(len(ink))]
    if keep is not None:
        flawed = {at + near for at, share in enumerate(lost) if share > LOST for near in (-1, 0, 1)}
        flawed |= {at + near for at, number in enumerate(outside) if number for near in (0, 1)}
        for at in flawed & set(range(len(frames))):
            (keep / f"{at:04d}.png").write_bytes(base64.b64decode(frames[at]))
    return {
        "frames": len(frames),
        "most pixels that differ from one frame to the next, outside of the plots": max(outside, default=0),
        "times that a plot lost a tenth of its ink, and had it again": sum(share > LOST for share in lost),
        "most ink that was lost so": max(lost, default=0.0),
    }


def lost_and_back(ink: Sequence[int], at: int) -> float:
    """How much less is drawn in this frame than in the one before and again in one of the next, as a share: 1 for a blank. `ink`: of each
    frame, pixels that are drawn on."""
    if at == 0 or at + 1 == len(ink):
        return 0.0
    usual = min(ink[at - 1], max(ink[at + 1 : at + 1 + NEIGHBOURS]))
    return max(0.0, 1 - ink[at] / usual) if usual else 0.0


def _box(left: float, top: float, right: float, bottom: float) -> tuple[slice, slice]:
    return np.s_[max(0, math.floor(top)) : max(0, math.ceil(bottom)), max(0, math.floor(left)) : math.ceil(right)]


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
