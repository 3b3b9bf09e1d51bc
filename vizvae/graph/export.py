"""A reconstructed graph as GEXF or GraphML, for Gephi, Cytoscape and the like: places, colours and embedding on the nodes, probability on
the edges."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from vizvae.graph.checkpoint import TrainedGraph
from vizvae.graph.communities import find_communities
from vizvae.graph.explain import neighbours
from vizvae.graph.layout import layout
from vizvae.graph.metrics_of_edges import weight_range
from vizvae.graph.reconstruction import top_pairs
from vizvae.graph.split import PARTS
from vizvae.graph.uncertainty import node_uncertainty

FORMATS = (".gexf", ".graphml")
CLASS_COLOURS = (
    (230, 159, 0), (86, 180, 233), (0, 158, 115), (240, 228, 66), (0, 114, 178), (213, 94, 0), (204, 121, 167), (159, 1, 83),
    (45, 252, 225), (158, 89, 254),
)  # fmt: skip
"""As on the page, and in the figures (vizvae/figures/style.py), which stand above this room"""
NO_CLASS = (138, 138, 138)
NODE_SPACING = 40.0
"""In the units of Gephi, where a node is 10 wide: the side of the drawing is this times the root of the number of nodes"""


def export_graph(
    path: Path,
    trained: TrainedGraph,
    *,
    num_candidates: int,
    around: int | None = None,
    steps: int = 1,
    progress: Callable[[float], object] = lambda _: None,
) -> tuple[int, int]:
    """Write every edge of the graph and the `num_candidates` best pairs that are none; returns (nodes, edges). With `around`, only the
    nodes that are at most `steps` edges away from that node, whichever way those go, and what of all that joins two of them.

    Nodes carry `label`, `class`, `kind` (of two), `community`, `degree`, `z0` … and, if variational, `sigma` (the mean over latents), where
    they stand in the graph's layout and the colour of their class, without classes that of their community; edges carry `probability`,
    `logit` and `part` (train, validation, test, or none for an invented edge), and where they have weights `weight` and
    `predicted_weight`; directed edges are written as such. Raises ValueError for another suffix, and for a node or number of steps that
    cannot be.
    """
    import networkx as nx

    suffix = path.suffix.lower()
    if suffix not in FORMATS:
        raise ValueError(f"{path.name}: expected a name that ends in {' or '.join(FORMATS)}")
    if num_candidates < 0:
        raise ValueError(f"expected 0 or more candidate edges, got {num_candidates}")
    graph, model, posterior = trained.graph, trained.model, trained.posterior
    kept = torch.arange(graph.num_nodes) if around is None else surroundings(graph.edge_index, graph.num_nodes, around, steps)
    drawn = nx.DiGraph(name=graph.title) if graph.directed else nx.Graph(name=graph.title)
    drawn.add_nodes_from((node, attributes) for node, attributes in _nodes(trained, kept, suffix))
    pairs = graph.edge_index
    if num_candidates:
        best = top_pairs(model, posterior.mu, num_candidates, pairs=graph.pairs, leave_out=graph.edge_index, progress=progress)
        pairs = torch.cat([pairs, best.pairs], 1)
    pairs = pairs[:, torch.isin(pairs, kept).all(0)]
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
            if drawn.has_edge(first, second):
                drawn.edges[first, second]["weight"] = weight
    (nx.write_gexf if suffix == ".gexf" else nx.write_graphml)(drawn, path)
    return drawn.number_of_nodes(), drawn.number_of_edges()


def surroundings(edges: Int[Tensor, "2 edge"], num_nodes: int, node: int, steps: int) -> Int[Tensor, " near"]:
    """Sorted: `node` and all that are at most `steps` edges away. Raises ValueError for a node that is none and for less than one step."""
    if not 0 <= node < num_nodes:
        raise ValueError(f"expected a node from 0 to {num_nodes - 1}, got {node}")
    if steps < 1:
        raise ValueError(f"expected 1 step or more around a node, got {steps}")
    near = torch.zeros(num_nodes, dtype=torch.bool)
    near[node] = True
    near[neighbours(edges, node)] = True
    for _ in range(steps - 1):
        touched = near[edges]
        near[edges[:, touched.any(0)].flatten()] = True
    return near.nonzero()[:, 0]


def _nodes(trained: TrainedGraph, kept: Tensor, suffix: str) -> list[tuple[int, dict[str, Any]]]:
    graph, posterior = trained.graph, trained.posterior
    uncertainty = node_uncertainty(trained)
    codes, degrees, communities = posterior.mu.tolist(), graph.degrees.tolist(), find_communities(graph).labels
    groups = communities if graph.labels is None else graph.labels
    places = _in_gephi_units(layout(graph)).tolist()
    found = []
    for node in kept.tolist():
        attributes: dict[str, Any] = {
            "label": graph.name_of(node), "degree": degrees[node], "community": int(communities[node]) + 1
        }  # fmt: skip
        if name := graph.class_of(node):
            attributes["class"] = name
        attributes |= {f"z{latent}": value for latent, value in enumerate(codes[node])}
        if graph.kinds is not None:
            attributes["kind"] = graph.kind_names[int(graph.kinds[node])]
        if uncertainty is not None:
            attributes["sigma"] = float(uncertainty.sigma[node])
        colour = _colour(int(groups[node]), repeats=graph.labels is not None)
        place, shade = dict(zip("xy", places[node], strict=True)), dict(zip("rgb", colour, strict=True))
        # Only GEXF has words of its own for what is seen; Gephi knows these of GraphML by name.
        seen = {"viz": {"position": place | {"z": 0.0}, "color": shade | {"a": 1.0}}} if suffix == ".gexf" else place | shade
        found.append((node, attributes | seen))
    return found


def _colour(group: int, *, repeats: bool) -> tuple[int, int, int]:
    """As on the page: more classes than colours begin again, of communities the largest have colours."""
    if group < 0 or (group >= len(CLASS_COLOURS) and not repeats):
        return NO_CLASS
    return CLASS_COLOURS[group % len(CLASS_COLOURS)]


def _in_gephi_units(places: Float[Tensor, "node 2"]) -> Float[Tensor, "node 2"]:
    centred = places - (places.amax(0) + places.amin(0)) / 2
    return centred * (NODE_SPACING * len(places) ** 0.5 / (2 * centred.abs().max().clamp(min=1e-9)))
