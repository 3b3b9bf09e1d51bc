"""Reading a file of a visitor's in a child process, see `vizvae.limited_child`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from vizvae.config import config_from_dict
from vizvae.graph.readers.reading import Alternative, Choices, UnclearFile
from vizvae.limited_child import Answer, ChildEnded, answer_parent, ask_child

MEMORY: Final = 3_000_000_000
"""Bytes above what the process has before it reads"""
SECONDS: Final = 180


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
    }
    try:
        answer = ask_child("vizvae.graph.readers.apart", request, memory=MEMORY, seconds=seconds)
    except ChildEnded as error:
        if error.too_slow:
            raise ValueError(f"{graph.name}: reading it takes more than {seconds} seconds: take a part of the graph") from error
        raise ValueError(
            f"{graph.name}: the process that reads it ended (status {error.status}), perhaps for want of memory: take a part of the graph"
        ) from error
    if "unclear" in answer:
        told = answer["unclear"]
        ways = tuple(config_from_dict(Alternative, one) for one in told["alternatives"])
        raise UnclearFile(told["name"], told["why"], ways, first_rows=tuple(map(tuple, told["first_rows"])))
    if "refused" in answer:
        raise ValueError(answer["refused"])


def _prepare() -> Callable[[dict[str, Any]], Answer]:
    from vizvae.graph.readers.assemble import parse_graph

    return lambda request: _answer(request, parse_graph)


def _answer(request: dict[str, Any], parse: Any) -> Answer:
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


if __name__ == "__main__":
    answer_parent(_prepare)
