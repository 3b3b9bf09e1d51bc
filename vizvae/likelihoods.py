"""What a decoder says of the pixels, given a latent: Bernoulli, Gaussian or logistic. Each scores pixels in nats of a probability, never of
a density, so that all that see 8-bit pixels are comparable with one another, and with bits per dimension elsewhere."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, logsigmoid, softplus

from vizvae.gaussian import DiagonalGaussian

LikelihoodName = Literal["bernoulli", "gaussian", "logistic"]
"""Those that a model can be trained with"""
BIN = 1 / 255
"""From one value of an 8-bit pixel in [0, 1] to the next"""
LOG_SCALE_MIN = -7.0
"""As in PixelCNN++ (Salimans et al. 2017): a quarter of a `BIN`, beyond which nothing is won"""
STD_OF_LOGISTIC = math.pi / math.sqrt(3)
"""Of the logistic distribution with scale 1"""


@runtime_checkable
class PixelLikelihood(Protocol):
    """p(x|z) over flattened pixels"""

    @property
    def mean(self) -> Tensor: ...

    def log_prob(self, x: Tensor, /) -> Tensor: ...


@dataclass(frozen=True)
class Bernoulli:
    """∏ Bernoulli(sigmoid(logits)) over the last axis: black-and-white pixels.

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


@dataclass(frozen=True)
class GaussianPixels:
    """8-bit pixels whose values, spread evenly over their bins, are N(mu, σ²)."""

    density: DiagonalGaussian

    @property
    def mu(self) -> Float[Tensor, "... dim"]:
        return self.density.mu

    @property
    def logvar(self) -> Float[Tensor, "... dim"]:
        return self.density.logvar

    @property
    def mean(self) -> Float[Tensor, "... dim"]:
        return self.density.mu

    def log_prob(self, x: Float[Tensor, "... dim"]) -> Float[Tensor, "..."]:
        """Lower bound on log P(x) of 8-bit pixels, `x` (broadcast) k / 255, in nats, summed over the last axis.

        P is the Gaussian's mass in the bin of width 1/255 around x; with noise u that is uniform over the bin, log P ≥ −log 255 +
        E log p(x + u) (Theis et al. 2016, section 3.1), and for a Gaussian the expectation has a closed form: the variance 1/(12·255²)
        of u is added to the squared error. Exact to the fourth power of 1/(255 σ); it never rewards a σ far below a bin.
        """
        squared = (x - self.mu).square() + BIN**2 / 12
        each = squared * torch.exp(-self.logvar) + self.logvar
        return -0.5 * each.sum(-1) - each.shape[-1] * (0.5 * math.log(2 * math.pi) + math.log(255))


@dataclass(frozen=True)
class DiscretisedLogistic:
    """8-bit pixels: the logistic distribution's mass in each bin of width 1/255, in the first and the last all that lies beyond (Kingma et
    al. 2016, section C; Salimans et al. 2017, equation 2 with one component)."""

    location: Float[Tensor, "... dim"]
    log_scale: Float[Tensor, "... dim"]

    def __post_init__(self) -> None:
        object.__setattr__(self, "log_scale", self.log_scale.clamp(min=LOG_SCALE_MIN))

    @property
    def mean(self) -> Float[Tensor, "... dim"]:
        """E[x] = Σ_k P(x ≥ k)/255, as the integral of the distribution's upper tail over [0, 1], of which the sum is the midpoint rule."""
        scale = self.log_scale.exp()
        return scale * (softplus(self.location / scale) - softplus((self.location - 1) / scale))

    def log_prob(self, x: Float[Tensor, "... dim"]) -> Float[Tensor, "..."]:
        """log P(x) of 8-bit pixels, `x` (broadcast) k / 255, in nats, summed over the last axis.

        With a and b the upper and lower end of the bin in units of the scale, σ(a) − σ(b) = σ(a) σ(−b) (1 − exp(b − a)): no difference of
        nearly equal numbers, however far from the location.
        """
        inverse = torch.exp(-self.log_scale)
        upper, lower = logsigmoid((x + BIN / 2 - self.location) * inverse), logsigmoid((self.location - x + BIN / 2) * inverse)
        within = torch.log(-torch.expm1(-BIN * inverse))
        first, last = x < BIN / 2, x > 1 - BIN / 2
        return torch.where(first, upper, torch.where(last, lower, upper + lower + within)).sum(-1)


@dataclass(frozen=True)
class Unscored:
    """Mean pixels of a model from elsewhere, whose likelihood nobody knows."""

    mu: Float[Tensor, "batch pixel"]
    """In [0, 1]"""

    @property
    def mean(self) -> Float[Tensor, "batch pixel"]:
        return self.mu

    def log_prob(self, x: Float[Tensor, "... pixel"]) -> Float[Tensor, "..."]:
        """Raises ValueError: without a likelihood there is no score, and a guess would look like one."""
        raise ValueError("the likelihood of this model's pixels is not known, so images cannot be scored under it")


OUTPUTS: dict[str, tuple[str, ...]] = {
    "bernoulli": ("mean", "logits"),
    "gaussian": ("mean", "logvar"),
    "logistic": ("mean", "location", "log_scale"),
    "unknown": ("mean",),
}
"""What a decoder of each kind tells the browser, in this order: properties of its likelihood. `logvar` is log σ²."""


def outputs_of(likelihood: PixelLikelihood, name: str) -> tuple[Tensor, ...]:
    """The values of `OUTPUTS[name]`, (..., dim) each."""
    return tuple(getattr(likelihood, output) for output in OUTPUTS[name])


def around(mu: Tensor, log_std: Tensor, name: str) -> GaussianPixels | DiscretisedLogistic:
    """Pixels around `mu` with the standard deviation exp(`log_std`), both (..., dim), `gaussian` or `logistic`."""
    if name == "gaussian":
        return GaussianPixels(DiagonalGaussian(mu, 2 * log_std))
    if name == "logistic":
        return DiscretisedLogistic(mu, log_std - math.log(STD_OF_LOGISTIC))
    raise ValueError(f"expected gaussian or logistic pixels around a value, got {name!r}")
