"""Where the nodes of a graph are drawn: by its edges alone, so that it can be set beside an embedding."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float
from safetensors.numpy import load_file, save_file
from torch import Tensor

from vizvae.graph.data import Graph
from vizvae.paths import ASSETS, download_dir

SEED = 20260403
SHIPPED_LAYOUTS = ASSETS / "layouts"
SMALL = 500
"""Up to here networkx's force simulation is quick; above, its energy minimisation."""


def compute_layout(graph: Graph) -> Float[Tensor, "node 2"]:
    """Positions by networkx's spring layout (Fruchterman & Reingold 1991; energy form by Hamann et al. 2025), the same at every call.

    Unconnected parts are held near the middle by its gravity. Seconds for thousands of nodes, minutes for tens of thousands.
    """
    import networkx as nx  # a second to import: only where needed

    drawn = nx.Graph()
    drawn.add_nodes_from(range(graph.num_nodes))
    drawn.add_edges_from(graph.edge_index.T.tolist())
    if graph.num_nodes <= SMALL:
        places = nx.spring_layout(drawn, seed=SEED, iterations=300, method="force")
    else:
        places = nx.spring_layout(drawn, seed=SEED, iterations=200, method="energy")
    return torch.from_numpy(np.array([places[node] for node in range(graph.num_nodes)], dtype=np.float32))


def layout(graph: Graph, folders: Sequence[Path] | None = None) -> Float[Tensor, "node 2"]:
    """The graph's layout, from the first of `folders` that has it; otherwise computed and kept in the last one.

    `folders`: by default the shipped layouts, then the user's cache. Files are named by the graph's content.
    """
    folders = [SHIPPED_LAYOUTS, download_dir() / "layouts"] if folders is None else folders
    name = f"{graph.fingerprint}.safetensors"
    for folder in folders:
        if (folder / name).exists():
            return torch.from_numpy(load_file(folder / name)["layout"])
    places = compute_layout(graph)
    folders[-1].mkdir(parents=True, exist_ok=True)
    aside = folders[-1] / f".{name}.part"
    save_file({"layout": places.numpy()}, aside)
    aside.replace(folders[-1] / name)
    return places
