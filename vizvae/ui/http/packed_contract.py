"""What a file or a folder that holds pages says of itself: see `vizvae/standalone`."""

from __future__ import annotations

from typing import Literal

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
