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
_environment: dict[str, str] = {}
"""Of the one that is ready"""


def prepare(environment: dict[str, str]) -> None:
    """Have one ready in this environment, unless there is one. Returns at once; it takes the process seconds."""
    global _ready, _environment
    with _lock:
        if _ready is not None and _environment != environment:
            _dismiss(_ready)
            _ready = None
        if _ready is None or _ready.poll() is not None:
            _environment = environment
            _ready = subprocess.Popen(
                [sys.executable, "-P", "-m", "vizvae.cli.prewarm"],
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # it outlives this process once it is a run
            )


def take(folder: Path, log: Path, environment: dict[str, str]) -> subprocess.Popen[bytes] | None:
    """Let the process that is ready be the run in `folder`, writing into `log`; None if there is none, or it was made ready for another
    environment, which would look for data and uploads elsewhere."""
    global _ready
    with _lock:
        process, _ready = _ready, None
        fits = _environment == environment
    if process is None or process.poll() is not None:
        return None
    if not fits:
        _dismiss(process)
        return None
    assert process.stdin is not None
    try:
        process.stdin.write(json.dumps({"run": str(folder), "log": str(log)}).encode() + b"\n")
        process.stdin.close()
    except OSError:  # it has just ended
        return None
    return process


def _dismiss(process: subprocess.Popen[bytes]) -> None:
    """It ends when nobody can ask it for anything any more."""
    if process.stdin is not None:
        process.stdin.close()
