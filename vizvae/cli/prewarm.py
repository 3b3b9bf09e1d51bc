"""python -m vizvae.cli.prewarm: a process that has imported everything and waits for the run it will be.

Given a run's folder on its standard input (`vizvae.runs.prewarm`) it becomes `vizvae train --run FOLDER` and writes into that folder's log.
It ends by itself after SECONDS without work, and when the server that made it ends.
"""

from __future__ import annotations

import json
import os
import sys
import threading

from vizvae.cli import main as vizvae

SECONDS = 600.0


def main() -> int:
    ended = threading.Timer(SECONDS, os._exit, args=(0,))
    ended.daemon = True
    ended.start()
    import torch

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
    return vizvae(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
