"""How the pages show figures: what stands beside a chart of `vizvae.figures`, the same everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

if TYPE_CHECKING:
    import plotly.graph_objects as go

CHART: dict[str, Any] = {
    "displaylogo": False,
    "displayModeBar": "hover",
    "modeBarButtons": [["toImage"]],
    "toImageButtonOptions": {"format": "svg"},
}
"""`config=` of `st.plotly_chart`: where the pointer is over it, a button that saves it as SVG (and Streamlit's own for the full screen)"""


def ready(figure: go.Figure) -> go.Figure:
    """The figure, for one that is kept and drawn at every run of a page: Streamlit asks a figure for its dictionary each time, which takes
    a millisecond or two. It must not be changed any more."""
    told = figure.to_dict()
    setattr(figure, "to_dict", lambda: told)  # noqa: B010
    return figure


def pressed(key: str) -> Any:
    """The `customdata` of what was pressed last in the chart of this key, None for nothing: what a callback of `on_select` asks."""
    chart = st.session_state.get(key)
    points = chart["selection"]["points"] if chart else []
    return points[0].get("customdata") if points else None
