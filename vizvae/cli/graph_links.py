"""python -m vizvae graph score, suggest, place, baselines"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from vizvae.atomic_write import atomic_write
from vizvae.cli.graph_model import add_graph_model
from vizvae.cli.graph_reading import add_reading_options, reading_choices, with_all_it_says
from vizvae.cli.graph_train_result import mean_and_deviation
from vizvae.graph.catalogue import find_graph_checkpoint
from vizvae.graph.checkpoint import open_graph
from vizvae.graph.links.baselines import BASELINES, baselines_of, left_out_baselines
from vizvae.graph.links.calibration import link_calibration
from vizvae.graph.links.features import new_features
from vizvae.graph.links.names import NodeFinder
from vizvae.graph.links.pairs import read_pairs
from vizvae.graph.links.place import place_node
from vizvae.graph.links.score import score_pairs
from vizvae.graph.links.scorers import LinkFigures, hard_pairs, link_figures
from vizvae.graph.links.suggest import suggest_links
from vizvae.graph.links.tables import SUGGESTED_COLUMNS, precision_sentence, scored_rows, suggestion_rows
from vizvae.graph.runs import split_words, spread_of_figures
from vizvae.graph.split import split_edges
from vizvae.graph.tables import file_content
from vizvae.tables import as_csv
from vizvae.words import counted

SHOWN = 5
FIGURES = ("auc", "ap", "hits_100", "mrr")


def add_command(actions: Any) -> None:
    parser = actions.add_parser(
        "score",
        help="what a model says of given pairs of nodes: probability, chance, rank",
        description="Of each pair in a table of two columns of names: the model's probability; the chance that it is a hidden edge, which "
        "is calibrated on held-out edges; and the rank of the second node among all other nodes, seen from the first. A CSV on the "
        "standard output.",
        allow_abbrev=False,
    )
    add_graph_model(parser)
    parser.add_argument("pairs", type=Path, help="a table of pairs, with a header or without: names as the graph has them")
    _add_output(parser)
    parser.set_defaults(run=run_score)

    parser = actions.add_parser(
        "suggest",
        help="the likeliest links that a graph does not have",
        description="The likeliest pairs that are no edges, with the model's probability, the calibrated chance, and what speaks for them. "
        "Said with them: of as many pairs that the model was not shown, how many are test edges.",
        allow_abbrev=False,
    )
    add_graph_model(parser)
    parser.add_argument("--node", help="only links of this node, by its name")
    parser.add_argument("--top", type=int, default=100, help="how many (default 100)")
    _add_output(parser)
    parser.set_defaults(run=run_suggest)

    parser = actions.add_parser(
        "place",
        help="give a new node a place by its features and a few edges, without training anew",
        description="Encode the graph with one node more, and print the nodes that it would be linked to.",
        allow_abbrev=False,
    )
    add_graph_model(parser, ", of a graph with features")
    parser.add_argument(
        "--features",
        type=Path,
        required=True,
        help="a CSV: rows of feature,value (those left out are 0), or one row with a value for each feature, below their names or in "
        "the graph's order; values as they stand in the graph's file",
    )
    parser.add_argument(
        "--joined", default=[], action="append", metavar="NODE", help="a node that it is linked to; may be repeated"
    )
    parser.add_argument("--top", type=int, default=20, help="how many (default 20)")
    _add_output(parser)
    parser.set_defaults(run=run_place)

    parser = actions.add_parser(
        "baselines",
        help="scores that need no training, on the same splits as the models",
        description="AUC, AP, HR@100 and MRR of "
        + ", ".join(one.title for one in BASELINES.values())
        + " on the test edges of random "
        "85/5/10 splits: what a model must beat. Percent, mean ± sample standard deviation.",
        allow_abbrev=False,
    )
    parser.add_argument("dataset", help="as of `graph train`: a graph that ships, or a file")
    parser.add_argument("--features", default="", help="features of the nodes, for a graph from a file")
    parser.add_argument("--in-time", action="store_true", help="hold out the latest edges, as of `graph train`")
    parser.add_argument("--seeds", type=int, default=10, help="number of splits (default 10)")
    parser.add_argument("--first-seed", type=int, default=0, help="seed of the first split (default 0)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_reading_options(parser)
    parser.set_defaults(run=run_baselines)


def _add_output(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", type=Path, help="write to this file instead, .csv or .json")
    parser.add_argument("--json", action="store_true", help="JSON in place of CSV")


@contextmanager
def _bar(text: str) -> Any:
    with tqdm(
        total=100, unit="%", desc=text, disable=None, leave=False, file=sys.stderr, bar_format="{l_bar}{bar}| {elapsed}"
    ) as bar:
        yield lambda share: bar.update(round(100 * share) - bar.n)


def run_score(arguments: argparse.Namespace) -> None:
    checkpoint = find_graph_checkpoint(arguments.name)
    trained = checkpoint.load()
    asked = read_pairs(arguments.pairs.name, file_content(arguments.pairs), trained.graph)
    for line in (*asked.notes, *asked.left_out[:SHOWN]):
        print(line, file=sys.stderr)
    if asked.left_out:
        print(f"{counted(len(asked.left_out), 'row')} left out in all.", file=sys.stderr)
    with _bar("calibrating") as progress:
        calibration = link_calibration(checkpoint, trained, progress=progress)
    rows = scored_rows(score_pairs(trained, asked.pairs, calibration))
    _write(arguments, rows, list(rows[0]), {"calibration": calibration.sentence})
    print(calibration.sentence, file=sys.stderr)


def run_suggest(arguments: argparse.Namespace) -> None:
    checkpoint = find_graph_checkpoint(arguments.name)
    trained = checkpoint.load()
    node = None if arguments.node is None else NodeFinder(trained.graph).find(arguments.node)
    with _bar("calibrating") as progress:
        calibration = link_calibration(checkpoint, trained, progress=progress)
    with _bar("comparing all pairs") as progress:
        found = suggest_links(trained, calibration, top=arguments.top, node=node, progress=progress)
    precision = [precision_sentence(one) for one in found.precision]
    rows = suggestion_rows(found.links)
    columns = [*(rows[0] if rows else SUGGESTED_COLUMNS)]
    _write(arguments, rows, columns, {"calibration": calibration.sentence, "precision": precision})
    print(calibration.sentence, *precision, sep="\n", file=sys.stderr)


def run_place(arguments: argparse.Namespace) -> None:
    if arguments.top < 1:
        raise ValueError(f"--top: expected 1 or more, got {arguments.top}")
    checkpoint = find_graph_checkpoint(arguments.name)
    trained = checkpoint.load()
    finder = NodeFinder(trained.graph)
    joined = [finder.find(name) for name in arguments.joined]
    features = new_features(arguments.features.name, file_content(arguments.features), trained.graph)
    placed = place_node(trained, features=features, neighbours=joined, row_normalise=checkpoint.config.training.row_normalise)
    order = torch.argsort(placed.logits, descending=True, stable=True)[: arguments.top].tolist()
    rows = [
        {"rank": rank, "node": trained.graph.name_of(node), "probability": placed.logits[node].sigmoid().item(),
         "joined": node in joined}
        for rank, node in enumerate(order, start=1)
    ]  # fmt: skip
    _write(arguments, rows, list(rows[0]), {"code": placed.code.tolist()})


def _write(arguments: argparse.Namespace, rows: Sequence[dict[str, Any]], columns: list[str], said: dict[str, Any]) -> None:
    path: Path | None = arguments.output
    if path is not None and path.suffix.lower() not in (".csv", ".json"):
        raise ValueError(f"{path.name}: expected a name that ends in .csv or .json")
    if arguments.json or (path is not None and path.suffix.lower() == ".json"):
        text = json.dumps({"model": arguments.name, **said, "rows": rows}, indent=2, ensure_ascii=False) + "\n"
    else:
        text = as_csv(rows, columns)
    if path is None:
        print(text, end="")
    else:
        atomic_write(path, text.encode())
        print(f"{path}: {counted(len(rows), 'row')}", file=sys.stderr)


def run_baselines(arguments: argparse.Namespace) -> None:
    if arguments.seeds < 1:
        raise ValueError(f"--seeds must be at least 1, got {arguments.seeds}")
    found = open_graph(arguments.dataset, features=arguments.features, reading=reading_choices(arguments))
    graph = with_all_it_says(arguments, found)
    print(graph.description, *graph.notes, sep="\n", file=sys.stderr)
    seeds = range(arguments.first_seed, arguments.first_seed + arguments.seeds)
    chosen, left_out = baselines_of(graph), left_out_baselines(graph)
    if left_out:
        print(left_out, file=sys.stderr)
    measured: dict[str, list[LinkFigures]] = {key: [] for key in chosen}
    with tqdm(total=len(seeds) * len(chosen), disable=None, file=sys.stderr) as bar:
        for seed in seeds:
            split = split_edges(graph, seed, in_time=arguments.in_time)
            split.check()
            hard = hard_pairs(graph, split)
            for key, baseline in chosen.items():
                bar.set_postfix_str(f"split {seed}, {baseline.title}")
                measured[key].append(link_figures(baseline.scorer(graph, split), graph, split, hard=hard))
                bar.update()
    result = {
        "dataset": arguments.dataset,
        "data": graph.description,
        "split": f"{split_words(arguments.in_time, seeds)}, as of `graph train`; training edges only",
        "left_out": left_out,
        "baselines": {key: {"title": chosen[key].title} | spread_of_figures(runs, FIGURES) for key, runs in measured.items()},
    }
    print(json.dumps(result, indent=2, ensure_ascii=False) if arguments.json else _lines(result))


def _lines(result: dict[str, Any]) -> str:
    lines = [result["data"], f"{'':24} {'AUC':>14} {'AP':>14} {'HR@100':>14} {'MRR':>14}"]
    for one in result["baselines"].values():
        cells = [mean_and_deviation(one[key]) if key in one else "—" for key in FIGURES]
        lines.append(f"{one['title']:24} " + " ".join(f"{cell:>14}" for cell in cells))
    return "\n".join([*lines, result["split"]])
