"""What the Learn page is told and what its steps fetch; it says where it stands, in the words of its address."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from vizvae.comparison.contender import Bound
from vizvae.ui.address.contract import AddressData
from vizvae.ui.explorer.contract import ModelShape
from vizvae.ui.http.contract import Payload


class CodeExcerpt(Payload):
    """Lines of `vizvae`, without what documents them."""

    file: str
    line: int
    """Of the first line."""
    lines: list[str]


class DrawsFacts(Payload):
    """Where to ask for what a model says of a digit, by `?digit=`."""

    url: str
    model: str
    num_draws: int


class Address(Payload):
    url: str


class LabelCurve(Payload):
    """A `LabelLine` of vizvae/figures/labels.py. Accuracies, 0…1: mean and sd over draws of the labels."""

    name: str
    colour: str
    """As CSS wants it."""
    dashed: bool
    num_labels: list[int]
    accuracy: list[float]
    sd: list[float]
    low: list[float]
    """Of the band."""
    high: list[float]


class LabelsFacts(Payload):
    url: str | None
    """null: nobody is there who trains. Trains a classifier, by `?labels=&seed=`: a `TrainedOnFew` for each representation."""
    protocol: str
    num_draws: int
    curves: list[LabelCurve]


class ComparedModel(Payload, rename=None):
    """Null is what a model does not have. Nats an image; the interval is of 95 %."""

    model: str
    title: str
    nll: float | None
    nll_interval: tuple[float, float] | None
    bound: Bound
    recon_nll: float | None
    classifier_frechet: float
    seconds_per_sample: float
    num_parameters: int
    protocol: str


class ComparisonFacts(Payload):
    """As `python -m vizvae compare` has measured it."""

    models: list[ComparedModel]
    """Those of the Compare page that have been measured, in its order."""
    floor: float | None
    """The distance between real images; null where it has not been measured."""


class LearnData(AddressData):
    steps_here: list[str] | UnsetType = UNSET
    """What a lesson that was taken along has of the steps; all are at hand where this is left out."""
    code: dict[str, CodeExcerpt]
    """Lines that a step shows, by name: read from the source as it is installed."""
    latent_dims: dict[str, int]
    """Of each model that a step speaks of, by name."""
    latent_names: dict[str, dict[str, str]]
    """What people call the latents of each of these models, by number."""
    terms: DrawsFacts
    """Answers with `DigitTerms`."""
    likelihood: DrawsFacts
    """Answers with a `DigitLikelihood`."""
    autoencoder: Address
    """Answers with an `AutoencoderAnswer`."""
    generation: Address
    """Answers with a `GenerationAnswer`."""
    labels: dict[str, LabelsFacts]
    """For each model."""
    comparison: ComparisonFacts


class DecoderSource(Payload):
    name: str
    digest: str
    url: str
    shape: ModelShape


class Spread(Payload):
    std: float


class CodesFacts(Payload):
    """Encodings of the data, as those of the sliders."""

    url: str
    count: int
    dims: tuple[int, ...]


class PlaneModel(Payload):
    decoder: DecoderSource
    latent_dim: int
    stochastic: bool
    latents: list[Spread]
    """Of the aggregate posterior."""
    reference: CodesFacts


class EncodedDigits(Payload):
    images_url: str
    count: int
    labels: list[int]


class AutoencoderAnswer(Payload):
    """Two models with two latents each, and the digits that have been encoded."""

    models: dict[Literal["ae", "vae"], PlaneModel]
    data: EncodedDigits


class FollowedFactor(Payload):
    """And the latent that knows most of it."""

    factor: str
    latent: int
    information: float
    """Nats."""
    gap: float
    """To the next latent, as a share of the factor's entropy."""


class GenerationAnswer(Payload):
    """What draws images from the prior, and the factors that one latent of the faces follows best, as measured."""

    models: dict[Literal["digits", "faces"], DecoderSource]
    followed: list[FollowedFactor]


class DigitTerms(Payload):
    """Nats. `reconNll` and `sampledKl` at each of the same draws of z."""

    pixels: list[int]
    """That are scored, 0 or 1."""
    label: int
    kl_per_dim: list[float]
    """In closed form, as `kl`."""
    kl: float
    recon_nll: list[float]
    sampled_kl: list[float]


class DigitLikelihood(Payload):
    """Nats: log p(x|z) at draws of the prior, and log p(x, z) − log q(z|x) at draws of the encoder's answer. The mean of exp of either
    estimates p(x) without bias (Burda et al. 2016)."""

    pixels: list[int]
    """That are scored, 0 or 1."""
    label: int
    prior: list[float]
    encoder: list[float]


class WrongDigit(Payload):
    pixels: list[float]
    label: int
    said: int


class TrainedOnFew(Payload):
    """A classifier trained for the visitor, and the first digits that it takes for others."""

    representation: str
    accuracy: float
    num_test: int
    wrong: list[WrongDigit]
