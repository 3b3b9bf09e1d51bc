"""The fields of the training form: one for each setting of the configurations, and what each means in plain words.

A form's state is a flat dictionary: `model`, `data` and the like, `aim` (what is minimised, in one choice), `objective.beta` for a setting
of the objective, `model_config.channels` for one of the model. Which settings there are is read off the dataclasses.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from typing import Any

from vizvae.config import type_hints
from vizvae.data.factor_sets import FACTOR_SETS
from vizvae.models import IMAGE_MODELS
from vizvae.training.config import ObjectiveConfig, TrainConfig
from vizvae.training.families import kinds_of
from vizvae.training.families.latent import learns_prior

KEPT = "kept"
"""Settings of a run that the form does not show: by path, with the choices that they belong to."""


@dataclass(frozen=True, kw_only=True)
class Aim:
    """What is minimised, as one choice of the form."""

    title: str
    says: str
    implies: dict[str, Any]
    """Settings of the objective"""
    shows: tuple[str, ...]
    """Settings of the objective that can be chosen beside it"""
    starts_with: dict[str, Any]
    """What they are at first, where not as by default"""


def _aim(title: str, says: str, *shows: str, implies: dict[str, Any] | None = None, **starts_with: Any) -> Aim:
    return Aim(title=title, says=says, implies=implies or {}, shows=shows, starts_with=starts_with)


SLOWLY = ("kl_warmup_epochs", "bottleneck", "bottleneck_epochs")
AIMS: dict[str, Aim] = {
    "elbo": _aim("ELBO: reconstruction + KL", "Copy the image, and keep the code close to a standard normal.", *SLOWLY, "kl_estimator"),
    "beta": _aim("β-VAE: the KL weighs β", "Above 1: simpler codes, blurrier copies.", "beta", *SLOWLY, "kl_estimator", beta=4.0),
    "capacity": _aim(
        "capacity: the KL is led to C nats", "The code may carry so much and no more, and more as it learns.",
        "beta", "capacity", "capacity_epochs", *SLOWLY, "kl_estimator", capacity=10.0, capacity_epochs=10.0,
    ),
    "free_bits": _aim(
        "free bits: some KL costs nothing", "No latent is pushed below a little information: a cure for latents that fall silent.",
        "free_bits", "beta", *SLOWLY, "kl_estimator", free_bits=0.5,
    ),
    "iwae": _aim(
        "IWAE: several samples, a tighter bound", "Each image is judged by several codes, each counted by how well it explains the image.",
        "num_samples", implies={"kind": "iwae"}, num_samples=5,
    ),
    "total_correlation": _aim(
        "β-TCVAE: latents independent of one another", "Only what the latents share among them weighs β: often one latent, one factor.",
        "beta", "tc_estimator", *SLOWLY, "kl_estimator", implies={"penalty": "total_correlation"}, beta=6.0,
    ),
    "factor_vae": _aim(
        "FactorVAE: the same, with a discriminator", "A second network learns to tell whether the latents are independent.",
        "beta", *SLOWLY, "kl_estimator", implies={"penalty": "factor_vae"}, beta=10.0,
    ),
    "dip-i": _aim(
        "DIP-VAE I: codes uncorrelated", "The covariance of the codes' means is pulled to the identity.",
        "dip_off_diagonal", "dip_diagonal", "beta", *SLOWLY, "kl_estimator", implies={"penalty": "dip-i"}, dip_diagonal=100.0,
    ),
    "dip-ii": _aim(
        "DIP-VAE II: codes uncorrelated, with their spread", "As I, with the width of each code counted in.",
        "dip_off_diagonal", "dip_diagonal", "beta", *SLOWLY, "kl_estimator", implies={"penalty": "dip-ii"},
    ),
    "pairs": _aim(
        "GVAE: pairs that differ in one thing", "Of two images that differ in one factor, all latents but one are made the same.",
        "beta", *SLOWLY, implies={"penalty": "pairs"},
    ),
    "prior": _aim(
        "the prior alone, around a trained VAE", "Encoder and decoder stay as they are; the prior learns where the codes lie.",
        implies={"kind": "prior"},
    ),
    "reconstruction": _aim("reconstruction alone", "Copy the image; the codes may lie anywhere.", implies={"kind": "reconstruction"}),
    "likelihood": _aim(
        "the exact likelihood", "Every pixel is to be foretold from those before it.", implies={"kind": "likelihood"},
    ),
    "adversarial": _aim(
        "a game of two networks", "The generator is to fool a discriminator, which learns to tell its images from real ones.",
        implies={"kind": "adversarial"},
    ),
    "classification": _aim("cross-entropy", "Say what is on the image.", implies={"kind": "classification"}),
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Words:
    label: str
    help: str
    smallest: float = 0
    largest: float = 1_000_000


WORDS: dict[str, Words] = {
    "epochs": Words(label="Passes over the data", help="How often it sees every training image."),
    "batch_size": Words(label="Images a step (batch)", help="More are steadier and slower.", smallest=1),
    "learning_rate": Words(label="Learning rate", help="How far each step goes. Too large and it diverges.", largest=100),
    "learning_rate_warmup_steps": Words(label="Warm-up of the rate, steps", help="It rises from 0 over so many steps."),
    "cosine_decay": Words(label="The rate falls to 0 at the end", help="Along half a cosine; otherwise it stays."),
    "weight_decay": Words(label="Weight decay", help="Pulls weights to 0 at every step.", largest=100),
    "ema_decay": Words(
        label="Averaging of the weights", help="The average is what is kept; 0 keeps the last ones.", largest=0.9999999
    ),
    "grad_clip": Words(label="Largest gradient", help="Longer ones are shortened to it; 0 for no limit.", largest=1e9),
    "precision": Words(
        label="Arithmetic",
        help="With 16 bits a GPU, and a processor that knows them, is faster and the curve rougher. Others compute with 32 all the same.",
    ),
    "device": Words(label="Device", help="Where it is trained."),
    "tf32": Words(label="TensorFloat-32", help="On NVIDIA GPUs: faster products with fewer digits."),
    "seed": Words(label="Seed", help="The same seed on the same machine gives the same model.", largest=2**31 - 1),
    "binarisation": Words(
        label="Black or white by", help="How grey images become the black-and-white ones that Bernoulli pixels are for."
    ),
    "start_from": Words(
        label="Start from the model", help="Name of a trained model of the same network; empty for fresh weights."
    ),
    "objective.beta": Words(
        label="β, the weight", help="Of the KL, of the distance to C, or of what the latents share (γ of FactorVAE)."
    ),
    "objective.capacity": Words(label="C, nats", help="What the code is to carry in the end.", largest=1e5),
    "objective.capacity_epochs": Words(label="C rises over, passes", help="From 0; 0 to have all of it at once."),
    "objective.kl_warmup_epochs": Words(label="KL warm-up, passes", help="The KL's weight rises from 0 over so many passes."),
    "objective.bottleneck": Words(
        label="Bottleneck that opens",
        help="The KL counts this many times at first: latents open one at a time. 1 for none.",
        smallest=1,
    ),
    "objective.bottleneck_epochs": Words(label="It opens over, passes", help="Until the KL counts once."),
    "objective.free_bits": Words(label="Free in each latent, nats", help="So much KL costs nothing.", largest=1e5),
    "objective.kl_estimator": Words(
        label="The KL", help="In closed form, or at the sample alone: the same on average, with more noise."
    ),
    "objective.num_samples": Words(label="Samples", help="Codes drawn for each image.", smallest=1, largest=1000),
    "objective.tc_estimator": Words(
        label="Estimate of the total correlation", help="How a batch stands for all data (Chen et al. 2018)."
    ),
    "objective.dip_off_diagonal": Words(label="λ off the diagonal", help="Weight of what two latents share."),
    "objective.dip_diagonal": Words(label="λ on the diagonal", help="Weight of variances that are not 1."),
    "model_config.latent_dim": Words(
        label="Latents", help="How many numbers an image is squeezed into. Two make a map.", smallest=1
    ),
    "model_config.hidden_dim": Words(
        label="Hidden units", help="Width of the hidden layer; of a PixelRNN, of a pixel's state.", smallest=1
    ),
    "model_config.hidden_dims": Words(
        label="Dense layers", help="Widths, such as 256, 256; empty for none. Two latents need them."
    ),
    "model_config.channels": Words(label="Channels", help="Feature maps after each halving of the image, such as 32, 64."),
    "model_config.num_blocks": Words(label="Residual blocks", help="More are deeper and slower.", largest=1000),
    "model_config.num_doublings": Words(
        label="Doublings of the grid", help="Of the grid on which the code is laid out.", smallest=1
    ),
    "model_config.num_layers": Words(label="Layers", help="3×3 convolutions on it; of a PixelRNN, row LSTMs.", smallest=1),
    "model_config.num_components": Words(
        label="Gaussians of the mixture", help="Fitted to the codes when training has ended.", smallest=1
    ),
    "model_config.num_couplings": Words(
        label="Couplings of the prior", help="More bend the prior further.", smallest=1, largest=1000
    ),
    "model_config.prior_hidden_dim": Words(label="Hidden units of the prior", help="Width of its couplings.", smallest=1),
    "model_config.dilations": Words(
        label="Gated layers", help="One for each number: how far apart the pixels are that it looks at, such as 1, 2, 4."
    ),
    "model_config.out_channels": Words(label="Channels at the end", help="Of the layer that the pixel is read from.", smallest=1),
    "model_config.feature_dim": Words(label="Features", help="Width of the layer before the last.", smallest=1),
    "model_config.num_classes": Words(label="Classes", help="How many the data have.", smallest=1),
    "model_config.likelihood": Words(label="Pixels are", help="Coloured or shaded images need Gaussian or logistic pixels."),
    "model_config.polar": Words(
        label="Direction and distance",
        help="Two latents, such as 0, 1 for the first two: the direction of a point on their plane, and its distance from the middle. "
        "For what turns in a circle. Empty for none.",
    ),
    "model_config.pixel_std": Words(
        label="Noise of a pixel", help="With β it sets how much the KL weighs against the image.", largest=1e6
    ),
    "model_config.learned_std": Words(
        label="Learn the noise",
        help="One for each channel, which starts at the noise above: then β = 1 weighs the two as the data ask for.",
    ),
}
"""Of each setting of the house; `words_of` has some for those of a new model, too."""
CHOICES: dict[str, str] = {
    "bernoulli": "black or white (Bernoulli)", "gaussian": "grey or coloured (Gaussian)", "logistic": "grey or coloured (logistic)",
    "float32": "32 bits", "bfloat16": "16 bits (bfloat16)",
    "auto": "a GPU if there is one", "cpu": "CPU", "cuda": "NVIDIA GPU", "mps": "Apple GPU",
    "draw": "chance: as often on as it is bright", "threshold": "threshold: on from one half", "none": "not at all: grey stays grey",
    "analytic": "in closed form", "monte_carlo": "at the sample alone",
    "weighted": "minibatch-weighted", "stratified": "minibatch-stratified",
}  # fmt: skip

FIRST_OF_ALL = ("model_config.latent_dim", "epochs")
OF_OPTIMISER = (
    "batch_size", "learning_rate", "learning_rate_warmup_steps", "cosine_decay", "weight_decay", "ema_decay", "grad_clip", "start_from",
)  # fmt: skip
OF_MACHINE = ("seed", "precision", "device", "tf32")


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A field of a configuration: what type it has, and what it is where nobody says."""

    path: str
    hint: Any
    default: Any


