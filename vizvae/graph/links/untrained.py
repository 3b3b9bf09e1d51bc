"""Scores of pairs of nodes that need no training: how each is computed from a split's training edges alone.

After Liben-Nowell & Kleinberg 2007 ("The link-prediction problem for social networks", table 1) where nothing else is said.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from vizvae.graph.adjacency import adjacency_matrix
from vizvae.graph.data import Graph
from vizvae.graph.links.scorers import LinkScorer
from vizvae.graph.links.walks import walk_codes
from vizvae.graph.split import EdgeSplit

KATZ_BETA, KATZ_STEPS = 0.005, 5
RESTART, RANK_STEPS = 0.15, 20
SPECTRAL_DIM = 16
"""As many numbers a node as the models' usual codes"""
ROWS_AT_ONCE, PAIRS_AT_ONCE = 256, 50_000


def _training_edges(graph: Graph, split: EdgeSplit, *, as_directed: bool = False) -> Any:
    """Both ways or, `as_directed`, as a directed graph has them."""
    return adjacency_matrix(split.train, graph.num_nodes, both_ways=not (as_directed and graph.directed))


def _in_chunks(score: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> LinkScorer:
    def scorer(pairs: torch.Tensor) -> torch.Tensor:
        found = [score(*chunk.numpy()) for chunk in pairs.split(PAIRS_AT_ONCE, dim=1)]
        return torch.from_numpy(np.concatenate(found)) if found else torch.empty(0, dtype=torch.float64)

    return scorer


def _row_products(left: Any, right: Any) -> LinkScorer:
    """The inner product of the first node's row of `left` and the second's of `right`, both sparse."""
    return _in_chunks(lambda first, second: np.asarray(left[first].multiply(right[second]).sum(1)).ravel())


def preferential_attachment(graph: Graph, split: EdgeSplit) -> LinkScorer:
    adjacency = _training_edges(graph, split, as_directed=True)
    out, into = adjacency.sum(1), adjacency.sum(0)
    return _in_chunks(lambda first, second: out[first] * into[second])


def weighted_common(weight: Callable[[np.ndarray], np.ndarray]) -> Callable[[Graph, EdgeSplit], LinkScorer]:
    """The sum of `weight` (of their degrees) over the neighbours that two nodes have in common."""

    def made(graph: Graph, split: EdgeSplit) -> LinkScorer:
        adjacency = _training_edges(graph, split)
        weighted = adjacency.multiply(weight(adjacency.sum(1))[None, :]).tocsr()
        return _row_products(weighted, adjacency)

    return made


def three_steps(graph: Graph, split: EdgeSplit) -> LinkScorer:
    adjacency = _training_edges(graph, split)  # symmetric, so that a row is a column
    return _row_products((adjacency @ adjacency).tocsr(), adjacency)


def adamic_adar(degrees: np.ndarray) -> np.ndarray:
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


def katz(graph: Graph, split: EdgeSplit) -> LinkScorer:
    adjacency = _training_edges(graph, split, as_directed=True)
    onwards = adjacency.T.tocsr()

    def rows(nodes: np.ndarray) -> np.ndarray:
        paths = adjacency[nodes].toarray().T * KATZ_BETA
        total = paths.copy()
        for _ in range(KATZ_STEPS - 1):
            paths = KATZ_BETA * (onwards @ paths)
            total += paths
        return total.T

    return _by_rows(rows)


def pagerank(graph: Graph, split: EdgeSplit) -> LinkScorer:
    adjacency = _training_edges(graph, split, as_directed=True)
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


def spectral(graph: Graph, split: EdgeSplit) -> LinkScorer:
    from scipy.sparse import eye_array
    from scipy.sparse.linalg import eigsh

    adjacency = _training_edges(graph, split) + eye_array(graph.num_nodes)
    scale = 1 / np.sqrt(adjacency.sum(1))
    normalised = adjacency.multiply(scale[None, :]).multiply(scale[:, None]).tocsr()
    if graph.num_nodes <= 2 * SPECTRAL_DIM:
        values, vectors = np.linalg.eigh(normalised.toarray())
        values, vectors = values[-SPECTRAL_DIM:], vectors[:, -SPECTRAL_DIM:]
    else:
        start = np.random.default_rng(0).standard_normal(graph.num_nodes)
        values, vectors = eigsh(normalised, k=SPECTRAL_DIM, which="LA", v0=start)
    return _in_chunks(lambda first, second: (vectors[first] * values * vectors[second]).sum(1))


def walks(graph: Graph, split: EdgeSplit) -> LinkScorer:
    codes = walk_codes(_training_edges(graph, split))
    return _in_chunks(lambda first, second: (codes[first] * codes[second]).sum(1))


def feature_cosine(graph: Graph, split: EdgeSplit) -> LinkScorer:
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
