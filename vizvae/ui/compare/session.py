"""The Compare page on the server: its models with their figures."""

from __future__ import annotations

from typing import Any

from vizvae.models.gan import Gan
from vizvae.models.pixelcnn import PixelCnn
from vizvae.rivals.comparison import FLOOR, read_comparison, read_own_comparison
from vizvae.rivals.contenders import BETA_FAMILY, CONTENDERS, Contender, own_contender
from vizvae.single_flight import single_flight
from vizvae.ui.address.page_address import PageAddress
from vizvae.ui.compare.address import PARAMETERS, own_of, tidied
from vizvae.ui.compare.routes import NUM_DRAWS, compare_url, digits, digits_url

ADDRESS = PageAddress("compare", tidied, links=PARAMETERS)


def compare_data() -> dict[str, Any]:
    """What the component is told; it stays the same until another link is opened, or a model of one's own is measured.

    Raises CheckpointError if a model is missing or damaged.
    """
    try:
        own = _describe_all()
    except ValueError:  # deleted meanwhile: what is left of the view is shown, and what is not is said
        ADDRESS.begin(*tidied(ADDRESS.view))
        own = _describe_all()
    shipped = described()
    return {**shipped, "models": [*own, *shipped["models"]], **ADDRESS.told()}


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


def _describe_all() -> list[dict[str, Any]]:
    return [_describe_own(own_contender(name)) for name in own_of(ADDRESS.view)]


def _describe_own(one: Contender) -> dict[str, Any]:
    """What is known of it without measuring is said in any case."""
    seconds, started_from = one.training
    facts = {"num_parameters": one.checkpoint.card["num_parameters"], "training_seconds": seconds, "started_from": started_from}
    command = f"python -m vizvae compare {one.name} --write"
    return _describe(one) | {"own": {"command": command, "facts": facts}, "figures": read_own_comparison(one)}


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
