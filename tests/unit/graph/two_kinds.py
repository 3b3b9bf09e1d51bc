"""Small graphs of two kinds of nodes."""

from __future__ import annotations

import torch

from vizvae.graph.data import Graph, canonical_edges
from vizvae.graph.sparse import SparseMatrix


def two_kinds(users: int = 12, items: int = 9, *, seed: int = 0, features: bool = False) -> Graph:
    """Users 0 … and items after them, in two tastes: half of the pairs of one taste are edges, a twentieth of the others."""
    generator = torch.Generator().manual_seed(seed)
    pairs = torch.cartesian_prod(torch.arange(users), users + torch.arange(items)).T
    same = pairs[0] % 2 == (pairs[1] - users) % 2
    drawn = torch.rand(pairs.shape[1], generator=generator) < torch.where(same, 0.5, 0.05)
    drawn[0] = True
    num_nodes = users + items
    mixed = torch.randperm(num_nodes, generator=generator)  # kinds are no stretches of the numbers
    kinds = torch.empty(num_nodes, dtype=torch.int64)
    kinds[mixed] = torch.arange(num_nodes).ge(users).long()
    words = SparseMatrix.from_dense(torch.rand(num_nodes, 5, generator=generator).round()) if features else None
    return Graph(
        title="users and items",
        edge_index=canonical_edges(mixed[pairs[:, drawn]], num_nodes),
        num_nodes=num_nodes,
        kinds=kinds,
        kind_names=("user", "item"),
        features=words,
    )
