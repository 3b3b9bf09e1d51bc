"""Graph runs as the page sees them: read from their folders, which is all that there is of them; and what a visitor may do with one."""

from __future__ import annotations

import threading
import time
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from vizvae.checkpoint import CARD
from vizvae.config import config_from_dict
from vizvae.graph.catalogue import graph_runs_dir, own_graph_model
from vizvae.graph.checkpoint import GraphRunConfig
from vizvae.graph.pictures import count_pictures, read_facts, read_pictures
from vizvae.graph.result import RESULT, GraphResult, clear_run
from vizvae.runs import queue
from vizvae.runs.control import Request, pending, post
from vizvae.runs.controller import ENDINGS
from vizvae.runs.folder import ALIVE, RESUMABLE, RUN, Phase, read_about, read_object, read_run, read_status
from vizvae.runs.launcher import prepare
from vizvae.runs.metrics import MetricsReaders
from vizvae.runs.queue import Job
from vizvae.trash import bring_back, find_in_trash, name_of
from vizvae.ui.access.permission import this_access
from vizvae.ui.graph.training_contract import Facts, Result, Run, State

KEPT_RUNS, KEPT_SECONDS = 5, 86_400.0
"""Finished runs are listed this many at a time, for a day; their models stay."""
SECONDS_BETWEEN_LOOKS = 0.2
"""Browsers ask several times a second: all of them within such a time are told the same."""
MOST_AT_ONCE = 8_000_000
"""Bytes of pictures in one answer; the next answer has the next."""
STATES: dict[Phase, State] = {
    "queued": "waiting", "starting": "starting", "running": "training", "paused": "training", "finished": "done", "failed": "failed",
    "stopped": "stopped", "killed": "killed",
}  # fmt: skip


def listed_jobs() -> list[Job]:
    """Runs in the order they were asked for, without those that finished long ago."""
    jobs = list(reversed(queue.list_runs("graph")))
    finished = [job for job in jobs if job.status.phase == "finished"]
    recent = [job for job in finished if time.time() - job.status.updated < KEPT_SECONDS][-KEPT_RUNS:]
    return [job for job in jobs if job.status.phase != "finished" or job in recent]


def find_run(id: str) -> Path:
    """Raises KeyError for a run that is not there (any more)."""
    folder = graph_runs_dir() / id.rpartition("~")[0]
    if folder.parent != graph_runs_dir() or folder.name not in {path.parent.name for path in graph_runs_dir().glob(f"*/{RUN}")}:
        raise KeyError(id)
    if run_id(folder) != id:
        raise KeyError(id)
    return folder


def describe(job: Job) -> Run:
    folder, status, problem = job.folder, job.status, job.problem
    about: dict[str, Any] = {"title": "", "variational": False, "latent_dim": 0, "epochs": status.epochs}
    known: dict[str, Any] = {"part": "", "num_pictures": 0, "facts": None, "result": None}
    try:
        spec = read_run(folder, GraphRunConfig)
        training = spec.config.training
        about = {"title": spec.title, "variational": training.model.variational, "latent_dim": training.model.latent_dim}
        about["epochs"] = training.epochs
        known = _known(folder)
    except (ValueError, OSError) as error:
        problem = problem or str(error)
    state = STATES[status.phase]
    if state == "training":
        state = "finishing" if status.finishing else "training" if known["facts"] else "starting"
    return Run(
        id=run_id(folder),
        name=job.name,
        state="failed" if problem else state,
        message=problem or _message(job),
        resumable=not problem and status.phase in RESUMABLE,
        epoch=int(status.epoch),
        seconds_left=None if status.finishing else status.seconds_left,
        **about,
        **known,
    )


