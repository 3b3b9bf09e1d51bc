"""Answers that take the processor for longer than half a second: computed in a child process, once however many ask."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable
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


def call_of(function: Callable[..., Any], arguments: dict[str, Any]) -> dict[str, Any]:
    """What `answer_worker` is told. `function` stands in a module; what it takes and gives JSON can hold."""
    return {"module": function.__module__, "function": function.__qualname__, "arguments": arguments}


def ask(function: Callable[..., Any], **arguments: Any) -> Job:
    """Begin to compute what somebody will soon want."""
    call = call_of(function, arguments)
    return answers().ask(_key(call), call, b"", json.loads)


def known(function: Callable[..., Any], **arguments: Any) -> Any:
    """The answer if it has been computed, else None; nothing is begun. Raises JobFailed as `computed` does."""
    return answers().answer(_key(call_of(function, arguments)), keep=True)


async def computed(function: Callable[..., Any], **arguments: Any) -> Any:
    """What `function(**arguments)` returns in the child process. Waiting for it takes no thread, however many wait.

    Raises JobFailed if it failed: for one of those who wait, the next asks again.
    """
    until = time.monotonic() + LONGEST_WAIT
    while (found := known(function, **arguments)) is None:
        job = await run_in_threadpool(ask, function, **arguments)
        while not job.ended.is_set():
            if time.monotonic() > until:
                raise HTTPException(503, "The machine is busy with other computations: try again in a moment.")
            await asyncio.sleep(LOOK_EVERY)
    return found


def _key(call: dict[str, Any]) -> str:
    return json.dumps(call, sort_keys=True)
