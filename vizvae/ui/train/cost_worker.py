"""python -m vizvae.ui.train.cost_worker [SECONDS]: the child process that takes a few steps to see how long they take, told of which
training on stdin, answering on stdout.

A process of its own, because a step of a large model takes all cores, and its memory goes back to the system with the process. It ends by
itself after SECONDS without work.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from vizvae.runs.arithmetic import set_environment
from vizvae.ui.jobs.child import IDLE_SECONDS, do_jobs

# Whatever is slow to import is imported while computing: the parent's messages are read from the first moment.


def main(idle_seconds: float = IDLE_SECONDS) -> None:
    set_environment()
    do_jobs(_measure, idle_seconds, one_thread=False)  # as many as the run will have, for a second or so


def _measure(header: dict[str, Any], _: Callable[[str, float], None]) -> bytes:
    from vizvae.config import config_from_dict
    from vizvae.training.config import TrainConfig
    from vizvae.training.estimate import estimate

    return json.dumps(asdict(estimate(config_from_dict(TrainConfig, header["config"])))).encode()


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
