"""How well latents and factors agree: the metrics, the matrix behind each, and the points behind each of its cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from vizvae.latent_names import names_of
from vizvae.metrics.titles import METRIC_WORDS, UNSUPERVISED
from vizvae.ui.access.permission import require_may_change, why_not_change
from vizvae.ui.explorer.opened import OpenedModel, open_model
from vizvae.ui.factors.measured import (
    Latents,
    Measured,
    Points,
    information_figure,
    latents_of,
    matrix_figure,
    measured,
    metrics_figure,
    points_figure,
    points_of,
)
from vizvae.ui.factors.measurements import measurements
from vizvae.ui.factors.payload import factors_of
from vizvae.ui.factors.session import SESSION, ask_for_image
from vizvae.ui.jobs.background import Underway
from vizvae.ui.shell.charts import CHART, pressed
from vizvae.ui.shell.errors import error_boundary, guarded_callback
from vizvae.ui.shell.text import plain
from vizvae.ui.shell.waiting import forget_failure, look, wait_for

BARS, MATRIX, POINTS = "factors_metric_bars", "factors_matrix", "factors_points"
METRIC, CLOSE = "factors_metric", "factors_close_evidence"
GAPS = {"mig": ", as a share of all there is to know", "sap": ""}
WORDS = {one.key: one for one in METRIC_WORDS}


def show_metrics(opened: OpenedModel) -> None:
    """Below the component. An error in it is shown in it."""
    st.subheader("How well do latents and factors agree?", anchor="metrics")
    with error_boundary():
        key = f"metrics-{opened.name}-{opened.digest}"
        found = look(partial(measured, opened), key)
        if isinstance(found, Measured):
            _show(opened, found)
        elif isinstance(found, Underway):
            wait_for(partial(measured, opened), partial(measurements().cancel, opened.checkpoint), key)
        else:
            if isinstance(found, str):
                st.error(plain(found), icon=":material/error:")
            reason = why_not_change()
            st.caption("Nobody has measured this model yet: 50,000 images are drawn and encoded, which takes a minute or two.")
            st.button(
                "Measure", key="factors_measure", type="primary", on_click=_measure, args=(opened, key), disabled=bool(reason),
                help=reason or None,
            )  # fmt: skip


@guarded_callback
def _measure(opened: OpenedModel, key: str) -> None:
    require_may_change()
    forget_failure(key)
    measurements().measure(opened.checkpoint)


def _show(opened: OpenedModel, found: Measured) -> None:
    view, latents = SESSION.view, latents_of(opened, tuple(sorted(names_of(opened.digest).items())))
    results = found.results
    words, result = WORDS[view.metric], results[view.metric]
    left, right = st.columns([5, 6], gap="medium")
    with left:
        st.session_state[METRIC] = view.metric
        st.selectbox("Metric", list(WORDS), format_func=lambda key: WORDS[key].title, key=METRIC, on_change=_take_metric)
        st.plotly_chart(
            metrics_figure(found, view.metric), key=BARS, on_select=_press_bar, selection_mode="points", config=CHART,
            alt="; ".join(f"{WORDS[key].label}: {results[key]['value']:.3f}" for key in WORDS if key in results),
        )  # fmt: skip
    with right:
        low, high = result["interval"]
        st.markdown(
            f"**{result['value']:.3f}**, 95 % interval {low:.3f} to {high:.3f} ({result['num_points']:,} points, seed {result['seed']}). "
            f"{words.rewards}"
        )
        supervised = view.metric not in UNSUPERVISED
        cell = view.cell if supervised else None
        st.plotly_chart(
            matrix_figure(found, view.metric, cell, factors_of(opened).names, latents), key=MATRIX, config=CHART, selection_mode="points",
            on_select=_press_cell if supervised else "ignore", alt=f"{words.label}: {result['quantity']} of each factor and latent",
        )  # fmt: skip
        st.caption(
            "The larger a square, the more: point at one for its number"
            + (", press it for the points behind it." if supervised else ".")
            + (
                " The gap is how far the best latent of a factor is before the second best, a share of 1."
                if result["key"] == "mig"
                else ""
            ),
            help=f"{words.number}\n\n{result['estimator']}",
        )
    if cell is not None:
        _evidence(opened, result, cell, latents)


def _evidence(opened: OpenedModel, result: Mapping[str, Any], cell: tuple[int, int], latents: Latents) -> None:
    factor, latent = cell
    name = factors_of(opened).names[factor]
    value = result["matrix"][factor][latent]
    with st.container(border=True, key="factors_evidence"):
        said, close = st.columns([6, 1], vertical_alignment="center")
        said.markdown(
            f"**{plain(name)} and {plain(latents.names[latent])}: {value:.3f}** ({plain(result['quantity'])}), marked above, too"
        )
        close.button("Close", key=CLOSE, on_click=_close, width="stretch")
        key = f"points-{opened.name}-{opened.digest}"
        found = look(partial(points_of, opened), key)
        if isinstance(found, str):
            st.error(plain(found), icon=":material/error:")
        elif isinstance(found, Underway):
            wait_for(partial(points_of, opened), None, key)
        elif isinstance(found, Points):
            left, right = st.columns([3, 2], gap="medium")
            left.plotly_chart(
                points_figure(opened, cell, SESSION.view.at, latents), key=POINTS, on_select=_press_point, selection_mode="points",
                config=CHART, alt=f"{len(found.codes):,} images: {name} across, {latents.names[latent]} upwards",
            )  # fmt: skip
            left.caption(
                f"The lines are the {found.edges.shape[1] - 1} bins in which the latent is counted. The ring is the image above; press a "
                "point to draw its image. A band that rises or falls tells the factor; points that fill the plane do not."
            )
            right.plotly_chart(
                information_figure(opened, cell, latents), key="factors_information", config=CHART, alt=f"Who knows about {name}"
            )
            right.caption(
                "Mutual information. What the best latent knows before the runner-up is marked: its mean over all factors is the MIG."
            )


@guarded_callback
def _take_metric() -> None:
    SESSION.change(replace(SESSION.view, metric=st.session_state[METRIC]), SESSION.shown.problems)


@guarded_callback
def _press_bar() -> None:
    if (metric := pressed(BARS)) is not None:
        SESSION.change(replace(SESSION.view, metric=metric), SESSION.shown.problems)


@guarded_callback
def _press_cell() -> None:
    if (cell := pressed(MATRIX)) is not None:
        chosen = int(cell[0]), int(cell[1])
        SESSION.change(replace(SESSION.view, cell=chosen, factor=chosen[0]), SESSION.shown.problems)


@guarded_callback
def _close() -> None:
    SESSION.change(replace(SESSION.view, cell=None), SESSION.shown.problems)


@guarded_callback
def _press_point() -> None:
    """Its image is drawn."""
    if (place := pressed(POINTS)) is None:
        return
    points = points_of(open_model(SESSION.view.model))
    row = int(place)
    if isinstance(points, Points) and 0 <= row < len(points.factors):
        ask_for_image(tuple(points.factors[row].tolist()))
