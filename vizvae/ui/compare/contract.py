"""What the Compare page is told; it says where it stands, in the words of its address."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from vizvae.comparison.contender import Bound
from vizvae.data.registry import Framing
from vizvae.models.pixelcnn import PixelCnnConfig
from vizvae.models.pixelrnn import PixelRnnConfig
from vizvae.ui.address.contract import AddressData
from vizvae.ui.explorer.contract import ModelShape
from vizvae.ui.http.contract import Payload


class Figures(Payload, rename=None):
    """See vizvae/comparison/measure.py, whose names they have."""

    nll: float | None
    nll_interval: tuple[float, float] | None
    bound: Bound
    recon_nll: float | None
    kl: float | None
    classifier_frechet: float
    seconds_per_sample: float
    seconds_per_batch: float
    num_parameters: int
    training_seconds: int
    started_from: str
    num_samples: int
    num_images: int
    num_draws: int
    protocol: str


class OwnFacts(Payload, rename=None):
    """What is known without measuring."""

    num_parameters: int
    training_seconds: int
    started_from: str


class OwnModel(Payload):
    command: str
    """By which it is measured."""
    facts: OwnFacts


class DecoderFacts(Payload):
    url: str
    latents_url: str
    """Answers `?seed=` with what is drawn from the prior."""
    shape: ModelShape


class EncoderFacts(Payload):
    url: str
    map_url: str


class PixelsFacts(Payload):
    pixelcnn: PixelCnnConfig | UnsetType = UNSET
    pixelrnn: PixelRnnConfig | UnsetType = UNSET
    """One of the two: which it is, and how large."""
    weights_url: str
    draws_url: str


class ModelFacts(Payload):
    name: str
    title: str
    what: str
    """In a sentence."""
    column: bool
    """Whether it is shown with images; the others are points of a chart."""
    figures: Figures | None
    """Null where nobody has measured it."""
    own: OwnModel | UnsetType = UNSET
    """Of one's own: always shown."""
    digest: str | UnsetType = UNSET
    """As all that follow only of a column."""
    command: str | UnsetType = UNSET
    decoder: DecoderFacts | UnsetType = UNSET
    encoder: EncoderFacts | UnsetType = UNSET
    """Missing where there is none, as of a GAN."""
    pixels: PixelsFacts | UnsetType = UNSET
    """Of a model without latents."""


class ImagesFacts(Payload):
    url: str
    labels: list[int]
    classes: tuple[str, ...]
    """Their names, by label."""
    one: str
    """What is on an image: `a digit`."""
    several: str
    """On many of them: `digits`."""
    framing: Framing
    """How a drawing is brought into their form."""


class CompareData(AddressData):
    elsewhere: dict[str, str]
    """What of the address belongs to other parts of the page."""
    models: list[ModelFacts]
    floor: float | None
    """Fréchet distance between real images; null where nobody has measured it."""
    family: tuple[str, ...]
    """Of the models that differ in β alone, by growing β."""
    images: ImagesFacts
    """Those that may go through all models."""
    one_pass: str
    """Name of the VAE that stands for all that draw in one pass."""
    num_draws: int
