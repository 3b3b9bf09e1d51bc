"""Models with their pages in one HTML file."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vizvae.catalogue import distinct_titles, find_checkpoint
from vizvae.single_flight import single_flight
from vizvae.standalone.blocks import Content, Document, PageOf, assemble, packed_content
from vizvae.standalone.document import document_html
from vizvae.standalone.facts import absent, licence_facts, made_facts, model_facts
from vizvae.standalone.packing import pack_manifold, pack_sliders
from vizvae.ui.explorer.address import View, view_from_query
from vizvae.ui.explorer.answers import reference_bytes
from vizvae.ui.explorer.opened import OpenedModel
from vizvae.ui.manifold.address import MapSettings, read_map

LARGEST = 60_000_000
"""Bytes of a file"""
IMAGES_TAKE = 1_400_000
"""Bytes, packed, of the images of a model's data and their codes: as many images as fit"""
LIGHTER = 100
"""Images where a file shall be small"""
TRIED = 100
"""Images by which the others are judged"""
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Asked:
    """What a file is to hold. `page`: the one that it opens with; `query`: where, in the words of the dashboard's address."""

    names: tuple[str, ...]
    page: str = "sliders"
    query: tuple[tuple[str, str], ...] = ()
    lighter: bool = False


def one_file(asked: Asked, today: date) -> bytes:
    """The HTML. Raises CheckpointError for an unknown name, ValueError for what cannot be packed or is too large, with the sizes."""
    document = model_document(asked, today)
    content = document_html(document).encode()
    if len(content) > LARGEST:
        raise ValueError(too_large(document, len(content), asked.lighter))
    return content


def model_document(asked: Asked, today: date) -> Document:
    models = [OpenedModel.of(find_checkpoint(name)) for name in dict.fromkeys(asked.names)]
    counts = num_images(models, asked.lighter)
    titles = distinct_titles(opened.checkpoint for opened in models)
    query = dict(asked.query)
    pages: list[PageOf] = []
    for opened in models:
        count = counts[opened.data_key]
        view, settings = opening(opened, query if query.get("model", models[0].name) == opened.name else {})
        pages.append(PageOf(pack_sliders(opened, view, num_images=count), opened.name, titles[opened.name]))
        if opened.model.latent_dim > 1:
            twins = [other for other in models if other.name != opened.name and other.data_key == opened.data_key]
            packed = pack_manifold(opened, view, settings, num_images=count, twins=twins)
            pages.append(PageOf(packed, opened.name, titles[opened.name]))
    pages.sort(key=lambda one: one.packed.page != asked.page)  # what it opens with comes first
    facts = [fact for opened in models for fact in model_facts(opened, counts[opened.data_key])]
    title = " and ".join(titles.values()) if len(titles) < 3 else f"{len(titles)} models"
    return assemble(
        f"{title} · VizVAE",
        pages,
        [*facts, *made_facts(today), *licence_facts(models)],
        absent((one.packed.page for one in pages), max(opened.model.latent_dim for opened in models)),
    )


def opening(opened: OpenedModel, query: dict[str, str]) -> tuple[View | None, MapSettings | None]:
    """Where the pages open. Raises ValueError, with a sentence, for what the address says and cannot be."""
    view, problems = view_from_query(query, model=opened.name, **opened.sizes)
    if problems:
        raise ValueError(" ".join(problems))
    settings = None
    if query.get("map"):
        settings = read_map(json.loads(query["map"]), opened.model.latent_dim)
    return view if view.z is not None or view.input is not None else View(model=opened.name, names=view.names), settings


def num_images(models: Sequence[OpenedModel], lighter: bool = False) -> dict[str, int]:
    """How many of the first images of each data set are taken along: the same for all models of it, whose pages share them."""
    found: dict[str, int] = {}
    for opened in models:
        count = min(LIGHTER, len(opened.sample)) if lighter else images_that_fit(opened)
        found[opened.data_key] = min(count, found.get(opened.data_key, count))
    return found


@single_flight(256)
def images_that_fit(opened: OpenedModel) -> int:
    """By what the first ones take."""
    sample, whole = opened.sample, len(opened.sample)
    tried = min(TRIED, whole)
    images = packed_content("images", sample.at(range(tried)).numpy().tobytes())
    codes = packed_content("codes", reference_bytes(opened.reference), numbers=True)
    each = len(images.packed) / tried + len(codes.packed) / whole
    return min(whole, max(LIGHTER, int(IMAGES_TAKE / each) // 100 * 100))


def zipped(content: bytes, name: str) -> bytes:
    """The file in an archive, as gateways of mail distrust HTML. `name`: in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr(zipfile.ZipInfo(name, ZIP_DATE), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def too_large(document: Document, total: int, lighter: bool) -> str:
    sizes = ", ".join(
        f"{one.what} {_megabytes(_length(one))}" for one in sorted(document.contents, key=_length, reverse=True)[:6]
    )
    remedy = "choose fewer models" if lighter else f"take --lighter, with {LIGHTER} images of each data set, or fewer models"
    return f"expected a file of at most {_megabytes(LARGEST)}, got {_megabytes(total)} ({sizes}): {remedy}"


def _length(one: Content) -> int:
    return len(one.text.encode())


def _megabytes(count: int) -> str:
    return f"{count / 1e6:.1f} MB"
