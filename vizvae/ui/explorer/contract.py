"""What the sliders and the manifold are told of a model and of the view to start from."""

from __future__ import annotations

from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from vizvae.data.registry import Framing
from vizvae.ui.address.contract import AddressReport
from vizvae.ui.explorer.address import ScoredAs
from vizvae.ui.http.contract import Encoded, Message, Payload

Likelihood = Literal["bernoulli", "gaussian", "logistic", "unknown"]
"""`unknown`: of a model from elsewhere, whose decoder gives mean pixels alone."""


class Histogram(Payload):
    from_: float = msgspec.field(name="from")
    to: float
    counts: list[int]


class LatentSpread(Payload):
    """How the data lie along one latent."""

    index: int
    kl: float | None
    """Mean KL over the data, in nats; null for a deterministic autoencoder."""
    mean: float
    """Of the aggregate posterior, as `std`."""
    std: float
    active: bool


class LatentFacts(LatentSpread):
    histogram: Histogram


class ImageSize(Payload):
    channels: int
    height: int
    width: int


class DensityQuantiles(Payload):
    """0th to 100th percentiles of log density, see `vizvae.latent.density.DensityPercentiles`."""

    means: tuple[float, ...]
    draws: tuple[float, ...]


class ReferenceFacts(Payload):
    """Encodings of the data."""

    url: str
    """Answers with mu (count, latentDim), then z likewise, one posterior draw an image, then logvar (NaN without one), then recon_nll
    (count)."""
    count: int
    neighbours: int
    dims: tuple[int, ...]
    log_density_quantiles: DensityQuantiles


class DataFacts(Payload):
    """The images to start from."""

    key: str
    title: str
    images_url: str
    count: int
    labels: list[int]
    class_names: tuple[str, ...]
    framing: Framing
    binarisation: Literal["threshold", "draw"]
    """How an image is first made black and white; the server encodes the start in the same way."""


class ModelData(Payload):
    """Everything of a model that does not depend on the visitor."""

    name: str
    title: str
    summary: str
    digest: str
    latent_dim: int
    image: ImageSize
    likelihood: Likelihood
    stochastic: bool
    """False: a deterministic autoencoder, which has no posterior spread, no KL, no prior and no ELBO."""
    has_encoder: bool
    """False: a decoder from elsewhere that came alone. Its images are its own draws, whose codes the server knows; no other can be
    encoded."""
    decoder_url: str | None
    """null: there is no file of it that a browser could run."""
    encoder_url: str | None
    """null: too large for the browser, `encodeUrl` is asked."""
    encode_url: str | None
    """null, as of the two below: nobody is there to be asked."""
    decode_url: str | None
    """Asked by a browser whose runtime cannot run the decoder."""
    latents: list[LatentFacts]
    angle: int | None
    """The latent that is a direction, whose two ends show the same: see `vizvae.models.polar`."""
    names_url: str | None
    reference: ReferenceFacts
    data: DataFacts
    snippet: str
    """Python with the placeholder {z}."""


class DataInput(Payload, tag_field="kind", tag="data"):
    """An image of the sample, by number."""

    index: int


class DrawnInput(Payload, tag_field="kind", tag="drawing"):
    pixels: str
    """See parts/latent/pixel_text."""


class UploadedInput(Payload, tag_field="kind", tag="upload"):
    pixels: str
    """Likewise."""


InputSpec = DataInput | DrawnInput | UploadedInput


class Start(Payload):
    z: tuple[float, ...]
    input: InputSpec | None
    names: dict[str, str]
    """Latent number to the name that somebody gave it."""
    to_mean: bool | UnsetType = UNSET
    """`z` is where to wait until the input has been encoded, and then goes to its posterior mean."""


class UploadData(Payload):
    id: str
    width: int
    height: int
    framed: bool
    """Of the model's shape; else grey, light ink on dark, of any size."""
    pixels: str
    """base64 bytes."""


class PictureRow(Payload):
    """Its values are spread evenly from the first to the last."""

    latent: int
    low: float
    high: float


class Pictures(Payload):
    """Images that Python drew beforehand, one latent after the other, for a browser that cannot run the decoder."""

    url: str
    """Answers with bytes, (row, step, channel, height, width)."""
    steps: int
    rows: list[PictureRow]
    """Those of the most weight, where not all fit."""
    z: tuple[float, ...]
    """Where the other latents stand meanwhile."""


class PageData(Payload):
    model: Encoded[ModelData]
    initial: Start
    restore_id: str
    """Changes when `initial` must be applied."""
    first_image: str
    """data: URL of decode(initial.z)."""
    upload: UploadData | None
    pictures: Pictures | None
    """null where somebody is there to draw others."""


class ViewReport(AddressReport):
    scored_as: ScoredAs | None = None
    """Of the input, where its pixels are made black and white."""


class ExplorerSaid(Message):
    view: ViewReport | None = None


class ModelShape(Payload):
    """What goes into a decoder and what comes out."""

    latent_dim: int
    channels: int
    height: int
    width: int
    likelihood: Likelihood


class LatentName(Message):
    """Put to `namesUrl`, which answers with all names of the model as they are then."""

    latent: int
    name: str
    """Empty for none."""
