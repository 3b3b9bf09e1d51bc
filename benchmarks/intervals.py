"""python -m benchmarks.intervals sprites-btcvae --draws 8: are the intervals of the disentanglement metrics as wide as points drawn anew
differ? A ratio of 1 says so; above, an interval is too wide, but by what few fits must widen it: one that rests on three alone counts
4.30 standard deviations, where all draws have 1.96. Half a minute to a minute and a half a draw, on one core.
"""

from __future__ import annotations

import argparse

import numpy as np
import torch
from tqdm import tqdm

from vizvae.catalogue import find_checkpoint
from vizvae.data.factor_sets import factor_set
from vizvae.metrics.disentanglement.measure import METRICS, measure_grid
from vizvae.metrics.disentanglement.points import encoder_of

FIRST_SEED = 21
"""Not those that ship"""


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
            told, drawn_anew = halves.mean(), 1.96 * values.std(ddof=1)
            within = int((np.abs(values - values.mean()) <= halves).sum())
            print(
                f"{name} {key}: 1.96 sd of {len(values)} draws {drawn_anew:.4f}, told {told:.4f}, ratio {told / drawn_anew:.2f}; "
                f"{within} intervals hold the mean"
            )


if __name__ == "__main__":
    main()
