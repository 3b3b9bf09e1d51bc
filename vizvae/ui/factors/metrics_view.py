"""How well latents and factors agree: the metrics, the matrix behind each, and the points behind each of its cells."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import streamlit as st

from vizvae.cards.sheets import latent_columns, matrix_sheet, metrics_sheet
from vizvae.cards.source import source_of
from vizvae.latent_names import names_of
from vizvae.metrics.titles import METRIC_WORDS, ORIGINAL_TREES
from vizvae.tables import Sheet
from vizvae.ui.access.permission import require_may_change, why_not_change
from vizvae.ui.explorer.opened import OpenedModel
from vizvae.ui.factors.cell_view import show_matrix
from vizvae.ui.factors.evidence_view import show_evidence
from vizvae.ui.factors.latents import latents_of
from vizvae.ui.factors.measured import Measured, measured, metrics_figure
from vizvae.ui.factors.measurements import measurements
from vizvae.ui.factors.payload import factors_of
from vizvae.ui.factors.session import SESSION, asked_image, write_factor_address
from vizvae.ui.jobs.background import Underway
from vizvae.ui.shell.charts import CHART, pressed
from vizvae.ui.shell.errors import error_boundary, guarded_callback
from vizvae.ui.shell.take_along import take_along
from vizvae.ui.shell.text import plain
from vizvae.ui.shell.waiting import forget_failure, look, wait_for

BARS, METRIC = "factors_metric_bars", "factors_metric"
TOLD = "factors_told"
"""In the session: what the component has been told of this part of the page"""
WORDS = {one.key: one for one in METRIC_WORDS}


def show_metrics(opened: OpenedModel) -> None:
    """Below the component, which has been told of what is chosen here. An error in it is shown in it."""
    st.subheader("How well do latents and factors agree?", anchor="metrics")
    st.session_state[TOLD] = _for_the_component()
    _metrics(opened)


@st.fragment
def _metrics(opened: OpenedModel) -> None:
    """What is pressed in it is drawn at once, without the rest of the page; then the page, so that the component hears of it."""
    with error_boundary():
        if asked_image() != st.session_state[TOLD][1]:  # its code is for the component to find
            st.rerun()
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
        write_factor_address()
        if _for_the_component() != st.session_state[TOLD]:
            st.rerun()


def _for_the_component() -> tuple[object, ...]:
    return SESSION.view.cell, asked_image()


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
            f"{words.rewards}{_by_original_trees(opened, view.metric)}"
        )
        cell = show_matrix(opened, found, words, latents)
    take_along("factors_along", partial(_sheets, opened, found, view.metric), of="The metrics, and the matrix that is shown")
    if cell is not None:
        show_evidence(opened, result, cell, latents)


def _by_original_trees(opened: OpenedModel, metric: str) -> str:
    """The same as published figures have it, where it is one of DCI and was measured."""
    found, part = opened.checkpoint.card.get(ORIGINAL_TREES), metric.removeprefix("dci_")
    if found is None or part == metric:
        return ""
    return (
        f" Published figures rest on slower trees (disentanglement_lib's), which give **{found[part]:.3f}** here: compare those with this "
        f"({found['num_points']:,} points, one fit, seed {found['seed']})."
    )


def _sheets(opened: OpenedModel, found: Measured, metric: str) -> list[Sheet]:
    checkpoint = opened.checkpoint
    cite, columns = source_of(checkpoint).cite, latent_columns(names_of(opened.digest), opened.model.latent_dim)
    names = factors_of(opened).names
    return [
        metrics_sheet(checkpoint.name, found.results, cite, original_trees=checkpoint.card.get(ORIGINAL_TREES)),
        matrix_sheet(checkpoint.name, metric, found.results[metric], names, columns, cite),
    ]


@guarded_callback
def _take_metric() -> None:
    SESSION.change(replace(SESSION.view, metric=st.session_state[METRIC]), SESSION.shown.problems)


@guarded_callback
def _press_bar() -> None:
    if (metric := pressed(BARS)) is not None:
        SESSION.change(replace(SESSION.view, metric=metric), SESSION.shown.problems)
