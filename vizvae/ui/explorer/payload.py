"""What the browser is told of a model and of the view to start from: the part that the sliders and the map share."""

from __future__ import annotations

import base64
from collections.abc import Collection

import torch
from msgspec import structs
from torch import Tensor

from vizvae.checkpoint import ENCODER, Checkpoint
from vizvae.checkpoint.networks import network_bytes
from vizvae.data.binarise import binarise, page_draw
from vizvae.data.uploads import Upload
from vizvae.latent.aggregate import Reference
from vizvae.latent.density import NUM_NEIGHBOURS, DensityPercentiles
from vizvae.latent.traversal import slider_range
from vizvae.latent_names import names_of
from vizvae.models.base import LatentModel
from vizvae.single_flight import single_flight
from vizvae.ui.explorer.address import InputImage, ScoredAs, View, pack_pixels
from vizvae.ui.explorer.contract import (
    DataFacts,
    DataInput,
    DensityQuantiles,
    DrawnInput,
    Histogram,
    ImageSize,
    InputSpec,
    LatentFacts,
    LatentSpread,
    ModelData,
    PageData,
    ReferenceFacts,
    Start,
    UploadData,
    UploadedInput,
)
from vizvae.ui.explorer.opened import DESCRIPTIONS_KEPT, OpenedModel, images_url
from vizvae.ui.http.contract import Encoded
from vizvae.ui.shell.pictures import png_url

NUM_BINS = 40
LARGEST_BROWSER_ENCODER = 16_000_000
"""Bytes. Above this, encoding is one call to the server."""
STARTS_WITH = InputImage(kind="data", index=3)
PICTURES_KEPT = 512
"""Of a few kilobytes each. A session asks for its own at every run of the page."""
PLANES = {1: "[0]  # (height, width)", 3: ".permute(1, 2, 0)  # (height, width, channel)"}
"""Of the snippet: what Pillow takes as an image, by the number of channels."""
SNIPPET = """\
import torch
import vizvae
from PIL import Image

model = vizvae.load_model("{name}")
z = torch.tensor([{z}])
image = vizvae.decode(model, z)[0]{plane}, in [0, 1]
Image.fromarray((image * 255).round().byte().numpy()).resize({size}, Image.Resampling.NEAREST).save("decoded.png")
"""


@single_flight(DESCRIPTIONS_KEPT)
def describe_model(opened: OpenedModel) -> ModelData:
    """Everything of a model that does not depend on the visitor."""
    return describe_codes(opened, opened.reference, opened.density_quantiles)


def describe_codes(opened: OpenedModel, reference: Reference, quantiles: DensityPercentiles) -> ModelData:
    """The same of as many of the first images of its data as `reference` has codes of. `quantiles`: of these, see `density_percentiles`."""
    checkpoint, model, sample, count = opened.checkpoint, opened.model, opened.sample, len(reference.mu)
    channels, height, width = model.image_shape
    encoder = checkpoint.folder / ENCODER
    small = encoder.exists() and len(network_bytes(encoder)) <= LARGEST_BROWSER_ENCODER
    return ModelData(
        name=opened.name,
        title=checkpoint.title,
        summary=_summary(checkpoint, model),
        digest=opened.digest,
        latent_dim=model.latent_dim,
        image=ImageSize(channels=channels, height=height, width=width),
        likelihood=model.likelihood_name,
        stochastic=model.stochastic,
        has_encoder=checkpoint.has_encoder,
        decoder_url=f"{opened.url}/decoder.onnx",
        encoder_url=f"{opened.url}/encoder.onnx" if small else None,
        encode_url=f"{opened.url}/encode",
        decode_url=f"{opened.url}/decode",
        latents=[_with_histogram(latent, reference) for latent in describe_latents(reference, reference.shown)],
        angle=model.polar[0] if model.polar else None,
        names_url=f"{opened.url}/latent-names",
        reference=ReferenceFacts(
            url=opened.reference_url,
            count=count,
            neighbours=NUM_NEIGHBOURS,
            dims=tuple(reference.density_dims),
            log_density_quantiles=DensityQuantiles(means=quantiles.means, draws=quantiles.draws),
        ),
        data=DataFacts(
            key=sample.spec.key,
            title=sample.spec.title,
            images_url=images_url(sample.spec.key),
            count=count,
            labels=sample.labels[:count].tolist(),
            class_names=sample.spec.class_names,
            framing=sample.spec.framing,
            binarisation=sample.spec.page_binarisation,
        ),
        snippet=SNIPPET.replace("{name}", opened.name)
        .replace("{plane}", PLANES[channels])
        .replace("{size}", str((10 * width, 10 * height))),
    )


