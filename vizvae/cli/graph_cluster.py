"""python -m vizvae graph cluster"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from typing import Any

from tqdm import tqdm

from vizvae.cli.train import command_line
from vizvae.graph.config import PRESETS, TITLES, preset
from vizvae.graph.runs import cluster_summary, epochs_by_validation, run_clustering
from vizvae.graph.shipped import GRAPHS, load_graph


def add_command(actions: Any) -> None:
    parser = actions.add_parser(
        "cluster",
        help="train on all edges, cluster the embedding, compare with the classes",
        description="Train on all edges (nothing is predicted, so nothing is held out), cluster the embedding by k-means, as many clusters "
        "as classes, and print ACC (best matching), NMI and ARI in percent. Labels choose nothing: how long to train is found first, on "
        "random splits, as the median epoch that the validation edges keep (models that keep their last weights train their own number).",
        allow_abbrev=False,
    )
    parser.add_argument("dataset", choices=sorted(GRAPHS), help="a graph that ships")
    parser.add_argument("--model", choices=sorted(PRESETS), default="gnae", help="default gnae")
    parser.add_argument("--seeds", type=int, default=10, help="number of runs (default 10)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    if arguments.seeds < 1:
        raise ValueError(f"--seeds must be at least 1, got {arguments.seeds}")
    graph = load_graph(arguments.dataset)
    config = preset(arguments.model, num_nodes=graph.num_nodes)
    with tqdm(unit="epoch", disable=None, file=sys.stderr) as bar:
        epochs = epochs_by_validation(graph, config, range(arguments.seeds), progress=bar.update)
        runs = [run_clustering(graph, config, seed, epochs, progress=bar.update) for seed in range(arguments.seeds)]
    result = {
        "dataset": arguments.dataset,
        "model": arguments.model,
        "title": TITLES[arguments.model],
        **cluster_summary([scores for scores, _ in runs]),
        "seconds": round(statistics.fmean(seconds for _, seconds in runs), 2),
        "epochs": epochs,
        "protocol": f"trained on all {graph.num_edges:,} edges for {epochs} epochs (number found on the validation edges of "
        f"{arguments.seeds} splits, without labels); k-means with {graph.num_classes} clusters on posterior means, "
        "of 20 starts the least inertia; labels are looked at once, at the end",
        "command": command_line(),
    }
    if arguments.json:
        print(json.dumps(result, indent=2, ensure_ascii=False))
        return
    print(f"{result['title']} on {graph.description}")
    print(", ".join(f"{name.upper()} {result[name]['mean']:.1f} ± {result[name]['sd']:.1f} %" for name in ("acc", "nmi", "ari")))
    print(result["protocol"])
