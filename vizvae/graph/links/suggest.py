"""The links that a model would add to a graph, with what speaks for each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import torch
from scipy.stats import binomtest

from vizvae.graph.checkpoint import TrainedGraph
from vizvae.graph.explain import pair_facts
from vizvae.graph.links.calibration import LinkCalibration
from vizvae.graph.metrics_of_edges import weight_range
from vizvae.graph.reconstruction import neighbour_logits, top_pairs

MOST_NAMED = 3
"""Shared neighbours and features that are named of each link"""
MOST_SUGGESTED = 10_000
RANKS = (10, 100, 1_000)


@dataclass(frozen=True, kw_only=True)
class SuggestedLink:
    """A pair of nodes without an edge. What it shares is counted among training edges: the model has seen no others."""

    rank: int
    """Among the suggestions, 1 the likeliest"""
    first: str
    second: str
    probability: float
    """The model's own, in [0, 1]"""
    chance: float
    """That this pair is a hidden edge: see `LinkCalibration`"""
    common_neighbours: int
    neighbours: tuple[str, ...]
    """Names of some of them"""
    paths: int | None
    """Ways of three edges from one to the other, of nodes of two kinds; None in a graph of one kind"""
    along: tuple[str, ...]
    """The nodes in between on some of them"""
    shared_features: int | None
    """None in a graph without features"""
    features: tuple[str, ...]
    """Names of some of them, the rarest in the graph first"""
    same_class: bool | None
    """None where a class is unknown"""
    weight: float | None = None
    """How strong this edge would be, the median; None for a model without weights"""
    weight_low: float | None = None
    weight_high: float | None = None
    """Ends of the central 90 %"""


@dataclass(frozen=True, kw_only=True)
class RankPrecision:
    """Of the likeliest pairs that the model was not shown, how many are test edges, which nothing has looked at before."""

    num_pairs: int
    hits: int
    low: float
    high: float
    """95 % interval of hits / num_pairs (Wilson 1927), as though the pairs were drawn one by one"""

    @property
    def precision(self) -> float:
        """In [0, 1]."""
        return self.hits / self.num_pairs


@dataclass(frozen=True, kw_only=True)
class Suggestions:
    links: list[SuggestedLink]
    precision: tuple[RankPrecision, ...]
    """At `RANKS` and at the last; none for the links of one node: its rank says nothing of all pairs"""


@torch.no_grad()
def suggest_links(
    trained: TrainedGraph,
    calibration: LinkCalibration,
    *,
    top: int = 100,
    node: int | None = None,
    progress: Callable[[float], object] = lambda _: None,
) -> Suggestions:
    """The `top` likeliest pairs that are no edges of the graph, or fewer where there are not so many; with `node`, of that node, in a
    directed graph those that go from it.

    The precision is measured on as many pairs: the `top` likeliest ones that are neither training nor validation edges, the graph's own
    test edges among them. It is a lower bound: a suggestion that is no edge of this graph may be a true link all the same.
    Raises ValueError for `top` outside 1 to `MOST_SUGGESTED`.
    """
    if not 1 <= top <= MOST_SUGGESTED:
        raise ValueError(f"expected 1 to {MOST_SUGGESTED:,} links, got {top:,}")
    graph, model, z, split = trained.graph, trained.model, trained.posterior.mu, trained.split
    precision: list[RankPrecision] = []
    if node is None:
        shown = torch.cat([split.train, split.validation], 1)
        best = top_pairs(model, z, top + split.test.shape[1], pairs=graph.pairs, leave_out=shown, progress=progress)
        hidden = graph.has_edges(best.pairs)
        ranks = sorted({min(rank, len(hidden), top) for rank in (*RANKS, top)})
        precision = [_precision(rank, int(hidden[:rank].sum())) for rank in ranks]
        pairs, logits = best.pairs[:, ~hidden][:, :top], best.logits[~hidden][:top]
    else:
        row = neighbour_logits(model, z, node, graph.pairs)
        others = torch.arange(graph.num_nodes)
        row[graph.has_edges(torch.stack([torch.full_like(others, node), others]))] = -torch.inf
        order = torch.argsort(row, descending=True, stable=True)
        order = order[row[order].isfinite()][:top]
        pairs, logits = torch.stack([torch.full_like(order, node), order]), row[order]
    found = zip(pairs.T.tolist(), logits.sigmoid().tolist(), calibration.chance(logits).tolist(), strict=True)
    links = [_described(trained, rank, *pair, *rest) for rank, (pair, *rest) in enumerate(found, start=1)]
    weights = weight_range(model, z, graph, split, pairs)
    if weights is not None:
        told = zip(links, weights.median.tolist(), weights.low.tolist(), weights.high.tolist(), strict=True)
        links = [replace(link, weight=median, weight_low=low, weight_high=high) for link, median, low, high in told]
    return Suggestions(links=links, precision=tuple(precision))


def _precision(num_pairs: int, hits: int) -> RankPrecision:
    interval = binomtest(hits, num_pairs).proportion_ci(0.95, method="wilson")
    return RankPrecision(num_pairs=num_pairs, hits=hits, low=float(interval.low), high=float(interval.high))


def _described(trained: TrainedGraph, rank: int, first: int, second: int, probability: float, chance: float) -> SuggestedLink:
    graph = trained.graph
    facts = pair_facts(graph, first, second, trained.split.train)
    same = None
    if graph.labels is not None and min(graph.labels[first], graph.labels[second]) >= 0:
        same = bool(graph.labels[first] == graph.labels[second])
    features = facts.shared_features.tolist()
    return SuggestedLink(
        rank=rank,
        first=graph.name_of(first),
        second=graph.name_of(second),
        probability=probability,
        chance=chance,
        common_neighbours=len(facts.common_neighbours),
        neighbours=tuple(graph.name_of(node) for node in facts.common_neighbours[:MOST_NAMED].tolist()),
        paths=None if graph.kinds is None else facts.paths.shape[1],
        along=tuple(f"{graph.name_of(near)} – {graph.name_of(far)}" for near, far in facts.paths[:, :MOST_NAMED].T.tolist()),
        shared_features=None if graph.features is None else len(features),
        features=tuple(graph.feature_names[one] if graph.feature_names else f"feature {one}" for one in features[:MOST_NAMED]),
        same_class=same,
    )
