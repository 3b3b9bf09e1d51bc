"""What was measured of a model on drawn images, as the factors page shows it: read once for all visitors, as are the figures of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from jaxtyping import Float, Int32
from safetensors.numpy import load

from vizvae.checkpoint import stamps_of
from vizvae.figures.metrics import matrix_of, plot_information, plot_metrics
from vizvae.figures.points import plot_factor_points
from vizvae.metrics.disentanglement.record import DISENTANGLEMENT
from vizvae.metrics.titles import UNSUPERVISED
from vizvae.single_flight import single_flight
from vizvae.ui.explorer.opened import OpenedModel
from vizvae.ui.factors.latents import Latents
from vizvae.ui.factors.measurements import measurements
from vizvae.ui.factors.payload import describe_factor_model, encode_images, factors_of
from vizvae.ui.jobs.background import Underway
from vizvae.ui.shell.charts import ready

if TYPE_CHECKING:
    import plotly.graph_objects as go

Results = Mapping[str, Mapping[str, Any]]
RESULTS_KEPT = 64
POINTS_KEPT = 64_000_000
"""Bytes: a megabyte a model"""
FIGURES_KEPT = 256
"""Ten to a hundred kilobytes each"""


@dataclass(frozen=True, eq=False)
class Measured:
    """Two are equal that were read at once: so what is made of them is kept as long as they are what stands in the file."""

    results: Results


@dataclass(frozen=True)
class Points:
    """Those that the metrics were measured on."""

    factors: Int32[np.ndarray, "point factor"]
    codes: Float[np.ndarray, "point latent"]
    edges: Float[np.ndarray, "latent edge"]
    """Of the bins that mutual information is counted in"""
    information: Float[np.ndarray, "factor latent"]
    """Nats"""
    entropy: Float[np.ndarray, " factor"]
    """Nats"""


class _NotYet(Exception):
    """An error, so that it is not kept."""

    def __init__(self, found: Underway | None) -> None:
        self.found = found


def measured(opened: OpenedModel) -> Measured | Underway | None:
    """What was measured, how far it is, or None if nobody has measured the model. Raises as `Measurements.known` does."""
    try:
        return _results(opened, opened.checkpoint.folder, stamps_of(opened.checkpoint.folder, (DISENTANGLEMENT,)))
    except _NotYet as other:
        return other.found


def points_of(opened: OpenedModel) -> Points | Underway:
    """The points behind the metrics; the first to ask has them computed. Raises JobFailed."""
    try:
        return _points(opened)
    except _NotYet as other:
        return other.found or Underway(0.0, "Starting …")


@single_flight(RESULTS_KEPT)
def _results(opened: OpenedModel, folder: Path, stamps: object) -> Measured:
    del folder, stamps
    found = measurements().known(opened.checkpoint)
    if found is None or isinstance(found, Underway):
        raise _NotYet(found)
    return Measured(found)


@single_flight(POINTS_KEPT, lambda points: points.codes.nbytes + points.factors.nbytes)
def _points(opened: OpenedModel) -> Points:
    found = measurements().points(opened.checkpoint)
    if isinstance(found, Underway):
        raise _NotYet(found)
    return Points(**load(found))


@single_flight(FIGURES_KEPT)
def metrics_figure(found: Measured, metric: str) -> go.Figure:
    return ready(plot_metrics(found.results, chosen=metric), pressable=True)


@single_flight(FIGURES_KEPT)
def matrix_figure(
    found: Measured, metric: str, chosen: tuple[int, int] | None, factors: tuple[str, ...], latents: Latents
) -> go.Figure:
    rows = latents.names if metric in UNSUPERVISED else factors
    result = found.results[metric]
    figure = matrix_of(result, rows, latents.names, order=latents.order, colours=latents.colours, chosen=chosen)
    return ready(figure, pressable=metric not in UNSUPERVISED)


@single_flight(FIGURES_KEPT)
def points_figure(opened: OpenedModel, cell: tuple[int, int], at: tuple[int, ...], latents: Latents) -> go.Figure:
    """`at`: the image that has a ring."""
    factor, latent = cell
    points, facts = _points(opened), describe_factor_model(opened).dataset.factors[factor]
    here = at[factor], float(_code(opened, at)[latent])
    return ready(
        plot_factor_points(
            points.factors[:, factor], points.codes[:, latent], facts.values, factor_name=facts.name,
            latent_name=latents.names[latent], edges=points.edges[latent], here=here,
        ),
        pressable=True,
    )  # fmt: skip


@single_flight(FIGURES_KEPT)
def information_figure(opened: OpenedModel, cell: tuple[int, int], latents: Latents) -> go.Figure:
    factor, latent = cell
    points = _points(opened)
    name = factors_of(opened).names[factor]
    entropy = float(points.entropy[factor])
    return ready(plot_information(points.information[factor], entropy, latents.names, factor_name=name, chosen=latent))


@single_flight(FIGURES_KEPT)
def _code(opened: OpenedModel, at: tuple[int, ...]) -> Float[np.ndarray, " latent"]:
    """The posterior mean of a drawn image."""
    return encode_images(opened.model, factors_of(opened).images(torch.tensor([at])))[0][0].numpy()
