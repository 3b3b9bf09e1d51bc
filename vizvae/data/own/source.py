"""What is in a folder, a zip, an array or a table of paths, before any picture of it is decoded."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from PIL import Image

from vizvae.data.own.archive import open_zip
from vizvae.data.own.arrays import open_arrays
from vizvae.data.own.item import MAX_PICTURES, Item
from vizvae.data.own.tables import LABEL_NAMES, Table, path_column, read_table
from vizvae.data.pictures import OTHER_PICTURES, SUFFIXES
from vizvae.words import counted

LABELS, FACTORS = "labels.csv", "factors.csv"
SPLIT_FOLDERS = frozenset({"train", "training", "trainset", "val", "valid", "validation", "test", "testing", "testset", "eval"})
"""Folders that are parts of a set, and no classes"""


@dataclass
class Source:
    """Everything that may become an image, and what is known of it by its name."""

    kind: str
    """`folder`, `zip`, `npz`, `npy` or `CSV`"""
    items: list[Item]
    tables: dict[str, Table] = field(default_factory=dict)
    """`labels.csv` and `factors.csv`, where they are"""
    left_out: list[tuple[str, str]] = field(default_factory=list)
    """Name, and why"""
    notes: list[str] = field(default_factory=list)


@contextmanager
def open_source(path: Path, *, confined: bool = False) -> Generator[Source]:
    """`confined`: a table's paths may not lead out of its folder, since it is a stranger's.

    Raises ValueError, in one sentence, for a path that holds no pictures, or more than are taken, and for archives that are unsafe."""
    if not path.exists():
        raise ValueError(f"{path}: there is no such file or folder")
    suffix = path.suffix.lower()
    if path.is_dir():
        yield _checked(_folder(path), path)
    elif suffix == ".zip":
        with open_zip(path) as (files, left_out):
            yield _checked(_of_files("zip", files, left_out), path)
    elif suffix in (".npz", ".npy"):
        with open_arrays(path) as (items, table, notes):
            yield _checked(Source(suffix[1:], items, {LABELS: table} if table else {}, notes=notes), path)
    elif suffix in (".csv", ".tsv", ".txt"):
        yield _checked(_table_of_paths(path, confined), path)
    else:
        what = "one picture" if suffix in SUFFIXES else f"a {suffix} file" if suffix else "a file without a suffix"
        raise ValueError(f"{path}: expected a folder, a .zip, .npz or .npy file, or a .csv of paths; got {what}")


def _checked(source: Source, path: Path) -> Source:
    if not source.items:
        others = f"; {source.notes[-1]}" if source.notes else ""
        raise ValueError(f"{path}: there are no pictures in it{others}. Known are files that end in {', '.join(SUFFIXES)}")
    if len(source.items) > MAX_PICTURES:
        raise ValueError(f"{path}: {len(source.items):,} pictures are more than the {MAX_PICTURES:,} that a data set may have")
    return source


def _folder(root: Path) -> Source:
    files: list[tuple[str, Callable[[], bytes | Path | Image.Image]]] = []
    left_out: list[tuple[str, str]] = []
    inside = root.resolve()
    for folder, folders, names in os.walk(root):
        at = Path(folder)
        for name in list(folders):
            if (at / name).is_symlink():
                left_out.append((str((at / name).relative_to(root)), "a link to another folder"))
        folders[:] = sorted(name for name in folders if not _is_hidden(name) and not (at / name).is_symlink())
        for name in names:
            file = at / name
            relative = file.relative_to(root).as_posix()
            if file.is_symlink() and not file.resolve().is_relative_to(inside):
                left_out.append((relative, "a link out of the folder"))
            elif file.is_file():  # no pipe, which would be waited for, and no device
                files.append((relative, file.absolute))
        if len(files) > 5 * MAX_PICTURES:
            raise ValueError(
                f"{root}: there are more than {5 * MAX_PICTURES:,} files in it; choose a folder that holds the pictures alone"
            )
    return _of_files("folder", files, left_out)


def _of_files(
    kind: str, files: Iterable[tuple[str, Callable[[], bytes | Path | Image.Image]]], left_out: list[tuple[str, str]]
) -> Source:
    """Pictures by their suffix, with the class that their folder names; tables; and how many others there are."""
    pictures, others, tables = [], Counter[str](), {}
    notes: list[str] = []
    for name, read in sorted(files, key=lambda file: file[0]):
        path = PurePosixPath(name)
        suffix = path.suffix.lower()
        if any(_is_hidden(part) for part in path.parts):
            continue
        if path.name.lower() in (LABELS, FACTORS):
            previous = tables.get(path.name.lower())
            if previous is None or len(path.parts) < len(PurePosixPath(previous[0]).parts):
                tables[path.name.lower()] = (name, read)
        elif suffix in SUFFIXES or suffix in OTHER_PICTURES or not suffix:
            pictures.append((name, read))
        else:
            others[suffix] += 1
    if others:
        words = ", ".join(f"{count:,} {suffix}" for suffix, count in others.most_common(5))
        zips = " (unpack the archives first)" if others.keys() & {".zip", ".gz", ".tar", ".7z", ".rar"} else ""
        notes.append(f"other files are not read: {words}{zips}")
    classes = _classes([name for name, _ in pictures], notes)
    items = [Item(name, label, read) for (name, read), label in zip(pictures, classes, strict=True)]
    read_tables = {key: read_table(_content(read()), name) for key, (name, read) in tables.items()}
    return Source(kind, items, read_tables, left_out, notes)


def _content(data: bytes | Path | Image.Image) -> bytes:
    assert not isinstance(data, Image.Image)
    return data.read_bytes() if isinstance(data, Path) else data


def _classes(names: list[str], notes: list[str]) -> list[str]:
    """For each picture its class, by torchvision's convention: the first folder on its way, whatever is nested in there. Empty without one.

    A folder that holds all others is none, and neither are those of a set that comes in parts, such as `train` and `test`.
    """
    folders = [PurePosixPath(name).parent.parts for name in names]
    while folders and len({parts[:1] for parts in folders}) == 1 and folders[0]:
        folders = [parts[1:] for parts in folders]
    tops = {parts[0] for parts in folders if parts}
    if tops and all(top.lower() in SPLIT_FOLDERS for top in tops) and all(folders):
        notes.append(f"the parts {', '.join(sorted(tops))} are put together, and split anew")
        folders = [parts[1:] for parts in folders]
    if any(len(parts) > 1 for parts in folders):
        notes.append("a picture's class is the first folder on its way: folders inside of it count for it")
    return [parts[0] if parts else "" for parts in folders]


def _table_of_paths(path: Path, confined: bool) -> Source:
    table = read_table(path.read_bytes(), path.name)
    inside = path.parent.resolve()

    def place(given: str) -> Path:
        as_said = path.parent / given
        return (
            as_said if "\\" not in given or as_said.exists() else path.parent / given.replace("\\", "/")
        )  # as Windows writes it

    def leads_out(given: str) -> bool:
        return confined and not place(given).resolve().is_relative_to(inside)

    def is_there(given: str) -> bool:
        try:
            return not leads_out(given) and place(given).is_file()
        except (OSError, ValueError):  # a text that is too long for a name, or holds a zero
            return False

    column = path_column(table, is_there)
    items, left_out, rows = [], [], []
    for row, given in enumerate(table.columns[column]):
        if not given:
            left_out.append((f"row {row + 1}", "no path"))
        elif is_there(given):
            items.append(Item(given, "", place(given).absolute))
            rows.append(row)
        else:
            left_out.append((given, "its path leads out of what was uploaded" if leads_out(given) else "there is no such file"))
    if left_out and not items:
        raise ValueError(
            f"{path}: none of {counted(len(left_out), 'path')} in column {column!r} leads to a file: {left_out[0][0][:80]!r}"
        )
    names = [item.name for item in items]
    rest = {name: [values[row] for row in rows] for name, values in table.columns.items() if name != column}
    constant = [name for name, values in rest.items() if name.lower() not in LABEL_NAMES and len(set(values)) < 2]
    notes = [f"{path.name}: column {name} says the same of all pictures, and is left out" for name in constant]
    rest = {name: values for name, values in rest.items() if name not in constant}
    source = Source("CSV", items, left_out=left_out, notes=notes)
    if rest:
        labels, factors = Table(path.name, {column: names, **rest}).divided(column)
        source.tables = {key: part for key, part in ((LABELS, labels), (FACTORS, factors)) if part is not None}
    return source


def _is_hidden(name: str) -> bool:
    return name.startswith(".") or name in ("__MACOSX", "Thumbs.db", "desktop.ini")
