"""A small graph with two communities, features that tell them apart, and what training on it needs."""

from __future__ import annotations

import torch

from vizvae.graph.config import GraphTrainConfig
from vizvae.graph.data import Graph, canonical_edges
from vizvae.graph.model import GraphAutoencoder, GraphModelConfig
from vizvae.graph.sparse import SparseMatrix
from vizvae.graph.split import EdgeSplit
from vizvae.graph.training import GraphTraining, train


def communities(num_nodes: int = 40, *, seed: int = 0) -> Graph:
    """Two halves; a third of the pairs within a half are edges, a fiftieth of those between."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.arange(num_nodes) % 2
    pairs = torch.triu_indices(num_nodes, num_nodes, offset=1)
    same = labels[pairs[0]] == labels[pairs[1]]
    drawn = torch.rand(pairs.shape[1], generator=generator) < torch.where(same, 0.33, 0.02)
    words = (torch.rand(num_nodes, 12, generator=generator) < 0.2).float()
    words[torch.arange(num_nodes), labels] = 1
    return Graph(
        title="two communities",
        edge_index=canonical_edges(pairs[:, drawn], num_nodes),
        num_nodes=num_nodes,
        features=SparseMatrix.from_dense(words),
        labels=labels,
        class_names=("even", "odd"),
    )


def inner_product_model(latent_dim: int = 3) -> GraphAutoencoder:
    """For its decoder: any features."""
    return GraphAutoencoder(GraphModelConfig(latent_dim=latent_dim), 1).requires_grad_(False)


def trained(config: GraphTrainConfig, graph: Graph, split: EdgeSplit) -> GraphTraining:
    state = GraphTraining.start(config, graph, split.train)
    for _ in train(state, split):
        pass
    return state
