"""Reading a file of a visitor's in a child process, with limits on memory and time: the server answers the others meanwhile."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from vizvae.config import config_from_dict
from vizvae.graph.readers.reading import Alternative, Choices, UnclearFile

MEMORY: Final = 3_000_000_000
"""Bytes above what the process has before it reads"""
SECONDS: Final = 180
AT_ONCE = threading.BoundedSemaphore(2)
"""A class uploads all at once: the others wait."""


def parse_apart(
    graph: Path, out: Path, *, features: Path | None, labels: Path | None, choices: Choices, seconds: int = SECONDS
) -> None:
    """Parse files in a child process and write what `ParsedGraph.read` reads to `out`.

    Raises ValueError and UnclearFile as `vizvae.graph.readers.read_graph`, and ValueError for a file that takes too much memory or time.
    """
    request = {
        "graph": str(graph),
        "features": str(features) if features else None,
        "labels": str(labels) if labels else None,
        "choices": asdict(choices),
        "out": str(out),
        "seconds": seconds,
        "memory": MEMORY,
    }
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    with AT_ONCE:
        try:
            ended = subprocess.run(
                [sys.executable, "-m", "vizvae.graph.readers.apart"], input=json.dumps(request).encode(), capture_output=True,
                timeout=2 * seconds, env={**os.environ, **one_thread}, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise ValueError(_too_slow(graph.name, seconds)) from error
    try:
        answer = json.loads(ended.stdout.splitlines()[-1])
    except (ValueError, IndexError) as error:
        if ended.returncode in (-24, -9):  # SIGXCPU, or what follows it
            raise ValueError(_too_slow(graph.name, seconds)) from error
        raise ValueError(
            f"{graph.name}: the process that reads it ended (status {ended.returncode}), perhaps for want of memory: take a part of the "
            "graph"
        ) from error
    if "unclear" in answer:
        told = answer["unclear"]
        ways = tuple(config_from_dict(Alternative, one) for one in told["alternatives"])
        raise UnclearFile(told["name"], told["why"], ways, first_rows=tuple(map(tuple, told["first_rows"])))
    if "refused" in answer:
        raise ValueError(answer["refused"])


def _too_slow(name: str, seconds: int) -> str:
    return f"{name}: reading it takes more than {seconds} seconds: take a part of the graph"


def main() -> None:
    """In the child: a request on stdin, an answer on stdout."""
    request = json.loads(sys.stdin.read())
    with suppress(OSError, AttributeError):  # Windows has no such thing
        os.nice(5)
    from vizvae.graph.readers.assemble import parse_graph

    _limit(request["memory"], request["seconds"])
    sys.stdout.write(json.dumps(_answer(request, parse_graph)) + "\n")


def _answer(request: dict[str, Any], parse: Any) -> dict[str, Any]:
    graph = Path(request["graph"])
    features, labels = (Path(request[key]) if request[key] else None for key in ("features", "labels"))
    try:
        parse(graph, None, features=features, labels=labels, choices=config_from_dict(Choices, request["choices"])).write(
            Path(request["out"])
        )
    except UnclearFile as error:
        ways = [asdict(one) for one in error.alternatives]
        return {"unclear": {"name": error.name, "why": error.why, "alternatives": ways, "first_rows": error.first_rows}}
    except ValueError as error:
        return {"refused": str(error)}
    except MemoryError:
        return {
            "refused": f"{graph.name}: reading it takes more than {request['memory'] / 1e9:g} GB of memory: take a part of the graph"
        }
    return {}


def _limit(memory: int, seconds: int) -> None:
    """Where the system has such limits."""
    try:
        import resource
    except ImportError:
        return
    held = 0
    with suppress(OSError):
        held = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * resource.getpagesize()
    for what, most in ((resource.RLIMIT_AS, held + memory), (resource.RLIMIT_CPU, seconds)):
        with suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


if __name__ == "__main__":
    main()
