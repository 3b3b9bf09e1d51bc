"""Graphs of visitors, kept beside the models that are trained on them: a folder each in the folder of runs, named by its content."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from vizvae.checkpoint import CheckpointError, read_json, write_json
from vizvae.config import config_from_dict
from vizvae.graph.data import Graph
from vizvae.graph.readers.apart import parse_apart
from vizvae.graph.readers.parsed import ParsedGraph
from vizvae.graph.readers.reading import AS_FOUND, Choices
from vizvae.graph.tables import checked_size
from vizvae.paths import beside_runs, runs_dir

UPLOADS: Final = "uploads"
FILES = "files.json"
"""Which file of a folder is what; written last."""
PARSED = Path("parsed", "graph.npz")
"""What a child process has read of them: no other process of the server parses a visitor's file"""
LONGEST_NAME = 60


@dataclass(frozen=True, kw_only=True)
class GraphFiles:
    """Where a graph is: the key of one that ships, or paths as `vizvae.graph.checkpoint.open_graph` takes them."""

    graph: str
    features: str = ""
    labels: str = ""
    reading: Choices = AS_FOUND
    """What a person had to say of how to read them"""


def keep_upload(
    name: str,
    data: bytes,
    *,
    features: tuple[str, bytes] | None = None,
    labels: tuple[str, bytes] | None = None,
    choices: Choices = AS_FOUND,
) -> GraphFiles:
    """Keep the files of a graph, if they are one; the same files, read alike, are kept once. Paths are relative to the folder of runs.

    They are parsed in a child process (see `vizvae.graph.readers.apart`), and what it has read is kept beside them.
    Raises ValueError and UnclearFile as `vizvae.graph.readers.read_graph` does, and then keeps nothing.
    """
    for file in ((name, data), features, labels):
        if file is not None:
            checked_size(*file)
    given = {"graph": (name, data), "features": features, "labels": labels}
    digest = hashlib.sha256()
    for what, file in given.items():
        if file is not None:
            digest.update(f"{what} {_file_name(file[0])} {len(file[1])}\n".encode())
            digest.update(file[1])
    if choices != AS_FOUND:
        digest.update(repr(choices).encode())
    folder = beside_runs(UPLOADS) / digest.hexdigest()[:16]
    if not (folder / FILES).exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=".part-", dir=folder.parent))
        try:
            paths: dict[str, Path] = {}
            for what, file in given.items():
                if file is not None:
                    # A folder each: they may have the same name.
                    place = aside / _file_name(file[0]) if what == "graph" else aside / what / _file_name(file[0])
                    place.parent.mkdir(exist_ok=True)
                    place.write_bytes(file[1])
                    paths[what] = place
            (aside / PARSED).parent.mkdir()
            parse_apart(
                paths["graph"], aside / PARSED, features=paths.get("features"), labels=paths.get("labels"), choices=choices
            )
            kept = {what: f"{UPLOADS}/{folder.name}/{place.relative_to(aside).as_posix()}" for what, place in paths.items()}
            files = GraphFiles(
                graph=kept["graph"], features=kept.get("features", ""), labels=kept.get("labels", ""), reading=choices
            )
            write_json(aside / FILES, asdict(files))
            try:
                aside.replace(folder)
            except OSError:
                if not (folder / FILES).exists():  # else somebody else was quicker, with the same files
                    raise
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return _files_of(folder)


def list_uploads() -> list[GraphFiles]:
    """Those kept here, the newest first; a folder that cannot be read is left out."""
    found = sorted(beside_runs(UPLOADS).glob(f"[!.]*/{FILES}"), key=lambda path: path.stat().st_mtime, reverse=True)
    kept = []
    for path in found:
        try:
            kept.append(_files_of(path.parent))
        except ValueError:
            continue
    return kept


def uploaded_graph(source: str, *, features: str, labels: str) -> Graph | None:
    """The graph of uploaded files as a child process has read it; None for other files, and for folders from before it did.

    Raises ValueError for a damaged one.
    """
    if not source.startswith(f"{UPLOADS}/"):
        return None
    folder = located(source).parent
    if not (folder / PARSED).is_file():
        return None
    files = _files_of(folder)
    if (files.features, files.labels) != (features, labels):
        return None
    return ParsedGraph.read(folder / PARSED).graph()


def located(source: str) -> Path:
    """The file behind a path: one that was uploaded is looked for in the folder of runs, wherever that is now."""
    return runs_dir() / source if source.startswith(f"{UPLOADS}/") else Path(source)


def _files_of(folder: Path) -> GraphFiles:
    try:
        return config_from_dict(GraphFiles, read_json(folder / FILES))
    except ValueError as error:
        raise CheckpointError(f"{folder / FILES}: {error}") from error


def _file_name(name: str) -> str:
    """A harmless name that stays readable: the graph's becomes its title."""
    path = Path(name)
    stem = re.sub(r"[^\w .-]", "_", path.stem).strip(" .")[:LONGEST_NAME] or "graph"
    name = stem + re.sub(r"[^\w.]", "", path.suffix.lower())
    return f"graph {name}" if name == FILES else name
