"""Pixels that were normalised as data loaders do it: no range of ours, but known by how much better the images come back so."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

NORMALISATIONS: dict[str, tuple[tuple[float, ...], tuple[float, ...]]] = {
    "MNIST's (x - 0.1307) / 0.3081": ((0.1307,), (0.3081,)),
    "Fashion-MNIST's (x - 0.2860) / 0.3530": ((0.2860,), (0.3530,)),
    "x - 0.5": ((0.5,), (1.0,)),
    "ImageNet's means and deviations": ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
    "CIFAR-10's means and deviations": ((0.4914, 0.4822, 0.4465), (0.2470, 0.2435, 0.2616)),
}


def least_error(
    x: Tensor, reconstruct: Callable[[Tensor], Tensor], ways_out: Callable[[Tensor], list[Tensor]]
) -> tuple[float, str]:
    """The mean squared error of the normalisation that reconstructs `x` (image, channel, height, width), in [0, 1], best, and what it is
    called. `reconstruct`: normalised pixels to what comes out; `ways_out`: that as pixels in [0, 1] in each way that may be, besides
    undoing the normalisation."""
    known = {
        name: (torch.tensor(mean).view(-1, 1, 1), torch.tensor(deviation).view(-1, 1, 1))
        for name, (mean, deviation) in NORMALISATIONS.items()
        if len(mean) in (1, x.shape[1])
    }
    known["(x - mean) / deviation"] = (x.mean((0, 2, 3)).view(-1, 1, 1), x.std((0, 2, 3)).clamp_min(1e-6).view(-1, 1, 1))
    errors: dict[str, float] = {}
    for name, (mean, deviation) in known.items():
        given = reconstruct((x - mean) / deviation)
        found = [float(((pixels - x) ** 2).mean()) for pixels in (given * deviation + mean, *ways_out(given))]
        errors[name] = min(error if error == error else float("inf") for error in found)
    best = min(errors, key=errors.__getitem__)
    return errors[best], best
