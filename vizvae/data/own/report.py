"""What is told of a data set: what was found, what was done to it, what was left out. The command line prints it, the page shows it."""

from __future__ import annotations

from collections import Counter

from vizvae.data.own.store import OwnSet
from vizvae.words import counted

MODES = {
    "1": "black and white",
    "L": "grey",
    "LA": "grey with transparency",
    "P": "palette",
    "PA": "palette with transparency",
    "RGB": "colour",
    "RGBA": "colour with transparency",
    "RGBX": "colour",
    "CMYK": "CMYK (print)",
    "YCbCr": "colour",
    "LAB": "Lab colour",
    "HSV": "colour",
    "I": "32-bit grey",
    "F": "float grey",
}
"""Pillow's words in a reader's"""
SHOWN = 10


def kind_of_pixels(own: OwnSet) -> str:
    return "nearly black and white" if own.black_and_white else "colour" if own.image_shape[0] == 3 else "grey"


def summary(own: OwnSet) -> str:
    """How many images of which form, in a few words."""
    _, height, width = own.image_shape
    return f"{counted(len(own), 'image')} of {width} × {height}, {kind_of_pixels(own)}"


def details(own: OwnSet) -> list[str]:
    """A sentence or a list each, without a full stop."""
    train, validation, test = own.splits
    lines = [
        f"sizes as found: {_counts(own.sizes, len(own))}",
        f"pixels as found: {_counts(modes_in_words(own.modes))}",
        f"splits: {train:,} train, {validation:,} validation, {test:,} test",
    ]
    if own.labels_from != "nothing":
        counts = dict(zip(own.class_names, own.class_counts, strict=True))
        lines.append(f"classes from {'labels.csv' if own.labels_from == 'labels' else own.labels_from}: {_counts(counts)}")
    if own.factor_names:
        lines.append(f"factors: {', '.join(own.factor_names)}")
    if own.num_copies or own.num_alike:
        lines.append(
            f"duplicates: {own.num_copies:,} the same, {own.num_alike:,} nearly the same as an earlier one; each beside it in one split"
        )
    return [*lines, *own.notes]


def modes_in_words(modes: dict[str, int]) -> dict[str, int]:
    """How many pictures had each, those of one word together."""
    total: Counter[str] = Counter()
    for mode, count in modes.items():
        total[mode_in_words(mode)] += count
    return dict(total.most_common())


def mode_in_words(mode: str) -> str:
    return MODES.get(mode) or ("16-bit grey" if mode.startswith("I;16") else mode)


def _counts(of: dict[str, int], total: int = 0) -> str:
    """`total`: of what was counted, where `of` holds the most frequent alone."""
    counts = list(of.items())[:SHOWN]
    others = max(total, sum(of.values())) - sum(count for _, count in counts)
    return ", ".join([f"{name} ({count:,})" for name, count in counts] + ([f"others ({others:,})"] if others else []))
