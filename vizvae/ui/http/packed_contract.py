"""What a file or a folder that holds pages says of itself: see `vizvae/standalone`."""

from __future__ import annotations

from typing import Any, Literal

from vizvae.ui.http.contract import Payload

PageName = Literal["sliders", "manifold", "graph", "learn"]


class Block(Payload):
    packing: Literal["gzip", "shuffled", "lzma"]
    """`shuffled`: gzipped, too, and once unpacked first every fourth byte from the first on, then from the second on, and so on: so
    numbers of four bytes pack better."""
    num_bytes: int
    """Once unpacked"""
    file: str | None
    """Relative to the document; null: it is the text of the element of the block's name, see `vizvae/standalone/text_bytes.py`."""


class PackedPage(Payload):
    page: PageName
    model: str
    """Empty for a page that is of none"""
    title: str
    """Of the model, or of the lesson"""
    data: str
    """The block with its data, JSON"""


class Fact(Payload):
    what: str
    text: str


class PackedIndex(Payload):
    title: str
    pages: list[PackedPage]
    answers: dict[str, str]
    """The block of each address that a page may ask for."""
    files: dict[str, str]
    """The block of what is built, by its plain name."""
    styles: dict[str, str]
    """Likewise, of each page's styles."""
    fonts: dict[str, str]
    """And of KaTeX's fonts."""
    blocks: dict[str, Block]
    elsewhere: dict[str, str]
    """The document of each page that is not in this one, relative to it."""
    facts: list[Fact]
    """Where it is from."""
    absent: list[str]
    """What the dashboard has and this has not, a sentence each."""


class PackedStrip(Payload):
    """Images side by side, while one thing varies."""

    url: str
    """data:"""
    values: list[str]


class PackedMetric(Payload):
    key: str
    title: str
    said: str
    """Its number, its interval and what it asks"""
    matrix: str
    """A figure, as JSON"""
    by_factor: bool
    """Of factors and latents: else of latents among themselves"""
    cells: list[list[float]]


class PackedFactors(Payload):
    """One model of images whose factors are known, measured: what a page without a server shows of it. Figures are JSON, without their
    template."""

    model: str
    factors: list[str]
    latents: list[str]
    order: list[int]
    """The latent that says most first"""
    bars: str
    metrics: list[PackedMetric]
    points: list[list[str]]
    """Of each factor and latent, a figure"""
    information: list[str]
    """Of each factor, a figure"""
    factor_strips: list[PackedStrip]
    latent_strips: list[PackedStrip]


class FactorsIndex(Payload):
    """Of the document that shows them."""

    models: dict[str, str]
    """Its name to the file of its data, gzipped"""
    templates: dict[str, Any]
    """Of figures, as Plotly wants them: `light` and `dark`"""
