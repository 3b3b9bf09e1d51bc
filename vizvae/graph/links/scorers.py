"""Anything that gives pairs of nodes a number, and how well that number tells a graph's edges: models and baselines by one measure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from vizvae.graph.data import Graph
from vizvae.graph.metrics import LinkScores, hits_at, link_scores, mean_reciprocal_rank
from vizvae.graph.negatives import hard_negatives
from vizvae.graph.split import EdgeSplit

LinkScorer = Callable[[Int[Tensor, "2 pair"]], Float[Tensor, " pair"]]
"""Higher is likelier; the order of a pair's nodes does not matter. What it was made from is the training edges of one split."""
HardPairs = tuple[Int[Tensor, " ranked"], Int[Tensor, "2 ranked negative"]]
"""As of `hard_negatives`"""
HITS = (20, 50, 100)
NEGATIVES_PER_EDGE = 100
NEGATIVES_SEED = 20260405
RANKED_NODES = 200_000_000
"""Edges times nodes that MRR looks at: twice what PubMed's test edges take"""


@dataclass(frozen=True, kw_only=True)
class LinkFigures:
    """Shares in [0, 1]."""

    scores: LinkScores
    hits: dict[str, float]
    """HR@20, HR@50, HR@100, as far as there are so many non-edges (below, each would be 1, whatever the scores): see `hits_at`"""
    mrr: float | None
    """Against hard negatives; None where every held-out edge joins two nodes that are joined to all others"""


def most_ranked(graph: Graph) -> int:
    """Of how many held-out edges MRR is the mean at most: looking for the hardest partners of a node takes as long as there are nodes."""
    return RANKED_NODES // graph.num_nodes


def hard_pairs(graph: Graph, split: EdgeSplit, part: str = "test") -> HardPairs:
    """The non-edges of MRR, for `most_ranked` edges at most: half a minute for PubMed."""
    generator = torch.Generator().manual_seed(NEGATIVES_SEED)
    return hard_negatives(graph, split, part, NEGATIVES_PER_EDGE, generator=generator, most_edges=most_ranked(graph))


@torch.no_grad()
def link_figures(
    scorer: LinkScorer, graph: Graph, split: EdgeSplit, part: str = "test", hard: HardPairs | None = None
) -> LinkFigures:
    """How well `scorer` tells the held-out edges of `part` from its non-edges (AUC, AP, HR@K), and from the `NEGATIVES_PER_EDGE` hardest
    non-edges that keep one of their ends (MRR). `hard`: those of this split and part, where several scorers are asked for them.

    Raises ValueError where the split holds out nothing.
    """
    edges, non_edges = split.held_out(part)
    of_edges, of_non_edges = scorer(edges), scorer(non_edges)
    scores = link_scores(of_edges, of_non_edges)
    ranked, others = hard or hard_pairs(graph, split, part)
    of_hard = scorer(others.flatten(1)).view(others.shape[1:])
    return LinkFigures(
        scores=scores,
        hits={f"HR@{k}": hits_at(of_edges, of_non_edges, k) for k in HITS if k <= len(of_non_edges)},
        mrr=mean_reciprocal_rank(of_edges[ranked], of_hard) if len(ranked) else None,
    )
