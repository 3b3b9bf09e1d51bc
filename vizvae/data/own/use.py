"""Which runs and models a data set is used by."""

from __future__ import annotations

import json
from typing import Any

from vizvae.data.own.store import OwnSet
from vizvae.paths import runs_dir

CARD, RUN = "card.json", "run.json"


def users_of(own: OwnSet) -> list[str]:
    """Names of the runs and models beside each other in the runs' folder that were, or are to be, trained on it.

    Their files are looked at and not opened as checkpoints: one that is damaged in another place uses the set all the same.
    """
    names = {own.name, *own.former_names}
    found = []
    try:
        folders = sorted(folder for folder in runs_dir().iterdir() if folder.is_dir() and not folder.name.startswith("."))
    except OSError:
        return []
    for folder in folders:
        card, run = _read(folder / CARD), _read(folder / RUN)
        keys = {_text(card, "data", "key"), _text(run, "config", "data")}
        if keys & names:
            found.append(folder.name)
    return found


def _read(path: Any) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _text(value: Any, *keys: str) -> str | None:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) else None
