"""The embedding as a table or an archive of arrays, for whoever goes on with it elsewhere."""

from __future__ import annotations

import io

import numpy as np
import torch

from vizvae.gaussian import DiagonalGaussian
from vizvae.graph.checkpoint import TrainedGraph
from vizvae.graph.communities import find_communities
from vizvae.tables import as_csv

FORMATS = (".csv", ".npz")


def codes_csv(trained: TrainedGraph) -> str:
    """A row for each node: `node` (its number), `name`, `class` (empty where unknown), `community` (1 the largest), `z0` … (posterior
    means), and, if variational, `std0` … (posterior standard deviations)."""
    graph, posterior = trained.graph, trained.posterior
    columns = {f"z{latent}": values for latent, values in enumerate(posterior.mu.T.tolist())}
    if isinstance(posterior, DiagonalGaussian):
        columns |= {f"std{latent}": values for latent, values in enumerate(posterior.std.T.tolist())}
    communities = (find_communities(graph).labels + 1).tolist()
    rows = [
        {"node": node, "name": graph.name_of(node), "class": graph.class_of(node), "community": communities[node]}
        | {name: values[node] for name, values in columns.items()}
        for node in range(graph.num_nodes)
    ]
    return as_csv(rows, list(rows[0]))


def codes_npz(trained: TrainedGraph) -> bytes:
    """Arrays without pickle: `mu` and, if variational, `logvar`, (node, latent) float32; `names`; `labels` (−1 where unknown) with
    `class_names`, where there are classes; `communities` (0 the largest); `edge_index`, (2, edge)."""
    graph, posterior = trained.graph, trained.posterior
    arrays = {
        "mu": posterior.mu.numpy(),
        "names": np.array([graph.name_of(node) for node in range(graph.num_nodes)]),
        "communities": find_communities(graph).labels.numpy(),
        "edge_index": graph.edge_index.numpy(),
    }
    if isinstance(posterior, DiagonalGaussian):
        arrays["logvar"] = posterior.logvar.numpy()
    if graph.labels is not None:
        names = graph.class_names or tuple(map(str, range(graph.num_classes)))
        arrays |= {"labels": graph.labels.numpy(), "class_names": np.array(names)}
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)  # pyright: ignore[reportArgumentType]
    return file.getvalue()


def write_codes(trained: TrainedGraph, suffix: str) -> bytes:
    """Raises ValueError for another suffix than those of `FORMATS`."""
    with torch.no_grad():
        if suffix == ".csv":
            return codes_csv(trained).encode()
        if suffix == ".npz":
            return codes_npz(trained)
    raise ValueError(f"expected a name that ends in {' or '.join(FORMATS)}, got {suffix or 'none of them'}")
