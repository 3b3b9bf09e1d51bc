"""Starts a run as a process that outlives this one, by a command that a site can point at its own scheduler.

`$VIZVAE_LAUNCHER` is that command, with {python} and {run} in it; `{python} -P -m vizvae train --run {run}` where it is not set. Others:
    torchrun --nproc-per-node 2 -m -- vizvae train --run {run}
    srun --gpus 1 {python} -m vizvae train --run {run}
    ray job submit -- {python} -m vizvae train --run {run}
with the folder of runs (`$VIZVAE_RUNS`) on storage that all machines share.
"""

from __future__ import annotations

import logging
import os
import re
import shlex
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from vizvae.runs import prewarm
from vizvae.runs.arithmetic import ENVIRONMENT
from vizvae.runs.folder import LOG, read_status, write_status
from vizvae.runs.lock import launched

DEFAULT_LAUNCHER = "{python} -P -m vizvae train --run {run}"
"""-P: a file of the current folder, which may be anybody's, is not imported in place of a library's."""
NOT_INHERITED = re.compile(r"(RANK|WORLD_SIZE|LOCAL_.*|GROUP_.*|ROLE_.*|MASTER_.*|TORCHELASTIC_.*|TORCH_NCCL_.*)$")
"""What torchrun tells its processes; a run started from one of them does not belong to them."""
NICE = 10
"""What answers a person at once goes first: the server and the browser."""
log = logging.getLogger(__name__)


def launch_words(folder: Path) -> list[str]:
    """The command that starts the run. Raises ValueError for a template with other gaps than {python} and {run}."""
    template = os.environ.get("VIZVAE_LAUNCHER") or DEFAULT_LAUNCHER
    gaps = {"python": sys.executable, "run": str(folder.resolve())}
    try:
        # Split first: a folder with a space in its name stays one word.
        words = [word.format(**gaps) for word in shlex.split(template)]
    except (KeyError, ValueError, IndexError) as error:
        raise ValueError(
            f"VIZVAE_LAUNCHER: expected a command with {{python}} and {{run}}, got {template!r} ({error})"
        ) from error
    if str(folder.resolve()) not in " ".join(words):
        raise ValueError(f"VIZVAE_LAUNCHER: expected {{run}} somewhere in it, got {template!r}")
    return words


def start(folder: Path, at_end: Callable[[], object]) -> None:
    """Start the run in `folder`; `at_end` is called in a thread of this process when the started one has ended.

    A command that cannot be started makes the run a failed one, which says why.
    """
    status = read_status(folder)
    write_status(folder, replace(status, phase="starting", message=""))
    try:
        process = _process(folder)
    except (OSError, ValueError) as error:
        write_status(folder, replace(status, phase="failed", message=f"It could not be started: {error}"))
        return
    launched(folder, process.pid)
    with suppress(OSError, AttributeError):  # ended already; or a system without priorities
        os.setpriority(os.PRIO_PROCESS, process.pid, NICE)
    threading.Thread(target=_see_it_end, args=(process, folder, at_end), daemon=True).start()


def prepare() -> None:
    """Have a process ready for the next run, where runs are started by the default command."""
    if not os.environ.get("VIZVAE_LAUNCHER"):
        prewarm.prepare(_environment())


def _process(folder: Path) -> subprocess.Popen[bytes]:
    if not os.environ.get("VIZVAE_LAUNCHER") and (
        ready := prewarm.take(folder.resolve(), (folder / LOG).resolve(), _environment())
    ):
        return ready
    with (folder / LOG).open("ab") as output:
        return subprocess.Popen(
            launch_words(folder),
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,  # it outlives this process
        )


def _environment() -> dict[str, str]:
    return ENVIRONMENT | {key: value for key, value in os.environ.items() if not NOT_INHERITED.match(key)}


def _see_it_end(process: subprocess.Popen[bytes], folder: Path, at_end: Callable[[], object]) -> None:
    code = process.wait()
    try:
        # Where it could not begin it has said nothing of itself. A signal is told by read_status: killed is the word.
        if code > 0 and folder.exists() and read_status(folder).phase == "starting":
            output = (folder / LOG).read_text(encoding="utf-8", errors="replace").strip().splitlines()
            last = output[-1].removeprefix("error: ") if output else f"exit status {code}"
            write_status(folder, replace(read_status(folder), phase="failed", message=f"It could not begin: {last}"))
        at_end()
    except (OSError, ValueError):
        log.exception("after the end of %s", folder.name)
