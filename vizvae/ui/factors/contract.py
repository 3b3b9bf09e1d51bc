"""What the factors page is told; it says where it stands, in the words of its address."""

from __future__ import annotations

from typing import Annotated

from vizvae.ui.explorer.contract import ImageSize, LatentSpread, Likelihood
from vizvae.ui.http.contract import Payload

RangePolicy = Annotated[str, "options of range"]
"""sd-2: two standard deviations of the data to either side of the image's own code."""
Cell = tuple[int, int]
"""A factor and a latent."""


class FactorFacts(Payload):
    """One thing that truly varies, on a grid of values."""

    name: str
    ordered: bool
    """False: names of kinds, which have no order."""
    values: list[str]
    """In words, in order of the factor's index."""


class FactorLatent(LatentSpread):
    quantiles: tuple[float, float]
    """Low and high, as `extremes`: of draws of the aggregate posterior."""
    extremes: tuple[float, float]


class FactorDataset(Payload):
    key: str
    title: str
    factors: list[FactorFacts]


class FactorModel(Payload):
    """Everything of a model, and of the data it was trained on, that does not depend on the visitor."""

    name: str
    title: str
    digest: str
    latent_dim: int
    image: ImageSize
    likelihood: Likelihood
    stochastic: bool
    decoder_url: str
    encode_url: str
    decode_url: str
    latents: list[FactorLatent]
    names_url: str
    dataset: FactorDataset
    neighbourhood_url: str
    reader_url: str | None
    """A network that reads the factors from an image; null where there is none for these data."""


class FactorStart(Payload):
    at: tuple[int, ...]
    z: tuple[float, ...] | None
    factor: int
    range: RangePolicy


class AskedImage(Payload):
    """One that was pressed elsewhere on the page."""

    id: str
    """Another one each time"""
    at: tuple[int, ...]


class FactorPageData(Payload):
    model: FactorModel
    initial: FactorStart
    names: dict[str, str]
    """Given to latents, by number."""
    restore_id: str
    """Changes when `initial` must be applied."""
    cell: Cell | None
    """The factor and the latent whose evidence is shown below: both are marked."""
    asked: AskedImage | None
    first_images: tuple[str, str]
    """data: URLs of the true and of the decoded image."""
    has_family: bool
    """Below it stands the panel of the models that differ in β alone."""
