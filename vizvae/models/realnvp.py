"""RealNVP: an invertible network between the latents and a standard normal, as a prior that is learned (Dinh et al. 2017)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vizvae.gaussian import DiagonalGaussian


@dataclass(frozen=True, kw_only=True)
class RealNvpConfig:
    latent_dim: int = 32
    num_couplings: int = 8
    hidden_dim: int = 128
    max_log_scale: float = 2.0
    """A coupling stretches no latent by more than e to the power of this, nor shrinks it by more."""


class Coupling(nn.Module):
    """u_a = z_a; u_b = (z_b − t(z_a)) · exp(−s(z_a)) (equation 4, turned round). It starts as the identity."""

    def __init__(self, config: RealNvpConfig, kept: Float[Tensor, " latent"]) -> None:
        super().__init__()
        self.max_log_scale = config.max_log_scale
        self.kept: Tensor
        self.register_buffer("kept", kept)
        width = config.hidden_dim
        last = nn.Linear(width, 2 * config.latent_dim)
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)
        self.network = nn.Sequential(nn.Linear(config.latent_dim, width), nn.SiLU(), nn.Linear(width, width), nn.SiLU(), last)

    def shift_and_log_scale(self, z: Tensor) -> tuple[Tensor, Tensor]:
        t, s = self.network(z * self.kept).chunk(2, dim=-1)
        changed = 1 - self.kept
        return t * changed, self.max_log_scale * torch.tanh(s / self.max_log_scale) * changed

    def forward(self, z: Float[Tensor, "batch latent"]) -> tuple[Float[Tensor, "batch latent"], Float[Tensor, " batch"]]:
        """u and log |det ∂u/∂z|."""
        t, s = self.shift_and_log_scale(z)
        return (z - t) * torch.exp(-s), -s.sum(-1)

    def inverse(self, u: Float[Tensor, "batch latent"]) -> Float[Tensor, "batch latent"]:
        t, s = self.shift_and_log_scale(u)  # the kept latents are the same in u and z
        return u * torch.exp(s) + t


class RealNvp(nn.Module):
    """p(z) as the image of a standard normal under the inverse of the couplings."""

    title = "a RealNVP prior"

    def __init__(self, config: RealNvpConfig) -> None:
        super().__init__()
        self.config = config
        # Which latents a coupling keeps is drawn once, by halves, each drawing and its complement in turn: in two couplings all change.
        generator = torch.Generator().manual_seed(0)
        couplings = []
        for _ in range(math.ceil(config.num_couplings / 2)):
            kept = torch.zeros(config.latent_dim)
            drawn_by = None if kept.is_meta else generator  # which has no generators, and draws nothing
            kept[torch.randperm(config.latent_dim, generator=drawn_by)[: config.latent_dim // 2]] = 1
            couplings += [Coupling(config, kept), Coupling(config, 1 - kept)]
        self.couplings = nn.ModuleList(couplings[: config.num_couplings])
        self.mean = nn.Parameter(torch.zeros(config.latent_dim))
        self.log_scale = nn.Parameter(torch.zeros(config.latent_dim))

    def forward(self, z: Float[Tensor, "batch latent"]) -> tuple[Float[Tensor, "batch latent"], Float[Tensor, " batch"]]:
        """u, a standard normal where z is from the prior, and log |det ∂u/∂z|."""
        log_det = z.new_zeros(len(z))
        for coupling in self.couplings:
            z, change = coupling(z)
            log_det = log_det + change
        return (z - self.mean) * torch.exp(-self.log_scale), log_det - self.log_scale.sum()

    def inverse(self, u: Float[Tensor, "batch latent"]) -> Float[Tensor, "batch latent"]:
        """z of u: a draw of the prior where u is one of the standard normal."""
        z = u * torch.exp(self.log_scale) + self.mean
        for coupling in reversed(self.couplings):
            assert isinstance(coupling, Coupling)
            z = coupling.inverse(z)
        return z

    @property
    def latent_dim(self) -> int:
        return self.config.latent_dim

    def log_prob(self, z: Float[Tensor, "... latent"]) -> Float[Tensor, "..."]:
        """log p(z), nats (equation 3). Never in bfloat16, also under autocast: a latent rounded to eight bits is another one."""
        with torch.autocast(z.device.type, enabled=False):
            u, log_det = self(z.flatten(0, -2))
            return (DiagonalGaussian.standard(u).log_prob(u) + log_det).unflatten(0, z.shape[:-1])

    def sample(self, num_samples: int, *, generator: torch.Generator) -> Float[Tensor, "sample latent"]:
        return self.inverse(torch.randn(num_samples, self.config.latent_dim, generator=generator))
