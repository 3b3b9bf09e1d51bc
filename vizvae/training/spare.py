"""python -m vizvae.training.spare: a process that has imported everything and waits for the run it will be.

Importing torch and its optimisers takes seconds, which somebody who has pressed Start would wait for. While the training page is open
one such process is kept ready; given a folder on its standard input it becomes `vizvae train --run FOLDER`, writes into that folder's log,
and another is made ready. It ends by itself after SECONDS without work, and when the server that made it ends.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

SECONDS = 600.0
_lock = threading.Lock()
_ready: subprocess.Popen[bytes] | None = None


def prepare(environment: dict[str, str]) -> None:
    """Have one ready, unless there is one. Returns at once; it takes the process seconds."""
    global _ready
    with _lock:
        if _ready is None or _ready.poll() is not None:
            _ready = subprocess.Popen(
                [sys.executable, "-P", "-m", "vizvae.training.spare"],
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


def main() -> int:
    ended = threading.Timer(SECONDS, os._exit, args=(0,))
    ended.daemon = True
    ended.start()
    import vizvae.cli  # before torch: it sets the environment that a run needs

    import torch  # isort: skip

    # The first step of an optimiser imports as much again as torch itself.
    parameter = torch.nn.Parameter(torch.zeros(1))
    parameter.grad = torch.zeros(1)
    torch.optim.AdamW([parameter], fused=True).step()
    line = sys.stdin.readline()
    ended.cancel()
    if not line.endswith("\n"):
        return 0  # the server has ended
    asked = json.loads(line)
    output = os.open(asked["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.argv = ["vizvae", "train", "--run", asked["run"]]
    return vizvae.cli.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
