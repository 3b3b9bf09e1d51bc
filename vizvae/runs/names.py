"""What a run may be called: its folder's name, which is its model's, too, when it has finished."""

from __future__ import annotations

import re

from vizvae.paths import BESIDE_RUNS, SHIPPED_MODELS, runs_dir


def check_name(name: str) -> None:
    """Raises ValueError for a name that no new run can have: a path, or one that is taken."""
    if (runs_dir() / free_name(name)).exists():
        raise ValueError(taken(name))


def free_name(name: str) -> str:
    """`name`, if a run can have it. Raises ValueError for a path, and for the name of something that is no run."""
    if not re.fullmatch(r"[A-Za-z0-9][\w.-]{0,63}", name, re.ASCII):
        raise ValueError(
            f"a name has letters, digits, dots, dashes and underscores, 64 at most, and is no path; got {name[:80]!r}"
        )
    if name.lower() in BESIDE_RUNS:  # a file system may not tell capitals from small letters
        raise ValueError(f"{name} is the name of a folder that holds others: choose another name")
    if (SHIPPED_MODELS / name).exists():
        raise ValueError(f"{name} is a model that ships with the project: choose another name")
    return name


def taken(name: str) -> str:
    return f"there is a run named {name} already: choose another name, or delete that one"
