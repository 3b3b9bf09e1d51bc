"""What the server does once, at its start, so that it stays quick and small however many visitors come."""

from __future__ import annotations

import ctypes
import gc
import pkgutil
import sys
import threading
from importlib import import_module

from vizvae.ui.shell.pages import ROOMS, all_pages

ARENAS = 2
"""glibc gives threads up to eight pools of memory a processor, and every run of a page is a thread: what is freed in one pool is of no use
to the others."""
M_ARENA_MAX = -8
"""In glibc's malloc.h"""
TRIM_EVERY = 30.0
"""Seconds"""


def warm_up() -> None:
    """In a thread of its own: load what the first visitors will want, while their browsers are still fetching the page.

    What stands then, modules above all, stays: the garbage collector need not look at it again (`gc.freeze`). It has to run: sessions are
    full of cycles, and it runs the more often the less else there is to look at.
    """
    for name in ROOMS:
        _import_room(name)
    _freeze()
    for page in all_pages():
        if page.prepare:
            page.prepare()
    _freeze()


def _import_room(name: str) -> None:
    """What its page in `pages/` will import, too."""
    room = import_module(f"vizvae.ui.{name}")
    for module in pkgutil.iter_modules(room.__path__, f"vizvae.ui.{name}."):
        import_module(module.name)


def _freeze() -> None:
    gc.collect()
    gc.freeze()


def bound_memory() -> None:
    """Before there are many threads: few pools of memory, and what is free in them goes back to the system now and then. glibc alone."""
    libc = _glibc()
    if libc is not None:
        libc.mallopt(M_ARENA_MAX, ARENAS)
        threading.Thread(target=_trim, args=(libc, threading.Event()), daemon=True).start()


def _glibc() -> ctypes.CDLL | None:
    if not sys.platform.startswith("linux"):
        return None
    try:
        libc = ctypes.CDLL("libc.so.6")
    except OSError:  # another C library
        return None
    return libc if hasattr(libc, "malloc_trim") else None


def _trim(libc: ctypes.CDLL, ended: threading.Event) -> None:
    while not ended.wait(TRIM_EVERY):
        libc.malloc_trim(0)
