"""Scores of pairs that need no training: what a model must beat to earn its keep on a graph.

Each is made from a split's training edges alone. After Liben-Nowell & Kleinberg 2007 ("The link-prediction problem for social networks",
table 1) where nothing else is said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from vizvae.graph.data import Graph
from vizvae.graph.links.scorers import LinkScorer
from vizvae.graph.links.walks import DIM, MOST_NODES, WINDOW, walk_codes
from vizvae.graph.split import EdgeSplit

KATZ_BETA, KATZ_STEPS = 0.005, 5
RESTART, RANK_STEPS = 0.15, 20
SPECTRAL_DIM = 16
"""As many numbers a node as the models' usual codes"""
ROWS_AT_ONCE, PAIRS_AT_ONCE = 256, 50_000


@dataclass(frozen=True, kw_only=True)
class Baseline:
    title: str
    explained: str
    """One sentence for somebody who has not heard of it"""
    scorer: Callable[[Graph, EdgeSplit], LinkScorer]
    needs_features: bool = False
    most_nodes: int | None = None
    """Of larger graphs it takes too much memory; None for no bound"""
    of_one_kind: bool | None = None
    """True: only for graphs of one kind of nodes, False: only for those of two, None: for both"""


def _adjacency(graph: Graph, split: EdgeSplit, *, as_directed: bool = False) -> Any:
    """Training edges, both ways or, `as_directed`, as a directed graph has them: rows are sources; scipy CSR of float64."""
    from scipy.sparse import csr_array

    ends = split.train.numpy()
    if not (as_directed and graph.directed):
        ends = np.unique(np.concatenate([ends, ends[::-1]], 1), axis=1)
    return csr_array((np.ones(ends.shape[1]), (ends[0], ends[1])), shape=(graph.num_nodes, graph.num_nodes))


