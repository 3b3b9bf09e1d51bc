"""The Compare page on the server: its models with their figures."""

from __future__ import annotations

from typing import Any, NamedTuple

from msgspec import UNSET, structs

from vizvae.comparison.contender import Contender
from vizvae.comparison.contenders import contenders_of
from vizvae.comparison.digits import BETA_FAMILY
from vizvae.comparison.measure import floor_key, read_comparison, read_own_comparison
from vizvae.comparison.own_contender import own_contender
from vizvae.config import config_from_dict
from vizvae.models.autoregressive import AutoregressiveModel
from vizvae.models.gan import Gan
from vizvae.models.pixelcnn import PixelCnn, PixelCnnConfig
from vizvae.models.pixelrnn import PixelRnn, PixelRnnConfig
from vizvae.single_flight import single_flight
from vizvae.ui.address.page_address import PageAddress
from vizvae.ui.compare.address import KEPT, PARAMETERS, data_of, own_of, tidied
from vizvae.ui.compare.contract import (
    CompareData,
    DecoderFacts,
    EncoderFacts,
    Figures,
    ImagesFacts,
    ModelFacts,
    OwnFacts,
    OwnModel,
    PixelsFacts,
)
from vizvae.ui.compare.routes import NUM_DRAWS, compare_url, images_of, images_url
from vizvae.ui.explorer.contract import ModelShape
from vizvae.ui.http.contract import read

ADDRESS = PageAddress("compare", tidied, links=PARAMETERS, kept=KEPT)


class _Shown(NamedTuple):
    one: str
    """What is on an image"""
    several: str
    one_pass: str
    """Name of the VAE that stands for all that draw in one pass"""


SHOWN = {
    "mnist": _Shown("a digit", "digits", "vae"),
    "fashion": _Shown("a piece of clothing", "clothes", "fashion-vae"),
}
"""By data set."""


def compare_data() -> CompareData:
    """What the component is told; it stays the same until another link is opened, or a model of one's own is measured.

    Raises CheckpointError if a model is missing or damaged.
    """
    try:
        own = _describe_all()
    except ValueError:  # deleted meanwhile: what is left of the view is shown, and what is not is said
        ADDRESS.begin(*tidied(ADDRESS.view))
        own = _describe_all()
    shipped = described(data_of(ADDRESS.view))
    return structs.replace(shipped, models=[*own, *shipped.models], elsewhere=ADDRESS.elsewhere(), **ADDRESS.told())


@single_flight(len(SHOWN))
def described(data: str) -> CompareData:
    """Everything that does not depend on the visitor."""
    figures, images, key = read_comparison(), images_of(data), floor_key(data)
    shown = SHOWN[data]
    return CompareData(
        address={},
        restore_id="",
        elsewhere={},
        models=[_describe(each, _figures(figures.get(each.name))) for each in contenders_of(data)],
        floor=figures[key]["classifier_frechet"] if key in figures else None,
        family=BETA_FAMILY if data == "mnist" else (),
        images=ImagesFacts(
            url=images_url(data),
            labels=images.labels.tolist(),
            classes=images.spec.class_names,
            one=shown.one,
            several=shown.several,
            framing=images.spec.framing,
        ),
        one_pass=shown.one_pass,
        num_draws=NUM_DRAWS,
    )


def introduction() -> str:
    """What the page shows, with the sizes of the smallest and the largest of its models."""
    data = data_of(ADDRESS.view)
    shown = SHOWN[data]
    counts = [each.checkpoint.card["num_parameters"] for each in contenders_of(data) if each.column]
    return (
        f"Ways to learn to draw {shown.several}, side by side: trained on the same images and measured alike, with {min(counts):,} to "
        f"{max(counts):,} parameters to learn. Draw {shown.one}, and see what each of them makes of it."
    )


def _describe_all() -> list[ModelFacts]:
    return [_describe_own(own_contender(name, (data_of(ADDRESS.view),))) for name in own_of(ADDRESS.view)]


def _describe_own(one: Contender) -> ModelFacts:
    """What is known of it without measuring is said in any case."""
    seconds, started_from = one.training
    facts = OwnFacts(num_parameters=one.checkpoint.card["num_parameters"], training_seconds=seconds, started_from=started_from)
    own = OwnModel(command=f"python -m vizvae compare {one.name} --write", facts=facts)
    return structs.replace(_describe(one, _figures(read_own_comparison(one))), own=own)


def _figures(found: dict[str, Any] | None) -> Figures | None:
    return None if found is None else read(Figures, {name: found[name] for name in Figures.__struct_fields__})


def _describe(one: Contender, figures: Figures | None) -> ModelFacts:
    point = ModelFacts(name=one.name, title=one.title, what=one.what, column=one.column, figures=figures)
    if not one.column:
        return point
    column = structs.replace(point, digest=one.checkpoint.digest, command=one.checkpoint.card["command"])
    kind, config = one.kind, one.checkpoint.config["model_config"]
    if issubclass(kind, AutoregressiveModel):
        pixels = PixelsFacts(
            pixelcnn=config_from_dict(PixelCnnConfig, config) if issubclass(kind, PixelCnn) else UNSET,
            pixelrnn=config_from_dict(PixelRnnConfig, config) if issubclass(kind, PixelRnn) else UNSET,
            weights_url=compare_url(one, "weights.safetensors"),
            draws_url=compare_url(one, "draws.u8"),
        )
        return structs.replace(column, pixels=pixels)
    channels, height, width = config["image_shape"]
    shape = ModelShape(latent_dim=config["latent_dim"], channels=channels, height=height, width=width, likelihood="bernoulli")
    decoder = DecoderFacts(url=compare_url(one, "decoder.onnx"), latents_url=compare_url(one, "latents.f32"), shape=shape)
    if issubclass(kind, Gan):
        return structs.replace(column, decoder=decoder)
    encoder = EncoderFacts(url=compare_url(one, "encoder.onnx"), map_url=compare_url(one, "map.f32"))
    return structs.replace(column, decoder=decoder, encoder=encoder)
