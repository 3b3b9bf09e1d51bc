"""The words by which people call the mean of a posterior, and what says how wide it is."""

from __future__ import annotations

import re
from typing import Literal

Spread = Literal["logvar", "logstd", "std", "var", "unknown", "none"]
"""What the second part of a posterior is. `unknown`: it is there, and nothing says what it is."""
WIDTHS: tuple[Spread, ...] = ("logvar", "logstd", "std", "var")
"""Those that a person can say"""
MEANS = ("mean", "mu", "loc", "z_mean", "mu_z", "latent_mean", "means", "embedding", "latent", "latents", "z", "code", "codes")
"""The better ones first: `latent` and what follows may be a draw"""
CODES = MEANS[MEANS.index("embedding") :]
DRAWS = frozenset(["sample", "samples", "sampled", "draw", "drawn", "mode", "eps", "epsilon", "noise", "reparameterized"])
WRAPPERS = ("latent_dist", "posterior", "distribution", "dist", "q_z", "qz", "latent_distribution")
"""Names under which an object holds the posterior itself; diffusers' AutoencoderKL has the first."""
_BESIDE = frozenset(
    ["z", "latent", "latents", "q", "qz", "enc", "encoder", "encoded", "posterior", "pred", "out", "output", "of", "the"]
)
"""Parts of a name that say whose mean or width it is, and not which of the two"""
_SPELLED: dict[Spread | Literal["mean"], str] = {
    "mean": "mean means mu mus loc",
    "logvar": "logvar logvars logvariance logcovariance logcov logsigma2 logsigmasq logsigmasquare logsigmasquared lnvar lnsigma2",
    "logstd": "logstd logstds logstddev logsigma logsigmas logscale logsd lnsigma lnstd",
    "std": "std stds stddev stdev sigma sigmas scale sd standarddeviation",
    "var": "var vars variance variances sigma2 sigmasq sigmasquare sigmasquared",
}
_WORDS: dict[str, Spread | Literal["mean"]] = {word: role for role, words in _SPELLED.items() for word in words.split()}
_HINTS = ("log", "var", "std", "sigma", "width", "spread", "scale", "stat")


def role_of(name: str) -> Spread | Literal["mean"] | None:
    """Of `z_logvar`, `logVarZ`, `log_sigma_2` and the like, part by part; None for a word that is no such."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
    parts = [part for part in re.findall(r"[a-z]+|\d+", apart) if part not in _BESIDE]
    return _WORDS.get("".join(parts))


def is_draw(name: str) -> bool:
    return any(part in DRAWS for part in re.findall(r"[a-z]+", name.lower()))


def hints_at_width(name: str) -> bool:
    """Whether a word that is not known may well be one for a width."""
    return any(hint in name.lower() for hint in _HINTS)
