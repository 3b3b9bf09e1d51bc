"""How many images a data set of one's own has, as tables to take along."""

from __future__ import annotations

import numpy as np
from jaxtyping import Int64

from vizvae.cards.source import running_version
from vizvae.data.own.report import modes_in_words, summary
from vizvae.data.own.store import OwnSet
from vizvae.tables import Sheet
from vizvae.words import counted

SPLITS = ("train", "validation", "test")


def data_sheets(own: OwnSet, labels: Int64[np.ndarray, " image"]) -> list[Sheet]:
    """Images of each class in each split; what the pictures were like as they were found; and the files that were left out.
    `labels`: in the order of the images."""
    counts = {split: np.bincount(labels[own.rows(split)], minlength=len(own.class_names)) for split in SPLITS}
    classes = [
        {"class": name, "images": sum(int(of[place]) for of in counts.values())}
        | {split: int(of[place]) for split, of in counts.items()}
        for place, name in enumerate(own.class_names)
    ]
    found = [
        *({"what": "size", "found": size, "pictures": count} for size, count in own.sizes.items()),
        *({"what": "mode", "found": mode, "pictures": count} for mode, count in modes_in_words(own.modes).items()),
        {"what": "copies of an earlier one", "found": "", "pictures": own.num_copies},
        {"what": "nearly the same as an earlier one", "found": "", "pictures": own.num_alike},
        {"what": "left out", "found": "", "pictures": own.num_left_out},
    ]
    per_split = ", ".join(f"{count:,} {split}" for split, count in zip(SPLITS, own.splits, strict=True))
    of_what = (
        "no classes"
        if own.labels_from == "nothing"
        else f"{counted(len(own.class_names), 'class', 'classes')} from {own.labels_from}"
    )
    cite = (
        f"Data set {own.name} (added on this machine from {own.source}). {summary(own)}: {per_split}, split by content, not by chance; "
        f"{of_what}. Images and labels SHA-256 {own.fingerprint}, VizVAE {running_version()}."
    )
    sheets = [
        Sheet(file=f"{own.name}-classes", title="Images of each class and split", rows=classes, cite=cite),
        Sheet(file=f"{own.name}-found", title="The pictures as they were found", rows=found, cite=cite),
    ]
    if own.left_out:
        parts = [line.partition(": ") for line in own.left_out]
        left_out = [{"file": file, "why": why} for file, _, why in parts]
        sheets.append(Sheet(file=f"{own.name}-left-out", title="Files left out", rows=left_out, cite=cite))
    return sheets
