"""How strong an edge is, given that there is one: its distribution from the codes of the two nodes."""

from __future__ import annotations

import math
from typing import Literal

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

WeightsName = Literal["none", "log_normal", "normal"]
LOWEST_SD = 1e-3
"""Of the standardised values: a likelihood of a density has no upper end"""


class WeightDecoder(nn.Module):
    """Weight (or its logarithm) ~ N(m, s²) with m = mean + sd · (bias + α·u + β·v + Σ_k δ_k u_k v_k), u and v the codes of an edge's ends.

    A model of two parts, as the weighted block model of Aicher, Jacobs & Clauset 2014 ("Learning latent block structure in weighted
    networks") has them: whether there is an edge is said by the decoder of logits, and only of those that there are is the weight observed.
    That a pair has none is no weight of 0. The logarithm, for weights are above 0 as a rule, and spread over orders of magnitude. `mean`
    and `sd` are those of the training edges; s is one for all pairs. α = β where edges have no direction: then the order does not matter.
    """

    mean: Tensor
    sd: Tensor
    unit: Tensor

    def __init__(self, code_dim: int, *, logarithmic: bool, directed: bool = False) -> None:
        super().__init__()
        self.logarithmic = logarithmic
        self.bias = nn.Parameter(torch.zeros(1))
        self.of_first = nn.Parameter(torch.zeros(code_dim))
        self.of_second = nn.Parameter(torch.zeros(code_dim)) if directed else None
        self.of_both = nn.Parameter(torch.zeros(code_dim))
        self.log_sd = nn.Parameter(torch.zeros(1))
        self.register_buffer("mean", torch.zeros(1))
        self.register_buffer("sd", torch.ones(1))
        self.register_buffer("unit", torch.ones(1))

    def transform(self, weights: Float[Tensor, " edge"]) -> Float[Tensor, " edge"]:
        """What is normal: the weights, or their logarithms. Raises ValueError for the logarithm of what is not above 0."""
        if not self.logarithmic:
            return weights
        if bool((weights <= 0).any()):
            raise ValueError('a log-normal weight is above 0, and some are not: choose weights="normal"')
        return weights.log()

    def back(self, values: Float[Tensor, " edge"]) -> Float[Tensor, " edge"]:
        """From what is normal to weights: the median of their distribution."""
        return values.exp() if self.logarithmic else values

    def strengths(self, weights: Float[Tensor, " edge"]) -> Float[Tensor, " edge"] | None:
        """What the encoder weighs neighbours by: weights over the mean of the training edges; None, for all alike, where weights may be 0
        or below."""
        return weights / self.unit if self.logarithmic else None

    @torch.no_grad()
    def start_from(self, weights: Float[Tensor, " edge"]) -> None:
        """Mean and spread of the training edges."""
        values = self.transform(weights)
        self.mean.fill_(values.mean())
        self.unit.fill_(weights.mean())
        if len(values) > 1 and float(values.std()) > 0:
            self.sd.fill_(values.std())

    def forward(
        self,
        z: Float[Tensor, "node code"],
        pairs: Int[Tensor, "2 pair"],
        *,
        targets: Float[Tensor, "node code"] | None = None,
    ) -> Float[Tensor, " pair"]:
        """m of each pair."""
        first, second = z[pairs[0]], (z if targets is None else targets)[pairs[1]]
        of_second = self.of_first if self.of_second is None else self.of_second
        told = self.bias + first @ self.of_first + second @ of_second + (first * second) @ self.of_both
        return self.mean + self.sd * told

    @property
    def spread(self) -> Float[Tensor, " 1"]:
        """s."""
        return self.sd * self.log_sd.exp().clamp(min=LOWEST_SD)

    def nll(self, means: Float[Tensor, " edge"], weights: Float[Tensor, " edge"]) -> Float[Tensor, " edge"]:
        """−log density of each weight (or its logarithm) in units of the training edges' spread, nats."""
        sd = self.log_sd.exp().clamp(min=LOWEST_SD)
        off = (self.transform(weights) - means) / (self.sd * sd)
        return 0.5 * off.square() + sd.log() + 0.5 * math.log(2 * math.pi)
