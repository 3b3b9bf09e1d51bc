"""What was measured of codes: the metrics, the matrix behind each, and the evidence behind each cell of it."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import streamlit as st
from jaxtyping import Float

from vizvae.cards.sheets import Cite, matrix_sheet, metrics_sheet
from vizvae.data.own.tables import Factor
from vizvae.figures.evidence import plot_evidence
from vizvae.figures.matrix import plot_matrix
from vizvae.metrics.titles import TITLES, UNSUPERVISED, tied_sentence
from vizvae.ui.factors.cell_boxes import CellBox, cell_in_boxes, show_boxes
from vizvae.ui.factors.contract import Cell
from vizvae.ui.shell.charts import pressed
from vizvae.ui.shell.errors import guarded_callback
from vizvae.ui.shell.take_along import take_along
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


def show_results(found: Found, *, thing: str, key: str, file: str, cite: Cite) -> None:
    """`thing`: what the rows are. `key`: begins those of the widgets. `file`, `cite`: what is taken along is called and cited so."""
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
    cell_key = f"{key}_cell"
    kept: tuple[str, Cell | None] = st.session_state.get(cell_key, (metric, None))
    cell = kept[1] if kept[0] == metric and kept[1] is not None and _is_in(matrix, kept[1]) else _largest(matrix)
    # Another cell is another figure, which needs another key: Streamlit would keep the mark of the one that was pressed before.
    chart_key = f"{key}_matrix_{metric}_{cell[0]}_{cell[1]}"
    st.plotly_chart(
        plot_matrix(matrix, rows, found.latents, quantity=quantity, chosen=cell),
        key=chart_key, on_select=partial(_press, chart_key, cell_key, metric), selection_mode="points", config=PLOTLY,
        alt=f"{TITLES[metric]}: {result['quantity']}",
    )  # fmt: skip
    st.caption("The stronger or the larger a cell, the more. Press one to see the points behind it, or choose it here.")
    titles = ("One latent", "The other") if among_latents else ("Factor", "Latent")
    boxes = (
        CellBox(title=titles[0], key=f"{cell_key}_row", order=range(len(rows)), names=rows),
        CellBox(title=titles[1], key=f"{cell_key}_column", order=range(len(found.latents)), names=found.latents),
    )
    show_boxes(boxes, cell, _choose, cell_key, metric, result["matrix"])
    take_along(
        f"{key}_along",
        lambda: [
            metrics_sheet(file, found.results, cite),
            matrix_sheet(file, metric, result, rows, _told_apart(found.latents), cite),
        ],
        of="The metrics, and the matrix that is shown",
    )
    row, column = cell
    _show_evidence(found, row, column, among_latents=among_latents, key=key)


def _told_apart(names: Sequence[str]) -> list[str]:
    """Two may have the same name, as columns of a table must not."""
    return [f"{name} ({place})" if list(names).count(name) > 1 else name for place, name in enumerate(names)]


def metric_table(results: Mapping[str, Mapping[str, Any]]) -> str:
    lines = [
        f"<tr><th>{html.escape(title)}</th><td>{results[key]['value']:.3f}</td>"
        f"<td>{results[key]['interval'][0]:.3f} … {results[key]['interval'][1]:.3f}</td></tr>"
        for key, title in TITLES.items()
        if key in results
    ]
    head = "<tr><th></th><th>value</th><th>95 % interval</th></tr>"
    return f'<div class="vizvae-metrics"><table aria-label="Metrics">{head}{"".join(lines)}</table></div>'


def _is_in(matrix: np.ndarray, cell: Cell) -> bool:
    return cell[0] < matrix.shape[0] and cell[1] < matrix.shape[1]


def _largest(matrix: np.ndarray) -> Cell:
    row, column = np.unravel_index(int(matrix.argmax()), matrix.shape)
    return int(row), int(column)


@guarded_callback
def _press(chart_key: str, cell_key: str, metric: str) -> None:
    found = pressed(chart_key)
    if found is not None:
        st.session_state[cell_key] = metric, (int(found[0]), int(found[1]))


@guarded_callback
def _choose(changed: str, cell_key: str, metric: str, matrix: list[list[float]]) -> None:
    """None: the largest again"""
    keys = f"{cell_key}_row", f"{cell_key}_column"
    st.session_state[cell_key] = metric, cell_in_boxes(keys, changed, np.array(matrix))


def _show_evidence(found: Found, row: int, column: int, *, among_latents: bool, key: str) -> None:
    if among_latents:
        name, numbers, values = found.latents[row], found.codes[:, row], ()
    else:
        factor = next(one for one in found.given if one.name == found.factors[row]["name"])
        name, numbers, values = factor.name, factor.numbers, factor.values
    latent = found.latents[column]
    figure = plot_evidence(found.codes[:, column], numbers, latent_name=latent, factor_name=name, values=values)
    st.plotly_chart(figure, key=f"{key}_evidence", config=PLOTLY)
