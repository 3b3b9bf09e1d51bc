"""Subgraphs that a graph too large for one step is trained on.

Cluster-GCN (Chiang et al. 2019, "Cluster-GCN: An Efficient Algorithm for Training Deep and Large Graph Convolutional Networks"): the nodes
are parted once so that most edges stay within a part, and in each epoch the parts are shuffled and joined, a few at a time, to subgraphs
with all the edges between their nodes. Each node is in one subgraph an epoch. What the paper leaves out is put right as in GraphSAINT
(Zeng et al. 2020, "GraphSAINT: Graph Sampling Based Inductive Learning Method"), whose factors are known here and need not be estimated:
see `Parts.stands_for`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from jaxtyping import Int
from torch import Tensor

from vizvae.graph.training_view import Parts, TrainingView

PARTS_A_STEP = 10
"""Parts that a subgraph is joined from. The fewer, the more edges are within a part; the more, the more of the others are seen."""
ROUNDS, FULLEST = 20, 1.1
"""Of moving nodes to where their neighbours are; how much larger than on average a part may get."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Subgraphs:
    """A training graph in parts. The parts depend on the training edges and `seed` alone."""

    whole: TrainingView
    nodes_a_step: int
    seed: int

    @property
    def steps(self) -> int:
        """Subgraphs, and with them optimiser steps, an epoch."""
        return math.ceil(self.whole.inputs.num_rows / self.nodes_a_step)

    @cached_property
    def parts(self) -> Int[Tensor, " node"]:
        """Which part each node is in."""
        num_nodes = self.whole.inputs.num_rows
        return balanced_parts(self.whole.edges, num_nodes, min(num_nodes, PARTS_A_STEP * self.steps), seed=self.seed)

    def epoch(self, generator: torch.Generator) -> Iterator[TrainingView]:
        """Each node in one of `steps` subgraphs. Those without any edge, or without a pair that could be one, are left out."""
        whole, num_nodes = self.whole, self.whole.inputs.num_rows
        num_parts = int(self.parts.max()) + 1
        # Shuffled parts dealt out in turn: subgraphs of as equal numbers of them as can be.
        dealt = torch.empty(num_parts, dtype=torch.int64)
        dealt[torch.randperm(num_parts, generator=generator)] = torch.arange(num_parts) % self.steps
        of_node = dealt[self.parts]
        sizes = torch.bincount(of_node, minlength=self.steps)
        nodes = torch.argsort(of_node, stable=True)  # by subgraph, ascending within each
        place = torch.empty(num_nodes, dtype=torch.int64)
        place[nodes] = torch.arange(num_nodes) - torch.repeat_interleave(sizes.cumsum(0) - sizes, sizes)
        of_edge = of_node[whole.edges[0]]
        within = (of_edge == of_node[whole.edges[1]]).nonzero()[:, 0]
        of_edge = of_edge[within]
        within = within[torch.argsort(of_edge, stable=True)]
        edge_counts = torch.bincount(of_edge, minlength=self.steps).tolist()
        stands_for = 1 / chance_together(torch.bincount(dealt, minlength=self.steps).tolist())
        for chosen, edges in zip(nodes.split(sizes.tolist()), within.split(edge_counts), strict=True):
            pairs = whole.pairs.among(chosen)
            if len(edges) and pairs.count:
                yield TrainingView(
                    inputs=whole.inputs.of_rows(chosen),
                    edges=place[whole.edges[:, edges]],
                    pairs=pairs,
                    weights=_of(whole.weights, edges),
                    strengths=_of(whole.strengths, edges),
                    parts=Parts(of_nodes=self.parts[chosen], stands_for=stands_for),
                )


def chance_together(parts_of_each: list[int]) -> float:
    """That two given parts come into the same subgraph, where shuffled parts are dealt out to subgraphs of so many each; 1 where there is
    one part alone, so that no two are apart."""
    num_parts = sum(parts_of_each)
    pairs = num_parts * (num_parts - 1)
    # Above 0: were each subgraph one part, no edge between parts would be seen, and none asks for what it counts.
    return max(1, sum(count * (count - 1) for count in parts_of_each)) / pairs if pairs else 1.0


def balanced_parts(edges: Int[Tensor, "2 edge"], num_nodes: int, num_parts: int, *, seed: int) -> Int[Tensor, " node"]:
    """A part for each node, with few edges between parts and none larger than `FULLEST` times the average (or one node more).

    Balanced label propagation (Ugander & Backstrom 2013, "Balanced Label Propagation for Partitioning Massive Graphs"), from stretches of
    the reverse Cuthill–McKee order: in each round, of the nodes that have more neighbours in another part than in their own, half move
    there, those that gain most first, as far as there is room. Time and memory grow with nodes and edges.
    """
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import reverse_cuthill_mckee

    rng = np.random.default_rng(seed)
    first, second = edges.numpy()
    ends = (np.concatenate([first, second]), np.concatenate([second, first]))
    joined = csr_array((np.ones(len(ends[0]), np.float32), ends), shape=(num_nodes, num_nodes))
    part = np.empty(num_nodes, np.int64)
    part[reverse_cuthill_mckee(joined, symmetric_mode=True)] = np.arange(num_nodes) * num_parts // num_nodes
    most = math.ceil(FULLEST * num_nodes / num_parts)
    for _ in range(ROUNDS):
        in_parts = csr_array((np.ones(num_nodes, np.float32), part, np.arange(num_nodes + 1)), shape=(num_nodes, num_parts))
        near = csr_array(joined @ in_parts)  # (node, part): neighbours there
        rows = np.repeat(np.arange(num_nodes), np.diff(near.indptr))
        at_home = near.indices == part[rows]
        own = np.zeros(num_nodes, np.float32)
        own[rows[at_home]] = near.data[at_home]
        gain = near.data - own[rows]
        better = np.flatnonzero(gain > 0)
        node, target, gain = rows[better], near.indices[better], gain[better]
        ascending = np.lexsort((target, gain, node))
        best = ascending[np.append(np.diff(node[ascending]) > 0, True)] if len(node) else ascending  # of each node the last
        best = best[rng.random(len(best)) < 0.5]  # else two neighbours change places for ever
        by_target = best[np.lexsort((-gain[best], target[best]))]
        node, target = node[by_target], target[by_target]
        turn = np.arange(len(target)) - np.searchsorted(target, target)
        room = np.maximum(most - np.bincount(part, minlength=num_parts), 0)
        moved = turn < room[target]
        part[node[moved]] = target[moved]
    return torch.from_numpy(np.unique(part, return_inverse=True)[1].astype(np.int64))


def _of(values: Tensor | None, which: Tensor) -> Tensor | None:
    return None if values is None else values[which]
