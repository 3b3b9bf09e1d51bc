"""Which curves of a run are drawn, and what they are called: those that its family has."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vizvae.training.config import TrainConfig


@dataclass(frozen=True, kw_only=True)
class CurveWords:
    key: str
    """Its chart on the page"""
    term: str
    """Its column in the run's lines"""
    title: str
    unit: str
    measured_in: str = "nats"
    held_out: bool = True
    """Whether the validation images are scored by it, too"""


RECON = CurveWords(key="recon", term="recon_nll", title="Reconstruction", unit="−log p(x|z): lower is a better copy")
ELBO = CurveWords(key="elbo", term="elbo", title="ELBO", unit="nats an image, higher is better")
LATENT = (
    ELBO,
    RECON,
    CurveWords(key="kl", term="kl", title="KL", unit="nats: what the latents say beyond the prior"),
)
BOUND = CurveWords(key="loss", term="loss", title="−bound", unit="nats: lower is better", held_out=False)
EXACT = CurveWords(key="loss", term="loss", title="−log p(x)", unit="nats an image, exact: lower is better")
OF_GREY = {
    BOUND.title: replace(
        BOUND, title="−bound of grey pixels", unit="nats, of cross-entropies: no bound on a likelihood; lower is better"
    ),
    EXACT.title: replace(
        EXACT, title="Cross-entropy", unit="nats an image, of grey pixels, which have no probability: lower is better"
    ),
    ELBO.title: replace(
        ELBO, title="−(cross-entropy + KL)", unit="nats an image, of grey pixels: no bound on a likelihood; higher is better"
    ),
    RECON.title: replace(RECON, unit="cross-entropy of grey pixels, which is no −log p(x|z): lower is a better copy"),
}
"""By title, in place of those that tell of a probability"""
CURVES: dict[str, tuple[CurveWords, ...]] = {
    "elbo": LATENT,
    "iwae": (
        BOUND,
        *LATENT,
    ),
    "reconstruction": (RECON,),
    "prior": (
        CurveWords(key="loss", term="loss", title="−log p(z)", unit="of the codes, nats: lower is better", held_out=False),
        *LATENT,
    ),
    "likelihood": (EXACT,),
    "adversarial": (
        CurveWords(key="loss", term="loss", title="Generator", unit="nats: lower fools the discriminator better", held_out=False),
        CurveWords(
            key="discriminator", term="discriminator", title="Discriminator", unit="nats; 1.39 is guessing", held_out=False
        ),
    ),
    "classification": (
        CurveWords(key="loss", term="loss", title="Cross-entropy", unit="nats: lower is better"),
        CurveWords(key="error", term="error", title="Errors", unit="share of the images", measured_in="share"),
    ),
}
"""By kind of objective, the one that tells most first."""


def gives_probability(config: TrainConfig) -> bool:
    """Whether costs are logarithms of one: Bernoulli pixels that stay grey have none."""
    return config.binarisation != "none" or config.model_config.get("likelihood", "bernoulli") != "bernoulli"


def curves_of(config: TrainConfig) -> tuple[CurveWords, ...]:
    found = CURVES[config.objective.kind]
    if not gives_probability(config):
        return tuple(OF_GREY.get(curve.title, curve) for curve in found)
    return found
