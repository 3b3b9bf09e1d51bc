"""Do the figures on the cards of the models that ship come out again? Each is scored anew with as many draws an image as on its card, on
other images, black or white by other chances: its −log p(x) is to lie as near to the card's as the intervals of both let it. Of one model
for each set with known factors the metrics of disentanglement are measured anew on other points. Of figures that are right, nineteen in
twenty are within. Five to ten minutes.
"""

from __future__ import annotations

import math

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
    furthest, name_of_furthest, within = 0.0, "", 0
    tests = {key: load_images(key, "test") for key in dict.fromkeys(one.data_key for one in checkpoints)}
    for checkpoint in tqdm(checkpoints, desc="−log p(x)", disable=None):
        card = checkpoint.card["evaluations"][-1]
        num_images = min(IMAGES, DECODES // card["num_samples"])
        found = evaluate(
            checkpoint.load_model(), tests[checkpoint.data_key], num_samples=card["num_samples"], num_images=num_images, seed=SEED
        )
        assert found.nll is not None
        assert found.nll_interval is not None
        # Of the difference of two means over different images; where the card's are all that there are, these are a few of them.
        halves = [(high - low) / 2 for low, high in (found.nll_interval, card["nll_interval"])]
        share = abs(found.nll - card["nll"]) / math.hypot(*halves)
        within += share <= 1
        if share >= furthest:
            furthest, name_of_furthest = share, checkpoint.name
    return {
        "models": len(checkpoints), "within their intervals": within, "furthest off, as a share of its interval": furthest,
        "which": name_of_furthest,
    }  # fmt: skip


def metrics(checkpoint: Checkpoint) -> dict[str, object]:
    kept = checkpoint.card["disentanglement"]
    dataset = factor_set(checkpoint.data_key)
    found = measure_grid(dataset, encoder_of(checkpoint.load_model(), dataset, lambda _: None), keys=list(kept), seed=SEED)
    shares = {}
    for key, one in kept.items():
        allowed = math.hypot(*((high - low) / 2 for low, high in (one["interval"], found[key].interval)))
        difference = abs(found[key].value - one["value"])
        shares[key] = difference / allowed if allowed else float(difference > 0)
    furthest = max(shares, key=shares.__getitem__)
    return {
        "metrics": len(shares), "within their intervals": sum(share <= 1 for share in shares.values()),
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
