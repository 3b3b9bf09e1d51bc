"""M2: vectors and their classes, of which only a few are known, in one latent variable model (Kingma et al. 2014, "Semi-supervised
Learning with Deep Generative Models"). On the posterior means of a VAE, which the paper calls M1, it is M1+M2."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn
from torch.nn.functional import cross_entropy

from vizvae.gaussian import DiagonalGaussian


@dataclass(frozen=True, kw_only=True)
class M2Config:
    data_dim: int
    """Of the vectors: the latents of M1"""
    latent_dim: int = 8
    hidden_dim: int = 200
    num_classes: int = 10


class GivenClass(nn.Module):
    """A hidden layer of a vector and a class, and a linear one: each class is an offset, so that all of them are asked at once."""

    def __init__(self, in_dim: int, hidden_dim: int, out_dim: int, num_classes: int) -> None:
        super().__init__()
        self.vector, self.classes = nn.Linear(in_dim, hidden_dim), nn.Parameter(0.3 * torch.randn(num_classes, hidden_dim))
        self.out = nn.Linear(hidden_dim, out_dim)

    def forward(self, vector: Float[Tensor, "*#some dim"], y: Int64[Tensor, "*#some"]) -> Float[Tensor, "*some out"]:
        return self.out(torch.relu(self.vector(vector) + self.classes[y]))


class M2(nn.Module):
    """p(x, y, z) = p(y) p(z) p(x|y, z), y uniform and z standard normal; answered by q(y|x) and q(z|x, y)."""

    def __init__(self, config: M2Config) -> None:
        super().__init__()
        self.config = config
        width, classes = config.hidden_dim, config.num_classes
        self.classifier = nn.Sequential(nn.Linear(config.data_dim, width), nn.ReLU(), nn.Linear(width, classes))
        """q(y|x), as logits"""
        self.encoder = GivenClass(config.data_dim, width, 2 * config.latent_dim, classes)
        self.decoder = GivenClass(config.latent_dim, width, config.data_dim, classes)
        self.logvar = nn.Parameter(torch.full((config.data_dim,), -0.5))
        """log σ² of p(x|y, z), one for each dimension"""

    def joint_bound(
        self, x: Float[Tensor, "*#some data"], y: Int64[Tensor, "*#some"], *, generator: torch.Generator
    ) -> Float[Tensor, "*some"]:
        """−L(x, y), a bound on log p(x, y), from one draw of z (equation 6), for each vector with each class that stands beside it by
        broadcasting. Nats."""
        mu, logvar = self.encoder(x, y).chunk(2, -1)
        posterior = DiagonalGaussian(mu, logvar)
        mean = self.decoder(posterior.sample(generator=generator), y)
        likelihood = DiagonalGaussian(mean, self.logvar.expand_as(mean))
        return likelihood.log_prob(x) - posterior.kl - math.log(self.config.num_classes)

    def marginal_bound(self, x: Float[Tensor, "batch data"], *, generator: torch.Generator) -> Float[Tensor, " batch"]:
        """−U(x) = Σ_y q(y|x)(−L(x, y)) + H(q(y|x)), a bound on log p(x) (equation 7). Nats."""
        of_class = self.joint_bound(x.unsqueeze(1), torch.arange(self.config.num_classes).unsqueeze(0), generator=generator)
        log_q = self.classifier(x).log_softmax(-1)
        return (log_q.exp() * (of_class - log_q)).sum(-1)


def semi_supervised_loss(
    model: M2,
    unlabelled: Float[Tensor, "image data"],
    labelled: Float[Tensor, "label data"],
    y: Int64[Tensor, " label"],
    *,
    share: float,
    alpha: float,
    generator: torch.Generator,
) -> Float[Tensor, ""]:
    """J^α of the paper (equations 8 and 9) from a batch of each kind, in nats an image.

    `share`: labelled images for each unlabelled one, in the whole data. `alpha`: weight of the classifier's cross-entropy for each
    unlabelled image, of which the paper takes 0.1.
    """
    bounds = model.marginal_bound(unlabelled, generator=generator).mean()
    bounds = bounds + share * model.joint_bound(labelled, y, generator=generator).mean()
    return alpha * cross_entropy(model.classifier(labelled), y) - bounds
