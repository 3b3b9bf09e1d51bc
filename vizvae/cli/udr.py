"""python -m vizvae udr NAME NAME …"""

from __future__ import annotations

import argparse
import json
from typing import Any

import numpy as np

from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import Checkpoint
from vizvae.latent.aggregate import Reference
from vizvae.metrics.disentanglement.result import around
from vizvae.metrics.disentanglement.unsupervised import agreement, disentanglement_ranking

NUM_RESAMPLES = 20
"""Draws of the bootstrap: each ranks all columns of all models anew."""
ESTIMATOR = (
    "Spearman correlations of the posterior means of the data's sample; latents of at least 0.01 nats; median over the others"
)


def add_command(commands: Any) -> None:
    parser = commands.add_parser(
        "udr",
        help="which of several runs is disentangled best, without knowing any factor",
        description="Unsupervised disentanglement ranking (Duan et al. 2020): how well the latents of each run can be matched one to one "
        "by those of the others. For runs of one configuration with different seeds, on the same data; 95 % intervals over images.",
    )
    parser.add_argument("names", nargs="+", metavar="NAME", help="two or more models of `python -m vizvae models`")
    parser.add_argument("--seed", type=int, default=0, help="of the interval (default 0)")
    parser.add_argument("--json", action="store_true", help="print JSON, with the agreement of each two runs")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    names = arguments.names
    checkpoints = [find_checkpoint(name) for name in names]
    keys = {checkpoint.card["data"]["key"] for checkpoint in checkpoints}
    if len(keys) > 1:
        raise ValueError(f"the ranking compares models of the same data, got models of {', '.join(sorted(keys))}")
    codes, kl_per_dim = zip(*(_codes(checkpoint) for checkpoint in checkpoints), strict=True)
    pairs = agreement(codes, kl_per_dim)
    values = disentanglement_ranking(pairs)
    random = np.random.default_rng(arguments.seed)
    repeats = []
    for _ in range(NUM_RESAMPLES):
        rows = random.integers(len(codes[0]), size=len(codes[0]))
        repeats.append(disentanglement_ranking(agreement([part[rows] for part in codes], kl_per_dim)))
    intervals = [around(float(value), column) for value, column in zip(values, np.array(repeats).T.tolist(), strict=True)]
    if not arguments.json:
        for name, value, (low, high) in zip(names, values, intervals, strict=True):
            print(f"{name:22} {value:.3f} [{low:.3f}, {high:.3f}]")
        return
    models = {
        name: {
            "udr": float(values[i]),
            "interval": intervals[i],
            "agreement": {other: float(pairs[i, j]) for j, other in enumerate(names) if i != j},
        }
        for i, name in enumerate(names)
    }
    print(json.dumps({"models": models, "num_points": len(codes[0]), "seed": arguments.seed, "estimator": ESTIMATOR}, indent=2))


def _codes(checkpoint: Checkpoint) -> tuple[np.ndarray, np.ndarray]:
    reference: Reference = checkpoint.load_reference()
    if reference.kl_per_dim is None:
        raise ValueError(f"{checkpoint.name} is deterministic: without a KL no latent counts as informative")
    return reference.mu.double().numpy(), reference.kl_per_dim.numpy()
