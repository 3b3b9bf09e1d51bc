"""What the browser is told of a model that was trained on images whose true factors are known."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path

import torch
from jaxtyping import Float, Int64, UInt8
from msgspec import structs
from safetensors.torch import save
from torch import Tensor

from vizvae.catalogue import list_checkpoints
from vizvae.checkpoint import Checkpoint, CheckpointError
from vizvae.checkpoint.networks import network_bytes
from vizvae.data.factor_sets import FACTOR_SETS, factor_set
from vizvae.data.factors import Factor, FactorDataset
from vizvae.gaussian import DiagonalGaussian
from vizvae.latent_names import names_of
from vizvae.models.base import LatentModel
from vizvae.paths import SHIPPED_READERS
from vizvae.single_flight import single_flight
from vizvae.ui.explorer.contract import ImageSize
from vizvae.ui.explorer.opened import DESCRIPTIONS_KEPT, OpenedModel
from vizvae.ui.explorer.payload import describe_latents
from vizvae.ui.factors.address import FactorView
from vizvae.ui.factors.contract import AskedImage, FactorFacts, FactorLatent, FactorModel, FactorPageData, FactorStart
from vizvae.ui.factors.contract import FactorDataset as FactorDatasetFacts
from vizvae.ui.http.addresses import PREFIX
from vizvae.ui.shell.pictures import png_url

QUANTILES = (0.01, 0.99)
NEIGHBOURHOODS_KEPT = 64_000_000
"""Bytes: half a megabyte to two each"""
FIRST_IMAGES_KEPT = 256
"""Some kilobytes each. A session asks for its own at every run of the page."""


def factor_checkpoints() -> list[Checkpoint]:
    """The models that were trained on data with known factors."""
    return [checkpoint for checkpoint in list_checkpoints() if checkpoint.card["data"]["key"] in FACTOR_SETS]


def factors_of(opened: OpenedModel) -> FactorDataset:
    """Raises CheckpointError for a model of other data, or of images of another size."""
    key = opened.data_key
    if key not in FACTOR_SETS:
        raise CheckpointError(f"{opened.name} was trained on {key!r}, whose true factors nobody knows.")
    dataset = factor_set(key)
    shape = opened.model.image_shape
    if tuple(shape) != tuple(dataset.image_shape):
        raise CheckpointError(f"{opened.name} expects images of {tuple(shape)}, but {key} has {tuple(dataset.image_shape)}.")
    return dataset


@single_flight(DESCRIPTIONS_KEPT)
def describe_factor_model(opened: OpenedModel) -> FactorModel:
    """Everything of a model, and of the data it was trained on, that does not depend on the visitor."""
    model, dataset = opened.model, factors_of(opened)
    channels, height, width = model.image_shape
    # Of the images, too: they would be kept for ever by the browser, and another version may draw them otherwise.
    return FactorModel(
        name=opened.name,
        title=opened.checkpoint.title,
        digest=opened.digest,
        latent_dim=model.latent_dim,
        image=ImageSize(channels=channels, height=height, width=width),
        likelihood=model.likelihood_name,
        stochastic=model.stochastic,
        decoder_url=f"{opened.url}/decoder.onnx",
        encode_url=f"{opened.url}/encode",
        decode_url=f"{opened.url}/decode",
        latents=_latents(opened),
        names_url=f"{opened.url}/latent-names",
        dataset=FactorDatasetFacts(
            key=dataset.key, title=dataset.title, factors=[describe_factor(factor) for factor in dataset.factors]
        ),
        neighbourhood_url=f"{opened.url}/factors/{dataset.drawing}/neighbourhood.safetensors",
        reader_url=_reader_url(dataset.key),
    )


def reader_file(key: str) -> Path:
    """A network that reads the factors from an image of these data; it need not be there."""
    return SHIPPED_READERS / key / "reader.onnx"


def _reader_url(key: str) -> str | None:
    return f"{PREFIX}/readers/{key}/{reader_digest(key)}/reader.onnx" if reader_file(key).exists() else None


@single_flight(8)
def reader_digest(key: str) -> str:
    """Of the network with its weights."""
    return hashlib.sha256(network_bytes(reader_file(key))).hexdigest()[:16]


def describe_factor(factor: Factor) -> FactorFacts:
    return FactorFacts(name=factor.name, ordered=factor.ordered, values=[factor.said(index) for index in range(factor.size)])


@single_flight(NEIGHBOURHOODS_KEPT, len)
def neighbourhood(opened: OpenedModel, at: tuple[int, ...]) -> bytes:
    """The images one can reach from `at` by moving a single factor, and what the model makes of each, as safetensors.

    A row for every value of the first factor with the others as in `at`, then likewise for the second, and so on: `images`
    (row, channel, height, width) bytes, `mu` and, where the model is stochastic, `logvar`, (row, latent) float32.
    """
    dataset = factors_of(opened)
    images = dataset.images(neighbours(at, dataset))
    mu, logvar = encode_images(opened.model, images)
    tensors = {"images": images, "mu": mu} | ({} if logvar is None else {"logvar": logvar})
    return save({key: value.contiguous() for key, value in tensors.items()})


def neighbours(at: tuple[int, ...], dataset: FactorDataset) -> Int64[Tensor, "row factor"]:
    rows = []
    for column, size in enumerate(dataset.sizes):
        line = torch.tensor(at).repeat(size, 1)
        line[:, column] = torch.arange(size)
        rows.append(line)
    return torch.cat(rows)


@torch.no_grad()
def encode_images(
    model: LatentModel, images: UInt8[Tensor, "batch channel height width"]
) -> tuple[Float[Tensor, "batch latent"], Float[Tensor, "batch latent"] | None]:
    """Posterior means, and log σ² where there is one; the pixels as the metrics take them, see `encoder_of`."""
    posterior = model.encode(images.float() / 255)
    return posterior.mu, posterior.logvar if isinstance(posterior, DiagonalGaussian) else None


def factor_page_data(
    opened: OpenedModel,
    start: FactorView,
    restore_id: str,
    *,
    has_family: bool,
    cell: tuple[int, int] | None = None,
    asked: AskedImage | None = None,
) -> FactorPageData:
    """What the component is told of the model that is shown; it stays the same until another model, another link, a latent's new name, or
    something that is pressed below it."""
    return FactorPageData(
        model=describe_factor_model(opened),
        initial=FactorStart(at=start.at, z=start.z, factor=start.factor, range=start.range),
        cell=cell,
        asked=asked,
        first_images=_first_images(opened, start.at, start.z),
        names=names_of(opened.digest),
        restore_id=restore_id,
        has_family=has_family,
    )


@single_flight(FIRST_IMAGES_KEPT)
def _first_images(opened: OpenedModel, at: tuple[int, ...], z: tuple[float, ...] | None) -> tuple[str, str]:
    """The true image at `at`, and the decoded one at `z` or at its posterior mean, as data URLs."""
    model = opened.model
    true = factors_of(opened).images(torch.tensor([at]))
    with torch.no_grad():
        decoded = model.decode_mean(encode_images(model, true)[0] if z is None else torch.tensor([z]))
    return png_url(true[0]), png_url((decoded[0] * 255).round().byte())


def _latents(opened: OpenedModel) -> list[FactorLatent]:
    z = opened.reference.z
    quantiles, extremes = z.quantile(torch.tensor(QUANTILES), dim=0).T.tolist(), torch.stack(z.aminmax(dim=0), 1).tolist()
    described = [
        FactorLatent(**structs.asdict(latent), quantiles=tuple(quantiles[latent.index]), extremes=tuple(extremes[latent.index]))
        for latent in describe_latents(opened.reference, opened.reference.in_use)
    ]
    if not all(math.isfinite(fact.mean + fact.std) for fact in described):
        raise CheckpointError(f"{opened.name}: its encodings of the data are not numbers. Train it again, or choose another.")
    return described
