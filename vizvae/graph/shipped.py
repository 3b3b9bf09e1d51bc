"""The graphs that come with the project: three citation networks and the karate club."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial

import numpy as np
import torch

from vizvae.graph.data import Graph, canonical_edges
from vizvae.graph.sparse import SparseMatrix
from vizvae.paths import SAMPLES


def _citations(key: str, title: str) -> Graph:
    with np.load(SAMPLES / "graphs" / f"{key}.npz", allow_pickle=False) as arrays:
        labels = torch.from_numpy(arrays["labels"]).long()
        columns = torch.from_numpy(arrays["indices"].astype(np.int64))
        values = torch.from_numpy(arrays["values"]).float() if "values" in arrays else torch.ones(len(columns))
        num_features = int(arrays["num_features"])
        num_classes = int(labels.max()) + 1
        names_note = (
            "A paper is called by its number in the LINQS release of the data, which has no titles."
            if "names" in arrays
            else "The data have neither titles nor the papers' own numbers: a paper is called by its place in the file."
        )
        return Graph(
            title=title,
            edge_index=torch.from_numpy(arrays["edges"].astype(np.int64)).T.contiguous(),
            num_nodes=len(labels),
            features=SparseMatrix(
                row_starts=torch.from_numpy(arrays["indptr"]).long(), columns=columns, values=values, num_columns=num_features
            ),
            labels=labels,
            class_names=tuple(arrays["class_names"].tolist())
            if "class_names" in arrays
            else tuple(f"class {label}" for label in range(num_classes)),
            names=tuple(f"paper {number}" for number in arrays["names"].tolist())
            if "names" in arrays
            else tuple(f"paper #{node}" for node in range(len(labels))),
            feature_names=tuple(f"word {column}" for column in range(num_features)),
            notes=("A citation in either direction is one undirected edge.", names_note),
        )


def _karate() -> Graph:
    import networkx as nx  # a second to import: only where needed

    club = nx.karate_club_graph()
    edges = torch.tensor(list(club.edges()), dtype=torch.int64).T
    sides = ["Mr. Hi", "Officer"]
    return Graph(
        title="Zachary's karate club",
        edge_index=canonical_edges(edges, len(club)),
        num_nodes=len(club),
        labels=torch.tensor([sides.index(side) for _, side in club.nodes(data="club")]),
        class_names=tuple(sides),
        names=tuple(f"member {node + 1}" for node in club),
        notes=("How often two members met outside the club (the edge weight) is left out.",),
    )


GRAPHS: dict[str, Callable[[], Graph]] = {
    "cora": partial(_citations, "cora", "Cora"),
    "citeseer": partial(_citations, "citeseer", "Citeseer"),
    "pubmed": partial(_citations, "pubmed", "PubMed"),
    "karate": _karate,
}
"""key: loader"""


@cache
def load_graph(key: str) -> Graph:
    """A graph that ships, read once per process.

    Raises ValueError for an unknown key, listing the known ones.
    """
    if key not in GRAPHS:
        raise ValueError(f"unknown graph {key!r}; known are {sorted(GRAPHS)}")
    return GRAPHS[key]()
