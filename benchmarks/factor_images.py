"""Images of the sets with known factors: how many a second one core draws, and what encoding them costs beside the bare forward pass.

"First" is a set that has drawn nothing yet: faces draw each head when it is first asked for.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial

import torch
from torch import Tensor

from benchmarks import results
from vizvae.catalogue import load_model
from vizvae.data.factor_sets import FACTOR_SETS
from vizvae.metrics.disentanglement import encoder_of
from vizvae.models.base import LatentModel

COUNT, ROUNDS, AT_ONCE = 10_000, 5, 256


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def forward(model: LatentModel, images: Tensor) -> None:
    with torch.inference_mode():
        for part in images.split(AT_ONCE):
            model.encode(part)


def main() -> None:
    torch.set_num_threads(1)
    rows: dict[str, object] = {}
    for key, kind in FACTOR_SETS.items():
        dataset = kind()
        factors = dataset.sample_factors(COUNT, generator=torch.Generator().manual_seed(0))
        draw = partial(dataset.images, factors)
        rows[f"{key}: images drawn a second, first"] = COUNT / seconds(draw)
        rows[f"{key}: images drawn a second"] = COUNT / statistics.median(seconds(draw) for _ in range(ROUNDS))
        model = load_model(f"{key}-btcvae")
        bare = partial(forward, model, draw().float() / 255)
        encode = partial(encoder_of(model, dataset), factors)
        turns = [(seconds(bare), seconds(encode)) for _ in range(ROUNDS + 1)][1:]
        rows[f"{key}: encoding {COUNT:,}, bare batched forward, seconds"] = statistics.median(a for a, _ in turns)
        rows[f"{key}: encoding {COUNT:,} with drawing over it"] = statistics.median(b / a for a, b in turns)
    results.write("factor_images", rows)


if __name__ == "__main__":
    main()
