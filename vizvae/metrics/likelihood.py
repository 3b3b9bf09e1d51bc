"""How well a model explains images it has not seen: ELBO, its terms, and the importance-weighted estimate of −log p(x)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from vizvae.data.binarise import scored_pixels
from vizvae.data.images import ImageSet
from vizvae.latent.aggregate import num_in_use
from vizvae.metrics.interval import half_width
from vizvae.models.base import LatentModel
from vizvae.objectives import gaussian_posterior, importance_terms, recon_nll
from vizvae.words import counted

EVALUATION_SEED = 20260401
"""Of the binarisation, of the choice of images and of the posterior draws, so that every machine scores the same bits."""
DECODES_AT_ONCE = 256
"""Feature maps of this many images still fit the processor's cache: measured almost twice as fast as 2,000."""
ACTIVE_VARIANCE = 0.01
"""Of a latent's posterior mean over images"""


@dataclass(frozen=True, kw_only=True)
class Evaluation:
    """Means over images, in nats. What a deterministic model does not have is None."""

    elbo: float | None
    recon_nll: float
    kl: float | None
    nll: float | None
    """−log p(x) by the importance-weighted bound: an upper bound on it in expectation, tighter with more samples."""
    nll_interval: list[float] | None
    """95 % confidence interval of the mean over images (± 1.96 standard errors of thousands, more of few)."""
    num_samples: int
    active_units: int | None
    """Latents whose posterior mean has a variance over images of more than 0.01 (Burda et al. 2016, section 5.2). Not how many are in
    use: see `latents_in_use`."""
    kl_per_dim: list[float] | None
    """Nats, mean over images; None where the prior is learned and the KL has no part for each latent."""
    data: str
    num_images: int
    protocol: str

    @property
    def latents_in_use(self) -> int | None:
        """Latents whose KL is above 0.01 nats, as the pages count them; None where the KL has no part for each latent."""
        return None if self.kl_per_dim is None else num_in_use(self.kl_per_dim)


@torch.no_grad()
def evaluate(
    model: LatentModel,
    test: ImageSet,
    *,
    num_samples: int,
    num_images: int,
    seed: int = EVALUATION_SEED,
    progress: Callable[[int], object] = lambda _: None,
) -> Evaluation:
    """Score `num_images` of `test`, chosen by `seed`, with `num_samples` posterior draws each.

    `progress` is called with the number of images finished since its last call. Raises ValueError for numbers that give no interval.
    """
    num_images = min(num_images, len(test))
    if num_samples < 1 or num_images < 2:
        raise ValueError(
            f"expected at least 1 sample and 2 images (an interval needs a spread), got {num_samples} and {num_images}"
        )
    bernoulli = model.likelihood_name == "bernoulli"
    pixels = chosen_pixels(test, num_images, bernoulli=bernoulli, seed=seed)
    what = "binarised once by a draw with seed " + str(seed) if bernoulli else f"8-bit pixels, {model.likelihood_name}"
    which = f"all {num_images:,} images" if num_images == len(test) else f"{num_images:,} images chosen with seed {seed}"
    common = {"data": test.description, "num_images": num_images}
    if not model.stochastic:
        nlls = []
        for x in pixels.split(500):
            nlls.append(recon_nll(model, x, model.encode(x).mu))
            progress(len(x))
        return Evaluation(
            elbo=None, recon_nll=torch.cat(nlls).mean().item(), kl=None, nll=None, nll_interval=None, num_samples=0,
            active_units=None, kl_per_dim=None, protocol=f"{which}, {what}; reconstruction from the code; no prior, no bound",
            **common,
        )  # fmt: skip
    nlls, recons, mus, kls, sampled_kls = [], [], [], [], []
    generator = torch.Generator().manual_seed(seed)
    images_at_once = max(1, DECODES_AT_ONCE // num_samples)
    for x in pixels.split(images_at_once):
        nll, recon, sampled_kl = _score(model, x, num_samples, generator)
        posterior = gaussian_posterior(model, x)
        nlls.append(nll)
        recons.append(recon)
        mus.append(posterior.mu)
        kls.append(posterior.kl_per_dim)
        sampled_kls.append(sampled_kl)
        progress(len(x))
    nll, kl_per_dim = torch.cat(nlls).double(), torch.cat(kls).double().mean(0)
    recon = torch.cat(recons).double().mean().item()
    kl = (kl_per_dim.sum() if model.standard_prior else torch.cat(sampled_kls).double().mean()).item()
    how = "closed form" if model.standard_prior else "at the same draws"
    mean_nll, nll_interval = mean_with_interval(nll)
    return Evaluation(
        elbo=-recon - kl,
        recon_nll=recon,
        kl=kl,
        nll=mean_nll,
        nll_interval=nll_interval,
        num_samples=num_samples,
        active_units=int((torch.cat(mus).var(0) > ACTIVE_VARIANCE).sum()),
        kl_per_dim=kl_per_dim.tolist() if model.standard_prior else None,
        protocol=(
            f"{which}, {what}; recon_nll: mean over {counted(num_samples, 'posterior draw')} an image; kl: {how}; "
            f"nll: importance-weighted bound with {counted(num_samples, 'draw')} an image; nll_interval: 95 %, over images"
        ),
        **common,
    )


def chosen_pixels(test: ImageSet, num_images: int, *, bernoulli: bool, seed: int) -> Tensor:
    """The pixels that are scored, (image, channel, height, width). They are binarised before the choice, so that an image has the same
    pixels whatever the number of images."""
    pixels = scored_pixels(test.images, bernoulli=bernoulli, seed=seed)
    return pixels[torch.randperm(len(test), generator=torch.Generator().manual_seed(seed))[:num_images]]


def mean_with_interval(values: Tensor) -> tuple[float, list[float]]:
    """The mean over images and its 95 % confidence interval, see `half_width`; `values`: float64, one an image."""
    mean = values.mean().item()
    half = half_width(values.std().item() / math.sqrt(len(values)), len(values))
    return mean, [mean - half, mean + half]


def _score(model: LatentModel, x: Tensor, num_samples: int, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """(nll, recon_nll, kl), each (batch,), the last two means over the draws, which are taken in chunks: memory does not grow with their
    number."""
    log_weights, recon_total, kl_total = [], torch.zeros(len(x)), torch.zeros(len(x))
    left = num_samples
    while left:
        now = min(left, max(1, DECODES_AT_ONCE // len(x)))
        log_likelihood, log_ratio = importance_terms(model, x, now, generator=generator)
        log_weights.append(log_likelihood + log_ratio)
        recon_total -= log_likelihood.sum(0)
        kl_total -= log_ratio.sum(0)
        left -= now
    nll = math.log(num_samples) - torch.logsumexp(torch.cat(log_weights), 0)
    return nll, recon_total / num_samples, kl_total / num_samples
