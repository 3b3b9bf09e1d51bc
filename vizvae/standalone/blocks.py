"""What pages are made of, as the blocks of a document or of a folder: each content once, gzipped."""

from __future__ import annotations

import gzip
import hashlib
import lzma
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from vizvae.atomic_write import atomic_write
from vizvae.paths import download_dir
from vizvae.single_flight import single_flight
from vizvae.standalone.built import RUNTIME, built_file, built_font, font_names
from vizvae.standalone.packing import Packed
from vizvae.standalone.text_bytes import shuffled, text_of_bytes
from vizvae.ui.http.packed_contract import Block, Fact, PackedIndex, PackedPage

DIGITS = 16
"""Of the hash that names a block"""
DECODING = ("sliders", "manifold")
NUMBERS = (".onnx", "graphs/", ".f32", "projection")
"""In an address: four bytes each"""


@dataclass(frozen=True)
class Content:
    """The bytes of one block."""

    what: str
    """In words, for a table of sizes"""
    packed: bytes
    packing: Literal["gzip", "shuffled", "lzma"]
    num_bytes: int
    """Before it was packed"""

    @cached_property
    def name(self) -> str:
        return hashlib.sha256(self.packed).hexdigest()[:DIGITS]

    @cached_property
    def text(self) -> str:
        return text_of_bytes(self.packed)


@dataclass(frozen=True)
class PageOf:
    """A packed page, and what a visitor chooses it by."""

    packed: Packed
    model: str
    title: str


@dataclass(frozen=True)
class Document:
    """Pages with all that they need."""

    title: str
    index: PackedIndex
    contents: tuple[Content, ...]


def assemble(
    title: str, pages: Sequence[PageOf], facts: Sequence[Fact], absent: Sequence[str], folder: str | None = None
) -> Document:
    """`folder`: of the files of the blocks, relative to the document; None: they are in it."""
    contents: dict[str, Content] = {}

    def keep(what: str, content: bytes, numbers: bool = False) -> str:
        one = packed_content(what, content, numbers)
        return contents.setdefault(one.name, one).name

    decodes = any(one.packed.page in DECODING for one in pages) or any(
        "decoder.onnx" in url for one in pages for url in one.packed.answers
    )
    files = {name: keep(name, built_file(name)) for name in ("standalone.js", *(RUNTIME if decodes else ()))}
    fonts = {
        name: keep(name, built_font(name)) for name in (font_names() if any(one.packed.page == "learn" for one in pages) else ())
    }
    styles = {page: keep(f"{page}.css", built_file(f"{page}.css")) for page in {one.packed.page for one in pages}}
    answers = {
        address: keep(what_of(address), content, any(kind in address for kind in NUMBERS))
        for one in pages
        for address, content in one.packed.answers.items()
    }
    listed = [
        PackedPage(
            page=one.packed.page,  # pyright: ignore[reportArgumentType]
            model=one.model,
            title=one.title,
            data=keep(f"{one.packed.page} of {one.model}", one.packed.data_json.encode()),
        )
        for one in pages
    ]
    index = PackedIndex(
        title=title,
        pages=listed,
        answers=answers,
        files=files,
        styles=styles,
        fonts=fonts,
        blocks={
            name: Block(packing=one.packing, num_bytes=one.num_bytes, file=None if folder is None else f"{folder}/{name}.bin")
            for name, one in contents.items()
        },
        elsewhere={},
        facts=list(facts),
        absent=list(absent),
    )
    return Document(title, index, tuple(contents.values()))


@single_flight(64_000_000, lambda content: len(content.packed))
def packed_content(what: str, content: bytes, numbers: bool = False) -> Content:
    """`numbers`: of four bytes, which are shuffled where that makes it smaller."""
    if what == "runtime.wasm":
        return Content(what, packed_runtime(content), "lzma", len(content))
    plain = Content(what, gzip.compress(content, 9, mtime=0), "gzip", len(content))
    if numbers:
        other = Content(what, gzip.compress(shuffled(content), 9, mtime=0), "shuffled", len(content))
        return min(plain, other, key=lambda one: len(one.packed))
    return plain


def packed_runtime(content: bytes) -> bytes:
    """As LZMA, two thirds of what gzip takes: nine seconds, once for each version of the runtime; then it is in the cache."""
    file = download_dir() / "runtime" / f"{hashlib.sha256(content).hexdigest()[:DIGITS]}.lzma"
    with suppress(OSError, lzma.LZMAError):
        packed = file.read_bytes()
        if lzma.decompress(packed, format=lzma.FORMAT_ALONE) == content:
            return packed
    filters = [{"id": lzma.FILTER_LZMA1, "preset": 6, "lc": 4, "lp": 0, "pb": 0}]
    packed = lzma.compress(content, format=lzma.FORMAT_ALONE, filters=filters)
    with suppress(OSError):  # a full or read-only disk: the next time it takes as long
        file.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(file, packed)
    return packed


def what_of(address: str) -> str:
    """An address in words."""
    for part, words in (
        ("decoder.onnx", "decoder"), ("encoder.onnx", "encoder"), ("reference.f32", "codes of the images"), ("images.u8", "images"),
        ("projection", "maps made beforehand"), ("pictures", "pictures"),
    ):  # fmt: skip
        if part in address:
            pieces = address.split("/")
            return f"{words} of {pieces[3]}" if len(pieces) > 3 else words
    return address
