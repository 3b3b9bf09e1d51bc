"""How well edges are told from non-edges: over held-out pairs, and against hard negatives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

CALIBRATION_BINS = 10


@dataclass(frozen=True, kw_only=True)
class LinkScores:
    """Shares in [0, 1]."""

    auc: float
    """Area under the ROC curve: the chance that an edge gets a higher logit than a non-edge."""
    ap: float
    """Average precision. It depends on how many non-edges there are: here as many as edges."""


def link_scores(edge_logits: Float[Tensor, " edge"], non_edge_logits: Float[Tensor, " non_edge"]) -> LinkScores:
    """AUC and average precision, by scikit-learn.

    Raises ValueError if there are no edges or no non-edges, or a logit is not a number.
    """
    from sklearn.metrics import average_precision_score, roc_auc_score

    _require(edge_logits, non_edge_logits)
    truth = np.repeat([1, 0], [len(edge_logits), len(non_edge_logits)])
    logits = torch.cat([edge_logits, non_edge_logits]).numpy()
    return LinkScores(auc=float(roc_auc_score(truth, logits)), ap=float(average_precision_score(truth, logits)))


def hits_at(edge_logits: Float[Tensor, " edge"], non_edge_logits: Float[Tensor, " non_edge"], k: int) -> float:
    """HR@K as in the Open Graph Benchmark: the share of edges with a higher logit than the K-th best non-edge, in [0, 1].

    1 if there are fewer than K non-edges. Raises ValueError for K below 1.
    """
    _require(edge_logits, non_edge_logits)
    if k < 1:
        raise ValueError(f"K must be at least 1, got {k}")
    if len(non_edge_logits) < k:
        return 1.0
    bar = non_edge_logits.topk(k).values[-1]
    return (edge_logits > bar).double().mean().item()


def mean_reciprocal_rank(edge_logits: Float[Tensor, " edge"], hard_logits: Float[Tensor, "row negative"]) -> float:
    """MRR: each edge is ranked among its own negatives; ties count half. In (0, 1].

    Raises ValueError if the numbers of edges differ or there are none.
    """
    if len(edge_logits) == 0 or len(edge_logits) != len(hard_logits):
        raise ValueError(f"expected negatives for every edge, got {len(hard_logits)} rows for {len(edge_logits)} edges")
    own = edge_logits[:, None]
    rank = 1.0 + (hard_logits > own).double().sum(1) + 0.5 * (hard_logits == own).double().sum(1)
    return rank.reciprocal().mean().item()


def expected_calibration_error(edge_logits: Float[Tensor, " edge"], non_edge_logits: Float[Tensor, " non_edge"]) -> float:
    """How far predicted probabilities are from the shares that are edges, in bins of equal width, weighted by the number of pairs; in
    [0, 1] (Naeini et al. 2015).

    Of a balanced sample, as here, this says nothing about the whole graph, where an edge is hundreds of times rarer.
    """
    _require(edge_logits, non_edge_logits)
    probability = torch.cat([edge_logits, non_edge_logits]).double().sigmoid()
    truth = torch.zeros_like(probability)
    truth[: len(edge_logits)] = 1
    place = (probability * CALIBRATION_BINS).long().clamp_(max=CALIBRATION_BINS - 1)
    predicted, observed = (torch.bincount(place, values, minlength=CALIBRATION_BINS) for values in (probability, truth))
    return float((predicted - observed).abs().sum() / len(probability))


def _require(edge_logits: Tensor, non_edge_logits: Tensor) -> None:
    if len(edge_logits) == 0 or len(non_edge_logits) == 0:
        raise ValueError(
            f"expected edges and non-edges to compare, got {len(edge_logits)} and {len(non_edge_logits)}: "
            "the graph is too small or too dense to hold any out"
        )
    if not (edge_logits.isfinite().all() and non_edge_logits.isfinite().all()):
        raise ValueError("some logits are not finite: the model has diverged; train again with a smaller learning rate")
