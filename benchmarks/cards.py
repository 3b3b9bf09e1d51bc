"""Do the figures on the cards of the models that ship come out again? Each is scored anew with as many draws an image as on its card, on
other images, black or white by other chances: its −log p(x) is to lie as near to the card's as the intervals of both let it. Of one model
for each set with known factors the metrics of disentanglement are measured anew on other points. Of figures that are right, nineteen in
twenty are within. Five to ten minutes.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from tqdm import tqdm

from benchmarks import results
from vizvae.catalogue import is_shipped, list_checkpoints
from vizvae.checkpoint import Checkpoint
from vizvae.data.factor_sets import factor_set
from vizvae.data.images import load_images
from vizvae.metrics.disentanglement.measure import measure_grid
from vizvae.metrics.disentanglement.points import encoder_of
from vizvae.metrics.likelihood import evaluate

DECODES, IMAGES = 100_000, 1_000
"""At most, of each model: draws of all images together, and images"""
MEASURED_ANEW = ("sprites-btcvae", "faces-btcvae", "letters-btcvae")
SEED = 20
"""Not those of the cards"""


def likelihoods(checkpoints: list[Checkpoint]) -> dict[str, object]:
    shares = {}
    tests = {key: load_images(key, "test") for key in dict.fromkeys(one.data_key for one in checkpoints)}
    for checkpoint in tqdm(checkpoints, desc="−log p(x)", disable=None):
        card = checkpoint.card["evaluations"][-1]
        num_images = min(IMAGES, DECODES // card["num_samples"])
        found = evaluate(
            checkpoint.load_model(), tests[checkpoint.data_key], num_samples=card["num_samples"], num_images=num_images, seed=SEED
        )
        assert found.nll is not None
        assert found.nll_interval is not None
        # Where the card's images are all that there are, these are a few of them.
        shares[checkpoint.name] = _apart(found.nll - card["nll"], found.nll_interval, card["nll_interval"])
    return _summary("models", shares)


def metrics(checkpoint: Checkpoint) -> dict[str, object]:
    kept = checkpoint.card["disentanglement"]
    dataset = factor_set(checkpoint.data_key)
    found = measure_grid(dataset, encoder_of(checkpoint.load_model(), dataset, lambda _: None), keys=list(kept), seed=SEED)
    return _summary(
        "metrics",
        {key: _apart(found[key].value - one["value"], found[key].interval, one["interval"]) for key, one in kept.items()},
    )


def _apart(difference: float, *intervals: Sequence[float]) -> float:
    """Of two figures, as a share of the interval of their difference; where neither has any width, 0 for equal ones and 1 else."""
    allowed = math.hypot(*((high - low) / 2 for low, high in intervals))
    return abs(difference) / allowed if allowed else float(difference != 0)


def _summary(what: str, shares: dict[str, float]) -> dict[str, object]:
    furthest = max(shares, key=shares.__getitem__)
    return {
        what: len(shares), "within their intervals": sum(share <= 1 for share in shares.values()),
        "furthest off, as a share of its interval": shares[furthest], "which": furthest,
    }  # fmt: skip


def main() -> None:
    torch.set_num_threads(1)
    shipped = [one for one in list_checkpoints() if is_shipped(one)]
    rows: dict[str, object] = {
        "−log p(x)": likelihoods([one for one in shipped if one.stochastic and one.card.get("evaluations")])
    }
    for checkpoint in shipped:
        if checkpoint.name in MEASURED_ANEW:
            rows[f"disentanglement, {checkpoint.name}"] = metrics(checkpoint)
    results.write("cards", rows)


if __name__ == "__main__":
    main()
