"""What takes long to compute of a graph model: from disk, or computed once in a child process, however many ask for it."""

from __future__ import annotations

import hashlib
import json
import logging
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Literal

from vizvae.atomic_write import atomic_write
from vizvae.config import config_to_dict
from vizvae.folders import remove_oldest
from vizvae.paths import download_dir
from vizvae.single_flight import single_flight
from vizvae.ui.graph.arrays import GEXF_CANDIDATES, MOST_CANDIDATES, NUM_THRESHOLDS
from vizvae.ui.graph.opened import OpenedGraph
from vizvae.ui.jobs.background import Background, Job, Underway

log = logging.getLogger(__name__)
WORKER = (sys.executable, "-P", "-m", "vizvae.ui.graph.worker")
Answer = Literal["graph", "model", "leaked", "gexf", "links", "baselines", "groups", "csv", "npz", "trust"]
"""Names, classes, layout and words; codes, edges and counts over all pairs; the same where the encoder is given all edges; the file for
other programs; missing links; what scores reach that need no training; communities, and clusters of the codes;
the embedding as a table, and as arrays; curves that say how far to trust the model"""
VERSION = 4
"""Of what is computed: another number is other files."""
SMALL_NODES = 6_000
"""Seconds at most, and not behind a large graph's minutes"""
MOST_BYTES = 1_000_000_000
"""Of all files; the oldest go."""
IN_MEMORY = 64_000_000
CHECK = hashlib.sha256().digest_size


class GraphAnswers:
    """Files in `folder`, found by the content of model and graph: see `Background` for who computes them."""

    def __init__(self, folder: Path, command: tuple[str, ...] = WORKER) -> None:
        self._folder = folder
        self.background = Background("graphs", command)

    def get(self, what: Answer, opened: OpenedGraph) -> bytes | Underway:
        """The answer, or how far it is; the first to ask starts it.

        Raises TooManyJobs, and JobFailed if it failed: once, then it may be asked for again.
        """
        path = self._folder / _file_name(what, opened)
        with self.background.lock:  # a job ends between two looks, never between looking on disk and starting it
            found = _on_disk(path)
            if found is None:
                found = self.background.answer(path.name, keep=True)
            if found is not None:
                return found
            num_nodes = opened.trained.graph.num_nodes
            small = num_nodes <= SMALL_NODES
            header = {"answer": what, "name": opened.name, "digest": opened.digest, "small": small}
            job = self.background.ask(path.name, header, b"", lambda content: self._keep(path, content), at_once=small)
            return Underway(job.share, _stage(job, what, num_nodes, opened.trained.graph.num_pairs))

    def here(self, what: Answer, opened: OpenedGraph, compute: Callable[[], bytes]) -> bytes:
        """The answer, from disk or computed by this process, however long that takes."""
        path = self._folder / _file_name(what, opened)
        found = _on_disk(path)
        if found is None:
            found = compute()
            self._keep(path, found)
        return found

    def close(self) -> None:
        """End the child process and forget what was asked."""
        self.background.close()

    def _keep(self, path: Path, content: bytes) -> bytes | None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            atomic_write(path, hashlib.sha256(content).digest() + content)
            remove_oldest(self._folder, MOST_BYTES)
        except OSError as error:  # a full or read-only disk: it is shown all the same
            log.warning("%s could not be kept on disk (%s)", path, error)
            return content
        return None


def _file_name(what: Answer, opened: OpenedGraph) -> str:
    """By everything that the answer depends on."""
    checkpoint, of_model = opened.checkpoint, None
    if what != "graph":
        of_model = [
            checkpoint.card["weights_sha256"],
            config_to_dict(checkpoint.config),
            MOST_CANDIDATES,
            NUM_THRESHOLDS,
            GEXF_CANDIDATES,
        ]
    described = json.dumps([VERSION, what, *_graph_as_drawn(opened), of_model], sort_keys=True)
    return f"{what}-{hashlib.sha256(described.encode()).hexdigest()[:32]}"


@single_flight(128)  # who waits looks every half second
def _graph_as_drawn(opened: OpenedGraph) -> tuple[str, str]:
    """A graph's fingerprint is not enough: its names belong to it, too."""
    graph = opened.trained.graph
    return graph.fingerprint, hashlib.sha256("\n".join((graph.title, *graph.names, "", *graph.class_names)).encode()).hexdigest()


def _on_disk(path: Path) -> bytes | None:
    try:
        found = path.stat()
        return _read(path, found.st_mtime_ns)
    except FileNotFoundError:
        return None
    except (ValueError, OSError) as error:
        log.warning("%s is damaged (%s) and is computed anew", path, error)
        return None


@single_flight(IN_MEMORY, len)
def _read(path: Path, mtime_ns: int) -> bytes:
    del mtime_ns
    content = path.read_bytes()
    if hashlib.sha256(content[CHECK:]).digest() != content[:CHECK]:
        raise ValueError("its hash is another")
    return content[CHECK:]


def _stage(job: Job, what: Answer, num_nodes: int, num_pairs: int) -> str:
    if not job.sent:
        return "waiting for another graph to be computed"
    if what == "graph":
        return f"laying out {num_nodes:,} nodes"
    if what == "baselines":
        return "measuring what needs no training on the same test edges"
    if what in ("groups", "csv", "npz"):
        return "looking for communities in the graph"
    pairs = f"{num_pairs:,} pairs of nodes"
    return f"comparing {pairs}, {job.share:.0%}" if job.share else f"preparing to compare {pairs}"


@lru_cache(maxsize=1)
def graph_answers() -> GraphAnswers:
    """What all visitors share."""
    return GraphAnswers(download_dir() / "graphs")
