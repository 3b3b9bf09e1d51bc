"""A process that has imported everything and waits for the run it will be.

Importing torch and its optimisers takes seconds, which somebody who has pressed Start would wait for. While a page that can start runs is
open one such process is kept ready (`vizvae.cli.prewarm`); given a folder it becomes that run, and another is made ready.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

_lock = threading.Lock()
_ready: subprocess.Popen[bytes] | None = None


def prepare(environment: dict[str, str]) -> None:
    """Have one ready, unless there is one. Returns at once; it takes the process seconds."""
    global _ready
    with _lock:
        if _ready is None or _ready.poll() is not None:
            _ready = subprocess.Popen(
                [sys.executable, "-P", "-m", "vizvae.cli.prewarm"],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # it outlives this process once it is a run
            )


def take(folder: Path, log: Path) -> subprocess.Popen[bytes] | None:
    """Let the process that is ready be the run in `folder`, writing into `log`; None if there is none."""
    global _ready
    with _lock:
        process, _ready = _ready, None
    if process is None or process.poll() is not None:
        return None
    assert process.stdin is not None
    try:
        process.stdin.write(json.dumps({"run": str(folder), "log": str(log)}).encode() + b"\n")
        process.stdin.close()
    except OSError:  # it has just ended
        return None
    return process
