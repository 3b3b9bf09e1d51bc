"""What visitors may have begun on a server when others come: a run, a projection and a measurement, all under way the whole time."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from vizvae.checkpoint import CARD, open_checkpoint
from vizvae.paths import PROJECT, SHIPPED_MODELS

MEASURED, PROJECTED = "sprites-vae", "mnist-conv"
ASK_EVERY_S = 0.5
RUN = ["train", "--data", "mnist", "--model", "vae_conv", "--epochs", "100000", "--run"]


@contextmanager
def heavy_work(url: str, environment: Mapping[str, str]) -> Iterator[None]:
    """`environment`: what the server at `url` was started with. Raises RuntimeError if something could not be begun, or has ended early."""
    runs = Path(environment["VIZVAE_RUNS"])
    measured = unmeasured_copy(runs)
    failures: list[str] = []
    ended = threading.Event()

    def keep_measuring() -> None:
        """As the page's child process does it when somebody presses Measure."""
        command = [sys.executable, "-m", "vizvae", "evaluate", measured.name, "--metrics", "disentanglement"]
        while not ended.is_set():
            with subprocess.Popen(
                command, cwd=PROJECT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            ) as measuring:
                while measuring.poll() is None and not ended.wait(ASK_EVERY_S):
                    pass
                if not ended.is_set() and measuring.returncode:
                    failures.append(f"measuring ended with {measuring.returncode}")
                    return
                measuring.kill()

    def keep_busy(work: Iterator[str], cache: str) -> None:
        address = next(work)
        try:
            while not ended.wait(ASK_EVERY_S):
                if _post(url, address) == 200:  # done: begin again, with the next of them, or the same one that nobody remembers
                    shutil.rmtree(Path(environment["XDG_CACHE_HOME"]) / "vizvae" / cache, ignore_errors=True)
                    address = next(work)
        except OSError as error:
            failures.append(f"{address}: {error}")

    digest = open_checkpoint(SHIPPED_MODELS / PROJECTED).digest
    at = f"/vizvae/models/{PROJECTED}/{digest}/projection?method=tsne&num_points=5000&seed=0&perplexity="
    projecting = ((f"{at}{20 + number}" for number in count()), "projections")
    command = [sys.executable, "-m", "vizvae", *RUN, str(runs / "under-way")]
    with subprocess.Popen(
        command, cwd=PROJECT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as run:
        threads = [
            threading.Thread(target=keep_busy, args=projecting, daemon=True),
            threading.Thread(target=keep_measuring, daemon=True),
        ]
        for thread in threads:
            thread.start()
        try:
            yield
            if run.poll() is not None:
                failures.append(f"the run ended with {run.returncode}")
        finally:
            ended.set()
            run.kill()
            for thread in threads:
                thread.join()
    if failures:
        raise RuntimeError("; ".join(failures))


def unmeasured_copy(runs: Path) -> Path:
    """A model of data with known factors whose metrics nobody has measured."""
    folder = runs / "unmeasured"
    shutil.copytree(SHIPPED_MODELS / MEASURED, folder, ignore=shutil.ignore_patterns("disentanglement.json"))
    card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    (folder / CARD).write_text(json.dumps(card | {"disentanglement": {}}), encoding="utf-8")
    return folder


def _post(url: str, address: str) -> int:
    request = urllib.request.Request(url + address, method="POST", headers={"Origin": url})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.status
