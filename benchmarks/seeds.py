"""python -m benchmarks.seeds MODEL RUN RUN ...: what runs of one configuration with different seeds come to: how well the others find a
run's latents again (UDR, without labels, by which MODEL was chosen among them), and the metrics that know the factors.

`MODEL` is the one that ships. results/seeds_MODEL.json, of which docs/models.md has its table.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from benchmarks import results
from vizvae.beta_family import spread
from vizvae.cards.figures import FACTOR_METRICS
from vizvae.catalogue import find_checkpoint
from vizvae.metrics.disentanglement.record import measure_checkpoint

MODELS = ("letters-btcvae",)


def measure(names: list[str]) -> dict[str, Any]:
    """By seed."""
    command = [sys.executable, "-m", "vizvae", "udr", *names, "--json"]
    ranked = json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)["models"]
    found: dict[str, Any] = {}
    for name in names:
        checkpoint = find_checkpoint(name)
        metrics = measure_checkpoint(checkpoint)
        found[str(checkpoint.card["training"]["seed"])] = {
            "udr": ranked[name]["udr"],
            "weights_sha256": checkpoint.card["weights_sha256"],
            **{key: metrics[key].value for key in FACTOR_METRICS},
        }
    return found


def _trained_as(model: str) -> list[str]:
    """The digest of the model's weights, and of those that it went on from."""
    card = find_checkpoint(model).card
    return [stage["weights_sha256"] for stage in (card, card.get("started_from")) if stage]


def table() -> str:
    """Of each model the runs, the one that ships in bold, and mean ± sample standard deviation over them."""
    columns = {"udr": "UDR", **FACTOR_METRICS}
    rows = []
    for model in MODELS:
        runs, ships = results.read(f"seeds_{model}"), _trained_as(model)
        for seed, run in runs.items():
            strong = "**" if run["weights_sha256"] in ships else ""
            rows.append([f"{strong}{model}, {seed}{strong}", *(f"{run[key]:.3f}" for key in columns)])
        spreads = [results.mean_and_sd(spread([run[key] for run in runs.values()]), 3) for key in columns]
        rows.append([f"{model}, {len(runs)} seeds", *spreads])
    return results.table(["model, seed", *columns.values()], rows)


def main(model: str, *runs: str) -> None:
    if model not in MODELS or len(runs) < 2:
        raise SystemExit(f"expected one of {', '.join(MODELS)}, and two runs or more, got {model} and {len(runs)}")
    results.write(f"seeds_{model}", measure([*runs]))


if __name__ == "__main__":
    main(*sys.argv[1:])
