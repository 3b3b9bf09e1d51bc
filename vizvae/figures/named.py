"""Figures by name, for the command line: what each is called, of what it is, and the function that draws it."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vizvae import figures

if TYPE_CHECKING:
    import plotly.graph_objects as go


@dataclass(frozen=True)
class Named:
    plot: str
    """A function of `vizvae.figures` whose first argument may be a name"""
    of: str
    """What NAME is, in words"""


FIGURES: dict[str, Named] = {
    "training": Named("plot_training", "a run, or a model"),
    "kl-ridges": Named("plot_kl_ridges", "a run"),
    "rate-distortion": Named("plot_rate_distortion", "a sweep, or a model that was trained for several β"),
    "manifold": Named("plot_manifold", "a model"),
    "traversals": Named("plot_traversals", "a model"),
    "interpolation": Named("plot_interpolation", "a model"),
    "embedding": Named("plot_embedding", "a model"),
    "posterior": Named("plot_posterior", "a model"),
    "reconstructions": Named("plot_reconstructions", "a model"),
    "constructed": Named("plot_constructed", "a constructed code: perfect, rotated, noisy, duplicated, …"),
    "comparison": Named("plot_comparison", "a figure across, with --set y=… up: kl, recon_nll, nll, num_parameters, …"),
    "label-efficiency": Named("plot_label_efficiency", "mnist-conv, mnist-2d or beta-8, whose curves ship"),
    "graph": Named("plot_graph", "a graph model of `python -m vizvae graph models`"),
    "roc-pr": Named("plot_roc_pr", "a graph model"),
    "calibration": Named("plot_calibration", "a graph model"),
    "uncertainty-degree": Named("plot_uncertainty_degree", "a variational graph model"),
    "degree": Named("plot_degree", "a graph model"),
    "metrics": Named("plot_metrics", "a model of images with known factors"),
    "metric-matrix": Named("plot_metric_matrix", "a model of images with known factors"),
}


def draw(what: str, name: str, settings: Mapping[str, Any]) -> go.Figure:
    """The figure `what` of `name`; `settings` are keywords of its function.

    Raises ValueError for an unknown figure or setting, listing the known ones, and as the function does.
    """
    if what not in FIGURES:
        raise ValueError(f"unknown figure {what[:40]!r}; known are {', '.join(FIGURES)}")
    function = getattr(figures, FIGURES[what].plot)
    known = settings_of(function)
    if unknown := sorted(set(settings) - set(known)):
        raise ValueError(f"{what} has no setting {unknown[0][:40]!r}; it has {', '.join(known) or 'none'}")
    return function(name, **settings)


def settings_of(function: Callable[..., Any]) -> dict[str, Any]:
    """Keywords that a word can be said for, and their defaults"""
    parameters = list(inspect.signature(function).parameters.values())[1:]
    return {one.name: one.default for one in parameters if isinstance(one.default, str | int | float | tuple | None)}
