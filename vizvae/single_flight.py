"""Answers kept in memory, each computed once however many ask for it at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from cachetools import LRUCache, cached

Parameters = ParamSpec("Parameters")
Answer = TypeVar("Answer")


def single_flight(maxsize: float, getsizeof: Callable[[Any], float] | None = None):
    """Like `functools.lru_cache(maxsize)`, but who asks for what is being computed waits for it instead of computing it too.

    With `getsizeof` (say, bytes of an answer) `maxsize` is the most that all answers together may be; a larger answer is not kept.
    An error is not kept: it is raised to the one who computed, and the next of those who waited tries again. A function must not ask
    for its own answer, not even by way of others: it would wait for itself.
    """

    def decorate(function: Callable[Parameters, Answer]):
        return cached(LRUCache(maxsize, getsizeof), condition=threading.Condition(), info=True)(function)

    return decorate