def news_of(folder: Path, first_picture: int) -> dict[str, np.ndarray]:
    """`pictures` (picture, node, 2) from this number on, and their `epochs`."""
    facts = read_facts(folder)
    num_nodes = facts.num_nodes if facts else 0
    epochs, pictures = read_pictures(folder, num_nodes, first_picture, max(1, MOST_AT_ONCE // max(1, 8 * num_nodes)))
    return {"epochs": epochs, "pictures": pictures}


def stop(folder: Path) -> None:
    """End it after the present epoch; the model is scored and kept as it is then. One that waits leaves the queue."""
    phase = read_status(folder).phase
    if phase == "queued":
        queue.cancel(folder)
    elif phase in ALIVE:
        post(folder, Request(action="stop"))


def discard(folder: Path) -> None:
    """End it and throw away what there is of it; it can be brought back. One that has finished leaves the list, and its model stays."""
    phase = queue.phase_to_delete(folder)
    if phase == "finished":
        clear_run(folder)
    elif phase in ALIVE:
        post(folder, Request(action="discard"))
    else:
        queue.delete(folder)


def delete_model(name: str) -> str:
    """Move a model that was trained here to the trash; returns its place there.

    Raises CheckpointError if there is none of that name, ValueError for one that ships.
    """
    return queue.delete(own_graph_model(name)).name


def undo_delete(place: str) -> str:
    """Bring a model or a run back; returns its name. Raises ValueError if that is taken by now, or if it was emptied from the trash."""
    found = find_in_trash(graph_runs_dir(), place)
    folder = graph_runs_dir() / name_of(found)
    if (folder / RUN).exists() and not (folder / CARD).exists():
        raise ValueError(f"{folder.name} is being trained anew: bring the old one back when that is discarded")
    return bring_back(found).name


class GraphRunList:
    """What all browsers are told. Whoever looks moves the queue on, and may press Start: a process is made ready, where anybody may."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looked_at = -SECONDS_BETWEEN_LOOKS
        self._rows: list[Run] = []

    def rows(self) -> list[Run]:
        with self._lock:
            if time.monotonic() - self._looked_at >= SECONDS_BETWEEN_LOOKS:
                queue.advance()
                if not this_access().read_only:
                    prepare()
                self._rows = [describe(job) for job in listed_jobs()]
                self._looked_at = time.monotonic()
            return self._rows

    def changed(self) -> None:
        """Whoever has just changed something sees it."""
        with self._lock:
            self._looked_at = -SECONDS_BETWEEN_LOOKS


@lru_cache(maxsize=1)
def graph_run_list() -> GraphRunList:
    """What all visitors share."""
    return GraphRunList()


def _known(folder: Path) -> dict[str, Any]:
    """What the run has left so far."""
    facts = read_facts(folder)
    reader = readers.of(folder)
    with readers.lock:
        reader.update()
        part = reader.part
    return {
        "part": part,
        "num_pictures": count_pictures(folder, facts.num_nodes) if facts else 0,
        "facts": Facts(**asdict(facts)) if facts else None,
        "result": _result(folder),
    }


def _result(folder: Path) -> Result | None:
    try:
        values = read_object(folder / RESULT)
    except FileNotFoundError:
        return None
    try:
        return Result(**asdict(config_from_dict(GraphResult, values)))
    except ValueError as error:
        raise ValueError(f"{folder / RESULT} was edited by hand or written by another version: {error}") from error


def _message(job: Job) -> str:
    if job.status.phase in ALIVE:
        asked = [
            request.action for _, request in pending(job.folder) if not isinstance(request, str) and request.action in ENDINGS
        ]
        if asked:
            return {"stop": "stopping", "suspend": "stopping", "discard": "discarding"}[asked[0]]
    return job.status.message or ("paused" if job.status.phase == "paused" else "")


def run_id(folder: Path) -> str:
    """Of the run, another one for every run, also of the same name. A damaged run has one, too: it can be put away."""
    try:
        created = read_about(folder).created
    except (ValueError, OSError):
        created = 0.0
    return f"{folder.name}~{int(created * 1e6):x}"


readers = MetricsReaders()
"""Of all runs that are looked at, by whomever"""
