"""How well a graph model tells held-out edges from as many non-edges, threshold by threshold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vizvae.graph.checkpoint import TrainedGraph
from vizvae.graph.metrics import link_scores

MOST_STEPS = 400
"""Of a curve, evenly spaced"""


@dataclass(frozen=True, kw_only=True)
class LinkCurves:
    """Shares in [0, 1], of one threshold each."""

    part: str
    """Of the split, whose edges were held out"""
    num_edges: int
    num_non_edges: int
    auc: float
    ap: float
    false_positive_rate: tuple[float, ...]
    true_positive_rate: tuple[float, ...]
    recall: tuple[float, ...]
    precision: tuple[float, ...]


def link_curves(trained: TrainedGraph, part: str = "test") -> LinkCurves:
    """Of the held-out edges of `part`, "test" or "validation". Raises ValueError where nothing was held out."""
    from sklearn.metrics import precision_recall_curve, roc_curve

    edges, non_edges = trained.split.held_out(part)
    if min(edges.shape[1], non_edges.shape[1]) == 0:
        raise ValueError(f"expected held-out {part} edges to draw, got none: train the model with a share of edges held out")
    logits = [trained.model.edge_logits(trained.posterior.mu, pairs).detach() for pairs in (edges, non_edges)]
    scores = link_scores(*logits)
    truth = np.repeat([1, 0], [len(one) for one in logits])
    said = np.concatenate([one.numpy() for one in logits])
    false_positive, true_positive, _ = roc_curve(truth, said)
    precision, recall, _ = precision_recall_curve(truth, said)
    return LinkCurves(
        part=part, num_edges=len(logits[0]), num_non_edges=len(logits[1]), auc=scores.auc, ap=scores.ap,
        false_positive_rate=_steps(false_positive), true_positive_rate=_steps(true_positive),
        recall=_steps(recall), precision=_steps(precision),
    )  # fmt: skip


def _steps(curve: np.ndarray) -> tuple[float, ...]:
    return tuple(curve[np.unique(np.linspace(0, len(curve) - 1, min(len(curve), MOST_STEPS)).round().astype(int))].tolist())
