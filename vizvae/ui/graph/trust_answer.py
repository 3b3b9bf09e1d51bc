"""What the graph page draws of how far to trust a model: computed in the child process, as bytes, and read back by the page."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from vizvae.graph.degrees import DegreeCurve, degree_curves
from vizvae.graph.links.curves import LinkCurves, link_curves
from vizvae.ui.graph.opened import OpenedGraph


@dataclass(frozen=True, kw_only=True)
class TrustFigures:
    links: LinkCurves | None
    """None where nothing was held out"""
    degrees: tuple[DegreeCurve, DegreeCurve]


def trust_answer(opened: OpenedGraph, progress: Callable[[float], object] = lambda _: None) -> bytes:
    """`TrustFigures`. One look at all pairs. Raises ValueError for a graph without edges."""
    trained = opened.trained
    said = {
        "links": asdict(link_curves(trained)) if trained.split.test.shape[1] else None,
        "degrees": [asdict(curve) for curve in degree_curves(trained, progress)],
    }
    return json.dumps(said).encode()


def read_trust(content: bytes) -> TrustFigures:
    said = json.loads(content)
    real, predicted = (DegreeCurve(**_tuples(curve)) for curve in said["degrees"])
    return TrustFigures(links=said["links"] and LinkCurves(**_tuples(said["links"])), degrees=(real, predicted))


def _tuples(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
