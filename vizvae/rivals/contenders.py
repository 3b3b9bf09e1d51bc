"""The models of the compare page, and what each of them can be asked for."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vizvae.catalogue import find_checkpoint, find_image_model
from vizvae.checkpoint import HISTORY, Checkpoint, ImageModelFolder
from vizvae.data.binarise import fixed_binarisation
from vizvae.data.images import load_images
from vizvae.data.registry import IMAGE_SETS
from vizvae.models import IMAGE_MODELS, build_image_model
from vizvae.models.base import LatentModel
from vizvae.models.classifier import Classifier
from vizvae.models.gan import Gan
from vizvae.models.mixture import Mixture, MixtureConfig
from vizvae.models.pixelcnn import PixelCnn
from vizvae.rivals.checkpoint import find_rival
from vizvae.single_flight import single_flight

Bound = Literal["exact", "iwae", "none"]
"""What the likelihood figure is: the thing itself, the importance-weighted bound on it, or that there is none."""


@dataclass(frozen=True, kw_only=True)
class Contender:
    """One column of the comparison."""

    name: str
    title: str
    what: str
    """In a sentence, for a reader who has not met it."""
    source: Literal["models", "rivals", "own"]
    """Where it is found: with the models of the pages, with those that ship for this page, or among all that there are."""
    checkpoint_name: str
    column: bool = True
    """Stands on the page with its images; the others are points of the rate–distortion curve alone."""
    single_gaussian: bool = False
    """An autoencoder's draws come from one Gaussian fitted to its codes, instead of the prior of its checkpoint."""

    @cached_property
    def checkpoint(self) -> Checkpoint | ImageModelFolder:
        find = {"models": find_checkpoint, "rivals": find_rival, "own": find_image_model}[self.source]
        return find(self.checkpoint_name)

    @property
    def kind(self) -> type[nn.Module]:
        """What its configuration names, without its weights."""
        name = self.checkpoint.config["model"]
        return IMAGE_MODELS[name][1]

    @cached_property
    def model(self) -> nn.Module:
        """With its weights; raises CheckpointError where they are missing or damaged."""
        return self.checkpoint.load_model()

    @property
    def training(self) -> tuple[int, str]:
        """Seconds of its own training, and the name of what it started from, whose seconds they are not. A rival that was finished by a
        second run has been trained in both."""
        card = self.checkpoint.card
        if "training_seconds" in card:
            seconds, before = card["training_seconds"], card.get("started_from") or {}
            if before.get("training_seconds") is not None:
                return round(seconds + before["training_seconds"]), before["training"]["start_from"]
            return round(seconds), card["training"]["start_from"]
        with (self.checkpoint.folder / HISTORY).open(encoding="utf-8", newline="") as file:
            seconds = sum(float(row["seconds"]) for row in csv.DictReader(file))
        return round(seconds), card["training"]["start_from"]

    @property
    def latent_model(self) -> LatentModel | None:
        """None for what has no encoder."""
        return self.model if isinstance(self.model, LatentModel) else None

    @property
    def bound(self) -> Bound:
        if isinstance(self.model, PixelCnn):
            return "exact"
        latent = self.latent_model
        return "iwae" if latent is not None and latent.stochastic else "none"

    @cached_property
    def _one_gaussian(self) -> Mixture:
        """With the moments of the codes of the committed sample."""
        latent = self.latent_model
        assert latent is not None
        images = load_images(self.checkpoint.card["data"]["key"], "sample").images
        with torch.no_grad():
            codes = torch.cat([latent.encode(part).mu for part in fixed_binarisation(images, 0).split(1000)])
        prior = Mixture(MixtureConfig(latent_dim=latent.latent_dim, num_components=1))
        prior.means.copy_(codes.mean(0, keepdim=True))
        prior.cholesky.copy_(torch.linalg.cholesky(torch.cov(codes.T)).unsqueeze(0))
        return prior

    @torch.no_grad()
    def sample_latents(self, num_samples: int, *, generator: torch.Generator) -> Float[Tensor, "sample latent"]:
        """Draws of what the model makes images from.

        Raises ValueError for a model without latents.
        """
        if isinstance(self.model, Gan):
            return torch.randn(num_samples, self.model.latent_dim, generator=generator)
        latent = self.latent_model
        if latent is None:
            raise ValueError(f"{self.title} has no latent")
        if self.single_gaussian:
            return self._one_gaussian.sample(num_samples, generator=generator)
        return latent.prior.sample(num_samples, generator=generator)

    @torch.no_grad()
    def decode(self, z: Float[Tensor, "sample latent"]) -> Float[Tensor, "sample channel height width"]:
        """Each pixel's probability of being on."""
        if isinstance(self.model, Gan):
            return self.model(z)
        latent = self.latent_model
        assert latent is not None
        return latent.decode_mean(z)

    @torch.no_grad()
    def draw(self, num_samples: int, *, generator: torch.Generator) -> Float[Tensor, "sample channel height width"]:
        """Pixels' probabilities given a draw of the latent; of a PixelCNN, which has none, black-and-white images themselves."""
        if isinstance(self.model, PixelCnn):
            return self.model.sample(num_samples, generator=generator)
        return torch.cat([self.decode(z) for z in self.sample_latents(num_samples, generator=generator).split(500)])


