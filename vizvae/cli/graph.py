"""python -m vizvae graph: its actions evaluate and models, and those that have a file of their own"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import Any

from vizvae.cli import graph_cluster, graph_links, graph_project, graph_take, graph_train
from vizvae.cli.graph_model import add_graph_model
from vizvae.graph.catalogue import find_graph_checkpoint, list_graph_checkpoints
from vizvae.graph.evaluation import GraphEvaluation, evaluate_graph


def add_command(commands: Any) -> None:
    parser = commands.add_parser(
        "graph", help="graph autoencoders: train, evaluate, suggest and score links, cluster, export", allow_abbrev=False
    )
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION")
    graph_train.add_command(actions)
    graph_cluster.add_command(actions)
    graph_project.add_command(actions)
    graph_links.add_command(actions)
    graph_take.add_command(actions)

    parser = actions.add_parser(
        "evaluate", help="every figure of a trained graph model on its own test edges", allow_abbrev=False
    )
    add_graph_model(parser)
    parser.add_argument("--part", choices=("validation", "test"), default="test", help="held-out part (default test)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run_evaluate)

    parser = actions.add_parser("models", help="list the graph models that ship and those trained here", allow_abbrev=False)
    parser.add_argument("--json", action="store_true", help="every card, as JSON")
    parser.set_defaults(run=run_models)


def run_evaluate(arguments: argparse.Namespace) -> None:
    checkpoint = find_graph_checkpoint(arguments.name)
    graph = checkpoint.load_graph()
    result = evaluate_graph(
        checkpoint.load_model(), graph, checkpoint.split(graph), part=arguments.part,
        row_normalise=checkpoint.config.training.row_normalise,
    )  # fmt: skip
    print(json.dumps(asdict(result), indent=2, ensure_ascii=False) if arguments.json else _evaluation_lines(result))


def _evaluation_lines(result: GraphEvaluation) -> str:
    scores, leaked = result.scores, result.leaked
    hits = ", ".join(f"{name} {value:.3f}" for name, value in result.hits.items())
    lines = [
        f"{result.part} AUC {100 * scores.auc:.2f} AP {100 * scores.ap:.2f} % "
        f"(with all edges leaked to the encoder: {100 * leaked.auc:.2f} and {100 * leaked.ap:.2f})",
        f"{hits}, MRR {'—' if result.mrr is None else f'{result.mrr:.3f}'}, calibration error {result.calibration_error:.3f}",
    ]
    if result.average_precision is not None:
        lines.append(f"over all pairs: average precision {100 * result.average_precision:.2f} %")
    lines += [
        f"  {row.rule}: {row.num_predicted:,} pairs, precision {100 * row.precision:.2f} %, recall {100 * row.recall:.1f} %, "
        f"F1 {row.f1:.3f}"
        for row in result.whole_graph
    ]
    if result.clusters is not None:
        lines.append(f"clusters: ACC {result.clusters.acc:.3f}, NMI {result.clusters.nmi:.3f}, ARI {result.clusters.ari:.3f}")
    if result.direction_auc is not None:
        lines.append(f"which way an edge goes: AUC {100 * result.direction_auc:.2f} % against the same pairs the other way round")
    if result.weights is not None:
        of = result.weights
        lines.append(
            f"weights of {of.num_edges:,} {result.part} edges: correlation {of.correlation:.2f} (95 % interval "
            f"{of.correlation_interval[0]:.2f} to {of.correlation_interval[1]:.2f}), mean absolute error {of.mae:.3g} "
            f"({of.mae_interval[0]:.3g} to {of.mae_interval[1]:.3g}; of the median for all {of.mae_of_median:.3g}), "
            f"{of.within_90:.0%} in intervals of 90 %"
        )
    return "\n".join([*lines, result.protocol])


def run_models(arguments: argparse.Namespace) -> None:
    checkpoints = list_graph_checkpoints()
    if arguments.json:
        print(json.dumps([{"name": one.name, **one.card} for one in checkpoints], indent=2, ensure_ascii=False))
        return
    for one in checkpoints:
        over, scores = one.card.get("over_splits"), one.card["evaluation"]["scores"]
        figures = f"AUC {100 * scores['auc']:.2f}, AP {100 * scores['ap']:.2f}"
        if over:
            figures = f"AUC {over['auc']['mean']:.2f}, AP {over['ap']['mean']:.2f} ({over['num_splits']} splits)"
        print(f"{one.name:16} {one.card['title']}: {figures}")