def _in_chunks(score: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> LinkScorer:
    def scorer(pairs: torch.Tensor) -> torch.Tensor:
        found = [score(*chunk.numpy()) for chunk in pairs.split(PAIRS_AT_ONCE, dim=1)]
        return torch.from_numpy(np.concatenate(found)) if found else torch.empty(0, dtype=torch.float64)

    return scorer


def _row_products(left: Any, right: Any) -> LinkScorer:
    """The inner product of the first node's row of `left` and the second's of `right`, both sparse."""
    return _in_chunks(lambda first, second: np.asarray(left[first].multiply(right[second]).sum(1)).ravel())


def _preferential_attachment(graph: Graph, split: EdgeSplit) -> LinkScorer:
    adjacency = _adjacency(graph, split, as_directed=True)
    out, into = adjacency.sum(1), adjacency.sum(0)
    return _in_chunks(lambda first, second: out[first] * into[second])


def _weighted_common(weight: Callable[[np.ndarray], np.ndarray]) -> Callable[[Graph, EdgeSplit], LinkScorer]:
    """The sum of `weight` (of their degrees) over the neighbours that two nodes have in common."""

    def made(graph: Graph, split: EdgeSplit) -> LinkScorer:
        adjacency = _adjacency(graph, split)
        weighted = adjacency.multiply(weight(adjacency.sum(1))[None, :]).tocsr()
        return _row_products(weighted, adjacency)

    return made


def _three_steps(graph: Graph, split: EdgeSplit) -> LinkScorer:
    adjacency = _adjacency(graph, split)  # symmetric, so that a row is a column
    return _row_products((adjacency @ adjacency).tocsr(), adjacency)


def _adamic_adar(degrees: np.ndarray) -> np.ndarray:
    # A common neighbour has two neighbours at least, so log never is 0 where it counts.
    return 1 / np.log(np.maximum(degrees, 2))


def _by_rows(rows: Callable[[np.ndarray], np.ndarray]) -> LinkScorer:
    """`rows` answers (node, num_nodes) for some nodes; each node is asked for once."""

    def scorer(pairs: torch.Tensor) -> torch.Tensor:
        first, second = pairs.numpy()
        nodes, places = np.unique(first, return_inverse=True)
        found = np.empty(len(first))
        order = np.argsort(places, kind="stable")
        starts = np.searchsorted(places[order], np.arange(0, len(nodes) + ROWS_AT_ONCE, ROWS_AT_ONCE))
        for number in range(0, len(nodes), ROWS_AT_ONCE):
            block = number // ROWS_AT_ONCE
            mine = order[starts[block] : starts[block + 1]]
            found[mine] = rows(nodes[number : number + ROWS_AT_ONCE])[places[mine] - number, second[mine]]
        return torch.from_numpy(found)

    return scorer


def _katz(graph: Graph, split: EdgeSplit) -> LinkScorer:
    adjacency = _adjacency(graph, split, as_directed=True)
    onwards = adjacency.T.tocsr()

    def rows(nodes: np.ndarray) -> np.ndarray:
        paths = adjacency[nodes].toarray().T * KATZ_BETA
        total = paths.copy()
        for _ in range(KATZ_STEPS - 1):
            paths = KATZ_BETA * (onwards @ paths)
            total += paths
        return total.T

    return _by_rows(rows)


def _pagerank(graph: Graph, split: EdgeSplit) -> LinkScorer:
    adjacency = _adjacency(graph, split, as_directed=True)
    degrees = adjacency.sum(1)
    inverse = np.divide(1.0, degrees, out=np.zeros_like(degrees), where=degrees > 0)
    step = adjacency.multiply(inverse[:, None]).T.tocsr()  # columns sum to 1: where a walker at each node goes

    def rows(nodes: np.ndarray) -> np.ndarray:
        home = np.zeros((graph.num_nodes, len(nodes)))
        home[nodes, np.arange(len(nodes))] = 1
        visited = home
        for _ in range(RANK_STEPS):
            visited = (1 - RESTART) * (step @ visited) + RESTART * home
        if graph.directed:  # one way: from the source to the target
            return visited.T
        # How often j's walker is at i follows from how often i's is at j: the walk is reversible, d_i π_i(j) = d_j π_j(i).
        return (visited * (1 + degrees[nodes][None, :] * inverse[:, None])).T

    return _by_rows(rows)


def _spectral(graph: Graph, split: EdgeSplit) -> LinkScorer:
    from scipy.sparse import eye_array
    from scipy.sparse.linalg import eigsh

    adjacency = _adjacency(graph, split) + eye_array(graph.num_nodes)
    scale = 1 / np.sqrt(adjacency.sum(1))
    normalised = adjacency.multiply(scale[None, :]).multiply(scale[:, None]).tocsr()
    if graph.num_nodes <= 2 * SPECTRAL_DIM:
        values, vectors = np.linalg.eigh(normalised.toarray())
        values, vectors = values[-SPECTRAL_DIM:], vectors[:, -SPECTRAL_DIM:]
    else:
        start = np.random.default_rng(0).standard_normal(graph.num_nodes)
        values, vectors = eigsh(normalised, k=SPECTRAL_DIM, which="LA", v0=start)
    return _in_chunks(lambda first, second: (vectors[first] * values * vectors[second]).sum(1))


def _walks(graph: Graph, split: EdgeSplit) -> LinkScorer:
    codes = walk_codes(_adjacency(graph, split))
    return _in_chunks(lambda first, second: (codes[first] * codes[second]).sum(1))


def _feature_cosine(graph: Graph, split: EdgeSplit) -> LinkScorer:
    del split
    from scipy.sparse import csr_array

    assert graph.features is not None
    features = graph.features
    matrix = csr_array(
        (features.values.double().numpy(), features.columns.numpy(), features.row_starts.numpy()), shape=features.shape
    )
    length = np.sqrt(matrix.multiply(matrix).sum(1))
    length[length == 0] = 1  # a node without features is like none
    unit = matrix.multiply(1 / length[:, None]).tocsr()
    return _row_products(unit, unit)


BASELINES: dict[str, Baseline] = {
    "preferential_attachment": Baseline(
        title="preferential attachment",
        explained="The product of the two degrees (of edges from the one and to the other): nodes with many edges get more.",
        scorer=_preferential_attachment,
    ),
    "common_neighbours": Baseline(
        title="common neighbours",
        explained="How many neighbours the two nodes share, whichever way edges go.",
        scorer=_weighted_common(np.ones_like),
        of_one_kind=True,
    ),
    "adamic_adar": Baseline(
        title="Adamic–Adar",
        explained="Shared neighbours, each counted less the more edges it has (1 / log degree; Adamic & Adar 2003).",
        scorer=_weighted_common(_adamic_adar),
        of_one_kind=True,
    ),
    "three_steps": Baseline(
        title="paths of three steps",
        explained="How many ways of three edges lead from one node to the other: what common neighbours are where nodes are of two kinds.",
        scorer=_three_steps,
        of_one_kind=False,
    ),
    "katz": Baseline(
        title="Katz",
        explained=f"Paths between the two of up to {KATZ_STEPS} steps, each step weighing {KATZ_BETA:g}, along their direction "
        "(Katz 1953).",
        scorer=_katz,
    ),
    "pagerank": Baseline(
        title="personalised PageRank",
        explained=f"How often a random walk from one node, which starts again with chance {RESTART:g} at each step, is at the other; "
        "both ways added where edges have no direction.",
        scorer=_pagerank,
    ),
    "spectral": Baseline(
        title="spectral embedding",
        explained=f"The {SPECTRAL_DIM} leading eigenvectors of the normalised adjacency as codes, multiplied as a model's codes are; "
        "directions are not looked at.",
        scorer=_spectral,
    ),
    "walks": Baseline(
        title="random walks (DeepWalk)",
        explained=f"{DIM} numbers a node, from how often walks of {WINDOW} steps meet two nodes: what DeepWalk and node2vec (p = q = 1) "
        f"learn, in closed form (NetMF, Qiu et al. 2018); directions are not looked at. For graphs of up to {MOST_NODES:,} nodes.",
        scorer=_walks,
        most_nodes=MOST_NODES,
    ),
    "feature_cosine": Baseline(
        title="feature similarity",
        explained="The cosine between the two nodes' features; the edges are not looked at.",
        scorer=_feature_cosine,
        needs_features=True,
    ),
}


def baselines_of(graph: Graph) -> dict[str, Baseline]:
    """Those that this graph has what they need for, and that can tell its pairs apart."""
    one_kind = graph.kinds is None
    return {
        key: one
        for key, one in BASELINES.items()
        if (graph.features is not None or not one.needs_features)
        and one.of_one_kind in (None, one_kind)
        and (one.most_nodes is None or graph.num_nodes <= one.most_nodes)
    }
