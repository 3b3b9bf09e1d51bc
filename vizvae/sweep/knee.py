"""Where a curve of rate and distortion bends most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Knee:
    place: int
    """Among the points"""
    front: tuple[int, ...]
    """Points of which no other has a lower or equal rate and distortion, from the lowest rate to the highest"""
    saved_before: float
    """Nats of distortion that a nat of rate saves between the front's first point and the knee"""
    saved_after: float
    """And between the knee and the front's last point"""


def front_of(points: Sequence[tuple[float, float]]) -> tuple[int, ...]:
    """Of (rate, distortion), those of which none other is as low in both, from the lowest rate to the highest."""
    best: list[int] = []
    for place in sorted(range(len(points)), key=lambda place: points[place]):
        if not best or points[place][1] < points[best[-1]][1]:
            best.append(place)
    return tuple(best)


def find_knee(points: Sequence[tuple[float, float]]) -> Knee | None:
    """The point of the front that lies farthest below the straight line between the front's ends, rate and distortion each scaled to the
    front's range (Satopää et al. 2011, "Finding a 'Kneedle' in a Haystack"). None where the front has fewer than three points, or none
    of them lies below that line.
    """
    front = front_of(points)
    if len(front) < 3:
        return None
    (low, most), (high, least) = points[front[0]], points[front[-1]]
    below = {
        place: 1 - (points[place][0] - low) / (high - low) - (points[place][1] - least) / (most - least) for place in front[1:-1]
    }
    place = max(below, key=below.__getitem__)
    if below[place] <= 0:
        return None
    rate, distortion = points[place]
    return Knee(
        place=place,
        front=front,
        saved_before=(most - distortion) / (rate - low),
        saved_after=(distortion - least) / (high - rate),
    )
