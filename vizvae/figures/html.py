"""Figures as one file of HTML, which needs nothing else and opens without a network."""

from __future__ import annotations

import html
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from vizvae.atomic_write import atomic_write

if TYPE_CHECKING:
    import plotly.graph_objects as go

STYLE = (
    "body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; } "
    "table { border-collapse: collapse; font-variant-numeric: tabular-nums; } td, th { padding: 2px 10px 2px 0; text-align: left; }"
)


def write_html(
    path: Path, title: str, lines: Sequence[str], table: Sequence[Sequence[str]], figures: Sequence[tuple[str, go.Figure]]
) -> None:
    """Sentences, a table whose first row is its head, and figures with a sentence below each. Raises OSError."""
    rows = [
        "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in row) + "</tr>"
        for row, tag in zip(table, ["th", *["td"] * len(table)], strict=False)
    ]
    parts = [
        f"{figure.to_html(full_html=False, include_plotlyjs=place == 0)}<p>{html.escape(said)}</p>"
        for place, (said, figure) in enumerate(figures)
    ]
    said = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    text = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{html.escape(title)}</title><style>{STYLE}</style></head><body><h1>{html.escape(title)}</h1>{said}"
        f"<table>{''.join(rows)}</table>{''.join(parts)}</body></html>"
    )
    atomic_write(path, text.encode())
