"""Models with their pages in one HTML file."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from vizvae.catalogue import IMAGE_CATALOGUE, distinct_titles, find_checkpoint
from vizvae.checkpoint import CheckpointError
from vizvae.checkpoint.bundle import Bundle
from vizvae.exit_status import TOO_LARGE
from vizvae.graph.catalogue import graph_catalogue
from vizvae.single_flight import single_flight
from vizvae.standalone.blocks import Content, Document, PageOf, assemble, packed_content
from vizvae.standalone.document import document_html
from vizvae.standalone.facts import absent, graph_fact, images_facts, licence_facts, made_facts, model_facts
from vizvae.standalone.packing import Packed, has_decoder_file, pack_manifold, pack_sliders
from vizvae.standalone.packing_graph import pack_graph
from vizvae.standalone.packing_learn import pack_learn, steps_of
from vizvae.ui.explorer.address import View, view_from_query
from vizvae.ui.explorer.answers import reference_bytes
from vizvae.ui.explorer.opened import OpenedModel
from vizvae.ui.graph.address import view_from_query as graph_view_from_query
from vizvae.ui.graph.choices import graph_choices
from vizvae.ui.graph.opened import OpenedGraph
from vizvae.ui.learn.address import STEPS, tidied
from vizvae.ui.manifold.address import MapSettings, read_map
from vizvae.words import listed

LESSON_DATA = ("mnist", "faces")
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
    """What a file is to hold: models of images and of graphs by name, or lessons where there are none. `page`: the one that it opens
    with; `query`: where, in the words of the dashboard's address, which for lessons says which."""

    names: tuple[str, ...] = ()
    page: str = ""
    query: tuple[tuple[str, str], ...] = ()
    lighter: bool = False


class TooLarge(ValueError):
    """With fewer images it would do."""

    exit_status = TOO_LARGE


def one_file(asked: Asked, today: date) -> bytes:
    """The HTML. Raises CheckpointError for an unknown name, ValueError for what cannot be packed, or is too large, with the sizes:
    TooLarge where it would be small enough with `lighter`."""
    document = document_of(asked, today)
    content = document_html(document).encode()
    if len(content) <= LARGEST:
        return content
    said = too_large(document, len(content))
    lighter = 0 if asked.lighter else len(document_html(document_of(replace(asked, lighter=True), today)).encode())
    if 0 < lighter <= LARGEST:
        raise TooLarge(f"{said}: with --lighter, which takes {LIGHTER} images of each data set, it has {_megabytes(lighter)}")
    raise ValueError(f"{said}: choose fewer models")


def document_of(asked: Asked, today: date, folder: str | None = None) -> Document:
    """`folder`: see `assemble`. Raises CheckpointError for an unknown name, ValueError for what cannot be packed."""
    query = dict(asked.query)
    if not asked.names:
        title = lesson_title(query)
        return assemble(
            title,
            [PageOf(pack_learn(query), "", title)],
            [*made_facts(today), *licence_facts(LESSON_DATA)],
            absent(["learn"]),
            folder,
        )
    models, graphs = find_models(asked.names)
    counts = num_images(models, asked.lighter)
    titles = distinct_titles(one.checkpoint for one in models) | {one.name: one.checkpoint.title for one in graphs}
    first = asked.names[0]

    def said_of(name: str) -> dict[str, str]:
        return query if query.get("model", first) == name else {}

    pages = [page for one in models for page in explorer_pages(one, models, counts, said_of(one.name), titles)]
    pages += [PageOf(packed_graph(one, graphs, said_of(one.name), asked.lighter), one.name, titles[one.name]) for one in graphs]
    pages.sort(
        key=lambda one: (one.packed.page != asked.page, one.model != query.get("model", first))
    )  # what it opens with comes first
    facts = [fact for opened in models for fact in model_facts(opened)] + [graph_fact(one) for one in graphs]
    facts += images_facts(models, counts)
    data = [*(opened.data_key for opened in models), *(one.checkpoint.card["data"]["key"] for one in graphs)]
    title = " and ".join(titles.values()) if len(titles) < 3 else f"{len(titles)} models"
    return assemble(
        f"{title} · VizVAE",
        pages,
        [*facts, *made_facts(today), *licence_facts(data, [one.name for one in models if isinstance(one.checkpoint, Bundle)])],
        absent([one.packed.page for one in pages], any(opened.model.latent_dim > 2 for opened in models)),
        folder,
    )


def find_models(names: Iterable[str]) -> tuple[list[OpenedModel], list[OpenedGraph]]:
    """Raises CheckpointError, with the known names, for one that is none."""
    models: list[OpenedModel] = []
    graphs: list[OpenedGraph] = []
    catalogue = graph_catalogue()
    for name in dict.fromkeys(names):
        if name in catalogue:
            graphs.append(OpenedGraph.of(catalogue.find(name)))
            continue
        try:
            models.append(OpenedModel.of(find_checkpoint(name)))
        except CheckpointError as error:
            if name in {one.name for one in IMAGE_CATALOGUE.listing().checkpoints}:
                raise CheckpointError(
                    f"{name} is a model of the Compare page alone, with no decoder that follows latents: expected one of the latent "
                    "sliders or of the Graph page"
                ) from error
            known = listed(one.name for one in catalogue.checkpoints)
            raise CheckpointError(f"{error} Known models of graphs: {known}.") from error
    return models, graphs


def explorer_pages(
    opened: OpenedModel, models: Sequence[OpenedModel], counts: dict[str, int], query: dict[str, str], titles: dict[str, str]
) -> list[PageOf]:
    """The sliders of a model, and its map if it has one."""
    count, title = counts[opened.data_key], titles[opened.name]
    view, settings = opening(opened, query)
    pages = [PageOf(pack_sliders(opened, view, num_images=count), opened.name, title)]
    if opened.model.latent_dim > 1 and has_decoder_file(opened):
        same_data = [other for other in models if other.name != opened.name and other.data_key == opened.data_key]
        twins = [other for other in same_data if has_decoder_file(other)]
        pages.append(PageOf(pack_manifold(opened, view, settings, num_images=count, twins=twins), opened.name, title))
    return pages


def packed_graph(opened: OpenedGraph, graphs: Sequence[OpenedGraph], query: dict[str, str], lighter: bool) -> Packed:
    view, problems = graph_view_from_query(query, opened)
    if problems:
        raise ValueError(" ".join(problems))
    relatives = graph_choices(graph_catalogue()).relatives[opened.name]
    return pack_graph(opened, relatives, view, beside=[one.name for one in graphs], lighter=lighter)


def lesson_title(query: dict[str, str]) -> str:
    steps = steps_of(tidied(query)[0])
    return "Learn: a lesson of VizVAE" if len(steps) < len(STEPS) else "Learn: the ideas behind a variational auto-encoder"


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


def too_large(document: Document, total: int) -> str:
    sizes = ", ".join(
        f"{one.what} {_megabytes(_length(one))}" for one in sorted(document.contents, key=_length, reverse=True)[:6]
    )
    return f"expected a file of at most {_megabytes(LARGEST)}, got {_megabytes(total)} ({sizes})"


def _length(one: Content) -> int:
    return len(one.text.encode())


def _megabytes(count: int) -> str:
    return f"{count / 1e6:.1f} MB"
