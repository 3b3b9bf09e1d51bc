"""The scores of the point that is looked at, to take along. The browser computes its own; these are worked out by Python from the same
point, image and draws, as the browser last told them: when the pointer was released."""

from __future__ import annotations

import torch

from vizvae.cards.point_sheets import point_sheets
from vizvae.cards.sheets import latent_columns
from vizvae.cards.source import source_of
from vizvae.latent.point import PointScores, score_point
from vizvae.latent_names import names_of
from vizvae.single_flight import single_flight
from vizvae.tables import Sheet
from vizvae.ui.explorer.address import InputImage, ScoredAs, View
from vizvae.ui.explorer.opened import OpenedModel
from vizvae.ui.explorer.payload import input_pixels
from vizvae.ui.explorer.session import SESSION
from vizvae.ui.shell.take_along import take_along

SCORED_KEPT = 32
HOW = {"threshold": "black from one half on", "draw": "one draw of black and white"}


def point_along(opened: OpenedModel) -> None:
    take_along(
        "point_along", lambda: sheets_of_point(opened, SESSION.view), of="The scores of this point, and each of its latents"
    )


def sheets_of_point(opened: OpenedModel, view: View) -> list[Sheet]:
    z = _place(view)
    scores = _scored(opened, z, view.input, view.scored_as)
    columns = latent_columns(view.names | names_of(opened.digest), opened.model.latent_dim)
    cite = source_of(opened.checkpoint).cite
    return point_sheets(opened.name, scores, opened.reference, columns, image_in_words(opened, view), cite)


def image_in_words(opened: OpenedModel, view: View) -> str:
    """And how it is made black and white, where it is; empty where there is none."""
    image = view.input
    if image is None:
        return ""
    what = {"drawing": "a drawing", "upload": "an uploaded picture"}
    said = f"image {image.index} of {opened.sample.spec.title}" if image.index is not None else what[image.kind]
    if opened.model.likelihood_name != "bernoulli":
        return said
    return f"{said}, {HOW[view.scored_as or opened.sample.spec.page_binarisation]}"


@single_flight(SCORED_KEPT)
def _scored(opened: OpenedModel, z: tuple[float, ...], image: InputImage | None, scored_as: ScoredAs | None) -> PointScores:
    x = input_pixels(image, opened, scored_as) if image is not None and opened.checkpoint.has_encoder else None
    return score_point(opened.model, torch.tensor(z), x, opened.reference, opened.density_quantiles)


def _place(view: View) -> tuple[float, ...]:
    assert view.z is not None  # of what is shown, nothing is left open
    return view.z
