"""python -m benchmarks.intervals sprites-btcvae --draws 8: are the intervals of the disentanglement metrics as wide as points drawn anew
differ? A ratio of 1 says so; above, an interval is too narrow. A minute and a half a draw, on one core.
"""

from __future__ import annotations

import argparse

import numpy as np
import torch
from tqdm import tqdm

from vizvae.catalogue import find_checkpoint
from vizvae.data.factor_sets import factor_set
from vizvae.metrics.disentanglement.measure import METRICS, REFITS, SAP_REFITS, VOTES_REPEATED, measure_grid
from vizvae.metrics.disentanglement.points import encoder_of
from vizvae.metrics.disentanglement.result import NUM_RESAMPLES
from vizvae.metrics.interval import half_width

FIRST_SEED = 21
"""Not those that ship"""
FITS = {"dci_disentanglement": REFITS, "dci_completeness": REFITS, "sap": SAP_REFITS, "factor_vae_score": VOTES_REPEATED}
"""From how few values an interval's width is known, where that is few: Student's t widens it by as much."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", nargs="+", help="models whose data have known factors")
    parser.add_argument("--draws", type=int, default=8, help="of the points, each with a seed of its own (default 8)")
    parser.add_argument("--metrics", nargs="+", choices=list(METRICS), default=list(METRICS), help="default: all")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    for name in arguments.models:
        checkpoint = find_checkpoint(name)
        dataset = factor_set(checkpoint.data_key)
        encoder = encoder_of(checkpoint.load_model(), dataset, lambda _: None)
        drawn = [
            measure_grid(dataset, encoder, keys=arguments.metrics, seed=FIRST_SEED + draw)
            for draw in tqdm(range(arguments.draws), desc=name, disable=None)
        ]
        for key in arguments.metrics:
            values = np.array([one[key].value for one in drawn])
            halves = np.array([one[key].interval[1] - one[key].value for one in drawn])
            told = halves.mean() / half_width(1.0, FITS.get(key, NUM_RESAMPLES))
            within = int((np.abs(values - values.mean()) <= halves).sum())
            print(
                f"{name} {key}: sd of {len(values)} draws {values.std(ddof=1):.4f}, told {told:.4f}, "
                f"ratio {values.std(ddof=1) / told:.2f}; {within} intervals hold the mean"
            )


if __name__ == "__main__":
    main()
