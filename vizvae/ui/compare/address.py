"""The address of the Compare page.

    ?models=vae_gan&seed=3&digit=5&to=12&at=0.25&x=kl&y=recon_nll

What cannot be used is left out and said; what is said by default is not written. The browser follows the same rules in compare/address.ts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vizvae.rivals.contenders import CONTENDERS

COLUMNS = tuple(contender.name for contender in CONTENDERS.values() if contender.column)
"""In the order of the page."""
_DECLARED: dict[str, Any] = json.loads((Path(__file__).parent / "parameters.json").read_text("utf-8"))
NUMBERS: dict[str, dict[str, float]] = _DECLARED["numbers"]
"""Of each its `min`, `max`, `step` and `start`."""
FIGURES: dict[str, dict[str, Any]] = _DECLARED["figures"]
"""What may stand on an axis: a field of `Comparison`."""
AXES: dict[str, str] = _DECLARED["axes"]
"""What stands on each at first."""
NUMBER = re.compile(r"\d{1,4}(\.\d{1,4})?")


def tidied(query: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """What of an address can be used, without what is said by default; and a sentence for each part that cannot."""
    problems: list[str] = []
    address: dict[str, str] = {}
    if "models" in query:
        asked = query["models"].split("_")
        problems += [
            f"There is no model named {name[:40]!r} here. Models: {', '.join(COLUMNS)}." for name in asked if name not in COLUMNS
        ]
        shown = [name for name in COLUMNS if name in asked]
        if shown and len(shown) < len(COLUMNS):
            address["models"] = "_".join(shown)
    for key, bounds in NUMBERS.items():
        if key not in query:
            continue
        value = _number(query[key], bounds)
        if value is None:
            whole = "whole " * (bounds["step"] >= 1)
            problems.append(
                f"The link's {key} was left out: expected a {whole}number from {bounds['min']:g} to {bounds['max']:g}, "
                f"got {query[key][:20]!r}."
            )
        elif value != bounds["start"]:
            address[key] = f"{value:g}"
    for key, start in AXES.items():
        if key not in query:
            continue
        if query[key] not in FIGURES:
            problems.append(f"The link's {key} was left out: expected one of {', '.join(FIGURES)}, got {query[key][:20]!r}.")
        elif query[key] != start:
            address[key] = query[key]
    return address, problems


def _number(text: str, bounds: dict[str, float]) -> float | None:
    if not NUMBER.fullmatch(text) or (bounds["step"] >= 1 and "." in text):
        return None
    value = float(text)
    return value if bounds["min"] <= value <= bounds["max"] else None
