"""Which examples of a check are for every day."""

import pytest

from tests.helpers.examples import examples, first_of_each


def daily(parameters: list) -> list:
    return [parameter.values for parameter in parameters if not parameter.marks]


def test_all_are_there_and_some_are_for_every_day() -> None:
    found = examples(["a", "b", ("c", 1)], daily=["b", ("c", 1)])
    assert [parameter.values for parameter in found] == [("a",), ("b",), ("c", 1)]
    assert daily(found) == [("b",), ("c", 1)]
    assert {mark.name for parameter in found for mark in parameter.marks} == {"further"}


def test_what_is_new_of_its_kind_is_looked_at_every_day() -> None:
    found = first_of_each(["one", "two", "three", "four"], len)
    assert [parameter.values for parameter in found] == [("one",), ("two",), ("three",), ("four",)]
    assert daily(found) == [("one",), ("three",), ("four",)]


def test_an_example_for_every_day_that_is_none_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"these are not: \['c'\]"):
        examples(["a", "b"], daily=["a", "c"])
