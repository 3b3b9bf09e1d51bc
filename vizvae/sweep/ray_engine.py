"""The runs of a sweep on a Ray cluster, one machine or many: each is the command that would train it here, and the folder of runs lies on
storage that all machines share.

`$RAY_ADDRESS` says which cluster, as for Ray itself; without it one is started on this machine and ends with the sweep.
"""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vizvae.paths import runs_dir
from vizvae.runs.arithmetic import ENVIRONMENT
from vizvae.runs.control import clear_stale
from vizvae.runs.folder import ALIVE, LOG, RESUMABLE, RUN, RunSpec, Status, read_status, write_run, write_status
from vizvae.sweep.plan import PlannedRun
from vizvae.sweep.running import LOOK_EVERY, Progress, check_settings, status_of, suspend
from vizvae.training.command import command_of
from vizvae.training.origin import keep_origin

WAITS = "Waits for a place on Ray"


def train_on_ray(planned: Sequence[PlannedRun], progress: Progress = lambda _: None) -> dict[str, Status]:
    """As `enqueue` and `wait`. Raises ImportError, saying what to install, where Ray is missing; ConnectionError where there is no cluster.
    Interrupted, what trains saves where it is and what waits is not begun.
    """
    ray = _ray()
    check_settings(planned)
    started_here = not ray.is_initialized()
    if started_here:
        ray.init(logging_level="error", log_to_driver=False, include_dashboard=False)
    try:
        return _train(ray, planned, progress)
    finally:
        if started_here:
            ray.shutdown()


def _train(ray: Any, planned: Sequence[PlannedRun], progress: Progress) -> dict[str, Status]:
    train = ray.remote(num_cpus=1, max_retries=0)(_train_run)
    names = [run.name for run in planned]
    tasks = {}
    for run in planned:
        folder = runs_dir() / run.name
        if not (folder / RUN).exists():
            _prepare(folder, run)
        if read_status(folder).phase in RESUMABLE:
            clear_stale(folder)
            tasks[run.name] = train.remote(str(folder.resolve()))
    try:
        while True:
            found = {name: _status(name, tasks, ray) for name in names}
            progress(found)
            if not any(status.phase in (*ALIVE, "queued") for status in found.values()):
                return found
            time.sleep(LOOK_EVERY)
    except KeyboardInterrupt:
        for task in tasks.values():
            ray.cancel(task)  # one that has begun ends with its run
        suspend(names)
        ray.wait(list(tasks.values()), num_returns=len(tasks), timeout=60)
        raise


def _prepare(folder: Path, run: PlannedRun) -> None:
    """A run that the local queue does not see."""
    folder.mkdir(parents=True)
    write_run(folder, RunSpec(config=run.config, command=command_of(run.config, str(folder))))
    keep_origin(run.config, folder)
    write_status(folder, Status(phase="stopped", message=WAITS))


def _status(name: str, tasks: dict[str, Any], ray: Any) -> Status:
    """Of a run whose task has not ended, and of which nothing is heard yet, that it waits."""
    status = status_of(runs_dir() / name)
    if status.phase in RESUMABLE and name in tasks and not ray.wait([tasks[name]], timeout=0)[0]:
        return Status(phase="queued", message=WAITS)
    return status


def _train_run(folder: str) -> int:
    """On whatever machine Ray chooses, with as many threads as it gives a task."""
    words = [sys.executable, "-P", "-m", "vizvae", "train", "--run", folder]
    with (Path(folder) / LOG).open("ab") as output:
        process = subprocess.Popen(
            words,
            env=ENVIRONMENT | os.environ,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # where the task is cancelled, the run is asked to save and end
        )
    return process.wait()


def _ray() -> Any:
    try:
        return importlib.import_module("ray")
    except ImportError as error:
        raise ImportError("--engine ray: Ray is not installed; pip install 'vizvae[ray]', or leave --engine out") from error
