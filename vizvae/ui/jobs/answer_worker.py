"""python -m vizvae.ui.jobs.answer_worker [SECONDS]: the child process that calls functions which take the processor longer than a page may
wait; told which on stdin, answering in JSON on stdout.

A process of its own, because in the server everybody else would wait for the interpreter meanwhile.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import msgspec

from vizvae.ui.jobs.child import IDLE_SECONDS, do_jobs

# Whatever is slow to import is imported while computing: the parent's messages are read from the first moment.


def main(idle_seconds: float = IDLE_SECONDS) -> None:
    do_jobs(_compute, idle_seconds)


def _compute(header: dict[str, Any], progress: Callable[[str, float], None]) -> bytes:
    import torch

    torch.set_num_threads(1)
    function = getattr(import_module(header["module"]), header["function"])
    return msgspec.json.encode(function(**header["arguments"]))


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
