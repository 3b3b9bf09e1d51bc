"""python -m vizvae graph communities, embed, export: what one takes away of a trained model"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from vizvae.atomic_write import atomic_write
from vizvae.cli.graph_model import add_graph_model
from vizvae.graph.catalogue import find_graph_checkpoint
from vizvae.graph.codes_file import FORMATS, write_codes
from vizvae.graph.communities import Groups, compare_groups, find_communities
from vizvae.graph.export import export_graph
from vizvae.graph.links.names import NodeFinder
from vizvae.tables import as_csv
from vizvae.words import counted

LEGEND = (
    "Modularity: the share of edges within groups, less what chance would give. ARI: 1 for the same groups, 0 what chance gives. "
    "NMI: 1 for the same groups; chance gives more than 0, and more the more groups there are."
)


def add_command(actions: Any) -> None:
    parser = actions.add_parser(
        "communities",
        help="communities of a model's graph beside clusters of its codes and the classes, and how far they agree",
        description="Find communities by Louvain's method, clusters of the model's codes by k-means, and say how far they agree with one "
        "another and with the classes.",
        allow_abbrev=False,
    )
    add_graph_model(parser)
    parser.add_argument("-o", "--output", type=Path, help="also write a CSV of each node's community, cluster and class")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run_communities)

    parser = actions.add_parser(
        "embed", help="write each node's code, name, class and community as CSV or npz", allow_abbrev=False
    )
    add_graph_model(parser)
    parser.add_argument("-o", "--output", type=Path, required=True, help="FILE.csv or FILE.npz")
    parser.set_defaults(run=run_embed)

    parser = actions.add_parser(
        "export",
        help="write the reconstructed graph as GEXF or GraphML, with places, colours, embedding and edge probabilities",
        allow_abbrev=False,
    )
    add_graph_model(parser)
    parser.add_argument("-o", "--output", type=Path, required=True, help="FILE.gexf or FILE.graphml")
    parser.add_argument("--candidates", type=int, default=500, help="invented edges, the most probable ones (default 500)")
    parser.add_argument("--around", metavar="NODE", help="only what is near this node, by its name")
    parser.add_argument("--steps", type=int, default=1, help="with --around: how many edges away a node may be (default 1)")
    parser.set_defaults(run=run_export)


def run_communities(arguments: argparse.Namespace) -> None:
    path: Path | None = arguments.output
    if path is not None and path.suffix.lower() != ".csv":
        raise ValueError(f"{path.name}: expected a name that ends in .csv")
    trained = find_graph_checkpoint(arguments.name).load()
    graph = trained.graph
    communities = find_communities(graph)
    groups, clusters = compare_groups(graph, communities, trained.posterior.mu)
    print(json.dumps(asdict(groups), indent=2, ensure_ascii=False) if arguments.json else _lines(groups))
    if path is not None:
        rows = [
            {"node": graph.name_of(node), "community": int(communities.labels[node]) + 1, "cluster": int(clusters[node]) + 1}
            | ({} if graph.labels is None else {"class": graph.class_of(node)})
            for node in range(graph.num_nodes)
        ]
        atomic_write(path, as_csv(rows, list(rows[0])).encode())
        print(f"{path}: {counted(len(rows), 'row')}", file=sys.stderr)


def _lines(groups: Groups) -> str:
    lines = [f"{'':14}{'groups':>8}{'alone':>8}{'modularity':>12}"]
    lines += [f"{one.name:14}{one.num_groups:8}{one.num_alone:8}{one.modularity:12.3f}  {one.how}" for one in groups.groupings]
    lines += ["", f"{'':28}{'ARI':>8}{'NMI':>8}"]
    lines += [
        f"{f'{one.first} and {one.second}':28}{one.ari:8.3f}{one.nmi:8.3f}  {counted(one.num_nodes, 'node')}"
        for one in groups.agreements
    ]
    return "\n".join([*lines, "", LEGEND])


def run_embed(arguments: argparse.Namespace) -> None:
    suffix = arguments.output.suffix.lower()
    if suffix not in FORMATS:
        raise ValueError(f"{arguments.output.name}: expected a name that ends in {' or '.join(FORMATS)}")
    trained = find_graph_checkpoint(arguments.name).load()
    atomic_write(arguments.output, write_codes(trained, suffix))
    nodes, latents = trained.posterior.mu.shape
    print(f"{arguments.output}: {counted(nodes, 'node')}, {counted(latents, 'latent')}")


def run_export(arguments: argparse.Namespace) -> None:
    trained = find_graph_checkpoint(arguments.name).load()
    around = None if arguments.around is None else NodeFinder(trained.graph).find(arguments.around)
    if around is None and arguments.steps != 1:
        raise ValueError("--steps counts from a node: add --around NODE")
    nodes, edges = export_graph(
        arguments.output, trained, num_candidates=arguments.candidates, around=around, steps=arguments.steps
    )
    print(f"{arguments.output}: {nodes:,} nodes, {edges:,} edges")
