"""python -m vizvae.ui.jobs.projection_worker [SECONDS]: the child process that computes projections, told what on stdin, answering on
stdout.

A process of its own, because UMAP compiles and computes for a minute without letting go of the interpreter, and because killing it is
the only way to stop it. It ends by itself after SECONDS without work: with the libraries it holds half a gigabyte. Maps are
computed one after the other; places are looked up on finished maps meanwhile, in a second thread.
"""

from __future__ import annotations

import queue
import sys
import threading
from collections import OrderedDict
from typing import IO, Any

from vizvae.ui.jobs.child import IDLE_SECONDS, answer_stream, read_requests
from vizvae.ui.jobs.frames import write_frame

# Whatever is slow to import is imported while computing: the parent's messages are read from the first moment.

Request = tuple[dict[str, Any], bytes]
KEPT_INVERSES = 2


def main(idle_seconds: float = IDLE_SECONDS) -> None:
    answers = answer_stream()
    lock = threading.Lock()
    queues: dict[str, queue.Queue[Request]] = {"project": queue.Queue(), "invert": queue.Queue()}
    for what in queues:
        threading.Thread(target=_work, args=(queues[what], answers, lock), daemon=True).start()
    read_requests(lambda header, payload: queues[header["what"]].put((header, payload)), list(queues.values()), idle_seconds)


def _work(requests: queue.Queue[Request], answers: IO[bytes], lock: threading.Lock) -> None:
    inverses: OrderedDict[str, Any] = OrderedDict()
    while True:
        header, payload = requests.get()
        job = header["job"]

        def answer(what: str, payload: bytes = b"", job: int = job, **fields: Any) -> None:
            with lock:
                write_frame(answers, {"job": job, "what": what, **fields}, payload)

        try:
            answer("done", _compute(header, payload, answer, inverses))
        except Exception as error:  # whatever the library did not like: said to the person who asked, and the next job goes on
            answer("failed", message=f"{type(error).__name__}: {error}")
        finally:
            requests.task_done()


def _compute(header: dict[str, Any], payload: bytes, answer: Any, inverses: OrderedDict[str, Any]) -> bytes:
    import numpy as np
    import torch

    from vizvae.config import config_from_dict
    from vizvae.latent.projection import ProjectionConfig, project
    from vizvae.latent.umap_inverse import UmapInverse

    config = config_from_dict(ProjectionConfig, header["config"])
    count, dim = header["shape"]
    numbers = np.frombuffer(payload, "<f4").astype(np.float32)
    points = torch.from_numpy(numbers[: count * dim].reshape(count, dim))
    if header["what"] == "project":
        return project(points, config, lambda share: answer("progress", share=share)).astype("<f4").tobytes()
    if header["map"] not in inverses:
        layout = numbers[count * dim :].reshape(count, 2)
        inverses[header["map"]] = UmapInverse(points, layout, config)
        if len(inverses) > KEPT_INVERSES:
            inverses.popitem(last=False)
    inverses.move_to_end(header["map"])
    return inverses[header["map"]].invert(np.array(header["xy"], np.float32)).astype("<f4").tobytes()


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