def settings_of(prefix: str, cls: type) -> dict[str, Setting]:
    """By path, those with a default."""
    hints = type_hints(cls)
    found = {}
    for field in fields(cls):
        default = field.default if field.default_factory is MISSING else field.default_factory()
        found[prefix + field.name] = Setting(path=prefix + field.name, hint=hints[field.name], default=default)
    return found


OBJECTIVE = settings_of("objective.", ObjectiveConfig)
TRAINING = settings_of("", TrainConfig)


def model_settings(model: str) -> dict[str, Setting]:
    """Without `image_shape`, which the data say."""
    found = settings_of("model_config.", IMAGE_MODELS[model][0])
    del found["model_config.image_shape"]
    return found


def aims_of(model: str, data: str) -> list[str]:
    """What can be minimised with the model on the data, the usual first."""
    kinds = kinds_of(model)
    aims = [name for name, aim in AIMS.items() if aim.implies.get("kind", "elbo") in kinds]
    if learns_prior(model):  # whose KL has no part for each latent
        aims = [name for name in aims if "penalty" not in AIMS[name].implies and name != "free_bits"]
    if data not in FACTOR_SETS:  # nobody knows of two images in what they differ
        aims = [name for name in aims if name != "pairs"]
    return aims


def words_of(setting: Setting) -> Words:
    """What is said of a setting. A model's setting that nobody has put into words here is called as in its file, within what
    `build_model` takes."""
    if setting.path in WORDS:
        return WORDS[setting.path]
    name = setting.path.removeprefix("model_config.")
    smallest = 1 if setting.hint is int and not name.startswith("num_") else 0
    return Words(label=name.replace("_", " ").capitalize(), help=f"`{name}` of this model, see its file.", smallest=smallest)


def has_field(path: str) -> bool:
    """Whether the form shows the setting: every one of a model, and of a run what has been put into words."""
    return path in WORDS or path.startswith("model_config.")
