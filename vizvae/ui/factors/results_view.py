"""What was measured of codes: the metrics, the matrix behind each, and the evidence behind each cell of it."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st
from jaxtyping import Float

from vizvae.data.own.tables import Factor
from vizvae.figures.evidence import plot_evidence
from vizvae.figures.matrix import plot_matrix
from vizvae.metrics.titles import TITLES, UNSUPERVISED, tied_sentence
from vizvae.ui.shell.text import plain

STYLE = """<style>
.vizvae-metrics { overflow-x: auto; margin-bottom: 0.5rem; }
.vizvae-metrics table { border-collapse: collapse; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
.vizvae-metrics th { font-weight: normal; padding: 2px 6px; text-align: left; }
.vizvae-metrics td { padding: 3px 6px; text-align: right; white-space: nowrap; border: 1px solid rgba(128, 128, 128, 0.25); }
</style>"""
PLOTLY = {"displayModeBar": False}


@dataclass(frozen=True, kw_only=True)
class Found:
    results: Mapping[str, Mapping[str, Any]]
    """Metric to its `MetricResult`"""
    factors: Sequence[Mapping[str, Any]]
    """Those that were used: `name`, `how` they became classes, `known` of how many"""
    left_out: Mapping[str, str]
    tied: tuple[str, str, float] | None
    not_computed: Mapping[str, str]
    latents: tuple[str, ...]
    codes: Float[np.ndarray, "row latent"]
    given: tuple[Factor, ...]
    """Of the same rows"""


def show_results(found: Found, *, thing: str, key: str) -> None:
    """`thing`: what the rows are. `key`: begins those of the widgets."""
    st.markdown(
        "\n".join(f"- **{plain(one['name'])}**: {plain(one['how'])}, known of {one['known']:,} {thing}" for one in found.factors)
    )
    said = [f"{name} is left out: {why}." for name, why in found.left_out.items()]
    if said := [*said, *filter(None, [tied_sentence(found.tied)])]:
        st.info("  \n".join(map(plain, said)), icon=":material/info:")
    st.html(STYLE + metric_table(found.results))
    st.markdown(
        f"Not computed on these {thing}:\n\n"
        + "\n".join(f"- {TITLES[metric]}: {plain(why)}" for metric, why in found.not_computed.items())
    )
    keys = [metric for metric in TITLES if metric in found.results]
    metric = st.selectbox("The matrix behind", keys, format_func=TITLES.__getitem__, key=f"{key}_metric")
    result = found.results[metric]
    among_latents = metric in UNSUPERVISED
    rows = found.latents if among_latents else tuple(one["name"] for one in found.factors)
    st.caption(plain(result["estimator"]))
    matrix = np.array(result["matrix"])
    quantity = result["quantity"][:1].upper() + result["quantity"][1:]
    chart = st.plotly_chart(
        plot_matrix(matrix, rows, found.latents, quantity=quantity),
        key=f"{key}_matrix_{metric}", on_select="rerun", selection_mode="points", config=PLOTLY,
    )  # fmt: skip
    st.caption("The stronger or the larger a cell, the more. Press one to see the points behind it.")
    row, column = _chosen(chart, matrix)
    _show_evidence(found, row, column, among_latents=among_latents, key=key)


def metric_table(results: Mapping[str, Mapping[str, Any]]) -> str:
    lines = [
        f"<tr><th>{html.escape(title)}</th><td>{results[key]['value']:.3f}</td>"
        f"<td>{results[key]['interval'][0]:.3f} … {results[key]['interval'][1]:.3f}</td></tr>"
        for key, title in TITLES.items()
        if key in results
    ]
    head = "<tr><th></th><th>value</th><th>95 % interval</th></tr>"
    return f'<div class="vizvae-metrics"><table aria-label="Metrics">{head}{"".join(lines)}</table></div>'


def _chosen(chart: Any, matrix: np.ndarray) -> tuple[int, int]:
    """Row and column of the square that was pressed last; of the largest one where none was."""
    points = chart["selection"]["points"] if chart else []
    if points:
        row, column, _ = points[0]["customdata"]
        return int(row), int(column)
    row, column = np.unravel_index(int(matrix.argmax()), matrix.shape)
    return int(row), int(column)


def _show_evidence(found: Found, row: int, column: int, *, among_latents: bool, key: str) -> None:
    if among_latents:
        name, numbers, values = found.latents[row], found.codes[:, row], ()
    else:
        factor = next(one for one in found.given if one.name == found.factors[row]["name"])
        name, numbers, values = factor.name, factor.numbers, factor.values
    latent = found.latents[column]
    figure = plot_evidence(found.codes[:, column], numbers, latent_name=latent, factor_name=name, values=values)
    st.plotly_chart(figure, key=f"{key}_evidence", config=PLOTLY)
