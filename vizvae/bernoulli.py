"""Independent Bernoulli pixels, in logits: the likelihood of black-and-white images."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits


@dataclass(frozen=True)
class Bernoulli:
    """∏ Bernoulli(sigmoid(logits)) over the last axis.

    Kept in logits: a sigmoid followed by a logarithm has exactly zero gradient from logit 17 on.
    """

    logits: Float[Tensor, "... dim"]

    @property
    def mean(self) -> Float[Tensor, "... dim"]:
        return torch.sigmoid(self.logits)

    def log_prob(self, x: Float[Tensor, "... dim"]) -> Float[Tensor, "..."]:
        """log p(x), in nats, summed over the last axis; `x` (broadcast) in {0, 1}.

        For grey `x` in (0, 1) the same expression is a cross-entropy, not the logarithm of a probability.
        """
        logits, target = torch.broadcast_tensors(self.logits, x)
        return -binary_cross_entropy_with_logits(logits, target, reduction="none").sum(-1)
