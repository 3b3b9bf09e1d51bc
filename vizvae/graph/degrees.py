"""How many neighbours nodes have, by the real edges and by as many predicted ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int64
from torch import Tensor

from vizvae.graph.checkpoint import TrainedGraph
from vizvae.graph.reconstruction import top_pairs


@dataclass(frozen=True, kw_only=True)
class DegreeCurve:
    num_edges: int
    degrees: tuple[int, ...]
    """The different ones above 0, ascending"""
    shares: tuple[float, ...]
    """Of the nodes that have at least so many neighbours"""


def degree_curves(trained: TrainedGraph, progress: Callable[[float], object] = lambda _: None) -> tuple[DegreeCurve, DegreeCurve]:
    """Of the real edges, and of as many predicted ones, the likeliest pairs of all. Raises ValueError for a graph without edges."""
    graph = trained.graph
    if graph.num_edges == 0:
        raise ValueError("expected edges to draw, got none: choose a graph that has some")
    predicted = top_pairs(trained.model, trained.posterior.mu, graph.num_edges, pairs=graph.pairs, progress=progress).pairs
    return _curve(graph.edge_index, graph.num_nodes), _curve(predicted, graph.num_nodes)


def _curve(edges: Tensor, num_nodes: int) -> DegreeCurve:
    steps, shares = at_least(torch.bincount(edges.flatten(), minlength=num_nodes).numpy())
    return DegreeCurve(num_edges=edges.shape[1], degrees=tuple(steps.tolist()), shares=tuple(shares.tolist()))


def at_least(degrees: Int64[np.ndarray, " node"]) -> tuple[Int64[np.ndarray, " step"], Float[np.ndarray, " step"]]:
    """The different degrees above 0, and which share of the nodes has at least each."""
    steps = np.unique(degrees[degrees > 0])
    return steps, np.array([(degrees >= step).mean() for step in steps])
