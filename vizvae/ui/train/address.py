"""The address of the Train page: the run that is looked at, those whose curves are laid beside it, the sweep; or which data to train on.

?run=mnist-vae-2&beside=small~other
?sweep=mnist-vae-mlp-sweep-1
?data=birds
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from vizvae.ui.address.codec import declared, table
from vizvae.ui.http.parameters import Limits, Mended, Own

MOST_COMPARED = 6


@dataclass(frozen=True, kw_only=True)
class TrainingView:
    run: str | None = None
    beside: tuple[str, ...] = ()
    sweep: str | None = None


def _run(name: str, limits: Limits) -> str | None:
    if name and name not in limits["runs"]:
        raise ValueError(_missing(name))
    return name or None


def _beside(text: str, limits: Limits) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name for name in text.split("~") if name))[:MOST_COMPARED]
    there = tuple(name for name in names if name in limits["runs"])
    missing = [name for name in names if name not in there]
    if missing:
        raise Mended(there, "kept in part" if there else "left out", _missing(missing[0]))
    return there


def _sweep(name: str, limits: Limits) -> str | None:
    if name and name not in limits["sweeps"]:
        raise ValueError(f"there is no sweep named {name[:60]!r} here")
    return name or None


def _data(name: str, limits: Limits) -> str | None:
    if name and name not in limits["data"]:
        raise ValueError(f"there is no data set {name[:60]!r} here")
    return name or None


def _missing(name: str) -> str:
    return f"there is no run named {name[:60]!r} here"


PARAMETERS = table(
    declared(Path(__file__).parent),
    run=Own(_run, str),
    beside=Own(_beside, "~".join, start=()),
    sweep=Own(_sweep, str),
    data=Own(_data, str),
)
