"""Types and shapes, checked when a function is called."""

from collections.abc import Callable
from typing import Any

from beartype import BeartypeConf, beartype

# The numeric tower: an int is welcome where a float is asked for, as in Python at large.
_check = beartype(conf=BeartypeConf(is_pep484_tower=True))


def checked(function: Callable[..., Any]) -> Callable[..., Any]:
    """What beartype makes of `function`, made at its first call: of thousands, at import, it would take a third of the time in which
    tests are collected, and most are not called by the tests of one process."""
    made: Callable[..., Any] | None = None

    def first_made(*args: Any, **kwargs: Any) -> Any:
        __tracebackhide__ = True
        nonlocal made
        if made is None:
            made = _check(function)
        return made(*args, **kwargs)

    return first_made
