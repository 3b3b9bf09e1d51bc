"""The picture of the rooms in docs/architecture.md, drawn from the imports: `python -m benchmarks.report` writes it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import networkx as nx

from vizvae.paths import PROJECT
from vizvae.ui.shell.pages import ROOMS

PACKAGE = PROJECT / "vizvae"
BELOW = "small files"
"""Those that need no room, such as gaussian.py: one box below all others"""
OFTEN = 4
"""A file that so many rooms import has a box of its own; through others the arrows pass."""
ENTRIES = ("__init__.py", "__main__.py")
FLOORS = (
    "the dashboard",
    "other hosts of its pages",
    "a room for each page",
    "rooms that pages share",
    "the package without the dashboard",
)
HOSTS = ("standalone", "notebook")


def picture() -> str:
    """A Mermaid block: an arrow says that something in a room imports something of another. Arrows that follow from others are left out,
    and rooms that import each other, directly or by way of others, are in one box."""
    whole = with_fewer_files(imports())
    boxes = nx.condensation(whole)
    members = {box: sorted(found["members"]) for box, found in boxes.nodes(data=True)}
    # With a prefix, since "graph" alone is a word of Mermaid's.
    names = {box: "r_" + "_".join(members[box]).replace("/", "_").replace(".", "_").replace(" ", "_") for box in boxes}
    lines = ["```mermaid", "flowchart TD"]
    for floor, title in enumerate(FLOORS):
        lines.append(f'  subgraph f{floor}["{title}"]')
        on_it = sorted((box for box in names if _floor(members[box][0]) == floor), key=names.__getitem__)
        lines += [f'    {names[box]}["{" ⇄ ".join(map(_label, members[box]))}"]' for box in on_it]
        lines.append("  end")
    arrows = sorted((names[one], names[other]) for one, other in nx.transitive_reduction(boxes).edges)
    return "\n".join([*lines, *(f"  {one} --> {other}" for one, other in arrows), "```"])


def imports() -> nx.DiGraph:
    """Which room imports which: `app.py`, `pages`, `ui/NAME` of the dashboard, and of the package its folders and single files."""
    graph = nx.DiGraph()
    for path in _files():
        room = room_of(path.relative_to(PROJECT))
        if room is None:
            continue
        graph.add_node(room)
        for module in _modules(path):
            other = _room_of_module(module)
            if other not in (None, room):
                graph.add_edge(room, other)
    graph.add_edge("app.py", "pages")  # by way of the router, which runs them
    return graph


def with_fewer_files(graph: nx.DiGraph) -> nx.DiGraph:
    """Single files that need no room in one box, and arrows through those that few rooms import."""
    files = [room for room in graph if room.endswith(".py") and room != "app.py"]
    lowest = [file for file in files if all(other.endswith(".py") for other in nx.descendants(graph, file))]
    few = [file for file in files if file not in lowest and sum(not name.endswith(".py") for name in graph.pred[file]) < OFTEN]
    for file in few:
        around = [(one, other) for one in graph.pred[file] for other in graph.succ[file] if one != other]
        graph.remove_node(file)
        graph.add_edges_from(around)
    merged = nx.relabel_nodes(graph, dict.fromkeys(lowest, BELOW))
    merged.remove_edges_from(list(nx.selfloop_edges(merged)))
    return merged


def room_of(path: Path) -> str | None:
    """Of a file, relative to the repository; None for those that only start or name the package, and for the browser half."""
    parts = path.parts
    if parts[0] in ("app.py", "pages"):
        return parts[0]
    if parts[1] == "ui":
        return f"ui/{parts[2]}" if len(parts) > 3 and parts[2] != "frontend" else None
    return None if parts[1] in ENTRIES else parts[1]


def _files() -> Iterator[Path]:
    yield PROJECT / "app.py"
    yield from (PROJECT / "pages").glob("*.py")
    yield from PACKAGE.glob("*.py")
    for folder in [*PACKAGE.iterdir(), *(PACKAGE / "ui").iterdir()]:
        if folder.name not in ("ui", "frontend"):  # the second holds ten thousands of files that are none of ours
            yield from folder.rglob("*.py")


@cache
def _modules(path: Path) -> list[str]:
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += (f"{node.module}.{alias.name}" for alias in node.names)
    return found


@cache
def _room_of_module(name: str) -> str | None:
    """None for what is none of ours."""
    parts = name.split(".")
    if parts[0] != "vizvae":
        return None
    for length in range(len(parts), 1, -1):
        path = Path(*parts[:length])
        if (PROJECT / path).is_dir():
            return room_of(path / "__init__.py")
        if (PROJECT / path.with_suffix(".py")).is_file():
            return room_of(path.with_suffix(".py"))
    return None


def _floor(room: str) -> int:
    if not room.startswith("ui/"):
        return 0 if room in ("app.py", "pages") else 1 if room in HOSTS else 4
    return 2 if room.removeprefix("ui/") in ROOMS else 3


def _label(room: str) -> str:
    return room.removeprefix("ui/")
