"""The plane of two latents: what is decoded at each place of it, and where the data lie."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from jaxtyping import Float

from vizvae.figures.evidence import spread
from vizvae.figures.opened import OpenedModel, open_for_figure
from vizvae.figures.sheet import as_png, sheet_pixels
from vizvae.figures.style import CLASSES, escaped, laid_out, latent_name, legend_below
from vizvae.latent.lattice import decode_lattice, latent_plane, linear_values, plane_lattice
from vizvae.latent.traversal import latents_by_weight
from vizvae.models.base import LatentModel

if TYPE_CHECKING:
    import plotly.graph_objects as go

HEIGHT = 660
PRIOR_REACH = 3.0
MOST_POINTS = 1_500
"""Evenly spaced among all: more would hide what is decoded."""


def plot_manifold(
    model: str | LatentModel, *, latents: Sequence[int] | None = None, side: int = 20, points: bool = True
) -> go.Figure:
    """`side` × `side` decoded images, each at the place in the plane that it is decoded from, and on them the codes of the sample.

    `latents`: the two axes; without them the first two, or of more than two those that carry most; the others are at the mean of the data's
    codes. `points`: whether the codes are drawn, one colour a class; of a model that is not given by its name none are known. The plane
    reaches as far as 99 % of the codes, and at least from −3 to 3 where none are known. Raises ValueError for axes that the model has not.
    """
    import plotly.graph_objects as go

    opened = open_for_figure(model)
    first, second = latents if latents is not None else _two(opened)
    directions = latent_plane(first, second, opened.model.latent_dim)
    codes = None if opened.reference is None else opened.reference.mu[:, [first, second]].numpy()
    ends = [(-PRIOR_REACH, PRIOR_REACH)] * 2 if codes is None else [_reach(codes[:, axis]) for axis in (0, 1)]
    z = torch.zeros(opened.model.latent_dim) if opened.reference is None else opened.reference.mean
    values = [linear_values(side, low, high) for low, high in ends]
    images = decode_lattice(opened.model, plane_lattice(z, directions, values[0], values[1]))
    (left, right), (bottom, top) = ends
    figure = go.Figure()
    figure.add_layout_image(
        source=as_png(sheet_pixels(images, gap=0), at_least=HEIGHT), xref="x", yref="y", x=left, y=top, sizex=right - left,
        sizey=top - bottom, sizing="stretch", layer="below",
    )  # fmt: skip
    if points and codes is not None:
        _codes(figure, codes, opened)
    for update, latent, end in ((figure.update_xaxes, first, ends[0]), (figure.update_yaxes, second, ends[1])):
        update(
            title_text=f"{latent_name(latent)}, standard deviations of the prior",
            range=end,
            showgrid=False,
            zeroline=False,
            constrain="domain",
        )
    figure.update_yaxes(scaleanchor="x")
    rest = (
        ""
        if opened.model.latent_dim == 2
        else ", the other latents at the data's mean"
        if codes is not None
        else ", the others 0"
    )
    laid_out(figure, title=f"Manifold of {opened.name}{rest}", height=HEIGHT)
    return legend_below(figure) if points and codes is not None else figure


def _two(opened: OpenedModel) -> tuple[int, int]:
    """Raises ValueError for a model of one latent."""
    if opened.model.latent_dim < 2:
        raise ValueError(f"a plane needs at least two latents, {opened.name} has one: see its traversal instead")
    ranked = latents_by_weight(opened.reference) if opened.reference and opened.model.latent_dim > 2 else []
    first, second = sorted([*ranked, *(one for one in range(opened.model.latent_dim) if one not in ranked)][:2])
    return first, second


def _reach(values: Float[np.ndarray, " image"]) -> tuple[float, float]:
    low, high = np.percentile(values, [0.5, 99.5]).tolist()
    return low, high


def _codes(figure: go.Figure, codes: Float[np.ndarray, "image 2"], opened: OpenedModel) -> None:
    """Small, with an edge of black: they lie on images that are black and white."""
    labels = opened.sample.labels.numpy()[: len(codes)]
    shown = spread(len(codes), MOST_POINTS)
    for label, name in enumerate(opened.sample.spec.class_names):
        rows = shown[labels[shown] == label]
        figure.add_scatter(
            x=codes[rows, 0], y=codes[rows, 1], mode="markers", name=escaped(name), customdata=rows.tolist(),
            marker={"size": 5, "color": CLASSES[label % len(CLASSES)], "line": {"width": 1, "color": "#000000"}},
            hovertemplate=f"image %{{customdata}} ({escaped(name)})<br>%{{x:.3f}}, %{{y:.3f}}<extra></extra>",
        )  # fmt: skip
