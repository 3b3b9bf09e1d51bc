"""python -m benchmarks.trip [PAGE ...]: how a page's model travels through the code, from where it is opened to what the browser is told.

A stay is a run of consecutive calls in one file of `vizvae` that are handed the model as an argument: its name, its digest, its folder, or
what holds one of them. A return is a stay in a file that was left before. Counted in the first run of a first visitor, when nothing is kept
yet, from the page's opening function until its component is drawn. Reading a property is no call, and a dictionary is not looked into.

Of Compare and Learn, which show many models, one is followed; of Train, a run.
"""

from __future__ import annotations

import argparse
import inspect
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import ModelFolder
from vizvae.comparison.contenders import CONTENDERS
from vizvae.graph.catalogue import find_graph_checkpoint
from vizvae.paths import PACKAGE, PAGES, ROUTER
from vizvae.runs.folder import RunSpec, Status, write_run, write_status
from vizvae.training.config import TrainConfig


@dataclass(frozen=True)
class Door:
    """Of a page: where its model is opened, and by which link."""

    function: str
    model: str
    find: Callable[[str], ModelFolder | None] = find_checkpoint
    """None for what is no model yet"""
    parameter: str | None = "model"
    """Of the link, that names it; None where the page shows it of itself"""


RUN_NAME = "followed"
DOORS = {
    "sliders": Door("open_view", "mnist-conv"),
    "manifold": Door("open_view", "mnist-2d"),
    "factors": Door("open_factor_view", "faces-beta-4"),
    "graph": Door("open_graph_view", "cora-vgae", find_graph_checkpoint),
    "compare": Door("open", "vae", lambda name: CONTENDERS[name].checkpoint, parameter="models"),
    "learn": Door("open", "mnist-mlp", parameter=None),
    "train": Door("open_training_view", RUN_NAME, lambda _: None, parameter="run"),
}
DRAWN = ("ui/shell/page.py", "__call__")
"""Where a component is handed what the browser is told"""
DEPTH = 2
"""How deep in dataclasses the model is looked for"""


def trip(page: str) -> list[tuple[str, list[str]]]:
    """The stays in order: the file, and the functions called there."""
    door = DOORS[page]
    found = door.find(door.model)
    told = {door.model} if found is None else {door.model, found.digest}
    calls: list[tuple[str, str]] = []
    opened = drawn = False

    def look(frame: FrameType, event: str, _: object) -> None:
        nonlocal opened, drawn
        code = frame.f_code
        if event != "call" or drawn or not code.co_filename.startswith(f"{PACKAGE}/"):
            return
        file = code.co_filename.removeprefix(f"{PACKAGE}/")
        opened = opened or code.co_name == door.function
        drawn = opened and (file, code.co_name) == DRAWN
        if not opened or drawn or code.co_name.startswith("<") or _reads_property(frame):
            return
        given = code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
        if code.co_name == door.function or any(_holds(frame.f_locals.get(name), told) for name in given):
            calls.append((file, code.co_name))

    app = AppTest.from_file(str(ROUTER), default_timeout=300)
    if door.parameter is not None:
        app.query_params[door.parameter] = door.model
    if page != "sliders":
        app.switch_page(str(PAGES / f"{page}.py"))
    with tempfile.TemporaryDirectory() as runs, pytest.MonkeyPatch.context() as environment:
        environment.setenv("VIZVAE_RUNS", runs)
        _write_stopped_run(Path(runs) / RUN_NAME)
        threading.setprofile(look)
        app.run()
        threading.setprofile(None)
    if app.exception or app.error or not drawn:
        raise RuntimeError(f"{page} could not be drawn: {[*app.exception, *app.error]}")
    return [(file, [name for _, name in stay]) for file, stay in groupby(calls, key=lambda call: call[0])]


def _write_stopped_run(folder: Path) -> None:
    folder.mkdir()
    write_run(folder, RunSpec(config=TrainConfig(), command="a run to follow"))
    write_status(folder, Status(phase="stopped"))


def _reads_property(frame: FrameType) -> bool:
    this = frame.f_locals.get("self")
    found = inspect.getattr_static(type(this), frame.f_code.co_name, None)
    return this is not None and isinstance(found, property | cached_property)


def _holds(value: Any, told: set[str], depth: int = 0) -> bool:
    if isinstance(value, str):
        return value in told
    if isinstance(value, ModelFolder):
        return value.name in told
    if depth >= DEPTH or not is_dataclass(value) or isinstance(value, type):
        return False
    return any(_holds(getattr(value, field.name, None), told, depth + 1) for field in fields(value))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("pages", nargs="*", metavar="PAGE", help=f"of {', '.join(DOORS)}; all where none is named")
    parser.add_argument("--calls", action="store_true", help="list the stays and what is called there")
    arguments = parser.parse_args()
    for page in arguments.pages or DOORS:
        stays = trip(page)
        files = {file for file, _ in stays}
        print(f"{page}: {len(stays)} stays in {len(files)} files, {len(stays) - len(files)} returns")
        if arguments.calls:
            for file, names in stays:
                print(f"  {file}: {', '.join(names)}")


if __name__ == "__main__":
    main()
