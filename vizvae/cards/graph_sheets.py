"""What a graph model says of its nodes as tables to take along: all nodes, the groups they fall into, and whom one of them is tied to."""

from __future__ import annotations

from collections import Counter
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from vizvae.cards.sheets import Cite
from vizvae.gaussian import DiagonalGaussian
from vizvae.graph.checkpoint import TrainedGraph
from vizvae.graph.communities import Groups
from vizvae.graph.split import PARTS
from vizvae.graph.uncertainty import node_uncertainty
from vizvae.tables import Sheet
from vizvae.words import counted, decimal

Labels = Int[Tensor, " node"]


def nodes_sheet(file: str, trained: TrainedGraph, communities: Labels, clusters: Labels, cite: Cite) -> Sheet:
    """A row for each node: its edges, its groups (1 the largest), and its posterior. `clusters`: k-means of the codes."""
    graph, posterior = trained.graph, trained.posterior
    columns: dict[str, list[Any]] = {
        "edges": graph.degrees.tolist(),
        "training_edges": torch.bincount(trained.split.train.flatten(), minlength=graph.num_nodes).tolist(),
        "community": (communities + 1).tolist(),
        "cluster": (clusters + 1).tolist(),
    }
    if (uncertainty := node_uncertainty(trained)) is not None:
        columns |= {"sigma": uncertainty.sigma.tolist(), "kl_nats": uncertainty.kl.tolist()}
    columns |= {f"z{latent}": values for latent, values in enumerate(posterior.mu.T.tolist())}
    if isinstance(posterior, DiagonalGaussian):
        columns |= {f"std{latent}": values for latent, values in enumerate(posterior.std.T.tolist())}
    rows = [_who(trained, node) | {name: values[node] for name, values in columns.items()} for node in range(graph.num_nodes)]
    what = (
        "posterior mean and standard deviation of each latent, their mean σ and the KL to the prior in nats"
        if isinstance(posterior, DiagonalGaussian)
        else "code (deterministic)"
    )
    nodes = f"{counted(graph.num_nodes, 'node')} of {graph.title}"
    said = f"Of {nodes}: number of edges, communities, clusters of the codes, {what}; {_on(trained)}"
    return Sheet(file=f"{file}-nodes", title="All nodes", rows=rows, cite=cite(said))


def groups_sheets(
    file: str, trained: TrainedGraph, groups: Groups, communities: Labels, clusters: Labels, cite: Cite
) -> list[Sheet]:
    """What the page's tables say, and how many nodes are in each community, of each cluster and of each class."""
    rows = [
        {
            "grouping": one.name,
            "groups": one.num_groups,
            "groups_of_one": one.num_alone,
            "modularity": one.modularity,
            "how": one.how,
        }
        for one in groups.groupings
    ]
    said = "; ".join(
        f"{one.name} {decimal(one.modularity, 3)} ({one.num_groups:,} groups, {one.how})" for one in groups.groupings
    )
    sheets = [Sheet(file=f"{file}-groups", title="Ways to group the nodes", rows=rows, cite=cite(f"Modularity: {said}"))]
    agreements = [
        {"first": one.first, "second": one.second, "ari": one.ari, "nmi": one.nmi, "num_nodes": one.num_nodes}
        for one in groups.agreements
    ]
    said = "; ".join(
        f"{one.first} and {one.second} ARI {decimal(one.ari, 3)}, NMI {decimal(one.nmi, 3)}, over {counted(one.num_nodes, 'node')}"
        for one in groups.agreements
    )
    how = ", ".join(f"{one.name}: {one.how}" for one in groups.groupings)
    agreed = f"Agreement of groupings, without an interval: {said}. {how[:1].upper()}{how[1:]}"
    sheets.append(Sheet(file=f"{file}-agreement", title="How far they agree", rows=agreements, cite=cite(agreed)))
    return [*sheets, _counts_sheet(file, trained, communities, clusters, cite(f"Nodes in each community, {how}"))]


def neighbours_sheet(file: str, trained: TrainedGraph, node: int, logits: Float[Tensor, " node"], cite: Cite) -> Sheet:
    """All nodes that `node` could be joined to, by falling probability. `logits`: with every node, −∞ where there could be no edge."""
    graph = trained.graph
    order = torch.argsort(logits, descending=True, stable=True)
    order = order[logits[order] > -torch.inf]
    status = trained.split.status(torch.stack([torch.full_like(order, node), order]))
    rows = [
        {
            "rank": rank,
            **_who(trained, other),
            "logit": logit,
            "probability": chance,
            "in_truth": "no edge" if part == 0 else PARTS[part],
        }
        for rank, (other, logit, chance, part) in enumerate(
            zip(order.tolist(), logits[order].tolist(), logits[order].sigmoid().tolist(), status.tolist(), strict=True), start=1
        )
    ]
    name = graph.name_of(node)
    said = f"Probability, by the decoder at the posterior means, of an edge from {name} (node {node}) to each other node; {_on(trained)}"
    return Sheet(file=f"{file}-node-{node}", title=f"Whom the model ties {name} to", rows=rows, cite=cite(said))


def _counts_sheet(file: str, trained: TrainedGraph, communities: Labels, clusters: Labels, cite: str) -> Sheet:
    counts: Counter[tuple[int, int, str]] = Counter()
    for node, (community, cluster) in enumerate(zip(communities.tolist(), clusters.tolist(), strict=True)):
        counts[community + 1, cluster + 1, trained.graph.class_of(node)] += 1
    rows = [
        {"community": community, "cluster": cluster, "class": label, "nodes": count}
        for (community, cluster, label), count in sorted(counts.items())
    ]
    return Sheet(file=f"{file}-group-sizes", title="Nodes in each community, cluster and class", rows=rows, cite=cite)


def _who(trained: TrainedGraph, node: int) -> dict[str, Any]:
    return {"node": node, "name": trained.graph.name_of(node), "class": trained.graph.class_of(node)}


def _on(trained: TrainedGraph) -> str:
    return trained.split.description.rstrip(".")
