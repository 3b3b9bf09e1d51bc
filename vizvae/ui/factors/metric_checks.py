"""Do the metrics tell the truth? What they say of constructed codes, the matrix behind it, and a few points to look at."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING

import streamlit as st

from vizvae.cards.source import running_version
from vizvae.figures.constructed import plot_code, plot_constructed, plot_knowledge
from vizvae.metrics.disentanglement.constructed import CONSTRUCTIONS, Constructed, Construction
from vizvae.metrics.titles import METRIC_WORDS
from vizvae.metrics.truth import JITTER, NUM_POINTS, Examined, Lamps, examine, slow_metrics
from vizvae.single_flight import single_flight
from vizvae.tables import Sheet
from vizvae.ui.factors.metric_check_words import ASKS, CODES, CONTENT, listed, verdict
from vizvae.ui.jobs.computed import ask, known
from vizvae.ui.shell.charts import CHART, ready
from vizvae.ui.shell.errors import error_boundary
from vizvae.ui.shell.take_along import take_along
from vizvae.words import counted

if TYPE_CHECKING:
    import plotly.graph_objects as go

BOX, CODE, ANGLE, NOISE = "metric_checks", "checked_code", "checked_angle", "checked_noise"
BARS = "metric_checks_bars"
LARGEST_ANGLE, LARGEST_NOISE, NOISE_STEP = 45, 2.0, 0.05
"""Degrees; standard deviations"""
EXAMINED_KEPT = 128
"""Codes with what is quickly said of them"""
LOOK_EVERY = 0.4
"""Seconds"""
LABELS = {one.key: one.label for one in METRIC_WORDS}
STYLE = """<style>
.vizvae-checks { overflow-x: auto; }
.vizvae-checks table { border-collapse: collapse; font-size: 0.875rem; line-height: 1.35; margin-bottom: 0.75rem; }
.vizvae-checks th, .vizvae-checks td { text-align: left; vertical-align: top; padding: 3px 12px 3px 0; font-weight: normal; }
.vizvae-checks thead th, .vizvae-checks b { font-weight: 600; }
.vizvae-checks td.number { font-variant-numeric: tabular-nums; text-align: right; }
.vizvae-checks summary { cursor: pointer; font-weight: 600; }
</style>"""


@st.fragment
def show_metric_checks() -> None:
    """Folded away until asked for: what the slow metrics say takes a process of its own some seconds."""
    box = st.expander("Do the metrics tell the truth?", key=BOX, on_change="rerun")
    if not box.open:
        return
    with box, error_boundary():
        dataset = Lamps()
        st.caption(
            "These codes are not learned: they are made from the factors, so one knows what a metric ought to say. Choose one, change it, "
            f"and see what each metric rewards and what it overlooks. {NUM_POINTS:,} points, {len(dataset.names)} factors of "
            f"{dataset.sizes[0]} values, and on every latent a little noise ({JITTER:g} standard deviations), as a trained model has it."
        )
        kind: Construction = st.segmented_control(
            "Constructed code", CONSTRUCTIONS, format_func=lambda code: CODES[code][0], default="rotated", required=True, key=CODE,
            label_visibility="collapsed",
        )  # fmt: skip
        st.markdown(CODES[kind][1])
        recipe = _recipe(kind)
        waiting = _slow(recipe) is None or len(_table()) < len(CONSTRUCTIONS)
        st.fragment(_pictures, run_every=LOOK_EVERY if waiting else None)(recipe, waiting)


def _recipe(kind: Construction) -> Constructed:
    """What a code does not use is as it is by default, so that the same code is computed once."""
    if kind == "rotated":
        angle = st.slider("Turned by, degrees", 0, LARGEST_ANGLE, 20, key=ANGLE, width=480)
        return Constructed(kind=kind, angle=angle)
    if kind == "noisy":
        noise = st.slider("Noise, standard deviations", 0.0, LARGEST_NOISE, 0.5, step=NOISE_STEP, key=NOISE, width=480)
        return Constructed(kind=kind, noise=round(noise, 2))
    return Constructed(kind=kind)


def _pictures(recipe: Constructed, waiting: bool) -> None:
    """Drawn again and again while something is computed."""
    examined, slow, table = _examined(recipe), _slow(recipe), _table()
    if waiting and slow is not None and len(table) == len(CONSTRUCTIONS):
        st.rerun()
    values = {**dict.fromkeys(ASKS, 0.0), **(slow or {}), **examined.quick}
    old = [] if slow is not None else [metric for metric in ASKS if metric not in examined.quick]
    perfect = table.get("perfect")
    points, matrix, bars = st.columns([3, 3, 4], gap="medium")
    points.plotly_chart(
        _code_figure(recipe), key="metric_checks_points", config=CHART, alt="The first two latents, coloured by factor A"
    )
    matrix.plotly_chart(
        _knowledge_figure(recipe), key="metric_checks_matrix", config=CHART, alt="What each latent knows of each factor"
    )
    bars.plotly_chart(
        plot_constructed(values, perfect=perfect, old=old), key=BARS, config=CHART,
        alt="; ".join(f"{LABELS[metric]}: {values[metric]:.2f}" for metric in ASKS if metric not in old),
    )  # fmt: skip
    if len(table) == len(CONSTRUCTIONS):
        st.html(STYLE + f'<div class="vizvae-checks">{verdicts(table)}{all_by_all(table)}</div>')
        take_along("checks_along", lambda: [checks_sheet(table)], of="What all metrics say of all codes")
    else:
        st.progress(len(table) / len(CONSTRUCTIONS), f"What all metrics say of all codes: {len(table)} of {len(CONSTRUCTIONS)}")


def verdicts(table: Mapping[str, Mapping[str, float]]) -> str:
    """What each metric asks, for which flaws it falls and to which it is blind, by its own numbers."""
    rows = []
    for metric, asks in ASKS.items():
        found = verdict(metric, table)
        low = f" Even the perfect code reaches only {found.perfect:.2f}." if found.perfect < CONTENT else ""
        blind = f"<b>{html.escape(listed(found.blind))}</b>" if found.blind else "none of these"
        rows.append(
            f'<tr><th scope="row"><b>{html.escape(LABELS[metric])}</b></th><td>{html.escape(asks)}{low}</td>'
            f"<td>{html.escape(listed(found.sees)) or 'none of these'}</td><td>{blind}</td></tr>"
        )
    head = "<th>Metric</th><th>It asks</th><th>Falls for</th><th>Blind to</th>"
    return f'<table aria-label="What each metric sees"><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'


def all_by_all(table: Mapping[str, Mapping[str, float]]) -> str:
    head = "".join(f"<th>{html.escape(LABELS[metric])}</th>" for metric in ASKS)
    rows = "".join(
        f'<tr><th scope="row">{CODES[code][0]}</th>'
        + "".join(f'<td class="number">{values[metric]:.2f}</td>' for metric in ASKS)
        + "</tr>"
        for code, values in table.items()
    )
    return (
        f"<details><summary>All codes by all metrics</summary><p>Rotated by {LARGEST_ANGLE}°, noise of 0.5 standard deviations. One sample "
        "of points, no repetition: a difference of 0.02 means nothing.</p>"
        f'<table aria-label="All codes by all metrics"><thead><tr><th></th>{head}</tr></thead><tbody>{rows}</tbody></table></details>'
    )


def checks_sheet(table: Mapping[str, Mapping[str, float]]) -> Sheet:
    """A row for each code, a column for each metric."""
    rows = [{"code": code, **{metric: values[metric] for metric in ASKS}} for code, values in table.items()]
    said = (
        f"Metrics of constructed codes of {counted(len(Lamps().names), 'factor')}: {', '.join(LABELS[metric] for metric in ASKS)}, "
        f"over one sample of {counted(NUM_POINTS, 'point')}, seed 0, without an interval; rotated by {LARGEST_ANGLE}°, noise of 0.5 "
        f"standard deviations. VizVAE {running_version()}."
    )
    return Sheet(file="metric-checks", title="All codes by all metrics", rows=rows, cite=said)


def _slow(recipe: Constructed) -> dict[str, float] | None:
    """What the slow metrics say; None while that is computed. Raises JobFailed as `known` does."""
    found = known(slow_metrics, **asdict(recipe))
    if found is None:
        ask(slow_metrics, **asdict(recipe))
    return found


def _table() -> dict[str, dict[str, float]]:
    """Of the codes at their usual settings, those whose metrics are known."""
    found = {}
    for kind in CONSTRUCTIONS:
        recipe = Constructed(kind=kind)
        if (slow := _slow(recipe)) is not None:
            found[kind] = {**_examined(recipe).quick, **slow}
    return found


@single_flight(EXAMINED_KEPT)
def _examined(recipe: Constructed) -> Examined:
    return examine(recipe)


@single_flight(EXAMINED_KEPT)
def _code_figure(recipe: Constructed) -> go.Figure:
    return ready(plot_code(_examined(recipe)))


@single_flight(EXAMINED_KEPT)
def _knowledge_figure(recipe: Constructed) -> go.Figure:
    return ready(plot_knowledge(_examined(recipe)))
