"""A folder for any web space: the pages as files, which share the runtime and the models; no server answers."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl

from vizvae.atomic_write import atomic_write
from vizvae.catalogue import distinct_titles, list_checkpoints
from vizvae.graph.catalogue import list_graph_checkpoints
from vizvae.standalone.blocks import Document, packed_content
from vizvae.standalone.built import built_file
from vizvae.standalone.document import document_html
from vizvae.standalone.factors_document import factors_html, plotly_file
from vizvae.standalone.one_file import Asked, document_of, find_models
from vizvae.standalone.packing_factors import has_factors, pack_factors
from vizvae.ui.explorer.opened import OpenedModel
from vizvae.ui.http.contract import encode

FILES = "files"
INDEX, MARK = "index.html", "vizvae-site.json"
"""The second says that a folder is a site, and which files are its own."""
EXPLORER, FACTORS, GRAPH, LEARN = "explorer.html", "factors.html", "graph.html", "learn.html"
ALL = "all"
SECURITY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'"


@dataclass(frozen=True)
class Written:
    """What has become of a folder."""

    num_files: int
    num_bytes: int
    removed: int
    """Of an earlier site"""


def write_site(folder: Path, models: Sequence[str] | None, lessons: str | None, today: date) -> Written:
    """`models`: names, of graphs too; None: all that are here. `lessons`: what stands in a lesson's link, "all" for all steps; None: none.

    Raises CheckpointError for an unknown name, ValueError for a folder that holds anything else than an earlier site, OSError where it
    cannot be written.
    """
    before = earlier_files(folder)
    names = [one.name for one in (*list_checkpoints(), *list_graph_checkpoints())] if models is None else models
    images, graphs = find_models(names)
    documents: dict[str, Document] = {}
    if images:
        documents[EXPLORER] = document_of(Asked(tuple(one.name for one in images)), today, FILES)
    if graphs:
        documents[GRAPH] = document_of(Asked(tuple(one.name for one in graphs)), today, FILES)
    if lessons is not None:
        query = () if lessons == ALL else tuple(parts(lessons))
        documents[LEARN] = document_of(Asked(query=query), today, FILES)
    if not documents:
        raise ValueError("expected models or lessons to write, got neither")
    others = {"explorer": EXPLORER, "graph": GRAPH, "learn": LEARN}
    linked = {page: others[kind] for kind, pages in KINDS.items() for page in pages if others[kind] in documents}
    files: dict[str, bytes] = {}
    known = [one for one in images if has_factors(one)]
    if known:
        linked["factors"] = FACTORS
    for name, document in documents.items():
        files |= {f"{FILES}/{one.name}.bin": one.packed for one in document.contents}
        files[name] = document_html(
            document, blocks_within=False, elsewhere={page: to for page, to in linked.items() if to != name}
        ).encode()
    if known:
        files |= factor_files(known, documents, linked)
    files[INDEX] = index_html(documents, known).encode()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not (name.startswith(FILES) and path.exists()):  # its name is the hash of its content
            atomic_write(path, content)
    atomic_write(folder / MARK, json.dumps({"made": today.isoformat(), "files": sorted(files)}, indent=1).encode())
    gone = before - files.keys()
    for name in gone:
        (folder / name).unlink(missing_ok=True)
    return Written(len(files) + 1, sum(map(len, files.values())), len(gone))


def factor_files(models: Sequence[OpenedModel], documents: Mapping[str, Document], linked: Mapping[str, str]) -> dict[str, bytes]:
    """The page of the models whose factors are known, with its files."""
    plotly, content = plotly_file()
    packed = {one.name: packed_content(f"factors of {one.name}", encode(pack_factors(one))) for one in models}
    elsewhere = {page: (TITLES[page], f"{address}#page={page}") for page, address in linked.items() if page != "factors"}
    page = factors_html(
        {name: f"{FILES}/{one.name}.bin" for name, one in packed.items()},
        distinct_titles(one.checkpoint for one in models),
        f"{FILES}/{plotly}",
        documents[EXPLORER].index.facts,
        elsewhere,
    )
    return {f"{FILES}/{one.name}.bin": one.packed for one in packed.values()} | {
        f"{FILES}/{plotly}": content,
        FACTORS: page.encode(),
    }


TITLES = {"sliders": "Latent sliders", "manifold": "Latent manifold", "graph": "Graph", "learn": "Learn"}
"""As in frontend/src/hosts/standalone_frame.tsx"""
KINDS = {"explorer": ("sliders", "manifold"), "graph": ("graph",), "learn": ("learn",)}


def parts(lessons: str) -> list[tuple[str, str]]:
    return parse_qsl(lessons.lstrip("?#") if "=" in lessons else f"lesson={lessons}", keep_blank_values=True)


def earlier_files(folder: Path) -> set[str]:
    """Of the site that is in the folder; none where it is empty or not there.

    Raises ValueError where it holds anything else: nothing of somebody's own is overwritten.
    """
    if not folder.exists() or not any(folder.iterdir()):
        return set()
    try:
        said = json.loads((folder / MARK).read_text("utf-8"))["files"]
        known = {name for name in said if isinstance(name, str) and _is_ours(name)}
    except (OSError, ValueError, KeyError, TypeError):
        found = sorted(path.name for path in folder.iterdir())[:3]
        raise ValueError(
            f"expected an empty folder or an earlier site (it has a {MARK}), but {folder} holds {', '.join(found)}: choose another"
        ) from None
    own = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {MARK}
    if strange := sorted(own - known):
        raise ValueError(
            f"{folder} holds an earlier site and {len(strange)} other files, {', '.join(strange[:3])}: move them away, or choose another "
            "folder"
        )
    return known


def _is_ours(name: str) -> bool:
    """A name from a file is never a way out of the folder."""
    return name in (INDEX, EXPLORER, FACTORS, GRAPH, LEARN) or (
        name.startswith(f"{FILES}/") and name.count("/") == 1 and ".." not in name
    )


def index_html(documents: dict[str, Document], known: Sequence[OpenedModel]) -> str:
    """A small page that leads to the others. `known`: the models that have a page of their factors."""
    titles = {
        EXPLORER: ("Latent sliders and manifold", "Drag a latent, and the image follows; walk over a map of all images."),
        GRAPH: ("Graph", "What a graph auto-encoder makes of citations and friendships."),
        LEARN: ("Learn", "The ideas behind a variational auto-encoder, step by step."),
    }
    entries = "".join(
        f'<li><a href="{name}">{titles[name][0]}</a><br>{titles[name][1]} {_models(document)}</li>'
        for name, document in documents.items()
    )
    if known:
        listed = html.escape(_listed(distinct_titles(one.checkpoint for one in known).values()))
        entries += (
            f'<li><a href="{FACTORS}">Factors</a><br>Which latent carries what, and the points behind each number. {listed}</li>'
        )
    facts = {
        (fact.what, fact.text): None for document in documents.values() for fact in document.index.facts if fact.what != "Model"
    }
    about = "".join(f"<dt>{html.escape(what)}</dt><dd>{html.escape(text)}</dd>" for what, text in facts)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{SECURITY}">'
        f'<meta name="color-scheme" content="light dark"><title>VizVAE</title><link rel="icon" href="data:,">'
        f"<style>{built_file('standalone.css').decode()} a {{ color: inherit }} li {{ margin-bottom: 1rem }}</style></head><body><main>"
        "<h1>VizVAE</h1><p>Variational auto-encoders one can see. Everything is computed in the browser: no server is asked.</p>"
        f"<ul>{entries}</ul><dl>{about}</dl></main></body></html>"
    )


def _models(document: Document) -> str:
    titles = list(dict.fromkeys(one.title for one in document.index.pages if one.model))
    return html.escape(_listed(titles))


def _listed(titles: Iterable[str]) -> str:
    titles = list(titles)
    return f"{'; '.join(titles)}." if titles else ""
