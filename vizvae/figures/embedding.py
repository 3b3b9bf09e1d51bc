"""Codes as points on a flat map."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch
from jaxtyping import Float, Int64
from torch import Tensor

from vizvae.figures.evidence import spread
from vizvae.figures.opened import open_for_figure
from vizvae.figures.sheet import as_png, sheet_pixels
from vizvae.figures.style import (
    BLUE,
    CLASSES,
    EDGE,
    NEUTRAL,
    SEQUENTIAL,
    escaped,
    laid_out,
    latent_name,
    legend_below,
    require_something,
)
from vizvae.latent.directions import principal_directions
from vizvae.latent.projection import METHODS, Method, ProjectionConfig, project
from vizvae.latent.projection_cache import ProjectionCache

if TYPE_CHECKING:
    import plotly.graph_objects as go

HEIGHT = 460
ACROSS = 28
"""Images on a map, side by side, if there were one everywhere"""
MOST_POINTS = 4_000
"""Of a figure, evenly spaced where there are more. SVG: many machines, and browsers far away, have no WebGL."""


def plot_embedding(
    points: str | Float[np.ndarray, "row dim"],
    labels: Float[np.ndarray, " row"] | Int64[np.ndarray, " row"] | None = None,
    *,
    method: Method = "pca",
    images: np.ndarray | Tensor | bool = False,
    title: str = "",
    axes: tuple[str, str] = ("", ""),
    label_name: str = "",
    values: Sequence[str] = (),
    seed: int = 0,
) -> go.Figure:
    """A point a row, coloured by its label: a scale for numbers, a colour each for at most ten names (`values`, of which the labels are the
    places; the most frequent ones), grey where it is not known.

    `points`: of two dimensions as they are, of more projected by `method` (PCA, UMAP, t-SNE with their usual parameters and `seed`); or the
    name of a model, whose codes of the sample's images are drawn, coloured by class. `images`: (row, channel, height, width), pixels in
    [0, 1], of which as many are laid on the points as do not cover each other; of a named model, True for those of its sample.
    Raises ValueError for no points, and for what `vizvae.latent.projection.project` refuses.
    """
    import plotly.graph_objects as go

    if isinstance(points, str):
        return _of_model(points, method, bool(images), seed)
    require_something(len(points), "points", "encode some images first")
    pictures = None if isinstance(images, bool) else torch.as_tensor(images)
    if points.shape[1] != 2:
        codes = torch.from_numpy(np.ascontiguousarray(points, np.float32))
        points, axes = project(codes, ProjectionConfig(method=method, num_points=len(codes), seed=seed)), _axes(codes, method)
        title = title or f"{METHODS[method]} of {codes.shape[1]} dimensions"
    figure = go.Figure()
    shown = spread(len(points), MOST_POINTS)
    if len(shown) < len(points):
        title += f", {len(shown):,} of {len(points):,} rows"
        points, labels = points[shown], None if labels is None else labels[shown]
        pictures = None if pictures is None else pictures[shown]
    if pictures is not None:
        _lay(figure, points, pictures)
    if labels is None:
        _points(figure, points, np.arange(len(points)), BLUE, "")
        return _laid_out(figure, title, axes)
    known = np.isfinite(labels)
    if not known.all():
        _points(figure, points, np.flatnonzero(~known), NEUTRAL, "not known")
    if not values:
        rows = np.flatnonzero(known)
        figure.add_scatter(
            x=points[rows, 0], y=points[rows, 1], mode="markers", customdata=labels[rows], name=escaped(label_name), showlegend=False,
            marker={
                "size": 5, "color": labels[rows], "colorscale": SEQUENTIAL, "showscale": True, "line": EDGE,
                "colorbar": {"title": {"text": escaped(label_name)}},
            },
            hovertemplate=f"{escaped(label_name)} %{{customdata:.4g}}<extra></extra>",
        )  # fmt: skip
        return _laid_out(figure, title, axes)
    found, counts = np.unique(labels[known], return_counts=True)
    most = set(found[np.argsort(-counts, kind="stable")[: len(CLASSES)]].tolist())
    for value, colour in zip(sorted(most), CLASSES, strict=False):
        _points(figure, points, np.flatnonzero(labels == value), colour, values[int(value)])
    if others := [value for value in found.tolist() if value not in most]:
        _points(figure, points, np.flatnonzero(np.isin(labels, others)), NEUTRAL, f"{len(others)} others")
    legend_below(_laid_out(figure, title, axes))
    return figure.update_layout(legend={"title": {"text": escaped(label_name)}, "itemsizing": "constant"})


def _of_model(name: str, method: Method, images: bool, seed: int) -> go.Figure:
    """The codes that the page Manifold projects; what ships or was projected before is not computed again."""
    opened = open_for_figure(name)
    assert opened.reference is not None
    codes = opened.reference.mu[:, opened.reference.shown].contiguous()
    config = ProjectionConfig(method=method, num_points=len(codes), seed=seed)
    points, axes = codes, ("", "")
    how = "the latents themselves"
    if codes.shape[1] > 2:
        cache = ProjectionCache.standard()
        points, axes, how = cache.read(codes, config), _axes(codes, method), METHODS[method]
        if points is None:
            points = project(codes, config)
            if method != "pca":  # which takes no time
                cache.write(codes, config, points)
    elif codes.shape[1] == 2:
        first, second = map(latent_name, opened.reference.shown)
        axes = (first, second)
    spec = opened.sample.spec
    return plot_embedding(
        np.asarray(points), opened.sample.labels.numpy()[: len(codes)], images=opened.sample.images / 255 if images else False,
        title=f"Codes of {opened.name}: {how}", axes=axes, label_name="class", values=spec.class_names,
    )  # fmt: skip


def _axes(codes: Tensor, method: Method) -> tuple[str, str]:
    """Directions of UMAP and t-SNE mean nothing."""
    if method != "pca":
        return f"{METHODS[method]} 1, no unit", f"{METHODS[method]} 2, no unit"
    variances = principal_directions(codes)[2]
    first, second = (
        f"principal component {place} ({share:.0%})" for place, share in enumerate((variances / variances.sum())[:2], 1)
    )
    return first, second


def _lay(figure: go.Figure, points: Float[np.ndarray, "row 2"], images: Tensor) -> None:
    """Images at their points, above them, each small, and none over another"""
    size = float(np.ptp(points, axis=0).max()) / ACROSS or 1.0
    taken: set[tuple[int, int]] = set()
    for (x, y), image in zip(points.tolist(), images, strict=True):
        cell = (int(x // size), int(y // size))
        if {(cell[0] + a, cell[1] + b) for a in (-1, 0, 1) for b in (-1, 0, 1)} & taken:
            continue
        taken.add(cell)
        figure.add_layout_image(
            source=as_png(sheet_pixels(image[None, None]), at_least=1), xref="x", yref="y", x=x - size / 2, y=y + size / 2, sizex=size,
            sizey=size, sizing="contain", layer="above",
        )  # fmt: skip


def _points(figure: go.Figure, points: np.ndarray, rows: np.ndarray, colour: str, name: str) -> None:
    marker = {"size": 5, "opacity": 0.8, "color": colour, "line": EDGE}
    figure.add_scatter(
        x=points[rows, 0], y=points[rows, 1], mode="markers", name=escaped(name), marker=marker,
        hovertemplate=f"{escaped(name)}<br>%{{x:.3g}}, %{{y:.3g}}<extra></extra>",
    )  # fmt: skip


def _laid_out(figure: go.Figure, title: str, axes: tuple[str, str]) -> go.Figure:
    figure.update_xaxes(title_text=escaped(axes[0]), zeroline=False, constrain="domain")
    figure.update_yaxes(title_text=escaped(axes[1]), zeroline=False, scaleanchor="x", constrain="domain")
    return laid_out(figure, title=title, height=HEIGHT)
