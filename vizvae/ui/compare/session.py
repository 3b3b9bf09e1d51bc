"""The Compare page on the server: its models with their figures."""

from __future__ import annotations

from typing import Any

from vizvae.models.gan import Gan
from vizvae.models.pixelcnn import PixelCnn
from vizvae.rivals.comparison import FLOOR, read_comparison
from vizvae.rivals.contenders import BETA_FAMILY, CONTENDERS, Contender
from vizvae.single_flight import single_flight
from vizvae.ui.address.page_address import PageAddress
from vizvae.ui.compare.address import PARAMETERS, tidied
from vizvae.ui.compare.routes import NUM_DRAWS, compare_url, digits, digits_url

ADDRESS = PageAddress("compare", tidied, links=PARAMETERS)


def compare_data() -> dict[str, Any]:
    """What the component is told; it stays the same until another link is opened.

    Raises CheckpointError if a model is missing or damaged.
    """
    return {**described(), **ADDRESS.told()}


@single_flight(1)
def described() -> dict[str, Any]:
    """Everything that does not depend on the visitor."""
    figures = read_comparison()
    return {
        "models": [_describe(one) | {"figures": figures.get(one.name)} for one in CONTENDERS.values()],
        "floor": figures[FLOOR]["classifier_frechet"] if FLOOR in figures else None,
        "family": BETA_FAMILY,
        "digits": {"url": digits_url(), "labels": digits().labels.tolist()},
        "numDraws": NUM_DRAWS,
    }


def _describe(one: Contender) -> dict[str, Any]:
    described: dict[str, Any] = {"name": one.name, "title": one.title, "what": one.what, "column": one.column}
    if not one.column:
        return described
    described |= {"digest": one.checkpoint.digest, "command": one.checkpoint.card["command"]}
    kind = one.kind
    if issubclass(kind, PixelCnn):
        config = one.checkpoint.config["model_config"]
        return described | {
            "pixels": {
                "config": config,
                "weightsUrl": compare_url(one, "weights.safetensors"),
                "drawsUrl": compare_url(one, "draws.u8"),
            }
        }
    config = one.checkpoint.config["model_config"]
    channels, height, width = config["image_shape"]
    described["decoder"] = {
        "url": compare_url(one, "decoder.onnx"),
        "latentsUrl": compare_url(one, "latents.f32"),
        "shape": {
            "latentDim": config["latent_dim"],
            "channels": channels,
            "height": height,
            "width": width,
            "likelihood": "bernoulli",
        },
    }
    if not issubclass(kind, Gan):
        described["encoder"] = {"url": compare_url(one, "encoder.onnx"), "mapUrl": compare_url(one, "map.f32")}
    return described
