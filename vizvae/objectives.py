"""What is maximised: functions over per-example terms, in nats, shape (batch,). Averaging over the batch is left to the caller."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor

from vizvae.gaussian import DiagonalGaussian
from vizvae.models.base import LatentModel

KlEstimator = Literal["analytic", "monte_carlo"]


@dataclass(frozen=True, kw_only=True)
class ElboTerms:
    """The two terms of the evidence lower bound for each example, from one posterior sample."""

    recon_nll: Float[Tensor, " batch"]
    """−log p(x|z), nats. Not below 0 for a Bernoulli decoder; a Gaussian density may exceed 1."""
    kl: Float[Tensor, " batch"]
    """KL(q(z|x) ‖ p(z)), nats; a single-sample estimate of it may be negative."""
    kl_per_dim: Float[Tensor, "batch latent"]
    posterior: DiagonalGaussian
    z: Float[Tensor, "batch latent"]
    """The sample that the terms are taken at."""

    @property
    def elbo(self) -> Float[Tensor, " batch"]:
        return -self.recon_nll - self.kl


def elbo_terms(
    model: LatentModel,
    x: Float[Tensor, "batch channel height width"],
    *,
    generator: torch.Generator | None = None,
    noise: Float[Tensor, "batch latent"] | None = None,
    kl_estimator: KlEstimator = "analytic",
) -> ElboTerms:
    """The terms of the ELBO with one reparameterised sample (Kingma & Welling 2013), at `noise` if it has been drawn already.

    `analytic` is their estimator B (equation 7): the KL in closed form. `monte_carlo` is estimator A (equation 6):
    log q(z|x) − log p(z) at the sample; the same expectation, more variance.

    Raises ValueError for a deterministic model, which has no posterior and so no bound, and for one whose prior is learned, which has no
    KL latent by latent: take `iwae_bound` with one sample.
    """
    if not model.standard_prior:
        raise ValueError(f"{type(model).__name__} has a learned prior, so its KL has no part for each latent: take iwae_bound")
    posterior = gaussian_posterior(model, x)
    z = posterior.sample(generator=generator) if noise is None else posterior.at(noise)
    if kl_estimator == "analytic":
        kl_per_dim = posterior.kl_per_dim
    else:
        # One log-density per latent: view each latent as a Gaussian over an axis of length one.
        per_latent = DiagonalGaussian(posterior.mu.unsqueeze(-1), posterior.logvar.unsqueeze(-1))
        column = z.unsqueeze(-1)
        kl_per_dim = per_latent.log_prob(column) - DiagonalGaussian.standard(column).log_prob(column)
    return ElboTerms(recon_nll=recon_nll(model, x, z), kl=kl_per_dim.sum(-1), kl_per_dim=kl_per_dim, posterior=posterior, z=z)


def recon_nll(
    model: LatentModel, x: Float[Tensor, "batch channel height width"], z: Float[Tensor, "batch latent"]
) -> Float[Tensor, " batch"]:
    """−log p(x|z) of each example, nats, summed over pixels."""
    return -model.likelihood(z).log_prob(x.flatten(1))


def free_bits(
    kl_per_dim: Float[Tensor, "batch latent"], floor: float, batch_mean: Float[Tensor, " latent"] | None = None
) -> Float[Tensor, " batch"]:
    """KL in which a latent whose batch mean is below `floor` nats counts as `floor`, without gradient.

    The batch mean of the result is Σ_j max(floor, mean_b KL_j) (Kingma et al. 2016, equation 15, one group a latent). `batch_mean` is
    given where these are only some rows of the batch.
    """
    above = (kl_per_dim.mean(0) if batch_mean is None else batch_mean) > floor
    return torch.where(above, kl_per_dim, torch.full_like(kl_per_dim, floor)).sum(-1)


def capacity_gap(kl: Float[Tensor, " batch"], capacity: float) -> Float[Tensor, " batch"]:
    """|KL − C| of each image, nats: the channel is asked to carry `capacity` nats, no more and no less (Burgess et al. 2018, equation 8,
    where γ weighs it)."""
    return (kl - capacity).abs()


def kl_weight(step: int, *, warmup_steps: int, beta: float = 1.0) -> float:
    """Weight of the KL at `step`: linear from 0 to `beta` over `warmup_steps`, then `beta` (Sønderby et al. 2016)."""
    return beta if step >= warmup_steps else beta * step / warmup_steps


def bottleneck(step: int, *, start: float, steps: int) -> float:
    """How many times the KL counts at `step`: `start`, then geometrically down to 1 over `steps`."""
    return 1.0 if step >= steps else start ** (1 - step / steps)


def importance_terms(
    model: LatentModel,
    x: Float[Tensor, "batch channel height width"],
    num_samples: int,
    *,
    generator: torch.Generator | None = None,
    noise: Float[Tensor, "sample batch latent"] | None = None,
) -> tuple[Float[Tensor, "sample batch"], Float[Tensor, "sample batch"]]:
    """log p(x|z) and log p(z) − log q(z|x) for `num_samples` posterior draws of each example, nats.

    Their sum is the logarithm of the importance weight p(x, z) / q(z|x).
    """
    posterior = gaussian_posterior(model, x)
    z = posterior.sample(num_samples, generator=generator) if noise is None else posterior.at(noise)  # (sample, batch, latent)
    log_likelihood = model.likelihood(z.flatten(0, 1)).log_prob(x.flatten(1).repeat(num_samples, 1))
    log_ratio = model.prior.log_prob(z) - posterior.log_prob(z)
    return log_likelihood.unflatten(0, z.shape[:2]), log_ratio


def iwae_bound(
    model: LatentModel,
    x: Float[Tensor, "batch channel height width"],
    num_samples: int,
    *,
    generator: torch.Generator | None = None,
    noise: Float[Tensor, "sample batch latent"] | None = None,
) -> Float[Tensor, " batch"]:
    """Importance-weighted lower bound on log p(x), nats (Burda et al. 2016, equation 8).

    Rises with `num_samples`; with one sample it is the ELBO with the Monte-Carlo KL.
    """
    log_likelihood, log_ratio = importance_terms(model, x, num_samples, generator=generator, noise=noise)
    return torch.logsumexp(log_likelihood + log_ratio, 0) - math.log(num_samples)


def gaussian_posterior(model: LatentModel, x: Tensor) -> DiagonalGaussian:
    """q(z|x), or a ValueError that says why a deterministic model has none."""
    posterior = model.encode(x)
    if not isinstance(posterior, DiagonalGaussian):
        raise ValueError(
            f"{type(model).__name__} is deterministic: it has no posterior, hence no KL and no ELBO. "
            "Use recon_nll, or choose a VAE."
        )
    return posterior


TcEstimator = Literal["weighted", "stratified"]
"""How log q(z) is estimated from a batch: minibatch-weighted or minibatch-stratified sampling (Chen et al. 2018, appendix C)."""


@dataclass(frozen=True, kw_only=True)
class KlDecomposition:
    """The three parts of KL(q(z|x) ‖ p(z)) averaged over the data, estimated at one posterior sample of each example, nats.

    For each example they add up to log q(z|x) − log p(z), the single-sample estimate of its KL (Chen et al. 2018, equation 2).
    """

    mutual_information: Float[Tensor, " batch"]
    """log q(z|x) − log q(z)"""
    total_correlation: Float[Tensor, " batch"]
    """log q(z) − Σ_j log q(z_j)"""
    dimension_kl: Float[Tensor, " batch"]
    """Σ_j log q(z_j) − log p(z_j)"""


def kl_decomposition(
    posterior: DiagonalGaussian, z: Float[Tensor, "batch latent"], *, num_images: int, estimator: TcEstimator = "weighted"
) -> KlDecomposition:
    """Mutual information, total correlation and dimension-wise KL from a batch of `num_images` images and a sample of each posterior.

    q(z) is estimated from the batch itself, and badly where the batch is much smaller than the data: the `weighted` values are then far
    from the true ones (only their gradient is of use). Raises ValueError for a batch of one, or one larger than the data.
    """
    batch = len(z)
    if not 2 <= batch <= num_images:
        raise ValueError(f"the aggregate posterior is estimated from a batch of 2 to {num_images} images, got {batch}")
    squared = (z.unsqueeze(1) - posterior.mu).square() * torch.exp(-posterior.logvar)
    pairs = -0.5 * (squared + posterior.logvar + math.log(2 * math.pi))  # (sample, image, latent): log q(z_j|x)
    log_weights = _log_weights(batch, num_images, estimator).to(z)
    log_q = torch.logsumexp(pairs.sum(-1) + log_weights, 1)
    log_marginals = torch.logsumexp(pairs + log_weights.unsqueeze(-1), 1).sum(-1)
    log_q_given_x = posterior.log_prob(z)
    return KlDecomposition(
        mutual_information=log_q_given_x - log_q,
        total_correlation=log_q - log_marginals,
        dimension_kl=log_marginals - DiagonalGaussian.standard(z).log_prob(z),
    )


def _log_weights(batch: int, num_images: int, estimator: TcEstimator) -> Float[Tensor, "sample image"]:
    """log of the weight of each image's posterior in the estimate of q at each image's sample."""
    if estimator == "weighted":
        return torch.full((batch, batch), -math.log(batch * num_images))
    # A sample's own image stands for itself alone, 1/N; the others of the batch for all that are left, (N − 1)/N in all.
    weights = torch.full((batch, batch), (num_images - 1) / (num_images * (batch - 1)))
    return weights.fill_diagonal_(1 / num_images).log()


def dip_penalty(posterior: DiagonalGaussian, kind: Literal["dip-i", "dip-ii"], *, off_diagonal: float, diagonal: float) -> Tensor:
    """Disentangled inferred prior (Kumar et al. 2018, equations 5 to 7): a scalar that pulls the codes' covariance to the identity.

    `dip-i` takes the covariance of the posterior means, `dip-ii` that of the aggregate posterior, which adds the mean variance.
    Returns `off_diagonal` · Σ_{i≠j} C_ij² + `diagonal` · Σ_i (C_ii − 1)². Raises ValueError for a batch of one, which has no covariance.
    """
    if len(posterior.mu) < 2:
        raise ValueError("a covariance needs a batch of at least 2 images, got 1")
    centred = posterior.mu - posterior.mu.mean(0)
    covariance = centred.T @ centred / len(centred)
    if kind == "dip-ii":
        covariance = covariance + torch.diag(posterior.logvar.exp().mean(0))
    variances = covariance.diagonal()
    off = covariance.square().sum() - variances.square().sum()
    return off_diagonal * off + diagonal * (variances - 1).square().sum()


def shared_but_one(first: DiagonalGaussian, second: DiagonalGaussian) -> tuple[DiagonalGaussian, DiagonalGaussian]:
    """The posteriors of two images that differ in one factor, with all latents but one made equal: a group VAE (Hosoya 2019) of pairs.

    The one latent of each pair that keeps its two posteriors is the one in which they are furthest apart, by KL(first ‖ second) +
    KL(second ‖ first); of the others both get the mean of the means and of the variances. So Locatello et al. 2020, section 4, where the
    number of factors that change is known: here it is one. Their Ada-GVAE, which guesses it, puts a threshold in its place.
    """
    variances = first.logvar.exp(), second.logvar.exp()
    squared = (first.mu - second.mu).square()
    # The logarithms of the two divergences cancel in their sum.
    distance = 0.5 * ((variances[0] + squared) / variances[1] + (variances[1] + squared) / variances[0]) - 1
    own = torch.zeros_like(distance, dtype=torch.bool).scatter_(-1, distance.argmax(-1, keepdim=True), True)
    mu, logvar = (first.mu + second.mu) / 2, ((variances[0] + variances[1]) / 2).log()
    return (
        DiagonalGaussian(torch.where(own, first.mu, mu), torch.where(own, first.logvar, logvar)),
        DiagonalGaussian(torch.where(own, second.mu, mu), torch.where(own, second.logvar, logvar)),
    )


def shuffled(z: Float[Tensor, "batch latent"], generator: torch.Generator) -> Float[Tensor, "batch latent"]:
    """Each latent shuffled among the codes by itself: draws from the product of the marginals (Kim & Mnih 2018, algorithm 1)."""
    order = torch.stack([torch.randperm(len(z), generator=generator) for _ in range(z.shape[1])], -1)
    return z.gather(0, order.to(z.device))
