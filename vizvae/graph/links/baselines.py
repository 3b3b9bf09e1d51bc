"""What a model must beat to earn its keep on a graph: scores of pairs that need no training, by name, and which graphs they are for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from vizvae.graph.data import Graph
from vizvae.graph.links.scorers import LinkScorer
from vizvae.graph.links.untrained import (
    KATZ_BETA,
    KATZ_STEPS,
    RESTART,
    SPECTRAL_DIM,
    adamic_adar,
    feature_cosine,
    katz,
    pagerank,
    preferential_attachment,
    spectral,
    three_steps,
    walks,
    weighted_common,
)
from vizvae.graph.links.walks import DIM, MOST_NODES, WINDOW
from vizvae.graph.split import EdgeSplit

MOST_FROM_NODES = 30_000
"""Nodes up to which walks or paths are followed from each: of 100,000 nodes it would take days."""


@dataclass(frozen=True, kw_only=True)
class Baseline:
    title: str
    explained: str
    """One sentence for somebody who has not heard of it"""
    scorer: Callable[[Graph, EdgeSplit], LinkScorer]
    needs_features: bool = False
    most_nodes: int | None = None
    """Of larger graphs it takes too much memory or time; None for no bound"""
    of_one_kind: bool | None = None
    """True: only for graphs of one kind of nodes, False: only for those of two, None: for both"""


BASELINES: dict[str, Baseline] = {
    "preferential_attachment": Baseline(
        title="preferential attachment",
        explained="The product of the two degrees (of edges from the one and to the other): nodes with many edges get more.",
        scorer=preferential_attachment,
    ),
    "common_neighbours": Baseline(
        title="common neighbours",
        explained="How many neighbours the two nodes share, whichever way edges go.",
        scorer=weighted_common(np.ones_like),
        of_one_kind=True,
    ),
    "adamic_adar": Baseline(
        title="Adamic–Adar",
        explained="Shared neighbours, each counted less the more edges it has (1 / log degree; Adamic & Adar 2003).",
        scorer=weighted_common(adamic_adar),
        of_one_kind=True,
    ),
    "three_steps": Baseline(
        title="paths of three steps",
        explained="How many ways of three edges lead from one node to the other: what common neighbours are where nodes are of two kinds.",
        scorer=three_steps,
        of_one_kind=False,
    ),
    "katz": Baseline(
        title="Katz",
        explained=f"Paths between the two of up to {KATZ_STEPS} steps, each step weighing {KATZ_BETA:g}, along their direction "
        f"(Katz 1953). For graphs of up to {MOST_FROM_NODES:,} nodes.",
        scorer=katz,
        most_nodes=MOST_FROM_NODES,
    ),
    "pagerank": Baseline(
        title="personalised PageRank",
        explained=f"How often a random walk from one node, which starts again with chance {RESTART:g} at each step, is at the other; "
        f"both ways added where edges have no direction. For graphs of up to {MOST_FROM_NODES:,} nodes.",
        scorer=pagerank,
        most_nodes=MOST_FROM_NODES,
    ),
    "spectral": Baseline(
        title="spectral embedding",
        explained=f"The {SPECTRAL_DIM} leading eigenvectors of the normalised adjacency as codes, multiplied as a model's codes are; "
        "directions are not looked at.",
        scorer=spectral,
    ),
    "walks": Baseline(
        title="random walks (DeepWalk)",
        explained=f"{DIM} numbers a node, from how often walks of {WINDOW} steps meet two nodes: what DeepWalk and node2vec (p = q = 1) "
        f"learn, in closed form (NetMF, Qiu et al. 2018); directions are not looked at. For graphs of up to {MOST_NODES:,} nodes.",
        scorer=walks,
        most_nodes=MOST_NODES,
    ),
    "feature_cosine": Baseline(
        title="feature similarity",
        explained="The cosine between the two nodes' features; the edges are not looked at.",
        scorer=feature_cosine,
        needs_features=True,
    ),
}


def baselines_of(graph: Graph) -> dict[str, Baseline]:
    """Those that this graph has what they need for, that can tell its pairs apart, and that it is not too large for."""
    return {key: one for key, one in _fitting(graph).items() if not _too_large(graph, one)}


def left_out_baselines(graph: Graph) -> str:
    """A sentence of those that the graph is too large for; empty for none."""
    left_out = [f"{one.title} (up to {one.most_nodes:,})" for one in _fitting(graph).values() if _too_large(graph, one)]
    return f"Left out, because they are for graphs of fewer nodes: {', '.join(left_out)}." if left_out else ""


def _fitting(graph: Graph) -> dict[str, Baseline]:
    one_kind = graph.kinds is None
    return {
        key: one
        for key, one in BASELINES.items()
        if (graph.features is not None or not one.needs_features) and one.of_one_kind in (None, one_kind)
    }


def _too_large(graph: Graph, one: Baseline) -> bool:
    return one.most_nodes is not None and graph.num_nodes > one.most_nodes
