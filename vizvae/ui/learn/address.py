"""The address of the Learn page: a step, where its controls stand, and a teacher's lesson.

    ?step=bound&mu=0.5                                   the step `bound` with one of its controls moved
    ?lesson=bound_terms&hide=list_bound.x&terms.digit=7  two steps in this order, some of it hidden; `step` says which is open

What there is to name is declared in steps.json; the browser reads the same file and follows the same rules in learn/address.ts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_DECLARED = json.loads((Path(__file__).parent / "steps.json").read_text("utf-8"))
PARTS: dict[str, str] = _DECLARED["parts"]
"""What a lesson may hide in every step, with its words"""
STEPS: dict[str, dict[str, dict[str, Any]]] = _DECLARED["steps"]
"""In the order in which they are told. For each its controls: a number (`min`, `max`, `step`, `start`) or a choice (`options`, `start`),
with its `label`"""
NUMBER = re.compile(r"-?\d{1,6}(\.\d{1,6})?")


def tidied(query: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """What of an address can be used, in the order in which the browser writes it and without what is said by default; and a sentence
    for each part that cannot."""
    problems: list[str] = []
    address: dict[str, str] = {}
    lesson = list(_known(query["lesson"], STEPS, "step", problems)) if "lesson" in query else []
    step = query.get("step", "")
    if step and step not in STEPS:
        problems.append(f"There is no step named {step[:40]!r} here. Steps: {', '.join(STEPS)}.")
    elif step and lesson and step not in lesson:
        problems.append(f"The step {step!r} is not part of this lesson.")
    if step not in (lesson or STEPS):
        step = lesson[0] if lesson else ""
    if step:
        address["step"] = step
    if "lesson" in query:
        address["lesson"] = "_".join(lesson or [step or next(iter(STEPS))])
        steps = address["lesson"].split("_")
        names = [*PARTS, *(f"{one}.{key}" for one in steps for key in STEPS[one])]
        if hidden := "_".join(_known(query.get("hide", ""), names, "part", problems)):
            address["hide"] = hidden
    else:
        steps = [step or next(iter(STEPS))]
    open_step = step or steps[0]
    for one in [open_step, *(other for other in steps if other != open_step)]:
        for key, control in STEPS[one].items():
            text = query.get(f"{one}.{key}", query.get(key) if one == open_step else None)
            if text is None:
                continue
            value, problem = _value(control, text)
            if problem:
                problems.append(f"The link's {key} {problem}.")
            if value is not None:
                address[key if one == open_step else f"{one}.{key}"] = value
    return address, problems


def _known(text: str, names: Any, kind: str, problems: list[str]) -> Iterator[str]:
    """Of a list in an address, each of `names` once."""
    for name in dict.fromkeys(text.split("_") if text else []):
        if name in names:
            yield name
        else:
            problems.append(f"The link's lesson names the {kind} {name[:40]!r}, which is none. Known: {', '.join(names)}.")


def _value(control: dict[str, Any], text: str) -> tuple[str | None, str]:
    """In an address, None for what is said by default; and what was wrong with it."""
    if "options" in control:
        if text in control["options"]:
            return text if text != control["start"] else None, ""
        return None, f"was left out: expected one of {', '.join(control['options'])}, got {text[:20]!r}"
    low, high, whole = control["min"], control["max"], control["step"] >= 1
    expected = f"expected a {'whole ' * whole}number from {low:g} to {high:g}, got {text[:20]!r}"
    if not NUMBER.fullmatch(text) or (whole and "." in text):
        return None, f"was left out: {expected}"
    value = min(max(float(text), low), high)
    if value != float(text):
        return (f"{value:g}" if value != control["start"] else None), f"was brought to {value:g}: {expected}"
    return (text if value != control["start"] else None), ""
