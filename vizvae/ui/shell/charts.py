"""How the pages show figures: what stands beside a chart of `vizvae.figures`, and charts that are drawn anew without a flicker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

# Before any figure is made: plotly looks pandas up among the loaded modules, and breaks on one that another visitor's run is half through
# importing. Both here, too, so that the server has loaded them when its first visitor comes to a chart.
import pandas as pd  # noqa: F401
import plotly.graph_objects as go
import streamlit as st
from streamlit.elements.lib.streamlit_plotly_theme import GRAY_90

CHART: dict[str, Any] = {
    "displaylogo": False,
    "displayModeBar": "hover",
    "modeBarButtons": [["toImage"]],
    "toImageButtonOptions": {"format": "svg"},
}
"""`config=` of `st.plotly_chart`: where the pointer is over it, a button that saves it as SVG (and Streamlit's own for the full screen)"""


def ready(figure: go.Figure, *, pressable: bool = False) -> go.Figure:
    """The same figure, for one that is kept and drawn at every run of a page. It must not be changed any more.

    Its letters are in the ink of the page, light or dark, for which `GRAY_90` stands until Streamlit's half in the browser puts it in its
    place: the letters of Streamlit's own theme have a contrast of 3.7. And Streamlit asks a figure for its dictionary at each rerun of each
    visitor, which takes milliseconds; plotly itself would take fifty to change the colours in it. `pressable`: for a chart of which points
    are selected. Streamlit's half would set the three that this sets, and draw the chart a second time for it.
    """
    told = figure.to_dict()
    layout = told["layout"]
    layout["font"] = {**layout.get("font", {}), "color": GRAY_90}
    if pressable:
        layout |= {"clickmode": "event+select", "hovermode": "closest", "dragmode": "pan"}
    for name, axis in layout.items():
        if name.startswith(("xaxis", "yaxis")):
            axis["tickfont"] = {**axis.get("tickfont", {}), "color": GRAY_90}
            if "title" in axis:
                axis["title"]["font"] = {**axis["title"].get("font", {}), "color": GRAY_90}
    for trace in told["data"]:
        if "text" in str(trace.get("mode")):
            trace.setdefault("selected", {})["textfont"] = {"color": GRAY_90}
    setattr(figure, "to_dict", lambda: told)  # noqa: B010
    return figure


def pressed(key: str) -> Any:
    """The `customdata` of what was pressed last in the chart of this key, None for nothing: what a callback of `on_select` asks."""
    chart = st.session_state.get(key)
    points = chart["selection"]["points"] if chart else []
    return points[0].get("customdata") if points else None


def drawn_sheet(key: str) -> str:
    """A selector of what is on the screen when the newest chart of `live_chart` is."""
    sheets: _Sheets = st.session_state[_place(key)]
    return f".st-key-{_place(key)}_{sheets.upper} .js-plotly-plot .trace"


@dataclass
class _Sheets:
    """Two charts that lie on each other, the upper one opaque"""

    figures: list[go.Figure]
    upper: int = 0


def live_chart(figure: go.Figure, key: str, alt: str) -> None:
    """Like `st.plotly_chart`, for a figure that is another one at the next rerun of its fragment.

    Streamlit puts a new element in the place of one whose figure has changed, and nothing is there until that is drawn (20 to 80 ms, and
    far more on a busy machine). So the new one is laid over the old one, which is seen until then: two charts in one cell of a grid,
    changed in turn. The same object twice is not drawn anew. Run the fragment again only when the new one is drawn, or else both are
    gone: `look_again(…, drawn=drawn_sheet(key))`.
    """
    place = _place(key)
    sheets: _Sheets = st.session_state.setdefault(place, _Sheets([figure, figure]))
    if sheets.figures[sheets.upper] is not figure:
        sheets.upper = 1 - sheets.upper
        sheets.figures[sheets.upper] = figure
    with st.container(key=place):
        for sheet, shown in enumerate(sheets.figures):
            st.plotly_chart(shown, key=f"{place}_{sheet}", config=CHART, alt=alt)  # another `alt` would be another chart
        st.html(
            f"<style>.st-key-{place} {{ display: grid; grid-template-columns: minmax(0, 1fr); }} "
            f".st-key-{place} > * {{ grid-area: 1 / 1; width: 100%; z-index: 0; }} "
            f".st-key-{place} > .st-key-{place}_{sheets.upper} {{ z-index: 1; }} "
            f".st-key-{place} > .st-key-{place}_{1 - sheets.upper} {{ pointer-events: none; }}</style>"
        )


def _place(key: str) -> str:
    return f"live_{key}"
