"""A reconstructed graph as GEXF or GraphML, for Gephi, Cytoscape and the like: embedding on the nodes, probability on the edges."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import torch

from vizvae.gaussian import DiagonalGaussian
from vizvae.graph.checkpoint import TrainedGraph
from vizvae.graph.explain import node_uncertainty
from vizvae.graph.metrics_of_edges import weight_range
from vizvae.graph.reconstruction import top_pairs
from vizvae.graph.split import PARTS

FORMATS = (".gexf", ".graphml")


def export_graph(
    path: Path, trained: TrainedGraph, *, num_candidates: int, progress: Callable[[float], object] = lambda _: None
) -> tuple[int, int]:
    """Write every edge of the graph and the `num_candidates` best pairs that are none; returns (nodes, edges).

    Nodes carry `label`, `class`, `kind` (of two), `degree`, `z0` … and, if variational, `sigma`; edges carry `probability`, `logit` and
    `part` (train, validation, test, or none for an invented edge), and where they have weights `weight` and `predicted_weight`; directed
    edges are written as such. Raises ValueError for another suffix.
    """
    import networkx as nx

    if path.suffix.lower() not in FORMATS:
        raise ValueError(f"{path.name}: expected a name that ends in {' or '.join(FORMATS)}")
    if num_candidates < 0:
        raise ValueError(f"expected 0 or more candidate edges, got {num_candidates}")
    graph, model, posterior = trained.graph, trained.model, trained.posterior
    drawn = nx.DiGraph(name=graph.title) if graph.directed else nx.Graph(name=graph.title)
    sigma = node_uncertainty(posterior).tolist() if isinstance(posterior, DiagonalGaussian) else None
    codes, degrees = posterior.mu.tolist(), graph.degrees.tolist()
    for node in range(graph.num_nodes):
        attributes: dict[str, str | float | int] = {"label": graph.name_of(node), "degree": degrees[node]}
        if graph.labels is not None and graph.labels[node] >= 0:
            label = int(graph.labels[node])
            attributes["class"] = graph.class_names[label] if graph.class_names else str(label)
        attributes |= {f"z{latent}": value for latent, value in enumerate(codes[node])}
        if graph.kinds is not None:
            attributes["kind"] = graph.kind_names[int(graph.kinds[node])]
        if sigma is not None:
            attributes["sigma"] = sigma[node]
        drawn.add_node(node, **attributes)
    pairs = graph.edge_index
    if num_candidates:
        pairs = torch.cat(
            [
                pairs,
                top_pairs(
                    model, posterior.mu, num_candidates, pairs=graph.pairs, leave_out=graph.edge_index, progress=progress
                ).pairs,
            ],
            1,
        )
    with torch.no_grad():
        logits = model.edge_logits(posterior.mu, pairs)
    parts = trained.split.status(pairs).tolist()
    for (first, second), logit, probability, part in zip(
        pairs.T.tolist(), logits.tolist(), logits.sigmoid().tolist(), parts, strict=True
    ):
        drawn.add_edge(first, second, probability=probability, logit=logit, part=PARTS[part])
    predicted = weight_range(model, posterior.mu, graph, trained.split, pairs)
    if predicted is not None:
        for (first, second), weight in zip(pairs.T.tolist(), predicted.median.tolist(), strict=True):
            drawn.edges[first, second]["predicted_weight"] = weight
    if graph.edge_weights is not None:
        for (first, second), weight in zip(graph.edge_index.T.tolist(), graph.edge_weights.tolist(), strict=True):
            drawn.edges[first, second]["weight"] = weight
    (nx.write_gexf if path.suffix.lower() == ".gexf" else nx.write_graphml)(drawn, path)
    return drawn.number_of_nodes(), drawn.number_of_edges()
