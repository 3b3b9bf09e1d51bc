"""What all figures have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import plotly.graph_objects as go

SMALLEST_TEXT = 13


def laid_out(figure: go.Figure, *, title: str, height: int) -> go.Figure:
    """With a title, room for its words, and letters that can be read."""
    figure.update_layout(
        title={"text": escaped(title), "font": {"size": 15}, "x": 0, "xanchor": "left"},
        font={"size": SMALLEST_TEXT},
        height=height,
        margin={"l": 10, "r": 10, "t": 48, "b": 10},
        showlegend=False,
        hoverlabel={"font": {"size": SMALLEST_TEXT}},
        dragmode=False,
    )
    figure.update_xaxes(automargin=True, tickfont={"size": SMALLEST_TEXT}, title_font={"size": SMALLEST_TEXT})
    figure.update_yaxes(automargin=True, tickfont={"size": SMALLEST_TEXT}, title_font={"size": SMALLEST_TEXT})
    return figure


def escaped(text: str) -> str:
    """Plotly takes what it is given for a kind of HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
