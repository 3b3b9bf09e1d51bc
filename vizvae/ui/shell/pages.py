"""The pages. Each declares itself in its room, `vizvae/ui/NAME/page.py`; this is the one list that a new page enters."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module

from vizvae.ui.shell.page import Page

ROOMS = ("sliders", "manifold", "factors", "graph", "data", "train", "compare", "learn", "models")
"""In the order of the navigation; the first is what opens at the server's own address."""


@lru_cache(maxsize=1)
def all_pages() -> tuple[Page, ...]:
    return tuple(import_module(f"vizvae.ui.{name}.page").PAGE for name in ROOMS)
