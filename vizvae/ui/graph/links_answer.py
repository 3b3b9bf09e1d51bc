"""What the graph page says of missing links: computed in the child process, as bytes, and read back by the page."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from vizvae.graph.links.baselines import baselines_of
from vizvae.graph.links.calibration import LinkCalibration, link_calibration
from vizvae.graph.links.scorers import LinkFigures, hard_pairs, link_figures
from vizvae.graph.links.suggest import suggest_links
from vizvae.graph.links.tables import precision_sentence, suggestion_rows
from vizvae.ui.graph.opened import OpenedGraph

MOST_LINKS = 500


@dataclass(frozen=True, kw_only=True)
class LinksFound:
    rows: list[dict[str, Any]]
    """With the keys of `SUGGESTED_COLUMNS`"""
    precision: list[str]
    """Sentences"""
    calibration: LinkCalibration


@dataclass(frozen=True, kw_only=True)
class Contender:
    """A row of the table of baselines; shares in [0, 1]."""

    title: str
    explained: str
    auc: float
    ap: float
    hits: float | None
    """HR@100; None with fewer than 100 non-edges"""
    mrr: float | None
    is_model: bool


def links_answer(opened: OpenedGraph, progress: Callable[[float], object] = lambda _: None) -> bytes:
    """`LinksFound`. Raises ValueError where nothing is held out."""
    trained = opened.trained
    calibration = link_calibration(opened.checkpoint, trained, progress=lambda share: progress(share / 2))
    found = suggest_links(trained, calibration, top=MOST_LINKS, progress=lambda share: progress(0.5 + share / 2))
    said = {
        "rows": suggestion_rows(found.links),
        "precision": [precision_sentence(one) for one in found.precision],
        "calibration": asdict(calibration),
    }
    return json.dumps(said).encode()


def read_links(content: bytes) -> LinksFound:
    said = json.loads(content)
    calibration = LinkCalibration(**{key: tuple(values) for key, values in said["calibration"].items()})
    return LinksFound(rows=said["rows"], precision=said["precision"], calibration=calibration)


def baselines_answer(opened: OpenedGraph, progress: Callable[[float], object] = lambda _: None) -> bytes:
    """`Contender`s: the model and the baselines, on the same test edges. Raises ValueError where nothing is held out."""
    if opened.left_out:
        raise ValueError(
            "Of this graph a piece is shown, and what needs no training would be given the edges of that piece alone, unlike the model: "
            f"`python -m vizvae graph baselines {opened.checkpoint.config.graph}` measures it on the whole graph"
        )
    graph, split = opened.trained.graph, opened.trained.split
    split.check()
    model, z = opened.trained.model, opened.trained.posterior.mu
    chosen, hard = baselines_of(graph), hard_pairs(graph, split)
    rows = [
        _contender(
            "this model", "", link_figures(lambda pairs: model.edge_logits(z, pairs), graph, split, hard=hard), is_model=True
        )
    ]
    for number, one in enumerate(chosen.values(), start=1):
        progress(number / (1 + len(chosen)))
        rows.append(
            _contender(one.title, one.explained, link_figures(one.scorer(graph, split), graph, split, hard=hard), is_model=False)
        )
    return json.dumps([asdict(row) for row in rows]).encode()


def read_baselines(content: bytes) -> list[Contender]:
    return [Contender(**row) for row in json.loads(content)]


def _contender(title: str, explained: str, figures: LinkFigures, *, is_model: bool) -> Contender:
    scores = figures.scores
    return Contender(
        title=title, explained=explained, auc=scores.auc, ap=scores.ap, hits=figures.hits.get("HR@100"), mrr=figures.mrr,
        is_model=is_model,
    )  # fmt: skip


def verdict(rows: list[Contender]) -> str:
    """Whether the model earns its keep, in a sentence; points are percentage points of AUC."""
    (model,) = (row for row in rows if row.is_model)
    best = max((row for row in rows if not row.is_model), key=lambda row: row.auc)
    points = 100 * (model.auc - best.auc)
    if abs(points) < 0.5:
        return f"On these test edges the model and {best.title}, which needs no training, are within half a point of AUC of one another."
    if points < 0:
        return f"On these test edges {best.title}, which needs no training, is {-points:.1f} points of AUC above the model."
    return f"On these test edges the model is {points:.1f} points of AUC above {best.title}, the best of what needs no training."
