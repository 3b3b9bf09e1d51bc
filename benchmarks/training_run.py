"""What a run costs that is a process of its own, watched by a page; how soon it starts and obeys; two processes beside one.

The figures that need no browser. A watcher reads what is new in the folder twice a second, as a page does.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from benchmarks import results
from vizvae.data.images import load_images
from vizvae.runs.control import Request, post
from vizvae.runs.events import read_events
from vizvae.runs.folder import RunSpec, read_status, write_run
from vizvae.runs.metrics import MetricsReader, MetricsWriter
from vizvae.training.config import TrainConfig
from vizvae.training.loop import EpochReport, train
from vizvae.training.run import train_in_folder
from vizvae.training.state import TrainingState

CONFIG = TrainConfig(model_config={"latent_dim": 2, "hidden_dim": 500}, epochs=100_000)
ROUNDS = 9
EPOCHS_TO_READ = 1000


@contextmanager
def watching(folder: Path) -> Iterator[None]:
    """Reads all that is new, twice a second, in a process of its own: as a server does."""
    code = """if True:
        import sys, time
        from pathlib import Path
        from vizvae.runs.events import read_events
from vizvae.runs.folder import read_status
        from vizvae.runs.metrics import MetricsReader
        from vizvae.training.snapshot import SNAPSHOT, read_view
        folder, seen = Path(sys.argv[1]), 0.0
        reader = MetricsReader(folder)
        print("ready", flush=True)
        while True:
            reader.update(), read_status(folder), read_events(folder)
            written = (folder / SNAPSHOT).stat().st_mtime
            if written != seen:
                seen, view = written, read_view(folder)
            time.sleep(0.5)
        """
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], env={**os.environ, "OMP_NUM_THREADS": "1"}, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.readline()  # it has imported torch
    try:
        yield
    finally:
        assert process.poll() is None, "the watcher died"
        process.kill()
        process.wait()


def seconds_of_a_pass(reports: Iterator[object]) -> float:
    """The same work each time: a pass with what belongs to it (validation, views, saved states)."""
    started = time.perf_counter()
    for report in reports:
        if isinstance(report, EpochReport):
            return time.perf_counter() - started
    raise AssertionError("the run ended")


def cost_of_being_watched(folder: Path) -> dict[str, object]:
    """The loop alone, a run in a folder, and the same run with a watcher, pass by pass in turns."""
    images = load_images(CONFIG.data, "train")
    loop = train(TrainingState.start(CONFIG, images.images.float().mean(0) / 255), images.images)
    run = train_in_folder(CONFIG, folder, command="benchmark")
    seconds: dict[str, list[float]] = {"loop": [], "unwatched": [], "watched": []}
    for turn in range(ROUNDS + 1):
        alone, unwatched = seconds_of_a_pass(loop), seconds_of_a_pass(run)
        with watching(folder):
            watched = seconds_of_a_pass(run)
        if turn:  # the first round warms up
            for name, value in {"loop": alone, "unwatched": unwatched, "watched": watched}.items():
                seconds[name].append(value)
    run.close()
    median = {name: statistics.median(values) for name, values in seconds.items()}
    return {
        "images in a pass": len(images.images),
        **{f"a pass {name}, seconds": value for name, value in median.items()},
        "time watched over unwatched": median["watched"] / median["unwatched"],
        "time of a run over the loop alone": median["unwatched"] / median["loop"],
    }


def until(condition: Callable[[], object], limit: float = 120.0) -> float:
    started = time.perf_counter()
    while not condition():
        if time.perf_counter() - started > limit:
            raise TimeoutError("it did not happen")
        time.sleep(0.002)
    return time.perf_counter() - started


def start_and_obey(folder: Path) -> dict[str, object]:
    """A process on the committed sample: until the first line of its curve can be read, and until a request is acted on."""
    folder.mkdir()
    write_run(folder, RunSpec(config=CONFIG, command="benchmark"))
    environment = {key: value for key, value in os.environ.items() if key != "VIZVAE_DATA"} | {"XDG_CACHE_HOME": str(folder)}
    process = subprocess.Popen(
        [sys.executable, "-m", "vizvae", "train", "--run", str(folder)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    reader = MetricsReader(folder)
    first = until(lambda: reader.update() and reader.steps)
    delays: dict[str, list[float]] = {"pause": [], "change": []}
    for count in range(20):
        time.sleep(0.137)  # not in step with the run's looking
        post(folder, Request(action="pause"))
        delays["pause"].append(until(lambda: read_status(folder).phase == "paused"))
        post(folder, Request(action="resume"))
        until(lambda: read_status(folder).phase == "running")
        time.sleep(0.137)
        post(folder, Request(action="change", field="beta", value=1.0 + count))
        delays["change"].append(until(lambda: sum(event.kind == "changed" for event in read_events(folder)) > count))  # noqa: B023
    post(folder, Request(action="suspend"))
    process.wait()
    return {
        "from starting the process to the first point, seconds": first,
        **{
            f"{name} acts after, median and slowest, seconds": {"median": statistics.median(d), "slowest": max(d)}
            for name, d in delays.items()
        },
    }


def two_processes(folder: Path) -> dict[str, object]:
    """The same command alone and under torchrun, one thread each; steps a second from the curve, after the first second."""
    figures = {}
    script = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2", "-m", "--", "vizvae"]
    conv = replace(CONFIG, model="vae_conv", model_config={"latent_dim": 16})
    for title, config in {
        "MLP, batch 128": CONFIG,
        "MLP, batch 1024": replace(CONFIG, batch_size=1024),
        "convolutions": conv,
    }.items():
        rates: dict[str, list[float]] = {"one": [], "two": []}
        curves: dict[str, float] = {}
        for turn in range(3):
            for name, words in {"one": [sys.executable, "-m", "vizvae"], "two": script}.items():
                place = folder / f"{title}-{name}-{turn}".replace(" ", "")
                rate, loss = _steps_a_second(place, config, words)
                rates[name].append(rate)
                curves[name] = loss
        figures[title] = {
            "one, steps/s": statistics.median(rates["one"]),
            "two, steps/s": statistics.median(rates["two"]),
            "two over one": statistics.median(rates["two"]) / statistics.median(rates["one"]),
            "loss of the first pass, difference": abs(curves["one"] - curves["two"]),
        }
    return figures


def _steps_a_second(folder: Path, config: TrainConfig, words: list[str]) -> tuple[float, float]:
    folder.mkdir()
    write_run(folder, RunSpec(config=config, command="benchmark"))
    process = subprocess.Popen(
        [*words, "train", "--run", str(folder)],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    reader = MetricsReader(folder)
    until(lambda: reader.update() and reader.epochs, 600)
    time.sleep(10)
    post(folder, Request(action="suspend"))
    process.wait()
    reader.update()
    steps = [row for row in reader.steps if row["seconds"] > 1]
    first, last = steps[0], steps[-1]
    return (last["step"] - first["step"]) / (last["seconds"] - first["seconds"]), reader.epochs[0]["loss"]


def reading(folder: Path) -> dict[str, object]:
    """The curve of 1,000 passes, ten lines a pass with 20 latents."""
    folder.mkdir()
    writer = MetricsWriter(folder, step=0, epoch=0)
    line = {"loss": 101.123, "recon_nll": 80.123, "kl": 21.123, "elbo": -101.123, "beta": 1.0, "capacity": 0.0, "free_bits": 0.0}
    for step in range(1, EPOCHS_TO_READ * 10 + 1):
        row = {"step": step, "epoch": step / 10, "seconds": step / 9, **line, "learning_rate": 0.001}
        writer.append({"kind": "step", **row, "num_steps": 1, "kl_per_dim": [0.123456] * 20, "images_per_second": 12345.6})
        if step % 10 == 0:
            writer.append({"kind": "epoch", **row, "epoch": step // 10, "validation_kl_per_dim": [0.123456] * 20})
    seconds, reader = [], MetricsReader(folder)
    for _ in range(ROUNDS):
        started = time.perf_counter()
        reader = MetricsReader(folder)
        reader.update()
        seconds.append(time.perf_counter() - started)
    return {
        f"reading {EPOCHS_TO_READ:,} passes ({len(reader.steps) + len(reader.epochs):,} lines), seconds": statistics.median(
            seconds
        )
    }


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        results.write(
            "training_run",
            {
                **reading(folder / "read"),
                **start_and_obey(folder / "obey"),
                **cost_of_being_watched(folder / "watched"),
                **two_processes(folder),
                "cores": f"{os.cpu_count()} logical, {_physical_cores()} physical",
            },
        )


def _physical_cores() -> int:
    """Hyperthreads of one core share its arithmetic."""
    siblings = Path("/sys/devices/system/cpu").glob("cpu[0-9]*/topology/thread_siblings_list")
    return len({path.read_text() for path in siblings}) or os.cpu_count() or 1


if __name__ == "__main__":
    main()
