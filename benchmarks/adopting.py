"""From `vizvae adopt` of somebody's own Python file to the first image that follows the pointer, beside a dashboard that runs already.

`python -m benchmarks.adopting [FOLDER]`: with tutorial_mlp.py (28×28, flat pixels) and tanh_conv.py (64×64 in colour), models as people
write them.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from playwright.sync_api import Page

from benchmarks.results import write
from benchmarks.served import chromium, serving
from vizvae.paths import PROJECT


@dataclass(frozen=True)
class Case:
    file: str
    count: int
    shape: tuple[int, ...]
    asked: float
    """Seconds at most"""


CASES = (Case("tutorial_mlp.py:VAE", 5_000, (28, 28), 20), Case("tanh_conv.py:ConvVAE", 2_000, (64, 64, 3), 40))
DRAG_PX = 40


def blobs(count: int, shape: tuple[int, ...]) -> np.ndarray:
    """Images (image, height, width[, channel]) uint8: a bright spot each, somewhere."""
    random = np.random.default_rng(0)
    height, width = shape[:2]
    rows, columns = np.mgrid[:height, :width]
    y, x = random.uniform(0.2, 0.8, (2, count, 1, 1))
    spots = np.exp(-((rows / height - y) ** 2 + (columns / width - x) ** 2) / 0.02)
    if len(shape) == 3:
        spots = spots[..., None] * random.uniform(0.3, 1, (count, 1, 1, shape[2]))
    return (255 * spots).astype(np.uint8)


def first_drag(page: Page) -> None:
    """Until another image is shown than before the slider moved."""
    page.locator("[data-ready=true]").first.wait_for(timeout=90_000, state="attached")
    image, slider = page.get_by_test_id("main-image"), page.locator("input[type=range]").first
    before = image.get_attribute("data-frame")
    box = slider.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + DRAG_PX, y, steps=4)
    while image.get_attribute("data-frame") == before:
        page.wait_for_timeout(5)
    page.mouse.up()


def main(folder: Path = PROJECT.parent / "shared" / "cases" / "models") -> None:
    rows = {}
    with tempfile.TemporaryDirectory(prefix="vizvae-adopting-") as scratch:
        environment = {"VIZVAE_RUNS": str(Path(scratch) / "runs")}
        with serving(environment=environment) as url, chromium() as browser:
            for case in CASES:
                images = Path(scratch, "images.npz")
                np.savez(images, images=blobs(case.count, case.shape))
                name = case.file.partition(".")[0].replace("_", "-")
                command = [
                    sys.executable,
                    "-m",
                    "vizvae",
                    "adopt",
                    str(folder / case.file),
                    "--images",
                    str(images),
                    "--name",
                    name,
                ]
                spent = resource.getrusage(resource.RUSAGE_CHILDREN)
                begun = time.perf_counter()
                subprocess.run(command, check=True, env=os.environ | environment, stdout=subprocess.DEVNULL)
                adopted = time.perf_counter()
                used = resource.getrusage(resource.RUSAGE_CHILDREN)
                page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
                page.goto(f"{url}/?model={name}")
                first_drag(page)
                dragged = time.perf_counter()
                page.close()
                rows[f"{case.file}, {case.count:,} images"] = {
                    "to the first live drag, s": dragged - begun,
                    "at most": case.asked,
                    "of it adopt, s": adopted - begun,
                    "processor time of adopt, s": used.ru_utime + used.ru_stime - spent.ru_utime - spent.ru_stime,
                }
    write("adopting", rows)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
