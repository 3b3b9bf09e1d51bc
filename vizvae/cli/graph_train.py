"""python -m vizvae graph train"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from vizvae.checkpoint import CARD, write_card
from vizvae.cli.graph_reading import add_reading_options, reading_choices, with_all_it_says
from vizvae.cli.graph_run import finish_graph_run
from vizvae.cli.graph_train_result import train_lines, train_result
from vizvae.cli.train import command_line
from vizvae.graph.catalogue import SHIPPED_GRAPH_MODELS, find_graph_checkpoint, graph_runs_dir
from vizvae.graph.checkpoint import GraphRunConfig, open_graph
from vizvae.graph.config import LARGEST_WHOLE, PRESETS, SUBGRAPH_NODES, TITLES, GraphTrainConfig, preset, suited
from vizvae.graph.create import check_graph_name, taken_graph_names
from vizvae.graph.data import Graph
from vizvae.graph.result import forget_run
from vizvae.graph.runs import FinishedRun, hits_and_ranks, over_splits, run_split
from vizvae.graph.search import Trial, best, candidates, search
from vizvae.graph.shipped import GRAPHS
from vizvae.graph.uploads import UPLOADS
from vizvae.runs.folder import RUN, RunSpec, read_run, write_run

SEARCH_SPLITS = 3
"""Their validation edges choose; their test edges are scored afterwards, with those of the other splits"""


def add_command(actions: Any) -> None:
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
    parser.add_argument("--epochs", type=int, help="passes over the training edges (default: the model's own)")
    parser.add_argument(
        "--in-time",
        action="store_true",
        help="of a graph whose edges have dates: train on the past and test on the latest tenth, which answers “which link comes next”; "
        "the seeds then differ in the model alone",
    )
    parser.add_argument("--latent-dim", type=int, help="number of latents (default: the model's own)")
    parser.add_argument("--kl-weight", type=float, help="default 1 / number of nodes (masked: a tenth of that)")
    parser.add_argument("--learning-rate", type=float, help="of Adam (default: the model's own)")
    parser.add_argument(
        "--loss",
        choices=("dense", "columns", "sampled"),
        help="over all pairs at each step, over all pairs in turns, or over edges and as many drawn pairs (default: the model's own, "
        "and sampled for a large graph)",
    )
    parser.add_argument(
        "--subgraph-nodes",
        type=int,
        metavar="N",
        help="train on subgraphs of about so many nodes, with a step for each and all nodes in an epoch; 0 for the whole graph in one step "
        f"(default: {SUBGRAPH_NODES:,} where nodes and edges are together more than {LARGEST_WHOLE:,})",
    )
    parser.add_argument("--dropout", type=float, help="share of the encoder's inputs that is dropped in training")
    parser.add_argument("--kl-scale", type=float, help="times the usual weight of the KL")
    parser.add_argument(
        "--search",
        type=int,
        metavar="TRIALS",
        default=0,
        help="first try so many settings (model, dimension, dropout, weight of the KL; those of the papers first) and take what does best "
        "on the validation edges of the first three splits; no test edge is looked at",
    )
    parser.add_argument(
        "--save",
        metavar="NAME",
        help="train the first split as a run of this name: its model is kept, the graph page shows it, and the same command goes on "
        "where it was interrupted",
    )
    parser.add_argument("--ship", action="store_true", help="keep it in assets/graph_models, with the models that ship")
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_reading_options(parser)
    parser.set_defaults(run=run_train)


def run_train(arguments: argparse.Namespace) -> None:
    if arguments.seeds < 1:
        raise ValueError(f"--seeds must be at least 1, got {arguments.seeds}")
    if arguments.ship and not arguments.save:
        raise ValueError("--ship needs a name to keep the model under: add --save NAME")
    reading = reading_choices(arguments)
    if arguments.save is not None:
        check_graph_name(arguments.save)
    found = open_graph(arguments.dataset, features=arguments.features, labels=arguments.labels, reading=reading)
    graph = with_all_it_says(arguments, found)
    config = _config(arguments, graph) if not arguments.search else _searched(arguments, graph)
    kept = GraphRunConfig(
        graph=found_later(arguments.dataset), features=found_later(arguments.features), labels=found_later(arguments.labels),
        reading=reading, uses=graph.uses,
        preset=arguments.model, num_features=graph.inputs.num_columns, split_seed=arguments.first_seed, in_time=arguments.in_time,
        training=replace(config, seed=arguments.first_seed),
    )  # fmt: skip
    folder = _folder_of(arguments, kept) if arguments.save else None  # said before the training rather than after it
    print(graph.description, *graph.notes, graph.inputs_note, sep="\n", file=sys.stderr)
    runs: list[FinishedRun] = []
    with tqdm(total=arguments.seeds * config.epochs, unit="epoch", disable=None, file=sys.stderr) as bar:
        for number in range(arguments.seeds):
            seed = arguments.first_seed + number
            if folder is not None and number == 0:
                finished = _keep(folder, progress=lambda _: bar.update())
            else:
                finished = run_split(graph, config, seed, in_time=arguments.in_time, progress=lambda _: bar.update())
            runs.append(finished)
            bar.update((number + 1) * config.epochs - bar.n)  # one that ended early
            bar.write(
                f"split {seed}: test AUC {100 * finished.test.auc:.2f} AP {100 * finished.test.ap:.2f}, "
                f"epoch {finished.kept_epoch} of {finished.epochs} kept, {finished.seconds:.1f} s",
                file=sys.stderr,
            )
    if folder is not None:
        write_card(folder, find_graph_checkpoint(folder.name).card | over_splits(runs))
        if arguments.ship:
            forget_run(folder)
        print(folder, file=sys.stderr)
    with tqdm(total=len(runs), unit="split", desc="hard negatives", disable=None, file=sys.stderr) as bar:
        result = train_result(arguments, graph, config, runs) | hits_and_ranks(graph, runs, bar.update)
    print(json.dumps(result, indent=2, ensure_ascii=False) if arguments.json else train_lines(result))


def found_later(named: str) -> str:
    """A file's whole path, for the dashboard runs elsewhere; what ships, was uploaded or is nothing, as it is."""
    return named if not named or named in GRAPHS or named.startswith(f"{UPLOADS}/") else str(Path(named).resolve())


