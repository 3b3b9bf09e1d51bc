"""The matrix behind a metric, and which of its cells is looked at: one is pressed, or its factor and its latent are chosen in two boxes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import streamlit as st

from vizvae.metrics.titles import UNSUPERVISED, MetricWords
from vizvae.ui.explorer.opened import OpenedModel
from vizvae.ui.factors.cell_boxes import CellBox, cell_in_boxes, show_boxes
from vizvae.ui.factors.contract import Cell
from vizvae.ui.factors.latents import Latents
from vizvae.ui.factors.measured import Measured, matrix_figure
from vizvae.ui.factors.payload import factors_of
from vizvae.ui.factors.session import SESSION
from vizvae.ui.shell.charts import CHART, pressed
from vizvae.ui.shell.errors import guarded_callback

MATRIX, FACTOR, LATENT = "factors_matrix", "factors_cell_factor", "factors_cell_latent"
DRAWN = "factors_matrix_drawn"
"""In the session: the matrix that is on the page"""


@dataclass
class _Drawn:
    """The browser marks a cell that is pressed by itself, and Streamlit draws a chart anew only where its figure is another one or has
    another key. So the figure stays as it is while cells are pressed, which takes a third of the time until their evidence is there; and
    where another cell must be marked than the browser marks, it has another key."""

    of: tuple[Any, ...]
    number: int
    start: Cell | None
    """Marked in the figure"""
    marked: Cell | None
    """In the browser, as far as we have heard"""

    @property
    def key(self) -> str:
        return f"{MATRIX}_{self.number}"


def show_matrix(opened: OpenedModel, found: Measured, words: MetricWords, latents: Latents) -> Cell | None:
    """The cell that is looked at, None for no one."""
    view, result = SESSION.view, found.results[words.key]
    supervised = words.key not in UNSUPERVISED
    cell = view.cell if supervised else None
    drawn = _drawn((SESSION.shown.restore_id, found, words.key, latents), cell)
    with st.container(key=MATRIX):
        st.plotly_chart(
            matrix_figure(found, words.key, drawn.start, factors_of(opened).names, latents), key=drawn.key, config=CHART,
            selection_mode="points", on_select=partial(_press_cell, drawn.key) if supervised else "ignore",
            alt=f"{words.label}: {result['quantity']} of {'each factor and latent' if supervised else 'two latents each'}",
        )  # fmt: skip
    st.caption(
        "The stronger the colour, the more" + (": press a cell for what is behind it, or choose it here." if supervised else ".")
        + (" The gap is how far the best latent of a factor is before the second best, a share of 1." if words.key == "mig" else ""),
        help=f"{words.number}\n\n{result['estimator']}",
    )  # fmt: skip
    if supervised:
        factors = factors_of(opened).names
        boxes = (
            CellBox(title="Factor", key=FACTOR, order=range(len(factors)), names=factors),
            CellBox(title="Latent", key=LATENT, order=latents.order, names=latents.names),
        )
        show_boxes(boxes, cell, _choose_cell, result["matrix"])
    return cell


def go_to_cell(cell: Cell | None) -> None:
    """The evidence of another cell is shown, and the traces are of its factor; None: of no one."""
    factor = SESSION.view.factor if cell is None else cell[0]
    SESSION.change(replace(SESSION.view, cell=cell, factor=factor), SESSION.shown.problems)


def _drawn(of: tuple[Any, ...], cell: Cell | None) -> _Drawn:
    last: _Drawn | None = st.session_state.get(DRAWN)
    if last is None or last.of != of or last.marked != cell:
        last = st.session_state[DRAWN] = _Drawn(of, last.number + 1 if last else 0, cell, cell)
    return last


@guarded_callback
def _press_cell(key: str) -> None:
    """Pressed again, a cell is no longer marked in the browser; its evidence stays, so it will be marked anew."""
    found = pressed(key)
    cell = (int(found[0]), int(found[1])) if found is not None else None
    drawn: _Drawn | None = st.session_state.get(DRAWN)
    if drawn is not None and drawn.key == key:
        drawn.marked = cell
    if cell is not None:
        go_to_cell(cell)


@guarded_callback
def _choose_cell(changed: str, matrix: list[list[float]]) -> None:
    go_to_cell(cell_in_boxes((FACTOR, LATENT), changed, np.array(matrix)))
