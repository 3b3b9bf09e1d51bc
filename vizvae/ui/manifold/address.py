"""How a visitor looks at the latent map: its plane, window and pins, and their form in the page's address.

Its limits are declared in parameters.json; the browser reads the same file.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

from vizvae.ui.address.codec import declared, table
from vizvae.ui.http.parameters import Limits, Own
from vizvae.ui.manifold.contract import Layer, ProjectionMethod, Spacing

MapSettings = dict[str, Any]
PROJECTIONS: tuple[str, ...] = get_args(ProjectionMethod)
_DECLARED = declared(Path(__file__).parent)
_LIMITS = _DECLARED["map"]
SIZES = range(_LIMITS["sizes"]["min"], _LIMITS["sizes"]["max"] + 1)
"""Images along one side of the lattice."""
MAX_PINS: int = _LIMITS["most_pins"]
MAX_PATH: int = _LIMITS["most_path_points"]
MAX_DIRECTIONS: int = _LIMITS["most_directions"]
"""Principal directions that a map can have as its axes."""
LARGEST: float = _LIMITS["largest"]
"""Of a coordinate, in size: far beyond any data."""


def read_map(value: Any, latent_dim: int) -> MapSettings:
    """The map's settings, each checked; what is left out keeps the page's default.

    `plane`: two latent numbers, ["principal", i, j] for principal directions of the data, or one of `PROJECTIONS`. `window`: low and
    high of x, then of y, in units of the axis. `pins`: latent vectors. `path`: points of the plane.

    Raises ValueError, with what was expected and what came, for anything else.
    """
    if not isinstance(value, dict):
        raise ValueError("it is not a JSON object; copy the link again")
    readers = {
        "plane": lambda plane: _plane(plane, latent_dim),
        "size": lambda size: _one_of(size, SIZES, "size"),
        "spacing": lambda spacing: _one_of(spacing, get_args(Spacing), "spacing"),
        "window": _window,
        "colour": lambda colour: _colour(colour, latent_dim),
        "show": lambda layers: [
            _one_of(layer, get_args(Layer), "layer") for layer in _list(layers, len(get_args(Layer)), "show")
        ],
        "pins": lambda pins: [_numbers(pin, latent_dim, "pin") for pin in _list(pins, MAX_PINS, "pins")],
        "path": lambda path: [_numbers(point, 2, "path") for point in _list(path, MAX_PATH, "path")],
    }
    unknown = sorted(set(value) - set(readers))
    if unknown:
        raise ValueError(f"it has {unknown[0][:40]!r}, which is none of {', '.join(readers)}")
    return {name: readers[name](setting) for name, setting in value.items()}


def _map(text: str, limits: Limits) -> MapSettings:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):  # a number of thousands of digits is a ValueError of its own
        raise ValueError("it is not valid JSON; copy the link again") from None
    return read_map(value, limits["num_latents"])


def _text(settings: MapSettings) -> str:
    return json.dumps(settings, separators=(",", ":"))


PARAMETERS = table(_DECLARED, map=Own(_map, _text, start={}))


def _plane(plane: Any, latent_dim: int) -> Any:
    projections = PROJECTIONS if latent_dim > 2 else ()  # two latents are a map already
    if plane in projections:
        return plane
    others = f", or one of {', '.join(projections)}," if projections else ""
    axes, known, what = plane, latent_dim, "latent"
    if isinstance(plane, list) and plane[:1] == ["principal"]:
        axes, known, what = plane[1:], min(latent_dim, MAX_DIRECTIONS), "principal direction"
    # True is a number to Python, but no latent.
    if not isinstance(axes, list) or len(axes) != 2 or not all(type(axis) is int and 0 <= axis < known for axis in axes):
        raise ValueError(f"it needs two different {what}s from 0 to {known - 1}{others} as its plane, got {str(plane)[:40]}")
    if axes[0] == axes[1]:
        raise ValueError(f"it has {what} {axes[0]} on both axes: choose two different {what}s")
    return plane


def _window(window: Any) -> list[float]:
    left, right, bottom, top = numbers = _numbers(window, 4, "window")
    if left >= right or bottom >= top:
        raise ValueError("it needs a window whose low ends lie below its high ends; copy the link again")
    return numbers


def _colour(colour: Any, latent_dim: int) -> str:
    return _one_of(colour, ("class", "kl", "elbo", *(f"z{latent}" for latent in range(latent_dim))), "colour")


def _one_of(value: Any, known: Any, what: str) -> Any:
    if isinstance(value, bool) or value not in known:
        choices = f"{known[0]} to {known[-1]}" if isinstance(known, range) else ", ".join(map(str, known))
        raise ValueError(f"it has the {what} {str(value)[:40]!r}, expected one of {choices}")
    return value


def _list(value: Any, at_most: int, what: str) -> list[Any]:
    if not isinstance(value, list) or len(value) > at_most:
        raise ValueError(f"it needs a list of at most {at_most} as its {what}; copy the link again")
    return value


def _numbers(value: Any, count: int, what: str) -> list[float]:
    numbers = value if isinstance(value, list) else []
    # NaN is below nothing; an integer may be too large to be a float.
    good = all(isinstance(n, int | float) and not isinstance(n, bool) and abs(n) <= LARGEST for n in numbers)
    if len(numbers) != count or not good:
        raise ValueError(f"it needs {count} finite numbers for its {what}; copy the link again")
    return [float(number) for number in numbers]
