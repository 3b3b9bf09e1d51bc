"""Groups of nodes that are joined among themselves more than chance would have it, beside the clusters of a model's codes and the classes.

Communities are Louvain's (Blondel et al. 2008) by networkx, which is a dependency already; leidenalg and igraph are under the GPL.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from vizvae.graph.clustering import kmeans
from vizvae.graph.data import Graph

SEED = 20261129


@dataclass(frozen=True, kw_only=True, eq=False)
class Communities:
    labels: Int[Tensor, " node"]
    """int64: 0 is the largest community, of equal ones that with the smallest node"""
    modularity: float
    """See `modularity`"""
    method: str
    """What was used, in words"""

    @property
    def sizes(self) -> Int[Tensor, " community"]:
        return torch.bincount(self.labels)


@dataclass(frozen=True, kw_only=True)
class Grouping:
    """One way to group the nodes."""

    name: str
    """"communities", "clusters" or "classes" """
    num_groups: int
    num_alone: int
    """Groups of one node"""
    modularity: float
    how: str
    """Where the groups come from, in words"""


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Of two groupings, over the nodes that have a group in both."""

    first: str
    second: str
    ari: float
    """Adjusted Rand index: 1 for the same groups, 0 what chance gives, below 0 less than chance"""
    nmi: float
    """Normalised mutual information, arithmetic mean of the two entropies; in [0, 1]. Chance gives more than 0, and more the more groups
    there are"""
    num_nodes: int


@dataclass(frozen=True, kw_only=True)
class Groups:
    groupings: list[Grouping]
    agreements: list[Agreement]


def find_communities(graph: Graph) -> Communities:
    """The same each time. All edges are used, with their weights where all are above 0, and their direction where they have one."""
    import networkx as nx  # a second to import: only where needed

    weights = _usable_weights(graph)
    drawn = nx.DiGraph() if graph.directed else nx.Graph()
    drawn.add_nodes_from(range(graph.num_nodes))
    ends = graph.edge_index.T.tolist()
    drawn.add_weighted_edges_from((*pair, weight) for pair, weight in zip(ends, weights.tolist(), strict=True))
    found = nx.community.louvain_communities(drawn, weight="weight", seed=SEED)
    labels = torch.empty(graph.num_nodes, dtype=torch.int64)
    for number, nodes in enumerate(found):
        labels[torch.tensor(sorted(nodes))] = number
    labels = _by_size(labels)
    return Communities(labels=labels, modularity=modularity(graph, labels), method=_method(graph))


def modularity(graph: Graph, labels: Int[Tensor, " node"]) -> float:
    """Newman's Q in [−½, 1): the share of edges within groups, less that expected if edges were dealt out anew and every node kept its
    degree. Weighted by the edges' weights where all are above 0; of directed edges Leicht & Newman's (2008). A node with the label −1 is
    a group of its own.
    """
    alone = labels < 0
    groups = labels.clone()
    groups[alone] = int(labels.max().clamp(min=-1)) + 1 + torch.arange(int(alone.sum()))
    weights = _usable_weights(graph)
    total = weights.sum()
    first, second = groups[graph.edge_index[0]], groups[graph.edge_index[1]]
    num_groups = int(groups.max()) + 1
    out = torch.zeros(num_groups, dtype=torch.float64).index_add_(0, first, weights)
    into = torch.zeros(num_groups, dtype=torch.float64).index_add_(0, second, weights)
    within = weights[first == second].sum() / total
    expected = (out * into).sum() / total**2 if graph.directed else (out + into).square().sum() / (2 * total) ** 2
    return float(within - expected)


def compare_groups(
    graph: Graph, communities: Communities, z: Float[Tensor, "node latent"]
) -> tuple[Groups, Int[Tensor, " node"]]:
    """Communities, k-means clusters of the codes `z` and, where the graph has them, classes; also the cluster of each node, 0 for the
    largest.

    As many clusters as classes; without classes, as there are communities of two nodes or more.
    """
    with_classes = graph.labels is not None and graph.num_classes > 1
    wanted = graph.num_classes if with_classes else int((communities.sizes > 1).sum())
    num_clusters = max(1, min(wanted, len(z.unique(dim=0))))
    clusters = _by_size(kmeans(z, num_clusters, seed=SEED % 2**31))
    why = "as many as classes" if with_classes else "as many as communities of two nodes or more"
    known = {
        "communities": (communities.labels, communities.method),
        "clusters": (clusters, f"k-means on the model's codes, {why}; the edges are not looked at"),
    }
    if with_classes:
        assert graph.labels is not None
        known["classes"] = (graph.labels, "from the file; neither the model nor the communities saw them")
    groupings = [_grouping(graph, name, labels, how) for name, (labels, how) in known.items()]
    names = list(known)
    agreements = [
        _agreement(first, second, known[first][0], known[second][0])
        for place, first in enumerate(names)
        for second in names[place + 1 :]
    ]
    return Groups(groupings=groupings, agreements=agreements), clusters


def _by_size(labels: Int[Tensor, " node"]) -> Int[Tensor, " node"]:
    """The same groups, 0 the largest, of equal ones that with the smallest node."""
    sizes, nodes = torch.bincount(labels), torch.arange(len(labels))
    smallest = torch.full_like(sizes, len(labels)).scatter_reduce_(0, labels, nodes, "amin")
    order = sorted(range(len(sizes)), key=lambda group: (-int(sizes[group]), int(smallest[group])))
    return torch.empty_like(sizes).scatter_(0, torch.tensor(order), torch.arange(len(sizes)))[labels]


def _grouping(graph: Graph, name: str, labels: Tensor, how: str) -> Grouping:
    sizes = torch.bincount(labels[labels >= 0])
    return Grouping(
        name=name, num_groups=int((sizes > 0).sum()), num_alone=int((sizes == 1).sum()), modularity=modularity(graph, labels), how=how
    )  # fmt: skip


def _agreement(first: str, second: str, one: Tensor, other: Tensor) -> Agreement:
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

    both = (one >= 0) & (other >= 0)
    ends: tuple[Any, Any] = np.asarray(one[both]), np.asarray(other[both])
    ari, nmi = float(adjusted_rand_score(*ends)), float(normalized_mutual_info_score(*ends))
    return Agreement(first=first, second=second, ari=ari, nmi=nmi, num_nodes=int(both.sum()))


def _usable_weights(graph: Graph) -> Float[Tensor, " edge"]:
    """float64; 1 for each edge where weights say nothing, or some are 0 or below, with which modularity means nothing."""
    if graph.edge_weights is None or not bool((graph.edge_weights > 0).all()):
        return torch.ones(graph.num_edges, dtype=torch.float64)
    return graph.edge_weights.double()


def _method(graph: Graph) -> str:
    said = [f"Louvain's method on all {graph.num_edges:,} edges, seed {SEED}"]
    if graph.edge_weights is not None:
        positive = bool((graph.edge_weights > 0).all())
        said.append("with their weights" if positive else "without their weights, of which some are 0 or below")
    if graph.directed:
        said.append("with their direction (modularity of Leicht & Newman 2008)")
    if graph.kinds is not None:
        said.append("as though nodes were of one kind, so that a community holds nodes of both")
    return ", ".join(said)
