"""Graph models trained in the background: one child process, one run at a time, the others in a queue that everybody sees."""

from __future__ import annotations

import atexit
import hashlib
import json
import re
import sys
import threading
import uuid
from collections import OrderedDict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

import numpy as np

from vizvae.config import config_to_dict
from vizvae.graph.catalogue import graph_runs_dir, list_graph_checkpoints, own_graph_model
from vizvae.graph.checkpoint import GraphRunConfig, remove_half_written
from vizvae.graph.live import Cost
from vizvae.runs.trash import bring_back, find_in_trash, move_to_trash, name_of
from vizvae.ui.graph.training_record import GraphRunRecord, RecordedRun
from vizvae.ui.graph.training_worker import ROW
from vizvae.ui.jobs.child import Child, how_it_ended

WORKER = (sys.executable, "-P", "-m", "vizvae.ui.graph.training_worker")
KEPT_RUNS = 5
"""Runs that have ended are shown this many at a time; their models stay."""
KEPT_COSTS, MOST_MEASURING = 200, 3
MOST_RUNS = 20
"""Waiting and under way"""
LOST = (
    "The server ended before this run did, and nothing of it is kept: a graph model is trained by the server itself. To have it, start it "
    "again."
)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,59}")
State = Literal["waiting", "starting", "training", "finishing", "done", "failed"]
UNDERWAY: tuple[State, ...] = ("starting", "training", "finishing")
ENDED: tuple[State, ...] = ("done", "failed")


@dataclass(eq=False)
class GraphRun:
    """What is known of a run so far. Changed under the lock of its `GraphRuns` only."""

    id: str
    name: str
    """Of the model it will be"""
    title: str
    config: GraphRunConfig
    state: State = "waiting"
    message: str = ""
    epoch: int = 0
    facts: dict[str, Any] = field(default_factory=dict)
    bundle: bytes = b""
    rows: list[np.ndarray] = field(default_factory=list)
    """As the worker's, (ROW,) each"""
    pictures: list[tuple[int, bytes]] = field(default_factory=list)
    """Epoch; positions, (node, 2) float32 little-endian"""
    result: dict[str, Any] | None = None
    is_lost: bool = False
    """Of a server that ended before it did"""

    @property
    def seconds_left(self) -> float | None:
        """Until the last epoch, at the pace so far."""
        if self.state != "training" or not self.rows:
            return None
        return float(self.rows[-1][6]) / len(self.rows) * (self.config.training.epochs - len(self.rows))