CONTENDERS: dict[str, Contender] = {
    contender.name: contender
    for contender in (
        Contender(
            name="ae",
            title="Autoencoder",
            what="Trained to reconstruct and nothing else. Its draws come from one Gaussian fitted to its codes.",
            source="rivals",
            checkpoint_name="ae",
            single_gaussian=True,
        ),
        Contender(
            name="ae-mixture",
            title="Autoencoder + mixture",
            what="The same autoencoder; its draws come from a mixture of 50 Gaussians fitted to its codes.",
            source="rivals",
            checkpoint_name="ae",
        ),
        Contender(
            name="vae",
            title="VAE",
            what="The evidence lower bound (ELBO) with a standard normal prior.",
            source="rivals",
            checkpoint_name="vae",
        ),
        Contender(
            name="beta-vae",
            title="β-VAE, β = 4",
            what="The same with the KL counted four times: fewer nats through the latents, and independent ones.",
            source="rivals",
            checkpoint_name="beta-vae",
        ),
        Contender(
            name="iwae",
            title="IWAE",
            what="The VAE finished with the importance-weighted bound of five draws, which is closer to log p(x).",
            source="models",
            checkpoint_name="mnist-conv",
        ),
        Contender(
            name="flow-prior",
            title="IWAE + flow prior",
            what="The IWAE as it is, with an invertible network (RealNVP) as prior, fitted to its codes afterwards.",
            source="rivals",
            checkpoint_name="flow-prior",
        ),
        Contender(
            name="flow-vae",
            title="VAE with flow prior",
            what="Encoder, decoder and RealNVP prior trained together, and finished as the IWAE was.",
            source="rivals",
            checkpoint_name="flow-vae",
        ),
        Contender(
            name="pixelcnn",
            title="PixelCNN",
            what="No latent: every pixel is drawn from those before it, and the likelihood is exact.",
            source="rivals",
            checkpoint_name="pixelcnn",
        ),
        Contender(
            name="gan",
            title="GAN",
            what="A generator that learned to fool a discriminator. It has no encoder and no likelihood.",
            source="rivals",
            checkpoint_name="gan",
        ),
        *(
            Contender(
                name=f"beta-{beta:g}",
                title=f"β-VAE, β = {beta:g}",
                what=f"The VAE with the KL counted {beta:g} times.",
                source="rivals",
                checkpoint_name=f"beta-{beta:g}",
                column=False,
            )
            for beta in (0.5, 2.0, 8.0)
        ),
    )
}
"""By name, in the order of the page: from the plain autoencoder to what has no encoder; then those that have no column."""
BETA_FAMILY = ("beta-0.5", "vae", "beta-2", "beta-vae", "beta-8")
"""Trained alike but for β, which grows."""


OWN = "run-"
"""What the name of a contender begins with that does not ship for this page; the model's own name follows."""
DATA, IMAGE_SHAPE = "mnist", (1, 28, 28)
"""Of all contenders."""


def why_not(found: ImageModelFolder) -> str:
    """Why a model cannot stand beside the others, in a sentence; empty if it can."""
    name, config = found.name, found.config["model_config"]
    model = build_image_model(found.config["model"], config)
    if (key := found.card["data"]["key"]) != DATA:
        title = IMAGE_SETS[key].title if key in IMAGE_SETS else key
        return (
            f"{name} was trained on {title}; all models here on {IMAGE_SETS[DATA].title}: the same images go through all of them."
        )
    if isinstance(model, Classifier):
        return f"{name} is a classifier: it draws no images, and gives none back."
    if model.config.image_shape != IMAGE_SHAPE:
        return f"{name} is for images of shape {model.config.image_shape}, those here are of shape {IMAGE_SHAPE}."
    if getattr(model, "likelihood_name", "bernoulli") != "bernoulli":
        return f"{name} gives pixels a Gaussian density, the models here give black and white a probability: no number compares the two."
    return ""


def own_contender(checkpoint_name: str) -> Contender:
    """A trained model of this machine as a further column.

    Raises CheckpointError for an unknown name and a folder that cannot be used, ValueError with the sentence of `why_not`.
    """
    found = find_image_model(checkpoint_name)
    return _own_contender(found.folder, found.digest)


@single_flight(16)
def _own_contender(folder: Path, digest: str) -> Contender:
    """Kept as long as the weights are these, with its model."""
    del digest
    found, checkpoint_name = find_image_model(folder.name), folder.name
    if problem := why_not(found):
        raise ValueError(problem)
    is_autoencoder = found.config["model"] == "ae_conv"
    drawn = " Its draws come from one Gaussian fitted to its codes." if is_autoencoder else ""
    return Contender(
        name=f"{OWN}{checkpoint_name}",
        title=checkpoint_name,
        what=f"{found.title}. Trained on {found.card['data']['trained_on']}.{drawn}",
        source="own",
        checkpoint_name=checkpoint_name,
        single_gaussian=is_autoencoder,
    )


def contender(name: str) -> Contender:
    """One that ships, or `run-NAME`: see `own_contender`. Raises ValueError for an unknown name, listing the known ones."""
    if name.startswith(OWN):
        return own_contender(name.removeprefix(OWN))
    if name not in CONTENDERS:
        raise ValueError(f"unknown model {name!r}; known are {list(CONTENDERS)}, and {OWN}NAME for a model of your own")
    return CONTENDERS[name]


def drawn_pixels(name: str, count: int, seed: int) -> list[int]:
    """Black-and-white images that a contender draws without latents, as bytes, 0 or 255: (count, height, width), flattened."""
    images = contender(name).draw(count, generator=torch.Generator().manual_seed(seed))
    return (255 * images).round().byte().flatten().tolist()


def checkpoint_of(name: str) -> Checkpoint | ImageModelFolder:
    """Of a model of the Compare page, or else of the catalogue. Raises CheckpointError if it is in neither."""
    return CONTENDERS[name].checkpoint if name in CONTENDERS else find_checkpoint(name)
