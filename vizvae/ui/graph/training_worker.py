"""python -m vizvae.ui.graph.training_worker [SECONDS]: the child process that trains graph models, told what on stdin, answering on stdout.

One run after the other. Rows of numbers are float32: epoch, loss, recon_nll, KL in the loss, validation AUC and AP (NaN where not
looked at), seconds since the start.
"""

from __future__ import annotations

import queue
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from vizvae.ui.jobs.child import IDLE_SECONDS, answer_stream, read_requests
from vizvae.ui.jobs.frames import write_frame

# Whatever is slow to import is imported while working: the parent's messages are read from the first moment.
if TYPE_CHECKING:
    import torch

    from vizvae.graph.checkpoint import GraphRunConfig
    from vizvae.graph.data import Graph
    from vizvae.graph.split import EdgeSplit
    from vizvae.graph.training import GraphEpochReport, GraphTraining

Answer = Callable[..., None]
ROW = 7
MOST_EDGES = 20_000
"""Training edges that are drawn, evenly taken from all."""
LARGEST_LAYOUT = 20_000
"""Nodes up to which the graph's own picture is computed right away, so that the page need not wait for it later."""
MADE_BY = "trained on the dashboard's graph page; config.json holds every setting"


def main(idle_seconds: float = IDLE_SECONDS) -> None:
    answers = answer_stream()
    requests: queue.Queue[dict[str, Any]] = queue.Queue()
    stopped: set[str] = set()

    def work() -> None:
        while True:
            header = requests.get()
            job = header["job"]

            def answer(what: str, payload: bytes = b"", job: str = job, **fields: Any) -> None:
                write_frame(answers, {"job": job, "what": what, **fields}, payload)

            try:
                if header["what"] == "measure":
                    _measure(header, answer)
                else:
                    _train(header, answer, lambda job=job: job in stopped)
            except Exception as error:  # said to the person who asked, and the next job goes on
                own_words = isinstance(error, ValueError | OSError)
                answer("failed", message=str(error) if own_words else f"{type(error).__name__}: {error}")
            finally:
                requests.task_done()

    def take(header: dict[str, Any], _: bytes) -> None:
        if header["what"] == "stop":
            stopped.add(header["job"])
        else:
            requests.put(header)

    threading.Thread(target=work, daemon=True).start()
    read_requests(take, [requests], idle_seconds)


def _train(header: dict[str, Any], answer: Answer, stopped: Callable[[], bool]) -> None:
    from vizvae.graph.catalogue import graph_runs_dir
    from vizvae.graph.layout import layout
    from vizvae.graph.live import train_live
    from vizvae.graph.runs import keep, score_run

    config, graph, split, state = _start(header)
    answer("opened", _bundle(graph, split), numNodes=graph.num_nodes, classNames=list(graph.class_names))
    started = time.perf_counter()
    last: GraphEpochReport | None = None
    for news in train_live(state, split, stopped):
        rows = _rows(news.reports, state.kl_weight, news.validation)
        positions = b"" if news.positions is None else news.positions.numpy().astype("<f4").tobytes()
        answer("news", rows + positions, epoch=state.epoch, rows=len(news.reports), picture=news.positions is not None)
        last = news.reports[-1] if news.reports else last
    assert last is not None  # epochs are above 0
    answer("finishing", message="scoring on the held-out edges")
    finished = score_run(graph, split, state, last, seconds=time.perf_counter() - started)
    result = {
        "auc": 100 * finished.test.auc, "ap": 100 * finished.test.ap, "seconds": finished.seconds,
        "epochs": finished.epochs, "keptEpoch": finished.kept_epoch, "testEdges": split.test.shape[1],
    }  # fmt: skip
    answer("finishing", message=f"comparing with all {graph.num_pairs:,} pairs of nodes", result=result)
    keep(graph_runs_dir() / header["name"], config, graph, [finished], command=MADE_BY)
    if graph.num_nodes <= LARGEST_LAYOUT:
        answer("finishing", message="laying the graph out, for the picture beside the embedding", result=result)
        layout(graph)
    answer("done", result=result)


def _measure(header: dict[str, Any], answer: Answer) -> None:
    from vizvae.graph.live import measure

    _, _, split, state = _start(header)
    answer("measured", cost=asdict(measure(state, split)))


def _start(header: dict[str, Any]) -> tuple[GraphRunConfig, Graph, EdgeSplit, GraphTraining]:
    import torch

    from vizvae.config import config_from_dict
    from vizvae.graph.checkpoint import GraphRunConfig
    from vizvae.graph.split import split_edges
    from vizvae.graph.training import GraphTraining

    torch.set_num_threads(1)
    config = config_from_dict(GraphRunConfig, header["config"])
    graph = _graph(config.graph, config.features, config.labels)
    split = split_edges(graph, config.split_seed, validation_share=config.validation_share, test_share=config.test_share)
    split.check()
    return config, graph, split, GraphTraining.start(config.training, graph, split.train)


@lru_cache(maxsize=2)
def _graph(graph: str, features: str, labels: str) -> Graph:
    from vizvae.graph.checkpoint import open_graph

    return open_graph(graph, features=features, labels=labels)


def _bundle(graph: Graph, split: EdgeSplit) -> bytes:
    """What of the graph is drawn: classes (−1 where unknown), and training edges."""
    import torch
    from safetensors.numpy import save

    labels = torch.full((graph.num_nodes,), -1) if graph.labels is None else graph.labels
    edges = split.train.T[:: -(-split.train.shape[1] // MOST_EDGES)]
    return save({"labels": _int32(labels), "edges": _int32(edges)})


def _int32(values: torch.Tensor) -> Any:
    import numpy as np

    return np.ascontiguousarray(values.numpy().astype("<i4"))


def _rows(reports: list[GraphEpochReport], kl_weight: float, validation: Any) -> bytes:
    import numpy as np

    rows = np.full((len(reports), ROW), np.nan, "<f4")
    for row, report in zip(rows, reports, strict=True):
        row[:4] = report.epoch, report.loss, report.recon_nll, kl_weight * report.kl
        row[6] = report.seconds
    if validation is not None and reports:
        rows[-1, 4:6] = 100 * validation.auc, 100 * validation.ap
    return rows.tobytes()


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