@single_flight(DESCRIPTIONS_KEPT)
def encoded_model(opened: OpenedModel) -> Encoded[ModelData]:
    """`describe_model` as text: five thousand labels are in it."""
    return Encoded(describe_model(opened))


def start_view(view: View, opened: OpenedModel) -> View:
    """The view with nothing left open: an input unless z alone was asked for, and its posterior mean where no z was.

    Raises ValueError if the model has not all that the component needs.
    """
    describe_model(opened)
    if view.z is not None:
        return view
    image = view.input or STARTS_WITH
    return View(model=view.model, z=_encoded(image, opened), input=image, names=view.names)


@single_flight(PICTURES_KEPT)
@torch.no_grad()
def _encoded(image: InputImage, opened: OpenedModel) -> tuple[float, ...]:
    """Posterior mean."""
    return tuple(opened.model.encode(input_pixels(image, opened)).mu[0].tolist())


@single_flight(PICTURES_KEPT)
@torch.no_grad()
def decoded_png(z: tuple[float, ...], opened: OpenedModel) -> str:
    """The first image as a data URL, so that the page shows something before the browser's own decoder is up."""
    image = opened.model.decode_mean(torch.tensor([z]))[0]
    return png_url((image * 255).round().byte())


def page_data(opened: OpenedModel, start: View, restore_id: str, upload: UploadData | None = None) -> PageData:
    """What the component is told of the model that is shown; it stays the same until another model, another link, another upload or a
    latent's new name. `start`: see `start_view`."""
    assert start.z is not None
    image = None if start.input is None else _input_spec(start.input)
    # Names that are kept with the model go before those of a link, which may be older.
    return PageData(
        model=encoded_model(opened),
        first_image=decoded_png(start.z, opened),
        initial=Start(z=start.z, input=image, names=start.names | names_of(opened.digest)),
        restore_id=restore_id,
        upload=upload,
        pictures=None,
    )


def _input_spec(image: InputImage) -> InputSpec:
    if image.index is not None:
        return DataInput(index=image.index)
    pixels = pack_pixels(image.pixels or b"")
    return DrawnInput(pixels=pixels) if image.kind == "drawing" else UploadedInput(pixels=pixels)


def upload_data(upload: Upload, upload_id: str) -> UploadData:
    _, height, width = upload.pixels.shape
    pixels = base64.b64encode(upload.pixels.tobytes()).decode()
    return UploadData(id=upload_id, width=width, height=height, framed=upload.framed, pixels=pixels)


def input_pixels(image: InputImage, opened: OpenedModel, scored_as: ScoredAs | None = None) -> Tensor:
    """What the browser gives to its encoder for this input, (1, channel, height, width). `scored_as`: None for the page's first choice."""
    sample, model = opened.sample, opened.model
    if image.index is not None:
        grey = sample.at([image.index])
    else:
        grey = torch.tensor(list(image.pixels or b""), dtype=torch.uint8).reshape(1, *model.image_shape)
    if model.likelihood_name != "bernoulli":
        return binarise(grey, "none")
    how = scored_as or sample.spec.page_binarisation
    return page_draw(grey) if how == "draw" else binarise(grey, "threshold")


def describe_latents(reference: Reference, active: Collection[int]) -> list[LatentSpread]:
    """Those of `active` are said to carry something."""
    kl = [None] * reference.z.shape[1] if reference.kl_per_dim is None else reference.kl_per_dim.tolist()
    each = zip(kl, reference.mean.tolist(), reference.std.tolist(), strict=True)
    return [
        LatentSpread(index=latent, kl=kl, mean=mean, std=std, active=latent in active)
        for latent, (kl, mean, std) in enumerate(each)
    ]


def _with_histogram(latent: LatentSpread, reference: Reference) -> LatentFacts:
    low, high = slider_range(reference, latent.index)
    counts = reference.histogram(latent.index, low, high, NUM_BINS)
    return LatentFacts(**structs.asdict(latent), histogram=Histogram(from_=low, to=high, counts=counts))


def _summary(checkpoint: Checkpoint, model: LatentModel) -> str:
    trained = f"Trained on {checkpoint.card['data']['trained_on']}; {checkpoint.card['num_parameters']:,} weights."
    if not checkpoint.has_encoder:
        return (
            trained
            + " It came without an encoder: there is no posterior, and no other image than those can be placed among them."
        )
    if not model.stochastic:
        return (
            trained
            + " A deterministic autoencoder: each image is one point, and nothing keeps the space between points meaningful."
        )
    return trained
