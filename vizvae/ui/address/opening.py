"""The model that an address asks for, or another one if that cannot be shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from vizvae.checkpoint import CheckpointError

Found = TypeVar("Found")


def first_usable(
    wanted: str, others: Iterable[str], attempt: Callable[[str], tuple[Found, list[str]]], *, title: Callable[[str], str] = str
) -> tuple[Found, list[str]]:
    """What `attempt` makes of the `wanted` name, or else of the first of the `others` that it can use, and what there is to say: of
    why not, of what is shown instead, and of what could not be used of the rest.

    `attempt` raises ValueError, with a sentence, for a name that is none or whose model does not load. Raises CheckpointError with
    all of these if there is none that can be used.
    """
    problems: list[str] = []
    for name in [wanted, *(other for other in others if other != wanted)]:
        try:
            found, more = attempt(name)
        except ValueError as error:
            problems.append(str(error))
            continue
        if name != wanted:
            problems.append(f"{title(name)} is shown instead.")
        return found, problems + more
    raise CheckpointError(" ".join(problems))
