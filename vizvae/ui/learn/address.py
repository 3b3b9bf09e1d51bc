"""The address of the Learn page: a step, where its controls stand, and a teacher's lesson.

    ?step=bound&mu=0.5                                   the step `bound` with one of its controls moved
    ?lesson=bound_terms&hide=list_bound.x&terms.digit=7  two steps in this order, some of it hidden; `step` says which is open

What there is to name is declared in parameters.json; the browser reads the same file and follows the same rules in learn/address.ts.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import cast

from vizvae.ui.address.codec import declared, read_one, table
from vizvae.ui.http.parameters import Choice, Limits, Number

_DECLARED = declared(Path(__file__).parent)
PARTS: dict[str, str] = _DECLARED["parts"]
"""What a lesson may hide in every step, with its words"""
STEPS = cast("dict[str, dict[str, Number | Choice]]", {step: table(one) for step, one in _DECLARED["steps"].items()})
"""In the order in which they are told. For each its controls"""
PARAMETERS = table(_DECLARED["parameters"])


def tidied(query: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """What of an address can be used, in the order in which the browser writes it and without what is said by default; and a sentence
    for each part that cannot."""
    problems: list[str] = []
    address: dict[str, str] = {}

    def read(name: str, limits: Limits) -> tuple[str, ...]:
        return read_one(name, PARAMETERS[name], query.get(name), limits, problems) or ()

    lesson = read("lesson", {"steps": STEPS})
    step = read_one("step", PARAMETERS["step"], query.get("step") or None, {"steps": STEPS}, problems) or ""
    if step and lesson and step not in lesson:
        problems.append(f"The step {step!r} is not part of this lesson.")
    if step not in (lesson or STEPS):
        step = lesson[0] if lesson else ""
    if step:
        address["step"] = step
    open_step = step or next(iter(STEPS))
    steps = lesson or (open_step,)
    if "lesson" in query:
        address["lesson"] = "_".join(steps)
        names = [*PARTS, *(f"{one}.{key}" for one in steps for key in STEPS[one])]
        if hidden := read("hide", {"parts": names}):
            address["hide"] = "_".join(hidden)
    for one in [open_step, *(other for other in steps if other != open_step)]:
        for key, control in STEPS[one].items():
            text = query.get(f"{one}.{key}", query.get(key) if one == open_step else None)
            value = read_one(key, control, text, {}, problems)
            if value != control.start:
                address[key if one == open_step else f"{one}.{key}"] = control.write(value)
    return address, problems
