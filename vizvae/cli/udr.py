"""python -m vizvae udr NAME NAME …"""

from __future__ import annotations

import argparse
import json
from typing import Any, get_args

import numpy as np

from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import Checkpoint
from vizvae.latent.aggregate import Reference
from vizvae.metrics.disentanglement.result import around
from vizvae.metrics.disentanglement.unsupervised import LASSO_PENALTY, Matching, agreement, disentanglement_ranking

NUM_RESAMPLES = 20
"""Draws of the bootstrap: each ranks all columns of all models anew."""
MATCHINGS: tuple[Matching, ...] = get_args(Matching)
ESTIMATOR = (
    "Of the posterior means of the data's sample, latents of at least 0.01 nats, median over the others; spearman: rank correlations "
    f"of each two; lasso: weights of sparse linear predictions of each from all, penalty {LASSO_PENALTY}"
)


def add_command(commands: Any) -> None:
    parser = commands.add_parser(
        "udr",
        help="which of several runs is disentangled best, without knowing any factor",
        description="Unsupervised disentanglement ranking (Duan et al. 2020): how well the latents of each run can be matched one to one "
        "by those of the others, once by rank correlations and once by sparse linear predictions (Lasso). For runs of one configuration "
        "with different seeds, on the same data; 95 % intervals over images.",
    )
    parser.add_argument("names", nargs="+", metavar="NAME", help="two or more models of `python -m vizvae models`")
    parser.add_argument("--seed", type=int, default=0, help="of the interval (default 0)")
    parser.add_argument("--json", action="store_true", help="print JSON, with the agreement of each two runs")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    names = arguments.names
    checkpoints = [find_checkpoint(name) for name in names]
    if len(set(names)) < len(names):
        raise ValueError(f"the ranking compares different runs, and among {', '.join(names)} one stands twice: name each once")
    keys = {checkpoint.card["data"]["key"] for checkpoint in checkpoints}
    if len(keys) > 1:
        raise ValueError(f"the ranking compares models of the same data, got models of {', '.join(sorted(keys))}")
    codes, kl_per_dim = zip(*(_codes(checkpoint) for checkpoint in checkpoints), strict=True)
    random = np.random.default_rng(arguments.seed)
    resamples = [random.integers(len(codes[0]), size=len(codes[0])) for _ in range(NUM_RESAMPLES)]
    models: dict[str, dict[str, Any]] = {name: {} for name in names}
    for matching in MATCHINGS:
        pairs = agreement(codes, kl_per_dim, matching)
        values = disentanglement_ranking(pairs)
        repeats = np.array(
            [disentanglement_ranking(agreement([part[rows] for part in codes], kl_per_dim, matching)) for rows in resamples]
        )
        for i, name in enumerate(names):
            models[name][matching] = {
                "udr": float(values[i]),
                "interval": around(float(values[i]), repeats[:, i].tolist()),
                "agreement": {other: float(pairs[i, j]) for j, other in enumerate(names) if i != j},
            }
    if arguments.json:
        print(
            json.dumps({"models": models, "num_points": len(codes[0]), "seed": arguments.seed, "estimator": ESTIMATOR}, indent=2)
        )
        return
    print(f"{'':22}" + "".join(f"{matching:24}" for matching in MATCHINGS))
    for name, found in models.items():
        print(
            f"{name:22}"
            + "".join("{:.3f} [{:.3f}, {:.3f}]    ".format(one["udr"], *one["interval"]) for one in found.values()).rstrip()
        )


def _codes(checkpoint: Checkpoint) -> tuple[np.ndarray, np.ndarray]:
    reference: Reference = checkpoint.load_reference()
    if reference.kl_per_dim is None:
        raise ValueError(f"{checkpoint.name} is deterministic: without a KL no latent counts as informative")
    return reference.mu.double().numpy(), reference.kl_per_dim.numpy()
