"""A cell of a matrix chosen by its row and its column in two boxes: what a keyboard reaches, where a chart is pressed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from jaxtyping import Float

from vizvae.ui.factors.contract import Cell


@dataclass(frozen=True, kw_only=True)
class CellBox:
    title: str
    key: str
    """Of the widget"""
    order: Sequence[int]
    """The rows or columns in which they are offered"""
    names: Sequence[str]


def show_boxes(boxes: tuple[CellBox, CellBox], cell: Cell | None, choose: Callable[..., None], *args: object) -> None:
    """Of the row and of the column. `choose`: the callback of both, told the key of the one that was changed, and then `args`."""
    for column, box, chosen in zip(st.columns(2), boxes, cell or (None, None), strict=True):
        st.session_state[box.key] = chosen
        column.selectbox(
            box.title, box.order, index=None, format_func=box.names.__getitem__, key=box.key, on_change=choose, args=(box.key, *args),
            placeholder="none",
        )  # fmt: skip


def cell_in_boxes(keys: tuple[str, str], changed: str, matrix: Float[np.ndarray, "row column"]) -> Cell | None:
    """Where only one of the two is chosen yet, the cell of it with most; None where the one that was changed was emptied."""
    row, column = (st.session_state[key] for key in keys)
    if st.session_state[changed] is None:
        return None
    if column is None:
        return row, int(matrix[row].argmax())
    return int(matrix[:, column].argmax()) if row is None else row, column
