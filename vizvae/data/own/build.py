"""A source of pictures to a data set: written aside, and there in one step or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import numpy as np

from vizvae.atomic_write import folder_aside
from vizvae.data.own.alike import groups_of_alike, split_by_content
from vizvae.data.own.decoding import AT_ONCE, Incoming, Progress, decode_all, usual_size
from vizvae.data.own.item import readable
from vizvae.data.own.options import AS_USUAL, Options
from vizvae.data.own.source import FACTORS as FACTOR_TABLE
from vizvae.data.own.source import LABELS as LABEL_TABLE
from vizvae.data.own.source import Source, open_source
from vizvae.data.own.store import FACTORS, IMAGES, LABELS, NAMES, OwnSet, check_free, read_set, set_folder, write_set
from vizvae.data.own.tables import Factor, factors_of, labels_of
from vizvae.data.pictures import quiet_pillow
from vizvae.words import counted

MOST_CLASSES = 1_000
LEFT_OUT_KEPT = 1_000
BLACK_AND_WHITE = 0.1
"""Mean of 4·p·(1 − p) over all pixels below which a set is black and white: antialiased letters have 0.05, photographs 0.6"""
UNLABELLED = "unlabelled"


def _no_progress(done: int, of: int) -> None:
    pass


def add_set(path: Path, name: str, options: Options = AS_USUAL, *, progress: Progress = _no_progress) -> OwnSet:
    """Read everything at `path` and keep it as the data set `name`. `progress` hears how many pictures of how many are done.

    Raises ValueError, in one sentence, for a name that is taken or cannot be, a source that holds too few pictures or is unsafe, and
    tables that do not belong to the pictures; OSError for a full disk. Then, and when it is interrupted, nothing is left behind.
    """
    return build_set(path, set_folder(check_free(name)), options, progress=progress)


def build_set(
    path: Path,
    target: Path,
    options: Options = AS_USUAL,
    *,
    progress: Progress = _no_progress,
    title: str = "",
    confined: bool = False,
    num_threads: int | None = None,
) -> OwnSet:
    """Likewise the data set that the folder `target` becomes, wherever that is. `title`: what the source is called, if not as its file.

    `confined`: see `open_source`. `num_threads`: that decode; None for as many as there are processors.
    """
    with open_source(path, confined=confined) as source:
        target.parent.mkdir(parents=True, exist_ok=True)
        with folder_aside(target) as aside:
            _write(aside, source, target.name, title or path.name, options, progress, num_threads)
    return read_set(target)


def _write(
    aside: Path, source: Source, name: str, title: str, options: Options, progress: Progress, num_threads: int | None
) -> None:
    with quiet_pillow():
        size = options.size or usual_size(source.items)
        channels = 1 if options.grey else 3
        _check_room(aside, len(source.items) * channels * size**2 * 2)
        with Incoming(aside / "incoming", (channels, size, size)) as incoming:
            known = _Known.of(source)  # before anything is decoded: tables that do not fit are told at once
            decode_all(source, incoming, options, size, progress, num_threads)
            _keep(aside, incoming, source, known, name, title, options)


def _check_room(folder: Path, num_bytes: int) -> None:
    free = shutil.disk_usage(folder).free
    if num_bytes > free:
        raise ValueError(
            f"this takes {num_bytes / 1e9:.1f} GB on the disk of {folder.parent}, which has {free / 1e9:.1f} GB left"
        )


@dataclass(frozen=True)
class _Known:
    """What folders and tables say of each item of the source."""

    labels: list[str]
    labels_from: Literal["folders", "labels", "nothing"]
    factors: list[Factor]

    @classmethod
    def of(cls, source: Source) -> _Known:
        names = [item.name for item in source.items]
        labels, origin = [item.label for item in source.items], "folders"
        if LABEL_TABLE in source.tables:
            labels, origin = labels_of(source.tables[LABEL_TABLE], names, source.notes), "labels"
        factors = factors_of(source.tables[FACTOR_TABLE], names, source.notes) if FACTOR_TABLE in source.tables else []
        if len(set(labels)) > MOST_CLASSES:
            source.notes.append(f"{len(set(labels)):,} classes are more than {MOST_CLASSES:,}: the set is taken as one without")
            labels = [""] * len(labels)
        if not any(labels):
            return cls(["image"] * len(labels), "nothing", factors)
        return cls(
            [readable(label[:100]) or UNLABELLED for label in labels], "folders" if origin == "folders" else "labels", factors
        )


def _keep(aside: Path, incoming: Incoming, source: Source, known: _Known, name: str, title: str, options: Options) -> None:
    notes = list(source.notes)
    labels = [known.labels[place] for place in incoming.places]
    groups = groups_of_alike(np.array(incoming.small), incoming.digests, incoming.at)
    splits, whole = split_by_content(groups, incoming.digests)
    if not whole:
        notes.append("its images are so alike that no split without near-duplicates of another could be made")
    order = np.concatenate(splits)
    channels, height, width = incoming.shape
    if channels == 3 and not incoming.num_coloured:
        channels = 1
        notes.append("all pictures are grey: one channel is kept")
    shape = (channels, height, width)
    class_names = tuple(sorted(set(labels), key=_natural))
    places = {label: place for place, label in enumerate(class_names)}
    numbers = np.array([places[labels[row]] for row in order], np.int64)
    fingerprint = hashlib.sha256(repr((shape, class_names)).encode())
    with (aside / IMAGES).open("wb") as file:
        header = {"descr": "|u1", "fortran_order": False, "shape": (len(order), *shape)}
        np.lib.format.write_array_header_1_0(file, header)
        for rows in np.array_split(order, -(-len(order) // AT_ONCE)):
            pixels = np.ascontiguousarray(incoming.at(rows)[:, :channels])
            fingerprint.update(pixels.data)
            file.write(pixels.data)
    fingerprint.update(numbers.data)
    np.save(aside / LABELS, numbers)
    (aside / NAMES).write_text(json.dumps([incoming.names[row] for row in order], ensure_ascii=False), encoding="utf-8")
    if known.factors:
        values = {f"values_{place}": np.array(factor.values, np.str_) for place, factor in enumerate(known.factors)}
        rows = np.array(incoming.places)[order]
        np.savez(aside / FACTORS, numbers=np.stack([factor.numbers[rows] for factor in known.factors], axis=1), **values)  # pyright: ignore[reportArgumentType]
    counts = Counter(labels)
    num_copies = len(order) - len(set(incoming.digests))
    own = OwnSet(
        name=name,
        source=title[:200],
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        image_shape=shape,
        fit=options.fit,
        ground=options.ground,
        splits=(len(splits[0]), len(splits[1]), len(splits[2])),
        class_names=class_names,
        class_counts=tuple(counts[label] for label in class_names),
        labels_from=known.labels_from,
        factor_names=tuple(factor.name for factor in known.factors),
        fingerprint=fingerprint.hexdigest()[:16],
        black_and_white=channels == 1 and incoming.greyness / len(order) < BLACK_AND_WHITE,
        sizes={f"{width} × {height}": count for (width, height), count in incoming.sizes.most_common(10)},
        modes=dict(incoming.modes.most_common()),
        notes=(*notes, *(f"{counted(count, 'picture')}: {note}" for note, count in incoming.notes.most_common())),
        left_out=tuple(readable(f"{item}: {why}") for item, why in source.left_out[:LEFT_OUT_KEPT]),
        num_left_out=len(source.left_out),
        num_copies=num_copies,
        num_alike=len(order) - len(np.unique(groups)) - num_copies,
    )
    write_set(aside, own)


def _natural(label: str) -> tuple[bool, float, str]:
    """2 before 10, numbers before names, and what has no label last"""
    number = float(label) if label.isascii() and label.replace(".", "", 1).isdigit() else float("inf")
    return label == UNLABELLED, number, label
