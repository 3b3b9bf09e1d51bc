"""How the pages show figures: what stands beside a chart of `vizvae.figures`, the same everywhere."""

from __future__ import annotations

from typing import Any

CHART: dict[str, Any] = {
    "displaylogo": False,
    "displayModeBar": "hover",
    "modeBarButtons": [["toImage"]],
    "toImageButtonOptions": {"format": "svg"},
}
"""`config=` of `st.plotly_chart`: where the pointer is over it, a button that saves it as SVG (and Streamlit's own for the full screen)"""
