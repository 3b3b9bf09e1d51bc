"""M1+M2: a classifier from few labels and from all images without, on what a trained VAE makes of them (Kingma et al. 2014)."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from vizvae.data.images import ImageSet
from vizvae.metrics.label_efficiency import NUM_DRAWS, Curve, accuracy, balanced_labels, scaled
from vizvae.models.base import LatentModel
from vizvae.models.m2 import M2, M2Config, semi_supervised_loss

NUM_LABELS = (100,)
LATENT_DIM, HIDDEN_DIM = 8, 200
EPOCHS, BATCH, LABEL_BATCH = 24, 100, 100
LEARNING_RATE, WEIGHT_DECAY = 1e-3, 0.01
ALPHA = 1.0
CHOOSING_SEED = 100
"""Draws of labels by which settings are chosen begin here: none of them is one that is scored on the test images."""
PROTOCOL = (
    f"semi supervised, m2: M1+M2 (Kingma et al. 2014): M2 with {LATENT_DIM} latents and {HIDDEN_DIM} hidden units on the posterior means, "
    f"{EPOCHS} passes over all training images, {BATCH} without and {LABEL_BATCH} with a label a step, α = {ALPHA:g} for each image; "
    "settings and M1 by the accuracy on the validation images with other draws of labels"
)


@dataclass(frozen=True)
class Codes:
    """Posterior means of images, scaled, and the classes that these have."""

    x: Float[Tensor, "image latent"]
    y: Int64[Tensor, " image"]


@torch.no_grad()
def codes(model: LatentModel, *splits: ImageSet) -> list[Codes]:
    """Of each split, centred and divided by one number, both from those of the first."""
    means = [torch.cat([model.encode(x.float() / 255).mu for x in part.images.split(1000)]) for part in splits]
    return [Codes(x, part.labels) for x, part in zip(scaled(*means), splits, strict=True)]


def fit_m2(train: Codes, rows: Int64[Tensor, " label"], *, generator: torch.Generator, epochs: int = EPOCHS) -> M2:
    """M2 of codes, of which those at `rows` have a label, trained by Adam whose rate falls to 0 over the last quarter."""
    x, y = train.x, train.y[rows]
    with torch.random.fork_rng(devices=[]):  # layers are initialised from torch's own state
        torch.manual_seed(int(torch.randint(2**31, (1,), generator=generator)))
        model = M2(M2Config(data_dim=x.shape[1], latent_dim=LATENT_DIM, hidden_dim=HIDDEN_DIM))
    optimizer = torch.optim.AdamW(model.parameters(), LEARNING_RATE, weight_decay=WEIGHT_DECAY)
    steps = epochs * math.ceil(len(x) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1, 4 * (1 - step / steps)))
    for _ in range(epochs):
        for places in torch.randperm(len(x), generator=generator).split(BATCH):
            some = torch.randint(len(rows), (LABEL_BATCH,), generator=generator)
            loss = semi_supervised_loss(
                model, x[places], x[rows[some]], y[some], share=len(rows) / len(x), alpha=ALPHA, generator=generator
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return model


def score(train: Codes, scored: Codes, count: int, seed: int) -> float:
    """Accuracy of q(y|x) at the posterior means of `scored`, trained with the `seed`th draw of `count` labels."""
    rows = balanced_labels(train.y, count, generator=torch.Generator().manual_seed(seed))
    model = fit_m2(train, rows, generator=torch.Generator().manual_seed(1000 + seed))
    return accuracy(model.classifier, scored.x, scored.y)


def semi_supervised(
    train: Codes,
    scored: Codes,
    *,
    first_seed: int = 0,
    num_draws: int = NUM_DRAWS,
    progress: Callable[[int], object] = lambda _: None,
) -> Curve:
    """For each number of labels, over draws of them. `progress` is called with the draws since its last call."""
    found = []
    for count in NUM_LABELS:
        found.append([])
        for seed in range(first_seed, first_seed + num_draws):
            found[-1].append(score(train, scored, count, seed))
            progress(1)
    return Curve(
        representation="semi_supervised",
        classifier="m2",
        num_labels=list(NUM_LABELS),
        accuracy=[statistics.mean(row) for row in found],
        sd=[statistics.stdev(row) for row in found],
        weight_decay=[],
    )
