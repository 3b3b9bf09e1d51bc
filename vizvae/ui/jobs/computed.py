"""Answers that take the processor for longer than half a second: computed in a child process, once however many ask."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from functools import lru_cache
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from vizvae.ui.jobs.background import Background, Job

WORKER = (sys.executable, "-P", "-m", "vizvae.ui.jobs.answer_worker")
LOOK_EVERY = 0.02
"""Seconds"""
LONGEST_WAIT = 120.0
"""Seconds. The first answer takes as long as importing torch more."""


@lru_cache(maxsize=1)
def answers() -> Background:
    """What all visitors share."""
    return Background("answers", WORKER)


def ask(what: str, **arguments: Any) -> Job:
    """Begin to compute what somebody will soon want; `what` and `arguments` are those of `answer_worker`."""
    return answers().ask(_key(what, arguments), {"what": what, "arguments": arguments}, b"", json.loads)


def known(what: str, **arguments: Any) -> Any:
    """The answer if it has been computed, else None; nothing is begun. Raises JobFailed as `computed` does."""
    return answers().answer(_key(what, arguments), keep=True)


async def computed(what: str, **arguments: Any) -> Any:
    """The answer. Waiting for it takes no thread, however many wait.

    Raises JobFailed if it failed: for one of those who wait, the next asks again.
    """
    until = time.monotonic() + LONGEST_WAIT
    while (found := known(what, **arguments)) is None:
        job = await run_in_threadpool(ask, what, **arguments)
        while not job.ended.is_set():
            if time.monotonic() > until:
                raise HTTPException(503, "The machine is busy with other computations: try again in a moment.")
            await asyncio.sleep(LOOK_EVERY)
    return found


def _key(what: str, arguments: dict[str, Any]) -> str:
    return json.dumps([what, arguments], sort_keys=True)
