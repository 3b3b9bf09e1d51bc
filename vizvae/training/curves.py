"""Which curves of a run are drawn, and what they are called: those that its family has."""

from __future__ import annotations

from dataclasses import dataclass

from vizvae.training.config import TrainConfig
from vizvae.training.families import FAMILIES


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


RECON = CurveWords(key="recon", term="recon_nll", title="Reconstruction", unit="−log p(x|z), nats: lower is a better copy")
LATENT = (
    CurveWords(key="elbo", term="elbo", title="ELBO", unit="nats an image, higher is better"),
    RECON,
    CurveWords(key="kl", term="kl", title="KL", unit="nats: what the latents say beyond the prior"),
)
CURVES: dict[str, tuple[CurveWords, ...]] = {
    "elbo": LATENT,
    "iwae": (
        CurveWords(key="loss", term="loss", title="−bound", unit="nats: lower is better", held_out=False),
        *LATENT,
    ),
    "reconstruction": (RECON,),
    "prior": (
        CurveWords(key="loss", term="loss", title="−log p(z)", unit="of the codes, nats: lower is better", held_out=False),
        *LATENT,
    ),
    "likelihood": (CurveWords(key="loss", term="loss", title="−log p(x)", unit="nats an image, exact: lower is better"),),
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


def curves_of(config: TrainConfig) -> tuple[CurveWords, ...]:
    return CURVES[config.objective.kind]


def columns_of(config: TrainConfig) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the page is told of each line of steps, and of each pass."""
    terms = FAMILIES[config.objective.kind].terms
    of_steps = ("step", "epoch", "seconds", *terms, "beta", "learning_rate", "capacity")
    held_out = [f"validation_{term}" for term in terms]
    return of_steps, ("step", "epoch", *terms, *held_out, *(f"raw_{name}" for name in held_out if config.ema_decay))
