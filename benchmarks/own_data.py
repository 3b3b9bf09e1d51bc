"""Adding photographs as a data set of one's own, beside Pillow alone; and training on its mapped images, beside images in memory.

`python -m benchmarks.own_data [NUM_PHOTOS]`; 10,000 photographs are made up first, which takes minutes and half a gigabyte of disk.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from benchmarks.results import write
from vizvae.config import config_from_dict
from vizvae.data.images import load_images
from vizvae.training.config import TrainConfig
from vizvae.training.loop import train
from vizvae.training.pixels import completed
from vizvae.training.state import TrainingState

NUM_PHOTOS, SIDE = 10_000, 64
KINDS = ((".jpg", 0.8), (".png", 0.1), (".webp", 0.1))
STEPS, NOT_COUNTED = 54, 4
ADD = """
import json, re, sys, time
from pathlib import Path
from vizvae.data.own.build import add_set
from vizvae.data.own.options import Options
def peak():  # not getrusage, whose peak a process inherits from the one that started it
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
before, wall, cpu = peak(), time.perf_counter(), time.process_time()
add_set(Path(sys.argv[1]), "photos", Options(size=int(sys.argv[2])))
print(json.dumps({"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "before": before, "peak": peak()}))
"""


@dataclass
class Steps:
    """Seconds of each"""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def make_photo(folder: Path, number: int) -> None:
    """Smooth colours with grain, of a size and format of its own: it takes as long to decode as a photograph, and is like no other."""
    random = np.random.default_rng(number)
    width, height = random.integers(320, 900, 2).tolist()
    coarse = Image.fromarray(random.integers(0, 256, (9, 12, 3), dtype=np.uint8)).resize(
        (width, height), Image.Resampling.BICUBIC
    )
    grain = random.integers(-12, 13, (height, width, 1), dtype=np.int16)
    pixels = Image.fromarray(np.clip(np.asarray(coarse).astype(np.int16) + grain, 0, 255).astype(np.uint8))
    suffix = random.choice([kind for kind, _ in KINDS], p=[share for _, share in KINDS])
    path = folder / f"{number:05d}{suffix}"
    if suffix == ".png":
        pixels.save(path, compress_level=1)
    else:
        pixels.save(path, quality=85)


def decode_alone(folder: Path) -> tuple[float, float]:
    """Seconds of wall and of processor time of Pillow, one picture after the other."""
    wall, cpu = time.perf_counter(), time.process_time()
    for file in sorted(folder.iterdir()):
        with Image.open(file) as image:
            image.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    return time.perf_counter() - wall, time.process_time() - cpu


def step_seconds(images: dict[str, torch.Tensor], mean: torch.Tensor, config: TrainConfig) -> dict[str, Steps]:
    """One step on each in turn, and the other way round next time: what else the machine does meets all of them alike."""
    runs = {kind: train(TrainingState.start(config, mean), one) for kind, one in images.items()}
    found = {kind: Steps() for kind in images}
    for turn in range(STEPS):
        for kind in reversed(runs) if turn % 2 else runs:
            wall, cpu = time.perf_counter(), time.process_time()
            next(runs[kind])
            if turn >= NOT_COUNTED:
                found[kind].wall.append(time.perf_counter() - wall)
                found[kind].cpu.append(time.process_time() - cpu)
    return found


def main(num_photos: int = NUM_PHOTOS) -> None:
    with tempfile.TemporaryDirectory(prefix="vizvae-photos-") as scratch:
        folder = Path(scratch) / "photos"
        folder.mkdir()
        with ThreadPoolExecutor() as pool:
            list(pool.map(lambda number: make_photo(folder, number), range(num_photos)))
        wall, cpu = decode_alone(folder)
        environment = os.environ | {"VIZVAE_RUNS": str(Path(scratch) / "runs"), "VIZVAE_DATA": ""}
        done = subprocess.run(
            [sys.executable, "-c", ADD, str(folder), str(SIDE)], env=environment, check=True, capture_output=True, text=True
        )
        added = json.loads(done.stdout)
        os.environ |= environment
        mapped = load_images("photos", "train")
        resident, mean = mapped.images.clone(), mapped.mean_image()
        config = config_from_dict(TrainConfig, completed({"data": "photos", "model": "vae_strided"}))
        steps = step_seconds({"mapped": mapped.images, "resident": resident}, mean, config)
    wall_of, cpu_of = ({kind: statistics.median(getattr(one, what)) for kind, one in steps.items()} for what in ("wall", "cpu"))
    pairs = zip(steps["mapped"].wall, steps["resident"].wall, strict=True)
    write(
        "own_data",
        {
            "photographs": num_photos,
            "Pillow alone, decoding and resizing": {"wall s": wall, "processor s": cpu},
            "vizvae data add": {"wall s": added["wall"], "processor s": added["cpu"]},
            "ratio (at most 1.5 was asked for)": {"wall": added["wall"] / wall, "processor": added["cpu"] / cpu},
            "peak memory of the process, MB (at most 500)": {"before": added["before"] / 1024, "peak": added["peak"] / 1024},
            f"a training step, ms, median of {STEPS - NOT_COUNTED}": {kind: 1000 * seconds for kind, seconds in wall_of.items()},
            "ratio of a step (at most 1.1)": {
                "wall, median of pairs": statistics.median(mapped / resident for mapped, resident in pairs),
                "processor": cpu_of["mapped"] / cpu_of["resident"],
            },
        },
    )


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:2]))
