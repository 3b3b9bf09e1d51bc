"""python -m vizvae graph train, cluster, evaluate, models, export"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from vizvae.cli import graph_cluster, graph_project
from vizvae.cli.graph_reading import add_reading_options, reading_choices
from vizvae.cli.train import command_line
from vizvae.graph.catalogue import SHIPPED_GRAPH_MODELS, find_graph_checkpoint, graph_runs_dir, list_graph_checkpoints
from vizvae.graph.checkpoint import GraphRunConfig, open_graph
from vizvae.graph.config import PRESETS, TITLES, GraphTrainConfig, preset
from vizvae.graph.data import Graph
from vizvae.graph.evaluation import GraphEvaluation, evaluate_graph
from vizvae.graph.export import export_graph
from vizvae.graph.objective import effective_beta
from vizvae.graph.runs import FinishedRun, keep, run_split, summary
from vizvae.graph.shipped import GRAPHS
from vizvae.graph.split import TEST_SHARE, VALIDATION_SHARE


def add_command(commands: Any) -> None:
    parser = commands.add_parser("graph", help="graph autoencoders: train, evaluate, list, export", allow_abbrev=False)
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION")
    _add_train(actions)
    graph_cluster.add_command(actions)
    graph_project.add_command(actions)

    parser = actions.add_parser(
        "evaluate", help="every figure of a trained graph model on its own test edges", allow_abbrev=False
    )
    parser.add_argument("name", help="a model of `python -m vizvae graph models`")
    parser.add_argument("--part", choices=("validation", "test"), default="test", help="held-out part (default test)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run_evaluate)

    parser = actions.add_parser("models", help="list the graph models that ship and those trained here", allow_abbrev=False)
    parser.add_argument("--json", action="store_true", help="every card, as JSON")
    parser.set_defaults(run=run_models)

    parser = actions.add_parser(
        "export",
        help="write the reconstructed graph as GEXF or GraphML, with embedding and edge probabilities",
        allow_abbrev=False,
    )
    parser.add_argument("name")
    parser.add_argument("-o", "--output", type=Path, required=True, help="FILE.gexf or FILE.graphml")
    parser.add_argument("--candidates", type=int, default=500, help="invented edges, the most probable ones (default 500)")
    parser.set_defaults(run=run_export)


def _add_train(actions: Any) -> None:
    parser = actions.add_parser(
        "train",
        help="train on several random splits and print AUC and AP on their test edges",
        description="Train on random 85/5/10 splits of the edges and print AUC and AP on the test edges and as many non-edges, in percent, "
        "mean ± sample standard deviation. The encoder sees training edges only; validation edges choose the weights where the model "
        "says so; test edges choose nothing.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "dataset",
        help=f"{', '.join(sorted(GRAPHS))}, or a file of one's own: an edge list or adjacency matrix as text "
        "(.csv, .tsv, .txt, .edges, .edgelist), .cites, .mtx, .npz of scipy, .parquet, node-link .json, Pajek .net, GraphML, GEXF",
    )
    parser.add_argument("--model", choices=sorted(PRESETS), default="vgae", help="default vgae")
    parser.add_argument("--seeds", type=int, default=10, help="number of splits (default 10)")
    parser.add_argument("--first-seed", type=int, default=0, help="seed of the first split and its model (default 0)")
    parser.add_argument("--features", default="", help="CSV, npz or .content with features of the nodes, for a graph from a file")
    parser.add_argument("--labels", default="", help="CSV or npz with classes of the nodes, for a graph from a file")
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--latent-dim", type=int)
    parser.add_argument("--kl-weight", type=float, help="default 1 / number of nodes (masked: a tenth of that)")
    parser.add_argument("--learning-rate", type=float)
    parser.add_argument("--loss", choices=("dense", "columns", "sampled"))
    parser.add_argument("--save", metavar="NAME", help="keep the model of the first split under this name")
    parser.add_argument("--ship", action="store_true", help="keep it in assets/graph_models, with the models that ship")
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_reading_options(parser)
    parser.set_defaults(run=run_train)


def run_train(arguments: argparse.Namespace) -> None:
    if arguments.seeds < 1:
        raise ValueError(f"--seeds must be at least 1, got {arguments.seeds}")
    if arguments.ship and not arguments.save:
        raise ValueError("--ship needs a name to keep the model under: add --save NAME")
    if arguments.save is not None and Path(arguments.save).name != arguments.save:
        raise ValueError(f"--save takes a name, not a path, got {arguments.save!r}")
    root = SHIPPED_GRAPH_MODELS if arguments.ship else graph_runs_dir()
    if arguments.save and (root / arguments.save).exists():  # said before the training rather than after it
        raise ValueError(f"there is something at {root / arguments.save} already; choose another name, or delete it")
    reading = reading_choices(arguments)
    graph = open_graph(arguments.dataset, features=arguments.features, labels=arguments.labels, reading=reading)
    config = _config(arguments, graph)
    print(graph.description, *graph.notes, sep="\n", file=sys.stderr)
    runs: list[FinishedRun] = []
    with tqdm(total=arguments.seeds * config.epochs, unit="epoch", disable=None, file=sys.stderr) as bar:
        for number in range(arguments.seeds):
            seed = arguments.first_seed + number
            finished = run_split(graph, config, seed, progress=lambda _: bar.update())
            runs.append(finished)
            bar.update((number + 1) * config.epochs - bar.n)  # one that ended early
            bar.write(
                f"split {seed}: test AUC {100 * finished.test.auc:.2f} AP {100 * finished.test.ap:.2f}, "
                f"epoch {finished.kept_epoch} of {finished.epochs} kept, {finished.seconds:.1f} s",
                file=sys.stderr,
            )
    if arguments.save:
        kept = GraphRunConfig(
            graph=arguments.dataset, features=arguments.features, labels=arguments.labels, reading=reading, preset=arguments.model,
            num_features=graph.inputs.num_columns, split_seed=arguments.first_seed,
            training=replace(config, seed=arguments.first_seed),
        )  # fmt: skip
        print(keep(root / arguments.save, kept, graph, runs, command=command_line()).folder, file=sys.stderr)
    result = _result(arguments, graph, config, runs)
    print(json.dumps(result, indent=2, ensure_ascii=False) if arguments.json else _lines(result))


def _config(arguments: argparse.Namespace, graph: Graph) -> GraphTrainConfig:
    config = preset(arguments.model, num_nodes=graph.num_nodes)
    if arguments.latent_dim is not None:
        config = replace(config, model=replace(config.model, latent_dim=arguments.latent_dim))
    given = {name: getattr(arguments, name) for name in ("epochs", "kl_weight", "learning_rate", "loss")}
    return replace(config, **{name: value for name, value in given.items() if value is not None})


def _result(arguments: argparse.Namespace, graph: Graph, config: GraphTrainConfig, runs: list[FinishedRun]) -> dict[str, Any]:
    weight = config.kl_weight_for(graph.num_nodes)
    variational = config.model.variational
    return {
        "dataset": arguments.dataset,
        "data": graph.description,
        "model": arguments.model,
        "title": TITLES[arguments.model],
        **summary(runs),
        "seconds": round(statistics.fmean(run.seconds for run in runs), 2),
        "epochs": config.epochs,
        "kept_epochs": [run.kept_epoch for run in runs],
        "split": f"{len(runs)} random splits, seeds {arguments.first_seed} to {arguments.first_seed + len(runs) - 1}, "
        f"{1 - VALIDATION_SHARE - TEST_SHARE:.0%}/{VALIDATION_SHARE:.0%}/{TEST_SHARE:.0%} of the edges, as many non-edges, disjoint "
        f"from all edges; the encoder sees training edges only; weights kept: {config.select}",
        "loss": config.loss,
        "kl_weight": weight if variational else None,
        "effective_beta": effective_beta(weight, graph.num_nodes, runs[0].split.train.shape[1]) if variational else None,
        "kl": round(statistics.fmean(run.kl for run in runs), 3) if variational else None,
        "command": command_line(),
    }


def _lines(result: dict[str, Any]) -> str:
    lines = [f"{result['title']} on {result['data']}"]
    lines.append(
        f"test AUC {result['auc']['mean']:.2f} ± {result['auc']['sd']:.2f}, AP {result['ap']['mean']:.2f} ± {result['ap']['sd']:.2f} %"
    )
    if "clustering" in result:
        lines.append(
            "clusters " + ", ".join(f"{k.upper()} {v['mean']:.1f} ± {v['sd']:.1f}" for k, v in result["clustering"].items())
        )
    if result["kl"] is not None:
        lines.append(
            f"KL {result['kl']:.2f} nats a node, weight {result['kl_weight']:.3g}, effective β {result['effective_beta']:.3g}"
        )
    lines += [f"{result['seconds']:.1f} s a split, {result['epochs']} epochs", result["split"]]
    return "\n".join(lines)


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
        f"over all pairs: average precision {100 * result.average_precision:.2f} %",
    ]
    lines += [
        f"  {row.rule}: {row.num_predicted:,} pairs, precision {100 * row.precision:.2f} %, recall {100 * row.recall:.1f} %, "
        f"F1 {row.f1:.3f}"
        for row in result.whole_graph
    ]
    if result.clusters is not None:
        lines.append(f"clusters: ACC {result.clusters.acc:.3f}, NMI {result.clusters.nmi:.3f}, ARI {result.clusters.ari:.3f}")
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


def run_export(arguments: argparse.Namespace) -> None:
    checkpoint = find_graph_checkpoint(arguments.name)
    graph = checkpoint.load_graph()
    split = checkpoint.split(graph)
    nodes, edges = export_graph(
        arguments.output, checkpoint.load_model(), graph, split, checkpoint.posterior(graph, split),
        num_candidates=arguments.candidates,
    )  # fmt: skip
    print(f"{arguments.output}: {nodes:,} nodes, {edges:,} edges")
