"""python -m vizvae.ui.training_cost_worker [SECONDS]: the child process that takes a few steps to see how long they take, told of which
training on stdin, answering on stdout.

A process of its own, because a step of a large model takes all cores, and its memory goes back to the system with the process. It ends by
itself after SECONDS (ten minutes) without work.
"""

from __future__ import annotations

import json
import queue
import sys
import threading
from dataclasses import asdict
from typing import Any

from vizvae.ui.child import IDLE_SECONDS, answer_stream, read_requests
from vizvae.ui.frames import write_frame

# Whatever is slow to import is imported while computing: the parent's messages are read from the first moment.


def main(idle_seconds: float = IDLE_SECONDS) -> None:
    answers = answer_stream()
    requests: queue.Queue[dict[str, Any]] = queue.Queue()

    def work() -> None:
        while True:
            header = requests.get()
            try:
                write_frame(answers, {"job": header["job"], "what": "done"}, _measure(header["config"]))
            except Exception as error:  # said to the person who asked, and the next job goes on
                message = str(error) if isinstance(error, ValueError) else f"{type(error).__name__}: {error}"
                write_frame(answers, {"job": header["job"], "what": "failed", "message": message})
            finally:
                requests.task_done()

    threading.Thread(target=work, daemon=True).start()
    read_requests(lambda header, _: requests.put(header), [requests], idle_seconds)


def _measure(config: dict[str, Any]) -> bytes:
    from vizvae.config import config_from_dict
    from vizvae.training.config import TrainConfig
    from vizvae.training.estimate import estimate

    return json.dumps(asdict(estimate(config_from_dict(TrainConfig, config)))).encode()


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
