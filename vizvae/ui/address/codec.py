"""The form of a page's view in its address, from the table of its parameters: `parameters.json` in its room, which the browser reads too.

    {"seed": {"kind": "number", "max": 999, "start": 0}, "range": {"kind": "choice", "options": {"sd-1": "1 sd"}, "start": "sd-1"}}

What is as it starts is not written. What cannot be used is left out, and said in a sentence for each; the rest is kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vizvae.config import config_from_dict
from vizvae.ui.http.parameters import NONE, Choice, Flag, Limits, Mended, Number, Numbers, Own, Parameter, Several, Wholes

KINDS = {"number": Number, "choice": Choice, "flag": Flag, "several": Several, "numbers": Numbers, "wholes": Wholes}
Table = Mapping[str, Parameter]
"""Parameters by name, in the order in which they are written"""


def declared(folder: Path) -> dict[str, Any]:
    """What `parameters.json` in a page's room says."""
    return json.loads((folder / "parameters.json").read_text("utf-8"))


def table(parameters: Mapping[str, Mapping[str, Any]], **own: Own) -> dict[str, Parameter]:
    """`parameters`: of each its kind and the fields of that kind. `own`: those of the kind "own"."""
    return {name: own[name] if one["kind"] == "own" else parameter(one) for name, one in parameters.items()}


def parameter(one: Mapping[str, Any]) -> Parameter:
    """Raises ValueError, with what is known, for a kind or a field that is none."""
    if one["kind"] not in KINDS:
        raise ValueError(f"expected one of the kinds {', '.join(KINDS)}, got {one['kind']!r}")
    return config_from_dict(KINDS[one["kind"]], {key: value for key, value in one.items() if key != "kind"})


def read_address(parameters: Table, query: Mapping[str, str], limits: Limits = NONE) -> tuple[dict[str, Any], list[str]]:
    """A value for each of the parameters, and a sentence for each part of the address that could not be used."""
    problems: list[str] = []
    return {name: read_one(name, one, query.get(name), limits, problems) for name, one in parameters.items()}, problems


def read_one(name: str, one: Parameter, text: str | None, limits: Limits, problems: list[str]) -> Any:
    """The value that `text` gives; where it gives none the parameter's `start`, and one more of the `problems`."""
    if text is None:
        return one.start
    try:
        return one.read(text, limits)
    except Mended as mended:
        problems.append(f"The link's {name} was {mended.how}: {mended}.")
        return mended.value
    except ValueError as error:
        problems.append(f"The link's {name} was left out: {error}.")
        return one.start


def write_address(parameters: Table, values: Mapping[str, Any]) -> dict[str, str]:
    """Without what is None, missing or as it starts."""
    return {
        name: one.write(values[name])
        for name, one in parameters.items()
        if values.get(name) is not None and values[name] != one.start
    }
