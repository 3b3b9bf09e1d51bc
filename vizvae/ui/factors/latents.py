"""How a model's latents are shown beside factors: what they are called, in which order, and in which colours."""

from __future__ import annotations

from dataclasses import dataclass

from vizvae.figures.style import CLASSES, NEUTRAL, latent_name
from vizvae.single_flight import single_flight
from vizvae.ui.explorer.opened import OpenedModel
from vizvae.ui.factors.payload import describe_factor_model

LATENTS_KEPT = 64


@dataclass(frozen=True)
class Latents:
    """By number, but for the order."""

    names: tuple[str, ...]
    order: tuple[int, ...]
    """The one that says most about an image first"""
    colours: tuple[str, ...]
    """As in the traces: those of the ten that say most"""


@single_flight(LATENTS_KEPT)
def latents_of(opened: OpenedModel, given: tuple[tuple[str, str], ...]) -> Latents:
    """`given`: the names that people gave to latents, by number."""
    facts = describe_factor_model(opened).latents
    ordered = sorted(facts, key=lambda latent: -(latent.std if latent.kl is None else latent.kl))
    ranks = {latent.index: rank for rank, latent in enumerate(ordered)}
    names = dict(given)
    return Latents(
        names=tuple(names.get(str(one.index)) or latent_name(one.index) for one in facts),
        order=tuple(one.index for one in ordered),
        colours=tuple(CLASSES[ranks[one.index]] if one.active and ranks[one.index] < len(CLASSES) else NEUTRAL for one in facts),
    )
