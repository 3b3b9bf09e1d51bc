"""Where the nodes of a graph are drawn: by its edges alone, so that it can be set beside an embedding."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float
from safetensors import SafetensorError
from safetensors.numpy import load_file, save
from torch import Tensor

from vizvae.atomic_write import atomic_write
from vizvae.graph.data import Graph
from vizvae.paths import ASSETS, download_dir

SEED = 20260403
SHIPPED_LAYOUTS = ASSETS / "layouts"
SMALL = 500
"""Up to here networkx's force simulation is quick; above, its energy minimisation."""
LARGE = 6_000
"""Above, forces between all pairs take minutes to hours: repulsion is sampled instead."""
SAMPLED_EPOCHS = 2_000
log = logging.getLogger(__name__)


def compute_layout(graph: Graph) -> Float[Tensor, "node 2"]:
    """Positions by the graph's edges alone, the same at every call.

    Up to `LARGE` nodes networkx's spring layout (Fruchterman & Reingold 1991; energy form by Hamann et al. 2025): unconnected parts are
    held near the middle by its gravity; seconds. Above, umap-learn's optimiser (McInnes et al. 2018) with the graph as its neighbour
    graph, an edge pulling with 1 / √(degree · degree): time grows with the edges, half a minute for PubMed.
    """
    return _sampled_layout(graph) if graph.num_nodes > LARGE else _spring_layout(graph)


def _spring_layout(graph: Graph) -> Float[Tensor, "node 2"]:
    import networkx as nx  # a second to import: only where needed

    drawn = nx.Graph()
    drawn.add_nodes_from(range(graph.num_nodes))
    drawn.add_edges_from(graph.edge_index.T.tolist())
    if graph.num_nodes <= SMALL:
        places = nx.spring_layout(drawn, seed=SEED, iterations=300, method="force")
    else:
        places = nx.spring_layout(drawn, seed=SEED, iterations=200, method="energy")
    return torch.from_numpy(np.array([places[node] for node in range(graph.num_nodes)], dtype=np.float32))


def _sampled_layout(graph: Graph) -> Float[Tensor, "node 2"]:
    # Seconds to import: only where needed
    from scipy.sparse import coo_array
    from umap.distances import named_distances_with_gradients
    from umap.umap_ import find_ab_params, simplicial_set_embedding

    first, second = graph.edge_index.numpy()
    degree = graph.degrees.numpy()
    pull = 1 / np.sqrt(degree[first] * degree[second])
    both_ways = np.concatenate([pull, pull]), (np.concatenate([first, second]), np.concatenate([second, first]))
    random = np.random.RandomState(SEED)
    a, b = find_ab_params(spread=1.0, min_dist=0.3)
    places, _ = simplicial_set_embedding(
        data=None, graph=coo_array(both_ways, shape=(graph.num_nodes, graph.num_nodes)).tocsr(), n_components=2,
        initial_alpha=1.0, a=a, b=b, gamma=1.0, negative_sample_rate=5, n_epochs=SAMPLED_EPOCHS,
        init=random.uniform(-10, 10, (graph.num_nodes, 2)).astype(np.float32), random_state=random,
        metric="euclidean", metric_kwds={}, output_metric=named_distances_with_gradients["euclidean"], output_metric_kwds={},
        densmap=False, densmap_kwds={}, output_dens=False,
    )  # fmt: skip
    return torch.from_numpy(np.asarray(places, dtype=np.float32))


def layout(graph: Graph, folders: Sequence[Path] | None = None) -> Float[Tensor, "node 2"]:
    """The graph's layout, from the first of `folders` that has it; otherwise computed and kept in the last one, where that can be.

    `folders`: by default the shipped layouts, then the user's cache. Files are named by the graph's content.
    """
    folders = _folders() if folders is None else folders
    kept = kept_layout(graph.fingerprint, folders)
    if kept is not None:
        return kept
    places = compute_layout(graph)
    try:
        folders[-1].mkdir(parents=True, exist_ok=True)
        atomic_write(folders[-1] / _file_name(graph.fingerprint), save({"layout": places.numpy()}))
    except OSError as error:  # it is there all the same: the next who asks computes it again
        log.warning("the layout of a graph could not be kept: %s", error)
    return places


def kept_layout(fingerprint: str, folders: Sequence[Path] | None = None) -> Float[Tensor, "node 2"] | None:
    """That of the graph with this fingerprint, where it has been computed before."""
    for folder in _folders() if folders is None else folders:
        path = folder / _file_name(fingerprint)
        if path.exists():
            try:
                return torch.from_numpy(load_file(path)["layout"]).float()
            except (OSError, SafetensorError, KeyError) as error:
                log.warning("%s is damaged and left out: %s", path, error)
    return None


def has_layout(fingerprint: str) -> bool:
    """Whether there is a `kept_layout`"""
    return any((folder / _file_name(fingerprint)).exists() for folder in _folders())


def _folders() -> list[Path]:
    return [SHIPPED_LAYOUTS, download_dir() / "layouts"]


def _file_name(fingerprint: str) -> str:
    return f"{fingerprint}.safetensors"