def _folder_of(arguments: argparse.Namespace, config: GraphRunConfig) -> Path:
    """Of the run of the first split, which goes on where the same command was interrupted. Raises ValueError if its name is taken."""
    folder = (SHIPPED_GRAPH_MODELS if arguments.ship else graph_runs_dir()) / arguments.save
    if (folder / RUN).exists() and not (folder / CARD).exists():
        if read_run(folder, GraphRunConfig).config == config:
            return folder
        raise ValueError(f"{folder} holds a run with other settings; choose another name, or delete it")
    if folder.exists() or arguments.save in taken_graph_names():
        raise ValueError(f"there is a model named {arguments.save} already; choose another name, or delete it")
    folder.mkdir(parents=True)
    write_run(
        folder, RunSpec(config=config, command=command_line(), title=f"{TITLES[config.preset]} on {Path(config.graph).name}")
    )
    return folder


def _keep(folder: Path, *, progress: Callable[[object], object]) -> FinishedRun:
    """The first split, as a run: it can be watched and stopped on the graph page, killed, and gone on with."""
    finished = finish_graph_run(folder, progress=progress)
    if finished is not None:
        return finished
    if not folder.exists():
        raise ValueError(f"{folder.name} was discarded before it had finished")
    raise ValueError(f"{folder.name} was stopped before it had finished: give the same command again to go on")


def _config(arguments: argparse.Namespace, graph: Graph) -> GraphTrainConfig:
    config = preset(arguments.model, num_nodes=graph.num_nodes)
    of_model = {name: getattr(arguments, name) for name in ("latent_dim", "dropout")}
    model = replace(config.model, **{name: value for name, value in of_model.items() if value is not None})
    of_run = ("epochs", "kl_weight", "kl_scale", "learning_rate", "loss", "subgraph_nodes")
    given = {name: getattr(arguments, name) for name in of_run}
    if arguments.subgraph_nodes and arguments.loss is None:
        given["loss"] = "sampled"  # the others are over all pairs of nodes
    return suited(replace(config, model=model, **{name: value for name, value in given.items() if value is not None}), graph)


def _searched(arguments: argparse.Namespace, graph: Graph) -> GraphTrainConfig:
    """The best settings on validation edges; each trial is printed as it ends. Also puts its model's name in the place of `--model`."""
    asked = [name for name in ("latent_dim", "dropout", "kl_weight", "kl_scale", "loss") if getattr(arguments, name) is not None]
    if asked:
        raise ValueError(f"--search chooses --{asked[0].replace('_', '-')} itself: leave it out, or leave --search out")
    common = {
        name: value for name in ("epochs", "learning_rate", "subgraph_nodes") if (value := getattr(arguments, name)) is not None
    }
    tried = [
        replace(one, config=suited(replace(one.config, **common), graph)) for one in candidates(arguments.search, graph.num_nodes)
    ]
    seeds = range(arguments.first_seed, arguments.first_seed + SEARCH_SPLITS)
    trials: list[Trial] = []
    with tqdm(total=len(seeds) * sum(one.config.epochs for one in tried), unit="epoch", disable=None, file=sys.stderr) as bar:
        for trial in search(graph, tried, seeds, in_time=arguments.in_time, progress=bar.update):
            trials.append(trial)
            bar.write(
                f"{len(trials):3}: {trial.candidate.said}: validation AUC {trial.auc:.2f} AP {trial.ap:.2f} (± {trial.sd:.2f}), "
                f"{trial.seconds:.1f} s",
                file=sys.stderr,
            )
    chosen = best(trials)
    print(f"Chosen of {len(trials)} by validation edges of {len(seeds)} splits: {chosen.candidate.said}", file=sys.stderr)
    arguments.model = chosen.candidate.preset
    return chosen.candidate.config
