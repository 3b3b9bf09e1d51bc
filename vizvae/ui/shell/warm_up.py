"""What the server does once, at its start, so that it stays quick and small however many visitors come."""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
from importlib import import_module

from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import DECODER, CheckpointError
from vizvae.shared_weights import network_bytes
from vizvae.ui.jobs.background import JobFailed, TooManyJobs

OF_THE_PAGES = (
    "compare",
    "controls",
    "disentanglement_state",
    "family",
    "graph_state",
    "learn",
    "manifold",
    "training_form",
    "cards",
)
"""Modules of `vizvae.ui` that the pages import"""
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
    for module in OF_THE_PAGES:
        import_module(f"vizvae.ui.{module}")
    from vizvae.ui.explorer.payload import describe_model
    from vizvae.ui.explorer.session import FIRST_MODEL

    try:
        for name in FIRST_MODEL.values():
            checkpoint = find_checkpoint(name)
            describe_model(name, checkpoint.digest)
            network_bytes(checkpoint.folder / DECODER)  # whose first call imports onnx
    except CheckpointError:
        pass  # the page says so, with the whole message, to the person who can act on it
    gc.collect()
    gc.freeze()
    prepare_first_graph()


def prepare_first_graph() -> None:
    """The graph page opens with seconds of computing on a machine that has never shown it: begun, in its child process, before anybody
    asks. On every later start it is on disk."""
    from vizvae.ui.graph.answers import graph_answers
    from vizvae.ui.graph.session import OPENS_WITH, graph_catalogue

    try:
        digest = graph_catalogue().find(OPENS_WITH).digest
        graph_answers().get("graph", OPENS_WITH, digest)
        graph_answers().get("model", OPENS_WITH, digest)
    except (ValueError, JobFailed, TooManyJobs):
        pass  # the page says so


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
