"""Rate and distortion of a sweep, and of a family of models that differ in β."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from vizvae.beta_family import Family, families, family_of
from vizvae.sweep.record import Sweep, read_sweep, sweep_names
from vizvae.sweep.table import Spread, Summary, half_spread, said, summarise

BARS: dict[Spread, str] = {
    "std": "standard deviations over seeds",
    "interval": "95 % intervals of the means over seeds (Student's t)",
}


@dataclass(frozen=True)
class Single:
    """One of several runs that a point is the mean of."""

    name: str
    place: int
    """Of that point"""
    rate: float
    distortion: float


@dataclass(frozen=True, kw_only=True)
class RatePoints:
    """A point for each setting, nats both."""

    rate: Float[np.ndarray, " point"]
    distortion: Float[np.ndarray, " point"]
    names: Sequence[str]
    knee: int | None = None
    """The place of the point that the rest is seen from"""
    rate_bars: Float[np.ndarray, " point"] | None = None
    """Half of each bar; what they show is said elsewhere"""
    distortion_bars: Float[np.ndarray, " point"] | None = None
    singles: Sequence[Single] = ()
    title: str = "Rate and distortion"


def find_points(name: str) -> RatePoints:
    """Of a sweep, or of the family that a model belongs to. Raises ValueError for any other name."""
    from vizvae.catalogue import find_checkpoint, list_checkpoints
    from vizvae.checkpoint import CheckpointError

    if name in sweep_names() and (sweep := read_sweep(name)) is not None:
        return points_of_sweep(sweep, summarise(sweep, {}))
    try:
        checkpoint = find_checkpoint(name)
    except CheckpointError as error:
        raise ValueError(f"there is no sweep named {name[:60]!r} here, and no model either: {error}") from error
    family = family_of(families(list_checkpoints()), checkpoint)
    if family is None or not family.holds(name):
        raise ValueError(f"{name} was trained for one β alone: expected a sweep, or a model that differs from others in β only")
    return points_of_family(family)


def points_of_sweep(sweep: Sweep, summary: Summary, spread: Spread = "std") -> RatePoints:
    """A point for each combination, and a small one for each run where there are several seeds."""
    rows = summary.rows
    rate, distortion = (np.array([row.mean[key] for row in rows]) for key in ("kl", "recon_nll"))
    rate_bars, distortion_bars = (np.array([half_spread(row, key, spread) or 0.0 for row in rows]) for key in ("kl", "recon_nll"))
    singles = [
        Single(run, place, sweep.scores[run]["kl"], sweep.scores[run]["recon_nll"])
        for place, row in enumerate(rows)
        for run in row.runs
        if len(row.runs) > 1
    ]
    return RatePoints(
        rate=rate, distortion=distortion, names=[said(summary.settings, row.point) for row in rows],
        knee=summary.knee.place if summary.knee else None, rate_bars=rate_bars, distortion_bars=distortion_bars, singles=singles,
    )  # fmt: skip


def points_of_family(family: Family) -> RatePoints:
    """A point for each β, the mean over its seeds, with their standard deviation where there are several."""
    spreads = [family.spreads(beta) for beta in family.betas]
    rate, distortion = (np.array([spread[key].mean for spread in spreads]) for key in ("rate", "distortion"))
    rate_bars, distortion_bars = (np.array([spread[key].sd or 0.0 for spread in spreads]) for key in ("rate", "distortion"))
    several = any(spread["rate"].count > 1 for spread in spreads)
    singles = [
        Single(member.checkpoint.name, place, member.rate, member.distortion)
        for place, beta in enumerate(family.betas)
        for member in family.at(beta)
        if spreads[place]["rate"].count > 1
    ]
    return RatePoints(
        rate=rate, distortion=distortion, names=[f"β {beta:g}" for beta in family.betas], rate_bars=rate_bars if several else None,
        distortion_bars=distortion_bars if several else None, singles=singles, title=f"Rate and distortion, {family.data}",
    )  # fmt: skip


def below(spread: Spread = "std") -> str:
    """What the figure of a sweep shows, in words."""
    return f"Bars: {BARS[spread]}. Joined: combinations of which no other has both a lower rate and a lower distortion."
