"""Which cell of a notebook runs: a cell that is run again closes the views that it had made before, whose place is gone."""

from __future__ import annotations

import sys
from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class Closes(Protocol):
    def close(self) -> None: ...


_made: dict[str, tuple[str, list[Closes]]] = {}
"""By cell: the request that ran it last, and what it made then"""


def shell() -> Any:
    """IPython's; None elsewhere, as in marimo, which closes by itself what a cell has made."""
    ipython = sys.modules.get("IPython")
    return None if ipython is None else ipython.get_ipython()


def made_here(view: Closes) -> None:
    """`view` belongs to the cell that runs now."""
    running = shell()
    parent = running.get_parent() if hasattr(running, "get_parent") else {}
    cell, request = parent.get("metadata", {}).get("cellId"), parent.get("header", {}).get("msg_id")
    if not cell or not request:  # a notebook that does not say
        return
    last, views = _made.get(cell, ("", []))
    if last != request:
        for old in views:
            old.close()
        views = []
    _made[cell] = (request, [*views, view])
