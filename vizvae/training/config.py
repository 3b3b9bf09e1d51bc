"""What a training run is told, frozen: two runs with equal configurations on one machine end with equal weights."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from vizvae.data.binarise import Binarisation
from vizvae.objectives import KlEstimator, TcEstimator
from vizvae.runs.control import Change
from vizvae.runs.folder import RunConfig, RunKind


@dataclass(frozen=True, kw_only=True)
class ObjectiveConfig:
    kind: Literal["elbo", "iwae", "reconstruction", "prior", "likelihood", "adversarial", "classification"] = "elbo"
    """What is minimised, which depends on the model: see `vizvae.training.families`. `elbo`, `iwae`: of a VAE. `reconstruction`: of a
    deterministic autoencoder. `prior`: of the learned prior alone, around a VAE that stays as it is. `likelihood`: of a model that has
    it exactly. `adversarial`: of a GAN. `classification`: of a classifier."""
    beta: float = 1.0
    capacity: float = 0.0
    """C of β|KL − C|, nats, for each image (Burgess et al. 2018, equation 8, whose γ is `beta`); 0 for β·KL."""
    capacity_epochs: float = 0.0
    """C rises linearly from 0 over this many passes; 0 to have it from the start."""
    kl_warmup_epochs: float = 0.0
    bottleneck: float = 1.0
    """The KL and its penalty count this many times at first: a narrow channel, in which the latents open one at a time, in the manner
    of a capacity that rises (Burgess et al. 2018)."""
    bottleneck_epochs: float = 0.0
    """Over this many passes `bottleneck` comes down to 1, by the same factor at every step."""
    free_bits: float = 0.0
    """Floor on the KL of each latent, nats; 0 for none."""
    kl_estimator: KlEstimator = "analytic"
    num_samples: int = 1
    """Importance samples of the `iwae` bound."""
    penalty: Literal["kl", "total_correlation", "factor_vae", "dip-i", "dip-ii", "pairs"] = "kl"
    """What is asked beyond the ELBO. `kl`: `beta` weighs the whole KL. `total_correlation`: `beta` weighs that part of it alone
    (β-TCVAE, Chen et al. 2018). `factor_vae`: `beta` weighs a discriminator's estimate of it, beside the whole KL (Kim & Mnih 2018,
    whose γ it is). `dip-i`, `dip-ii`: the covariance of the codes is pulled to the identity (Kumar et al. 2018). `pairs`: each image comes
    with one that differs from it in one factor, and they have all latents but one in common (a GVAE, Locatello et al. 2020): weakly
    supervised, of data whose factors are known alone; a batch is of so many pairs, and `beta` weighs the whole KL."""
    tc_estimator: TcEstimator = "weighted"
    dip_off_diagonal: float = 10.0
    dip_diagonal: float = 10.0
    """λ_od and λ_d of the DIP penalties; the paper takes λ_d = 10 λ_od for I and λ_d = λ_od for II."""

    @property
    def title(self) -> str:
        """What sets it apart from the plain ELBO, in a few words for a reader; empty for the plain one."""
        if self.kind != "elbo":
            return ""
        words = {
            "total_correlation": f"β-TCVAE with β = {self.beta:g}",
            "factor_vae": f"FactorVAE with γ = {self.beta:g}",
            "dip-i": "DIP-VAE I",
            "dip-ii": "DIP-VAE II",
            "pairs": "GVAE of pairs" if self.beta == 1 else f"GVAE of pairs, β = {self.beta:g}",
            "kl": "" if self.beta == 1 or self.capacity else f"β = {self.beta:g}",
        }
        targets = {"capacity": "capacity {:g} nats", "free_bits": "free bits {:g}"}
        parts = [words[self.penalty], *(text.format(value) for name, text in targets.items() if (value := getattr(self, name)))]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, kw_only=True)
class TrainConfig(RunConfig):
    kind: ClassVar[RunKind] = "image"

    data: str = "mnist"
    model: str = "vae_mlp"
    model_config: dict[str, Any] = field(default_factory=dict)
    start_from: str = ""
    """Name of a trained model whose weights the run starts from, of the same shapes; empty for fresh ones. Settings without weights may
    differ, such as which latents are read as direction and distance."""
    objective: ObjectiveConfig = ObjectiveConfig()
    binarisation: Binarisation = "draw"
    epochs: int = 20
    batch_size: int = 128
    learning_rate: float = 1e-3
    learning_rate_warmup_steps: int = 0
    cosine_decay: bool = True
    """Learning rate falls to zero along a half cosine; otherwise it stays."""
    weight_decay: float = 0.0
    """Decoupled (AdamW), per step as a fraction of the learning rate."""
    ema_decay: float = 0.999
    """Exponential moving average of the weights, which is what is evaluated and kept; 0 keeps the raw weights."""
    grad_clip: float = 0.0
    """Largest norm of the gradient over all parameters; 0 for no clipping."""
    precision: Literal["float32", "bfloat16"] = "float32"
    device: Literal["auto", "cpu", "cuda", "mps"] = "auto"
    """`auto`: an NVIDIA or Apple GPU where torch finds one. A seed draws the same numbers on all of them."""
    tf32: bool = False
    """On NVIDIA GPUs, float32 products in TensorFloat-32: faster, with 10 bits of mantissa."""
    changes: tuple[Change, ...] = ()
    """Changes known beforehand. Those asked for while it runs are kept in the run's folder, and both on its card."""
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("epochs", "batch_size", "learning_rate"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be above 0, got {getattr(self, name)}")
        for name in (
            "beta",
            "capacity",
            "capacity_epochs",
            "kl_warmup_epochs",
            "bottleneck_epochs",
            "free_bits",
            "dip_off_diagonal",
            "dip_diagonal",
        ):
            if not 0 <= getattr(self.objective, name) < math.inf:
                raise ValueError(f"objective.{name} must be 0 or more, got {getattr(self.objective, name)}")
        if self.objective.capacity and self.objective.free_bits:
            raise ValueError("objective.capacity and objective.free_bits both set a target for the KL: choose one of them")
        if self.objective.penalty != "kl":
            if self.objective.kind != "elbo" or self.objective.capacity or self.objective.free_bits:
                raise ValueError(
                    f"objective.penalty {self.objective.penalty!r} needs the plain elbo, without capacity and free_bits"
                )
            if self.objective.penalty == "pairs" and self.objective.kl_estimator != "analytic":
                raise ValueError("objective.penalty 'pairs' takes the KL in closed form: leave out objective.kl_estimator")
            if self.batch_size < 2 and self.objective.penalty != "pairs":
                raise ValueError(
                    f"objective.penalty {self.objective.penalty!r} is estimated from a batch: batch_size must be at least 2"
                )
        if not 1 <= self.objective.bottleneck < math.inf:
            raise ValueError(f"objective.bottleneck must be 1 or more, got {self.objective.bottleneck}")
        if (self.objective.bottleneck > 1) != (self.objective.bottleneck_epochs > 0):
            raise ValueError("objective.bottleneck above 1 and objective.bottleneck_epochs above 0 need each other")
        if self.objective.bottleneck > 1 and self.objective.kind != "elbo":
            raise ValueError(f"objective.bottleneck weighs the KL of kind elbo, and this run's kind is {self.objective.kind!r}")
        if self.objective.num_samples < 1:
            raise ValueError(f"objective.num_samples must be at least 1, got {self.objective.num_samples}")
        for name in ("learning_rate", "learning_rate_warmup_steps", "weight_decay", "grad_clip"):
            if not 0 <= getattr(self, name) < math.inf:
                raise ValueError(f"{name} must be 0 or more, got {getattr(self, name)}")
        if not 0 <= self.ema_decay < 1:
            raise ValueError(f"ema_decay must be in [0, 1), got {self.ema_decay}")
