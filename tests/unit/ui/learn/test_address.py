"""The address of the Learn page: what can be used is kept, what cannot is said."""

import pytest

from vizvae.ui.http.parameters import Choice, Number, Parameter
from vizvae.ui.learn.address import PARTS, STEPS, tidied


def far(control: Parameter) -> str:
    """A value that is not the one it starts with."""
    if isinstance(control, Choice):
        return list(control.options)[-1]
    assert isinstance(control, Number)
    return control.write(control.max)


def start_of(control: Parameter) -> str:
    return control.write(control.start)


def test_nothing_is_the_first_step_and_is_written_so() -> None:
    assert tidied({}) == ({}, [])
    assert tidied({"utm": "x", "model": "mnist-2d"}) == ({}, [])


@pytest.mark.parametrize("step", STEPS)
def test_what_is_moved_comes_back_and_what_is_not_is_left_out(step: str) -> None:
    moved = {key: far(control) for key, control in STEPS[step].items()}
    assert tidied({"step": step} | moved) == ({"step": step} | moved, [])
    starts = {key: start_of(control) for key, control in STEPS[step].items()}
    assert tidied({"step": step} | starts) == ({"step": step}, [])


def test_a_lesson_keeps_its_order_what_it_hides_and_the_values_of_every_step() -> None:
    address = {"step": "bound", "lesson": "terms_bound", "hide": "menu_bound.x", "mu": "1.25", "terms.averaged": "5"}
    kept, problems = tidied(address)
    assert (kept, problems) == (address, [])
    assert list(kept) == list(address), "in the browser's order, or Streamlit makes two steps of the history of one"
    # A teacher may write it by hand: the first step is open, and values may stand with their step's name.
    assert tidied({"lesson": "terms_bound", "terms.averaged": "5"}) == (
        {"step": "terms", "lesson": "terms_bound", "averaged": "5"},
        [],
    )


@pytest.mark.parametrize(
    ("query", "kept", "said"),
    [
        ({"step": "flows"}, {}, "step was left out: expected one of autoencoder"),
        ({"step": "bound", "mu": "wide"}, {"step": "bound"}, "expected a number from -3 to 3, got 'wide'"),
        ({"step": "bound", "mu": "nan"}, {"step": "bound"}, "left out"),
        ({"step": "bound", "mu": "99"}, {"step": "bound", "mu": "3"}, "brought to 3"),
        ({"step": "terms", "digit": "1.5"}, {"step": "terms"}, "whole number"),
        ({"lesson": "bound_flows"}, {"step": "bound", "lesson": "bound"}, "'flows'"),
        ({"lesson": "bound", "hide": "list_terms.digit"}, {"step": "bound", "lesson": "bound", "hide": "list"}, "'terms.digit'"),
        ({"lesson": "bound", "step": "terms"}, {"step": "bound", "lesson": "bound"}, "not part of this lesson"),
    ],
)
def test_what_cannot_be_used_is_said(query: dict[str, str], kept: dict[str, str], said: str) -> None:
    address, problems = tidied(query)
    assert address == kept
    assert len(problems) == 1
    assert said in problems[0]
    assert tidied(address) == (address, [])


def test_names_can_be_told_apart_in_an_address() -> None:
    for step, controls in STEPS.items():
        for name in (step, *controls, *PARTS):
            assert not {"_", "."} & set(name)
        assert not controls.keys() & {"step", "lesson", "hide"}
