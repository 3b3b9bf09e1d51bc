"""A mixture of Gaussians over codes: the simplest prior that is fitted to an autoencoder after its training."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn


@dataclass(frozen=True, kw_only=True)
class MixtureConfig:
    latent_dim: int = 32
    num_components: int = 50


class Mixture(nn.Module):
    """∑_k w_k N(z; m_k, L_k L_kᵀ)."""

    title = "a mixture fitted to its codes"

    def __init__(self, config: MixtureConfig) -> None:
        super().__init__()
        self.config = config
        k, d = config.num_components, config.latent_dim
        self.log_weights, self.means, self.cholesky = torch.empty(0), torch.empty(0), torch.empty(0)
        for name, start in {
            "log_weights": torch.full((k,), -math.log(k)),
            "means": torch.zeros(k, d),
            "cholesky": torch.eye(d).repeat(k, 1, 1),
        }.items():
            del self.__dict__[name]
            self.register_buffer(name, start)

    def fit(self, codes: Float[Tensor, "image latent"], *, seed: int) -> float:
        """Expectation–maximisation with full covariances (scikit-learn's); returns the mean log p of the codes, nats."""
        from sklearn.mixture import GaussianMixture  # takes seconds, and whoever draws does not need it

        fitted = GaussianMixture(
            self.config.num_components, covariance_type="full", reg_covar=1e-4, max_iter=100, random_state=seed
        ).fit(codes.double().numpy())
        self.log_weights.copy_(torch.from_numpy(fitted.weights_).log())
        self.means.copy_(torch.from_numpy(fitted.means_))
        self.cholesky.copy_(torch.linalg.cholesky(torch.from_numpy(fitted.covariances_)))
        return float(fitted.score(codes.double().numpy()))

    @property
    def latent_dim(self) -> int:
        return self.config.latent_dim

    def log_prob(self, z: Float[Tensor, "... latent"]) -> Float[Tensor, "..."]:
        """log p(z), nats."""
        centred = z.flatten(0, -2).unsqueeze(1) - self.means  # (batch, component, latent)
        white = torch.linalg.solve_triangular(self.cholesky, centred.movedim(0, -1), upper=False)  # (component, latent, batch)
        log_det = self.cholesky.diagonal(dim1=-2, dim2=-1).log().sum(-1)
        log_each = -0.5 * (white.square().sum(1).T + z.shape[-1] * math.log(2 * math.pi)) - log_det
        return torch.logsumexp(self.log_weights + log_each, -1).unflatten(0, z.shape[:-1])

    def sample(self, num_samples: int, *, generator: torch.Generator) -> Float[Tensor, "sample latent"]:
        which = torch.multinomial(self.log_weights.exp(), num_samples, replacement=True, generator=generator)
        noise = torch.randn(num_samples, self.means.shape[1], generator=generator)
        return self.means[which] + torch.einsum("nij,nj->ni", self.cholesky[which], noise)
