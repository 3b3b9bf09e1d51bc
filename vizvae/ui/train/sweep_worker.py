"""python -m vizvae.ui.train.sweep_worker [SECONDS]: the child process that measures the finished runs of sweeps, told of which on stdin;
what it finds it writes into the sweep's record.

A process of its own, since to measure how latents follow factors takes a minute of one processor.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from vizvae.ui.jobs.child import IDLE_SECONDS, do_jobs

# Whatever is slow to import is imported while computing: the parent's messages are read from the first moment.


def main(idle_seconds: float = IDLE_SECONDS) -> None:
    do_jobs(_measure, idle_seconds)


def _measure(header: dict[str, Any], progress: Callable[[str, float], None]) -> bytes:
    import torch

    from vizvae.sweep.record import keep_score, read_sweep
    from vizvae.sweep.scores import score

    torch.set_num_threads(1)
    sweep, run = read_sweep(header["sweep"]), header["run"]
    if sweep is not None:
        keep_score(sweep.name, run, score(run, sweep.scores.get(run), lambda what: progress(what, 0.0)))
    return b""


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
