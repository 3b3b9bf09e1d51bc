"""python -m benchmarks.seeds DATA RUN RUN ...: what runs that differ in the seed alone come to, of one configuration or of several: how
well the others of its configuration find a run's latents again (UDR, without labels), and the metrics that know the factors, as
`vizvae evaluate RUN --metrics disentanglement --write-card` put them on the cards.

results/seeds_DATA.json, of which docs/models.md has its table.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from typing import Any

from benchmarks import results
from benchmarks.training_cost import stages_of
from vizvae.beta_family import spread
from vizvae.cards.figures import FACTOR_METRICS
from vizvae.catalogue import find_checkpoint, is_shipped, list_checkpoints
from vizvae.checkpoint import Checkpoint
from vizvae.config import config_from_dict
from vizvae.training.config import TrainConfig

DATA = ("letters", "sprites")
COLUMNS = {"udr_spearman": "UDR, ranks", "udr_lasso": "UDR, Lasso", **FACTOR_METRICS}
SEED = ", seed "
INTERVAL = "_interval"
"""95 %, over images"""


def measure(checkpoints: list[Checkpoint]) -> dict[str, Any]:
    """By objective and seed. Raises ValueError for a run that has not been measured, and for an objective of one seed."""
    runs: dict[str, list[Checkpoint]] = defaultdict(list)
    for checkpoint in checkpoints:
        if "disentanglement" not in checkpoint.card:
            raise ValueError(f"{checkpoint.name} has not been measured: run `vizvae evaluate` with --metrics disentanglement")
        runs[_config(checkpoint).objective.title].append(checkpoint)
    found: dict[str, Any] = {}
    for title, alike in runs.items():
        if len(alike) < 2:
            raise ValueError(f"expected two seeds or more of {title}, got {alike[0].name} alone")
        command = [sys.executable, "-m", "vizvae", "udr", *(one.name for one in alike), "--json"]
        ranked = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)["models"]
        for one in alike:
            found[f"{title}{SEED}{_config(one).seed}"] = {
                **{f"udr_{matching}": ranking["udr"] for matching, ranking in ranked[one.name].items()},
                **{f"udr_{matching}{INTERVAL}": ranking["interval"] for matching, ranking in ranked[one.name].items()},
                "weights_sha256": one.card["weights_sha256"],
                **{key: one.card["disentanglement"][key]["value"] for key in FACTOR_METRICS},
            }
    return found


def table() -> str:
    """Of each set and objective the runs, those behind a model that ships in bold, and mean ± sample standard deviation over them."""
    ships = _weights_that_ship()
    rows = []
    for data in DATA:
        runs = results.read(f"seeds_{data}")
        for title in dict.fromkeys(label.split(SEED)[0] for label in runs):
            alike = {label: run for label, run in runs.items() if label.split(SEED)[0] == title}
            for label, run in alike.items():
                strong = "**" if run["weights_sha256"] in ships else ""
                rows.append([data, f"{strong}{label}{strong}", *(_cell(run, key) for key in COLUMNS)])
            spreads = [_spread([run.get(key) for run in alike.values()]) for key in COLUMNS]
            rows.append([data, f"{title}, {len(alike)} seeds", *spreads])
    return results.table(["data", "objective, seed", *COLUMNS.values()], rows)


def main(data: str, *names: str) -> None:
    checkpoints = [find_checkpoint(name) for name in names]
    if data not in DATA or any(one.data_key != data for one in checkpoints):
        raise SystemExit(f"expected one of {', '.join(DATA)} and runs on it, got {data} and {', '.join(names)}")
    results.write(f"seeds_{data}", measure(checkpoints))


def _config(checkpoint: Checkpoint) -> TrainConfig:
    return config_from_dict(TrainConfig, checkpoint.card["training"])


def _weights_that_ship() -> set[str]:
    """Digests of the weights of all models that ship, and of the runs behind each."""
    return {stage["weights_sha256"] for one in list_checkpoints() if is_shipped(one) for stage in stages_of(one.card)}


def _cell(run: dict[str, Any], key: str) -> str:
    if key not in run:
        return "—"
    interval = run.get(f"{key}{INTERVAL}")
    return f"{run[key]:.3f}" + (f" [{interval[0]:.3f}, {interval[1]:.3f}]" if interval else "")


def _spread(values: list[float | None]) -> str:
    known = [value for value in values if value is not None]
    return results.mean_and_sd(spread(known) if known else None, 3)


if __name__ == "__main__":
    if len(sys.argv) < 4:
        raise SystemExit(f"expected a data set and two runs or more, got {sys.argv[1:]}")
    main(*sys.argv[1:])
