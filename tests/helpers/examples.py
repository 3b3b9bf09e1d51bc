"""One check on many examples: some of them every day, the others in CI.

`make test` runs each check on an example of every kind; what is marked `further` is the same check on more of a kind, which `make
test-further` runs, and CI after `make test`."""

from collections.abc import Callable, Collection, Hashable, Iterable
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet


def examples(values: Iterable[Any], daily: Collection[Any]) -> list[ParameterSet]:
    """All `values` for `parametrize`, in their order; those that are not among `daily` are `further`. A tuple holds the values of several
    arguments, as it does in `parametrize`.

    Raises:
        ValueError: one of `daily` is not among the values: what was to be looked at every day would be looked at by nobody.
    """
    parameters = list(values)
    if missing := [one for one in daily if one not in parameters]:
        raise ValueError(f"expected examples for every day that are among all; these are not: {missing}")
    return [_parameter(one, one in daily) for one in parameters]


def first_of_each(values: Iterable[Any], kind: Callable[[Any], Hashable]) -> list[ParameterSet]:
    """All `values` for `parametrize`, in their order; those of a `kind` that an earlier one is of are `further`. What is added is looked at
    every day if it is the first of its kind."""
    seen: set[Hashable] = set()
    found = []
    for one in values:
        of = kind(one)
        found.append(_parameter(one, of not in seen))
        seen.add(of)
    return found


def further(*values: Any, id: str | None = None) -> ParameterSet:
    """Values for one run of a test that is not for every day, as `pytest.param`."""
    return pytest.param(*values, id=id, marks=pytest.mark.further)


def _parameter(value: Any, daily: bool) -> ParameterSet:
    values = value if isinstance(value, tuple) else (value,)
    return pytest.param(*values) if daily else further(*values)
