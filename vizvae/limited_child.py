"""Work on a visitor's file in a child process, with limits on memory and time: the server answers the others meanwhile."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

AT_ONCE = threading.BoundedSemaphore(2)
"""A class uploads all at once: the others wait."""
Answer = dict[str, Any]


class ChildEnded(ValueError):
    """Without an answer."""

    def __init__(self, status: int | None) -> None:
        super().__init__(f"the process ended with status {status}")
        self.status = status
        self.too_slow = status in (None, -24, -9)
        """Was stopped since it took too long: SIGXCPU, or what follows it"""


def ask_child(module: str, request: dict[str, Any], *, memory: int, seconds: int) -> Answer:
    """What `answer_parent` gives in `python -m MODULE`. `memory`: bytes above what it has before it begins; `seconds`: of processor time.

    Raises ChildEnded.
    """
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    told = json.dumps({**request, "memory": memory, "seconds": seconds}).encode()
    with AT_ONCE:
        try:
            ended = subprocess.run(
                [sys.executable, "-m", module], input=told, capture_output=True, timeout=2 * seconds,
                env={**os.environ, **one_thread}, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise ChildEnded(None) from error
    try:
        return json.loads(ended.stdout.splitlines()[-1])
    except (ValueError, IndexError) as error:
        sys.stderr.write(ended.stderr.decode(errors="replace")[-2_000:])
        raise ChildEnded(ended.returncode) from error


def answer_parent(prepare: Callable[[], Callable[[dict[str, Any]], Answer]]) -> None:
    """In the child: a request on stdin, an answer on stdout. `prepare` imports what is needed, before the limits hold."""
    request = json.loads(sys.stdin.read())
    with suppress(OSError, AttributeError):  # Windows has no such thing
        os.nice(5)
    compute = prepare()
    limit_memory(request["memory"], mapped_files=True)
    _limit_time(request["seconds"])
    sys.stdout.write(json.dumps(compute(request)) + "\n")


def limit_memory(num_bytes: int, *, mapped_files: bool) -> None:
    """To so many bytes above what this process has now, where the system has such limits. `mapped_files`: whether these count too."""
    try:
        import resource
    except ImportError:
        return
    what, field = (resource.RLIMIT_AS, 0) if mapped_files else (resource.RLIMIT_DATA, 5)
    held = 0
    with suppress(OSError):
        held = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[field]) * resource.getpagesize()
    with suppress(ValueError, OSError):
        resource.setrlimit(what, (held + num_bytes, held + num_bytes))


def _limit_time(seconds: int) -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
