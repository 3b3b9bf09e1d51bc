"""python -m vizvae.ui.graph.worker [SECONDS]: the child process that computes what takes long of a graph model, told what on stdin,
answering on stdout.

A process of its own, with one thread for torch and after the server in the processor's queue, because a sweep over PubMed's 194 million
pairs takes twenty seconds. Large graphs have a thread, small ones another: who opens Cora does not wait for PubMed.
"""

from __future__ import annotations

import queue
import sys
import threading
import time
from collections.abc import Callable
from typing import IO, Any

from vizvae.ui.jobs.child import IDLE_SECONDS, answer_stream, read_requests
from vizvae.ui.jobs.frames import write_frame

# Whatever is slow to import is imported while computing: the parent's messages are read from the first moment.

SAID_EVERY = 0.2
"""Seconds between two reports of progress"""


def main(idle_seconds: float = IDLE_SECONDS) -> None:
    answers = answer_stream()
    lock = threading.Lock()
    queues: dict[bool, queue.Queue[dict[str, Any]]] = {True: queue.Queue(), False: queue.Queue()}
    for requests in queues.values():
        threading.Thread(target=_work, args=(requests, answers, lock), daemon=True).start()
    read_requests(lambda header, _: queues[header["small"]].put(header), list(queues.values()), idle_seconds)


def _work(requests: queue.Queue[dict[str, Any]], answers: IO[bytes], lock: threading.Lock) -> None:
    while True:
        header = requests.get()

        def answer(what: str, payload: bytes = b"", job: int = header["job"], **fields: Any) -> None:
            with lock:
                write_frame(answers, {"job": job, "what": what, **fields}, payload)

        said = 0.0

        def progress(share: float, answer: Callable[..., None] = answer) -> None:
            nonlocal said
            if time.monotonic() - said > SAID_EVERY:
                said = time.monotonic()
                answer("progress", share=share)

        try:
            answer("done", _compute(header, progress))
        except Exception as error:  # said to the person who asked, and the next job goes on
            own_words = isinstance(error, ValueError)
            answer("failed", message=str(error) if own_words else f"{type(error).__name__}: {error}")
        finally:
            requests.task_done()


def _compute(header: dict[str, Any], progress: Callable[[float], object]) -> bytes:
    import torch

    from vizvae.graph.catalogue import find_graph_checkpoint
    from vizvae.graph.codes_file import write_codes
    from vizvae.ui.graph.arrays import gexf, graph_bundle, groups_bundle, model_bundle
    from vizvae.ui.graph.links_answer import baselines_answer, links_answer
    from vizvae.ui.graph.opened import OpenedGraph
    from vizvae.ui.graph.trust_answer import trust_answer

    torch.set_num_threads(1)
    what, opened = header["answer"], OpenedGraph.of(find_graph_checkpoint(header["name"]))
    if opened.digest != header["digest"]:  # the answer is kept under what was asked for
        raise ValueError(f"{opened.name} has other weights now: reload the page")
    if what == "graph":
        return graph_bundle(opened)
    if what == "groups":
        return groups_bundle(opened)
    if what in ("csv", "npz"):
        return write_codes(opened.trained, f".{what}")
    swept = {"gexf": gexf, "links": links_answer, "baselines": baselines_answer, "trust": trust_answer}
    if what in swept:
        return swept[what](opened, progress)
    return model_bundle(opened.with_all_edges() if what == "leaked" else opened, progress)


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