class GraphRuns:
    """The queue. A run belongs to the server, not to the visitor who asked for it: whoever comes sees it, and may stop it."""

    def __init__(self, command: tuple[str, ...] = WORKER) -> None:
        self._lock = threading.RLock()
        self._child = Child(command, self._lock, self._hear, self._child_ended)
        self._runs: dict[str, GraphRun] = {}  # in the order they were asked for
        self._costs: OrderedDict[str, Cost | str | None] = OrderedDict()  # None: not known yet; a text is why it cannot be
        self._to_measure: dict[str, GraphRunConfig] = {}
        self._measuring: tuple[str, str] | None = None
        self._record = GraphRunRecord(graph_runs_dir())
        for lost in self._record.take_lost():
            run = GraphRun(uuid.uuid4().hex, lost.name, lost.title, lost.config, state="failed", message=LOST, is_lost=True)
            self._runs[run.id] = run
        self._write_down()
        atexit.register(self.close)

    @property
    def runs(self) -> list[GraphRun]:
        with self._lock:
            return list(self._runs.values())

    def find(self, id: str) -> GraphRun:
        """Raises KeyError for a run that is not there (any more)."""
        with self._lock:
            return self._runs[id]

    def start(self, name: str, title: str, config: GraphRunConfig) -> GraphRun:
        """Take a run into the queue; it begins as soon as those before it have ended.

        Raises ValueError for a name that is no name, or that another model or run has.
        """
        with self._lock:
            if not NAME.fullmatch(name):
                raise ValueError(
                    f"{name[:80]!r} cannot be a model's name: expected up to 60 letters without accents, digits, hyphens, underscores and "
                    "points, the first a letter or a digit"
                )
            if name in self.taken_names():
                raise ValueError(f"There is a model named {name} already: choose another name")
            if len(self._to_come()) >= MOST_RUNS:
                raise ValueError(f"There are {MOST_RUNS} runs waiting already: stop one, or try again when some have ended")
            run = GraphRun(uuid.uuid4().hex, name, title, config)
            self._runs[run.id] = run
            self._send_next()
            self._write_down()
            return run

    def taken_names(self) -> set[str]:
        """Of models, of runs to come, and of whatever else lies where models are kept."""
        with self._lock:  # until all is gathered: a run that ends in between would be in neither
            folders = {path.name for path in graph_runs_dir().glob("[!.]*")}
            return self._to_come() | folders | {checkpoint.name for checkpoint in list_graph_checkpoints()}

    def delete_model(self, name: str) -> str:
        """Move a model that was trained here to the trash; returns its place there.

        Raises CheckpointError if there is none of that name, ValueError for one that ships.
        """
        with self._lock:
            return move_to_trash(own_graph_model(name)).name

    def undo_delete(self, place: str) -> str:
        """Bring a model back; returns its name. Raises ValueError if that is taken by now, or if it is not in the trash any more."""
        with self._lock:
            found = find_in_trash(graph_runs_dir(), place)
            if name_of(found) in self._to_come():
                raise ValueError(f"{name_of(found)} is being trained anew: bring the old one back when that is discarded")
            return bring_back(found).name

    def _to_come(self) -> set[str]:
        return {run.name for run in self._runs.values() if run.state not in ENDED}

    def stop(self, id: str) -> None:
        """End it after the present epoch; the model is scored and kept as it is then. One that waits leaves the queue."""
        with self._lock:
            run = self._runs.get(id)
            if run is None or run.state == "waiting":
                self._runs.pop(id, None)
                self._write_down()
            elif run.state in ("starting", "training"):
                run.message = "stopping"
                self._child.tell({"job": id, "what": "stop"})

    def discard(self, id: str) -> None:
        """End it at once and keep nothing; a model that it had just kept goes to the trash. One that has ended leaves the list; its model
        stays.
        """
        with self._lock:
            run = self._runs.pop(id, None)
            self._write_down()
            if run is not None and run.state in UNDERWAY:
                self._child.kill()
                folder = graph_runs_dir() / run.name
                remove_half_written(folder)
                if folder.exists():  # nobody else may have had this name since the run began
                    move_to_trash(folder)
                self._send_next()

    def measure(self, config: GraphRunConfig) -> str:
        """Ask what an epoch with these settings takes on this machine; returns the key to look it up by."""
        fields = config_to_dict(config)
        fields["split_seed"] = fields["training"]["seed"] = 0  # neither they nor these cost anything
        for name, value in {"epochs": 1, "learning_rate": 0.01, "kl_weight": None}.items():
            fields["training"][name] = value
        key = hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()[:16]
        with self._lock:
            if key not in self._costs:
                self._costs[key] = None
                self._to_measure[key] = config
                for oldest in list(self._to_measure)[:-MOST_MEASURING]:  # settings that were passed over
                    del self._to_measure[oldest], self._costs[oldest]
                while len(self._costs) > KEPT_COSTS:
                    self._costs.popitem(last=False)
                self._send_next()
        return key

    def cost(self, key: str) -> Cost | str | None:
        """As measured; a text is why it could not be; None while it is not known."""
        with self._lock:
            return self._costs.get(key)

    def close(self) -> None:
        """End the child process and forget every run; what is written down of them stays, for the next server to say."""
        with self._lock:
            self._runs.clear()
            self._to_measure.clear()
            self._measuring = None
            self._child.kill()

    def _write_down(self) -> None:
        """What would be lost with the server, and what was and has not been put away yet."""
        kept = [run for run in self._runs.values() if run.is_lost or run.state not in ENDED]
        self._record.write([RecordedRun(name=run.name, title=run.title, config=run.config) for run in kept])

    def _send_next(self) -> None:
        """The child has one thing at a time; runs go before measurements."""
        if self._measuring is not None or any(run.state in UNDERWAY for run in self._runs.values()):
            return
        for run in self._runs.values():
            if run.state == "waiting":
                run.state = "starting"
                self._child.tell({"job": run.id, "what": "train", "name": run.name, "config": config_to_dict(run.config)})
                return
        if self._to_measure:
            key, config = self._to_measure.popitem()  # the newest
            self._measuring = (uuid.uuid4().hex, key)
            self._child.tell({"job": self._measuring[0], "what": "measure", "config": config_to_dict(config)})

    def _hear(self, header: dict[str, Any], payload: bytes) -> None:
        with self._lock:
            if self._measuring is not None and header["job"] == self._measuring[0]:
                self._costs[self._measuring[1]] = Cost(**header["cost"]) if header["what"] == "measured" else header["message"]
                self._measuring = None
                self._send_next()
            elif (run := self._runs.get(header["job"])) is not None:  # else discarded in the meantime
                self._take_news(run, header, payload)

    def _take_news(self, run: GraphRun, header: dict[str, Any], payload: bytes) -> None:
        what = header.pop("what")
        if what == "opened":
            run.facts = {name: header[name] for name in ("numNodes", "classNames")}
            run.bundle = payload
        elif what == "news":
            run.state, run.epoch = "training", header["epoch"]
            rows = np.frombuffer(payload, "<f4", header["rows"] * ROW).reshape(-1, ROW)
            run.rows += list(rows)
            if header["picture"]:
                run.pictures.append((run.epoch, payload[rows.nbytes :]))
        elif what == "finishing":
            run.state, run.message, run.result = "finishing", header["message"], header.get("result")
        else:
            run.state, run.message, run.result = (
                "done" if what == "done" else "failed",
                header.get("message", ""),
                header.get("result"),
            )
            for ended in [run for run in self._runs.values() if run.state in ENDED][:-KEPT_RUNS]:
                del self._runs[ended.id]
            self._send_next()
            self._write_down()

    def _child_ended(self, status: int | OSError) -> None:
        if self._measuring is not None:
            self._costs[self._measuring[1]] = f"the process that measures {how_it_ended(status)}"
            self._measuring = None
        for run in self._runs.values():
            if run.state in UNDERWAY and status == 0:  # it had no work and ended, just when this was on its way: sent anew
                run.state = "waiting"
            elif run.state in UNDERWAY:
                run.state = "failed"
                run.message = (
                    f"The process that trains {how_it_ended(status)}, perhaps for want of memory. Start again, with a smaller graph or "
                    "fewer dimensions"
                )
        self._send_next()
        self._write_down()


@lru_cache(maxsize=1)
def graph_runs() -> GraphRuns:
    """What all visitors share."""
    return GraphRuns()
