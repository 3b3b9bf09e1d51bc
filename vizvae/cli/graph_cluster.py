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
from vizvae.graph.runs import cluster_summary, run_clustering
from vizvae.graph.shipped import GRAPHS, load_graph


def add_command(actions: Any) -> None:
    parser = actions.add_parser(
        "cluster",
        help="train on all edges, cluster the embedding, compare with the classes",
        description="Train on all edges (nothing is predicted, so nothing is held out), cluster the embedding by k-means, as many clusters "
        "as classes, and print ACC (best matching), NMI and ARI in percent. Labels choose nothing: the epochs are the model's own.",
        allow_abbrev=False,
    )
    parser.add_argument("dataset", choices=sorted(GRAPHS))
    parser.add_argument("--model", choices=sorted(PRESETS), default="vgnae", help="default vgnae")
    parser.add_argument("--seeds", type=int, default=10, help="number of runs (default 10)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    if arguments.seeds < 1:
        raise ValueError(f"--seeds must be at least 1, got {arguments.seeds}")
    graph = load_graph(arguments.dataset)
    config = preset(arguments.model, num_nodes=graph.num_nodes)
    with tqdm(total=arguments.seeds * config.epochs, unit="epoch", disable=None, file=sys.stderr) as bar:
        runs = [run_clustering(graph, config, seed, progress=bar.update) for seed in range(arguments.seeds)]
    result = {
        "dataset": arguments.dataset,
        "model": arguments.model,
        "title": TITLES[arguments.model],
        **cluster_summary([scores for scores, _ in runs]),
        "seconds": round(statistics.fmean(seconds for _, seconds in runs), 2),
        "epochs": config.epochs,
        "protocol": f"trained on all {graph.num_edges:,} edges, last epoch; k-means with {graph.num_classes} clusters on posterior means, "
        "of 20 starts the least inertia; labels are looked at once, at the end",
        "command": command_line(),
    }
    if arguments.json:
        print(json.dumps(result, indent=2, ensure_ascii=False))
        return
    print(f"{result['title']} on {graph.description}")
    print(", ".join(f"{name.upper()} {result[name]['mean']:.1f} ± {result[name]['sd']:.1f} %" for name in ("acc", "nmi", "ari")))
    print(result["protocol"])
