"""Everything that can be said about a trained graph model on its split, in one frozen record."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import torch

from vizvae.gaussian import DiagonalGaussian
from vizvae.graph.checkpoint import TrainedGraph
from vizvae.graph.clustering import ClusterScores, cluster_scores, kmeans
from vizvae.graph.data import Graph
from vizvae.graph.encoding import encode_graph, score_split
from vizvae.graph.links.scorers import NEGATIVES_PER_EDGE, link_figures, most_ranked
from vizvae.graph.metrics import LinkScores, expected_calibration_error
from vizvae.graph.metrics_of_edges import WeightScores, direction_auc, weight_scores
from vizvae.graph.model import GraphAutoencoder
from vizvae.graph.reconstruction import edge_thresholds, threshold_counts, top_pairs
from vizvae.graph.shown import shown_part
from vizvae.graph.split import EdgeSplit

EVALUATION_SEED = 20260405
NUM_THRESHOLDS = 400
AS_MANY_AS_EDGES = "the top pairs, as many as there are edges"
"""The rule that is fair to compare models by"""


@dataclass(frozen=True, kw_only=True)
class WholeGraph:
    """What a rule for drawing edges gets right over all pairs of nodes. Shares in [0, 1]."""

    rule: str
    num_predicted: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, kw_only=True)
class GraphEvaluation:
    """Shares in [0, 1]; codes are posterior means; None for what the graph or the model does not have."""

    part: str
    scores: LinkScores
    leaked: LinkScores
    """The same pairs when the encoder is given *all* edges, those to be predicted included: what a leak makes of the figures."""
    hits: dict[str, float]
    mrr: float | None
    """None where every held-out edge joins two nodes that are joined to all others"""
    calibration_error: float
    """On as many edges as non-edges."""
    whole_graph: list[WholeGraph]
    """Of a graph too large for that, over all pairs of a piece of it, which `rule` then says: see `shown_part`"""
    average_precision: float | None
    """Over all pairs of the graph: what AP becomes when non-edges are as frequent as they really are. None where these are too many to
    compare."""
    clusters: ClusterScores | None
    kl: float | None
    """Mean over nodes, nats"""
    weights: WeightScores | None
    direction_auc: float | None
    """Of held-out edges against the same pairs the other way round"""
    protocol: str


@torch.no_grad()
def evaluate_graph(
    model: GraphAutoencoder,
    graph: Graph,
    split: EdgeSplit,
    *,
    part: Literal["validation", "test"] = "test",
    row_normalise: bool = False,
) -> GraphEvaluation:
    """Score the held-out `part`, then the whole graph; the encoder is given training edges only.

    Raises ValueError where the split holds out nothing.
    """
    edges, non_edges = split.held_out(part)
    posterior = encode_graph(model, graph, split.train, row_normalise=row_normalise)
    z = posterior.mu
    edge_logits, non_edge_logits = model.edge_logits(z, edges), model.edge_logits(z, non_edges)
    figures = link_figures(lambda pairs: model.edge_logits(z, pairs), graph, split, part)
    leaked = score_split(model, encode_graph(model, graph, graph.edge_index, row_normalise=row_normalise).mu, split, part)
    shown = shown_part(TrainedGraph(graph=graph, split=split, model=model, posterior=posterior))
    whole, average_precision = _over_all_pairs(shown.trained)
    if shown.nodes is not None:
        among = f", among {len(shown.nodes):,} of {graph.num_nodes:,} nodes"
        whole, average_precision = [replace(row, rule=row.rule + among) for row in whole], None
    clusters = None
    if graph.labels is not None and graph.num_classes > 1:
        clusters = cluster_scores(graph.labels, kmeans(z, graph.num_classes, seed=EVALUATION_SEED % 2**31))
    ranked = (
        "" if edges.shape[1] <= most_ranked(graph) else f" (of {most_ranked(graph):,} of the {edges.shape[1]:,} edges, drawn)"
    )
    return GraphEvaluation(
        part=part,
        scores=figures.scores,
        leaked=leaked,
        hits=figures.hits,
        mrr=figures.mrr,
        calibration_error=expected_calibration_error(edge_logits, non_edge_logits),
        whole_graph=whole,
        average_precision=average_precision,
        clusters=clusters,
        kl=posterior.kl.mean().item() if isinstance(posterior, DiagonalGaussian) else None,
        weights=weight_scores(model, z, graph, split, part),
        direction_auc=direction_auc(model, z, graph, split, part),
        protocol=(
            f"{split.description}; codes are posterior means; MRR{ranked} against {NEGATIVES_PER_EDGE} non-edges an edge that keep one of "
            f"its ends, the ones with the most common neighbours; whole-graph average precision from {NUM_THRESHOLDS} thresholds; "
            "clusters by k-means, of 20 starts the least inertia, as many as there are classes"
        ),
    )


def _over_all_pairs(trained: TrainedGraph) -> tuple[list[WholeGraph], float]:
    """What rules for drawing edges get right, and the average precision."""
    graph, split, model, z = trained.graph, trained.split, trained.model, trained.posterior.mu
    thresholds = torch.cat([edge_thresholds(model, z, split, NUM_THRESHOLDS), torch.zeros(1)]).sort().values
    counts = threshold_counts(model, z, thresholds, split)
    half, best = int(torch.searchsorted(thresholds, 0.0)), int(counts.f1.argmax())
    named = {"probability ≥ 0.5": half, f"probability ≥ {thresholds[best].sigmoid():.4f}, the best F1": best}
    whole = [
        WholeGraph(
            rule=rule,
            num_predicted=int(counts.num_pairs[at]),
            precision=counts.precision[at].item(),
            recall=counts.recall[at].item(),
            f1=counts.f1[at].item(),
        )
        for rule, at in named.items()
    ]
    return [*whole, *_top_k(model, graph, z, split)], counts.average_precision


def _top_k(model: GraphAutoencoder, graph: Graph, z: torch.Tensor, split: EdgeSplit) -> list[WholeGraph]:
    """As many pairs as the graph has edges; and, of pairs never seen in training, as many as there are held-out edges."""
    rows = []
    held_out = graph.num_edges - split.train.shape[1]
    for k, leave_out, rule in (
        (graph.num_edges, None, AS_MANY_AS_EDGES),
        (held_out, split.train, "the top pairs that are no training edges, as many as are held out"),
    ):
        if k < 1:
            continue
        found = top_pairs(model, z, k, pairs=graph.pairs, leave_out=leave_out)
        true = int(graph.has_edges(found.pairs).sum())
        predicted = found.pairs.shape[1]
        precision, recall = true / max(1, predicted), true / k
        rows.append(
            WholeGraph(
                rule=rule, num_predicted=predicted, precision=precision, recall=recall, f1=2 * true / max(1, predicted + k)
            )
        )
    return rows
