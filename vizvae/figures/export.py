"""Figures as files: HTML that opens without a network, Plotly's own JSON, and pictures."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from vizvae.atomic_write import atomic_write

if TYPE_CHECKING:
    import plotly.graph_objects as go

PICTURES = (".png", ".svg", ".pdf", ".webp", ".jpg")
KINDS = (".html", ".json", *PICTURES)
WIDTH = 900
PNG_SCALE = 2
"""Pixels of a picture for each of the figure's, for print and for screens that have as many"""


def write_figure(figure: go.Figure, path: Path, *, width: int = WIDTH, height: int | None = None) -> None:
    """As the ending of `path` says. `width` and `height` (the figure's own, if not given) are of pictures, in pixels.

    Raises ValueError for another ending, and where pictures cannot be made: with what to install.
    """
    if path.suffix not in KINDS:
        raise ValueError(f"expected a file that ends with {', '.join(KINDS)}, got {path.name!r}: choose one of them")
    if path.suffix == ".html":
        content = figure.to_html(include_plotlyjs=True, config={"displaylogo": False}).encode()
    elif path.suffix == ".json":
        content = str(figure.to_json()).encode()
    else:
        content = picture_of(figure, path.suffix[1:], width=width, height=height)
    atomic_write(path, content)


def picture_of(figure: go.Figure, kind: str, *, width: int = WIDTH, height: int | None = None) -> bytes:
    """Drawn by a Chromium that kaleido starts. Raises ValueError where either is missing."""
    if find_spec("kaleido") is None:
        raise ValueError(
            "pictures are drawn by kaleido, which is missing: pip install 'vizvae[figures]'; HTML and JSON need nothing"
        )
    scale = 1 if kind in ("svg", "pdf") else PNG_SCALE
    try:
        return figure.to_image(kind, width=width, height=height or figure.layout.height, scale=scale)
    except RuntimeError as error:
        raise ValueError(
            "pictures are drawn by a Chrome or Chromium, which was not found or did not start: install one, or say where it is in "
            f"BROWSER_PATH; HTML and JSON need none ({str(error).strip().splitlines()[0][:120]})"
        ) from error
