"""Numbers and names of things in a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable

FOLDED = 4
"""So many names that differ in a number alone are told as one."""


def counted(count: int, one: str, many: str = "") -> str:
    """`1 file`, `2,000 files`; `many` where more of them are not called so with an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def decimal(value: float, places: int) -> str:
    """With a true minus, and none before what is written as 0."""
    text = f"{abs(value):,.{places}f}"
    return f"−{text}" if value < 0 and text.strip("0.,") else text


def are(count: int) -> str:
    """`is` or `are`"""
    return "is" if count == 1 else "are"


def by_numbers(name: str) -> tuple[object, ...]:
    """A key to sort names by, in which `2.png` comes before `10.png`."""
    return tuple(int(part) if place % 2 else part for place, part in enumerate(re.split(r"([0-9]+)", name)))


def listed(names: Iterable[str]) -> str:
    """Names for a sentence that says what there is: of those that differ in a number at their end alone, the first and how many there are.
    "none yet" for none."""
    alike: dict[str, list[str]] = {}
    for name in names:
        alike.setdefault(re.sub(r"\d+(\.\d+)?$", "", name), []).append(name)
    shown = [
        part
        for group in alike.values()
        for part in (group if len(group) < FOLDED else [f"{group[0]} (and {len(group) - 1} like it)"])
    ]
    return ", ".join(shown) or "none yet"
