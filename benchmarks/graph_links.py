"""Link prediction of models and baselines over random splits, as `python -m vizvae graph train` and `graph baselines` print it.

Each run is a process of its own and goes into results/graph_DATASET_MODEL.json with its command;
docs/graphs.md has its table from these.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys

from benchmarks import results
from vizvae.graph.config import PRESETS
from vizvae.graph.shipped import GRAPHS

BASELINES, CLUSTERS = "baselines", "clusters"
CLUSTERED = "gnae"
"""The model whose clusters stand in the table"""


def measure(dataset: str, what: str, splits: int) -> None:
    """`what`: a name of `PRESETS`, `BASELINES` or `CLUSTERS`."""
    asked, name = ["train", dataset, "--model", what], f"graph_{dataset}_{what}"
    if what == BASELINES:
        asked, name = [BASELINES, dataset], f"graph_{BASELINES}_{dataset}"
    elif what == CLUSTERS:
        asked, name = ["cluster", dataset, "--model", CLUSTERED], f"graph_{CLUSTERS}_{dataset}_{CLUSTERED}"
    command = [sys.executable, "-m", "vizvae", "graph", *asked, "--seeds", str(splits), "--json"]
    printed = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    results.write(name, json.loads(printed))


def main(*given: str) -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.graph_links", description=__doc__)
    known = [BASELINES, *PRESETS]
    parser.add_argument("dataset", nargs="?", choices=sorted(GRAPHS), default="cora", help="default cora")
    parser.add_argument(
        "what", nargs="*", metavar="WHAT", help=f"{', '.join(known)}, or {CLUSTERS} of {CLUSTERED}; without any, all but those"
    )
    parser.add_argument(
        "--splits", type=int, default=10, help="how many; fewer stand in the table with their number (default 10)"
    )
    arguments = parser.parse_args(given)
    for what in arguments.what:
        if what not in (*known, CLUSTERS):
            parser.error(f"expected some of {', '.join([*known, CLUSTERS])}, got {what!r}")
    for what in arguments.what or known:
        measure(arguments.dataset, what, arguments.splits)


if __name__ == "__main__":
    main(*sys.argv[1:])
