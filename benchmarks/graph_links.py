"""python -m benchmarks.graph_links DATASET MODEL ...: link prediction over ten splits, as `python -m vizvae graph train` prints it;
without a MODEL all of them, and `graph baselines`; with `baselines` these alone, and then how many splits.

Each run is a process of its own and goes into results/graph_DATASET_MODEL.json with its command;
docs/graphs.md has its table from these.
"""

from __future__ import annotations

import json
import subprocess
import sys

from benchmarks import results
from vizvae.graph.config import PRESETS


def measure(dataset: str, model: str, *extra: str) -> None:
    command = [sys.executable, "-m", "vizvae", "graph", "train", dataset, "--model", model, "--seeds", "10", "--json", *extra]
    printed = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    results.write(f"graph_{dataset}_{model}", json.loads(printed))


def measure_clusters(dataset: str, model: str) -> None:
    command = [sys.executable, "-m", "vizvae", "graph", "cluster", dataset, "--model", model, "--seeds", "10", "--json"]
    printed = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    results.write(f"graph_clusters_{dataset}_{model}", json.loads(printed))


def measure_baselines(dataset: str, seeds: str = "10") -> None:
    command = [sys.executable, "-m", "vizvae", "graph", "baselines", dataset, "--seeds", seeds, "--json"]
    printed = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    results.write(f"graph_baselines_{dataset}", json.loads(printed))


def main(dataset: str = "cora", *models: str) -> None:
    if models[:1] == ("baselines",):
        measure_baselines(dataset, *models[1:])
        return
    if not models:
        measure_baselines(dataset)
    for model in models or PRESETS:
        measure(dataset, model)


if __name__ == "__main__":
    main(*sys.argv[1:])
