"""A classifier trained with few labels of the committed sample, on pixels and on latents: see `learn_labels`."""

from __future__ import annotations

from functools import lru_cache

import torch

from vizvae.comparison.contenders import CONTENDERS
from vizvae.metrics.label_efficiency import balanced_labels, fit_mlp, scaled
from vizvae.ui.explorer.opened import open_model, sample_images
from vizvae.ui.learn.contract import TrainedOnFew, WrongDigit

WEIGHT_DECAY = 0.01
NUM_WRONG = 6
"""Misclassified digits that are shown"""


def trained(name: str, digest: str, count: int, seed: int) -> list[TrainedOnFew]:
    """The same classifier on pixels and on posterior means: `accuracy` on the second half of the committed sample, which gave no label,
    and the first digits that are taken for others: `pixels`, their `label`, what was `said`."""
    sample, half = sample_images("mnist"), len(sample_images("mnist")) // 2
    rows = balanced_labels(sample.labels[:half], count, generator=torch.Generator().manual_seed(seed))
    y, answers = sample.labels[rows], []
    for representation, (x, held_out) in _represented(name, digest).items():
        net = fit_mlp(x[rows], y, weight_decay=WEIGHT_DECAY, generator=torch.Generator().manual_seed(seed))
        with torch.no_grad():
            said = net(held_out).argmax(1)
        wrong = (said != sample.labels[half:]).nonzero()[:, 0]
        shown = [
            WrongDigit(
                pixels=(sample.images[half + place].flatten().float() / 255).tolist(),
                label=int(sample.labels[half + place]),
                said=int(said[place]),
            )
            for place in wrong[:NUM_WRONG].tolist()
        ]
        accuracy = 1 - len(wrong) / len(said)
        answers.append(TrainedOnFew(representation=representation, accuracy=accuracy, num_test=len(said), wrong=shown))
    return answers


@lru_cache(maxsize=4)
@torch.no_grad()
def _represented(name: str, digest: str) -> dict[str, list[torch.Tensor]]:
    """Both halves of the sample, scaled by the first."""
    images = sample_images("mnist").images.float() / 255
    model = CONTENDERS[name].latent_model if name in CONTENDERS else open_model(name).model
    assert model is not None
    means = torch.cat([model.encode(x).mu for x in images.split(500)])
    return {
        "pixels": scaled(*images.flatten(1).chunk(2)),
        "posterior_means": scaled(*means.chunk(2)),
    }
