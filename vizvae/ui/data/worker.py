"""python -m vizvae.ui.data.worker [SECONDS]: the child process that reads what visitors have brought, and builds data sets of it; told of
which on stdin, answering on stdout.

A process of its own, since it decodes files of strangers: what they take of memory is limited, and killing it is the only way to stop it.
It ends by itself after SECONDS without work.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from vizvae.limited_child import limit_memory
from vizvae.ui.jobs.child import IDLE_SECONDS, do_jobs

MEMORY = 4_000_000_000
"""Bytes above what the process has before it reads anything; pictures of the most pixels that are read take one or two of them"""
NUM_THREADS = 2
"""That decode: the server, which answers, goes first"""

# Whatever is slow to import is imported while computing: the parent's messages are read from the first moment.


def main(idle_seconds: float = IDLE_SECONDS) -> None:
    limit_memory(MEMORY, mapped_files=False)
    do_jobs(_do, idle_seconds)


def _do(header: dict[str, Any], progress: Callable[[str, float], None]) -> bytes:
    from vizvae.config import config_from_dict
    from vizvae.data.own.build import build_set
    from vizvae.data.own.incoming import Incoming, built
    from vizvae.data.own.options import Options
    from vizvae.data.own.sheet import sheet_of_source

    incoming = config_from_dict(Incoming, header["incoming"])
    options = config_from_dict(Options, header["options"])
    try:
        if header["what"] == "sheet":
            return json.dumps(asdict(sheet_of_source(incoming.path, options, confined=incoming.uploaded))).encode()
        if built(incoming, options) is None:  # else somebody was quicker
            build_set(
                incoming.path,
                incoming.target(options),
                options,
                progress=lambda done, of: progress(f"{done:,} of {of:,} pictures", 0.95 * done / of),
                title=incoming.title,
                confined=incoming.uploaded,
                num_threads=NUM_THREADS,
            )
        return b""
    except ValueError as error:
        # A visitor's file is called as they called it, not by where it lies here.
        raise ValueError(
            str(error).replace(f"{incoming.path.parent}{os.sep}", "").replace(str(incoming.path), incoming.title)
        ) from error
    except MemoryError as error:
        raise ValueError(
            f"{incoming.title}: reading it takes more than {MEMORY / 1e9:g} GB of memory; make its largest pictures smaller, or add "
            "it with python -m vizvae data add"
        ) from error


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
