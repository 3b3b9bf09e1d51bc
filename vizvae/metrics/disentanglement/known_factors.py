"""Factors of images, or of anything, that was found, not drawn, as classes: names, numbers that take any value, and gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int64

from vizvae.data.own.tables import Factor
from vizvae.metrics.disentanglement.information import NUM_BINS, entropy, mutual_information

VALUES = 10
"""A factor of numbers with more different values than this is cut into so many classes of about as many points each."""
FEWEST = 5 * NUM_BINS
"""Points of which a factor is known: five for each bin of a latent"""
GAP = -1


@dataclass(frozen=True, kw_only=True)
class KnownFactor:
    name: str
    classes: Int64[np.ndarray, " point"]
    """From 0 on; GAP where it is not known"""
    said: tuple[str, ...]
    """What each class is"""
    how: str
    """How the classes came about"""

    @property
    def known(self) -> np.ndarray:
        return np.flatnonzero(self.classes != GAP)


def known_factors(factors: Sequence[Factor]) -> tuple[list[KnownFactor], dict[str, str]]:
    """Each factor as classes; and those that cannot be used, with why."""
    usable, left_out = [], {}
    for factor in factors:
        found = _as_classes(factor)
        if isinstance(found, str):
            left_out[factor.name] = found
        else:
            usable.append(found)
    return usable, left_out


def _as_classes(factor: Factor) -> KnownFactor | str:
    known = ~np.isnan(factor.numbers)
    numbers = factor.numbers[known]
    values = np.unique(numbers)
    if len(numbers) < FEWEST:
        return f"it is known of {len(numbers):,} of these points, and {FEWEST} are needed"
    if len(values) < 2:
        return "it has one value in these points"
    if factor.values:
        if len(values) > len(numbers) / 3:
            return f"it has {len(values):,} names for {len(numbers):,} points: that says which one it is, not what it is like"
        said = tuple(factor.values[int(value)] for value in values)
        inside, how = np.searchsorted(values, numbers), f"{len(values)} names"
    elif len(values) <= VALUES:
        said = tuple(f"{value:g}" for value in values)
        inside, how = np.searchsorted(values, numbers), f"{len(values)} values"
    else:
        edges = np.unique(np.quantile(numbers, np.linspace(0, 1, VALUES + 1)))
        inside = np.clip(np.searchsorted(edges, numbers, side="right") - 1, 0, len(edges) - 2)
        there = np.unique(inside)
        said = tuple(f"{edges[place]:g} … {edges[place + 1]:g}" for place in there)
        inside = np.searchsorted(there, inside)
        sizes = np.bincount(inside)
        least, most = f"{sizes.min():,}", f"{sizes.max():,}"
        how = f"numbers, in {len(there)} classes of {least if least == most else f'{least} to {most}'} points"
        if len(there) < 2:
            return "nearly all of its numbers are the same"
    classes = np.full(len(factor.numbers), GAP, np.int64)
    classes[known] = inside
    return KnownFactor(name=factor.name, classes=classes, said=said, how=how)


def most_tied(factors: Sequence[KnownFactor]) -> tuple[str, str, float] | None:
    """The two factors that tell most of each other, and how much of the lesser entropy that is, less what chance gives."""
    best: tuple[str, str, float] | None = None
    for place, one in enumerate(factors):
        for other in factors[:place]:
            both = np.flatnonzero((one.classes != GAP) & (other.classes != GAP))
            if len(both) < FEWEST:
                continue
            first, second = one.classes[both], other.classes[both]
            # By so much counted information is too large, see `mutual_information`.
            by_chance = (len(np.unique(first)) - 1) * (len(np.unique(second)) - 1) / (2 * len(both))
            least = min(entropy(first), entropy(second))
            share = max(0.0, mutual_information(first, second) - by_chance) / least if least > 0 else 0.0
            if best is None or share > best[2]:
                best = (other.name, one.name, float(share))
    return best
