"""What the browser is told of a model and of the view to start from: the part that the sliders and the map share."""

from __future__ import annotations

import base64
from dataclasses import asdict
from typing import Any

import numpy as np
import torch
from torch import Tensor

from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import ENCODER, REFERENCE, Checkpoint, file_sha256
from vizvae.data.binarise import binarise, page_draw
from vizvae.latent.density import NUM_NEIGHBOURS
from vizvae.latent.traversal import slider_range
from vizvae.latent_names import names_of
from vizvae.models.base import LatentModel
from vizvae.shared_weights import network_bytes
from vizvae.single_flight import single_flight
from vizvae.ui.explorer.address import InputImage, View
from vizvae.ui.explorer.opened import DESCRIPTIONS_KEPT, density_quantiles, loaded_model, loaded_reference, looked_at
from vizvae.ui.explorer.routes import images_url, model_url
from vizvae.ui.shell.payload import Json
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
from PIL import Image

from vizvae.catalogue import load_model

model = load_model("{name}")
z = torch.tensor([{z}])
image = model.decode_mean(z)[0]{plane}, in [0, 1]
Image.fromarray((image * 255).round().byte().numpy()).resize({size}, Image.Resampling.NEAREST).save("decoded.png")
"""


@single_flight(DESCRIPTIONS_KEPT)
def describe_model(name: str, digest: str) -> dict[str, Any]:
    """Everything of a model that does not depend on the visitor."""
    del digest
    checkpoint = find_checkpoint(name)
    model = loaded_model(name, checkpoint.digest)
    sample = looked_at(checkpoint.card["data"]["key"])
    channels, height, width = model.image_shape
    encoder = checkpoint.folder / ENCODER
    small = encoder.exists() and len(network_bytes(encoder)) <= LARGEST_BROWSER_ENCODER
    return {
        "name": name,
        "title": checkpoint.title,
        "summary": _summary(checkpoint, model),
        "digest": checkpoint.digest,
        "latentDim": model.latent_dim,
        "image": {"channels": channels, "height": height, "width": width},
        "likelihood": model.likelihood_name,
        "stochastic": model.stochastic,
        "decoderUrl": model_url(checkpoint, "decoder.onnx"),
        "encoderUrl": model_url(checkpoint, "encoder.onnx") if small else None,
        "encodeUrl": model_url(checkpoint, "encode"),
        "latents": _latents(checkpoint),
        "namesUrl": model_url(checkpoint, "latent-names"),
        "reference": {
            "url": reference_url(checkpoint),
            "count": len(sample),
            "neighbours": NUM_NEIGHBOURS,
            "dims": loaded_reference(name, checkpoint.digest).active,
            "logDensityQuantiles": density_quantiles(name, checkpoint.digest),
        },
        "data": {
            "key": sample.spec.key,
            "title": sample.spec.title,
            "imagesUrl": images_url(sample.spec.key),
            "count": len(sample),
            "labels": sample.labels.tolist(),
            "classNames": sample.spec.class_names,
            "framing": asdict(sample.spec.framing),
            "binarisation": sample.spec.page_binarisation,
        },
        "snippet": SNIPPET.replace("{name}", name)
        .replace("{plane}", PLANES[channels])
        .replace("{size}", str((10 * width, 10 * height))),
    }


@single_flight(DESCRIPTIONS_KEPT)
def model_json(name: str, digest: str) -> Json:
    """`describe_model` as text: five thousand labels are in it."""
    return Json.of(describe_model(name, digest))


def reference_url(checkpoint: Checkpoint) -> str:
    """Kept for ever by the browser, and written anew by `vizvae export` for the same weights."""
    return f"{model_url(checkpoint, 'reference.f32')}?{file_sha256(checkpoint.folder / REFERENCE)[:16]}"


def start_view(view: View, checkpoint: Checkpoint) -> View:
    """The view with nothing left open: an input unless z alone was asked for, and its posterior mean where no z was."""
    if view.z is not None:
        return view
    image = view.input or STARTS_WITH
    return View(model=view.model, z=_encoded(image, checkpoint.name, checkpoint.digest), input=image, names=view.names)


@single_flight(PICTURES_KEPT)
@torch.no_grad()
def _encoded(image: InputImage, name: str, digest: str) -> tuple[float, ...]:
    """Posterior mean."""
    model = loaded_model(name, digest)
    return tuple(model.encode(_pixels(image, find_checkpoint(name), model)).mu[0].tolist())


def decoded_png(z: tuple[float, ...], checkpoint: Checkpoint) -> str:
    """The first image as a data URL, so that the page shows something before the browser's own decoder is up."""
    return _decoded(z, checkpoint.name, checkpoint.digest)


@single_flight(PICTURES_KEPT)
@torch.no_grad()
def _decoded(z: tuple[float, ...], name: str, digest: str) -> str:
    image = loaded_model(name, digest).decode_mean(torch.tensor([z]))[0]
    return png_url((image * 255).round().byte())


def initial_json(view: View, digest: str) -> dict[str, Any]:
    """Names that are kept with the model go before those of a link, which may be older."""
    image = None if view.input is None else view.input.to_json()
    return {"z": view.z, "input": image, "names": view.names | names_of(digest)}


def upload_json(picture: np.ndarray, upload_id: str) -> dict[str, Any]:
    height, width = picture.shape
    return {"id": upload_id, "width": width, "height": height, "pixels": base64.b64encode(picture.tobytes()).decode()}


def _pixels(image: InputImage, checkpoint: Checkpoint, model: LatentModel) -> Tensor:
    """What the browser gives to its encoder for this input."""
    sample = looked_at(checkpoint.card["data"]["key"])
    if image.index is not None:
        grey = sample.at([image.index])
    else:
        grey = torch.tensor(list(image.pixels or b""), dtype=torch.uint8).reshape(1, *model.image_shape)
    if model.likelihood_name == "gaussian":
        return binarise(grey, "none")
    return page_draw(grey) if sample.spec.page_binarisation == "draw" else binarise(grey, "threshold")


def _latents(checkpoint: Checkpoint) -> list[dict[str, Any]]:
    reference = loaded_reference(checkpoint.name, checkpoint.digest)
    active = set(reference.active)
    described = []
    for latent in range(reference.z.shape[1]):
        low, high = slider_range(reference, latent)
        described.append(
            {
                "index": latent,
                "kl": None if reference.kl_per_dim is None else float(reference.kl_per_dim[latent]),
                "mean": float(reference.mean[latent]),
                "std": float(reference.std[latent]),
                "active": latent in active,
                "histogram": {"from": low, "to": high, "counts": reference.histogram(latent, low, high, NUM_BINS)},
            }
        )
    return described


def _summary(checkpoint: Checkpoint, model: LatentModel) -> str:
    trained = f"Trained on {checkpoint.card['data']['trained_on']}; {checkpoint.card['num_parameters']:,} weights."
    if not model.stochastic:
        return (
            trained
            + " A deterministic autoencoder: each image is one point, and nothing keeps the space between points meaningful."
        )
    return trained
