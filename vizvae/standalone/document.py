"""The HTML of a document that holds its pages, or that finds their parts in files beside it."""

from __future__ import annotations

import html
from collections.abc import Mapping

from msgspec import structs

from vizvae.standalone.blocks import Document
from vizvae.standalone.built import built_file
from vizvae.ui.http.contract import encode

WITHIN = "'none'"
BESIDE = "'self'"


def document_html(document: Document, *, blocks_within: bool = True, elsewhere: Mapping[str, str] | None = None) -> str:
    """One HTML document. `blocks_within`: with all blocks in it; else they are the files that its index names. `elsewhere`: where pages
    are that it does not hold itself, relative to it."""
    index = structs.replace(document.index, elsewhere=dict(elsewhere or {}))
    security = (
        "default-src 'none'; script-src 'unsafe-inline' blob: 'wasm-unsafe-eval'; worker-src blob:; style-src 'unsafe-inline'; "
        f"img-src data: blob:; font-src data:; connect-src {WITHIN if blocks_within else BESIDE}; base-uri 'none'; form-action 'none'"
    )
    blocks = "".join(script_element("text/plain", one.text, one.name) for one in document.contents) if blocks_within else ""
    title = html.escape(document.title)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{security}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><title>{title}</title><link rel="icon" href="data:,">'
        f"<style>{built_file('standalone.css').decode()}</style></head><body>"
        f'<header id="vizvae-frame"></header><p id="vizvae-start">{title}: unpacking…</p><main id="vizvae-page"></main>'
        "<noscript><p>This page computes its images in the browser: it needs JavaScript.</p></noscript>"
        + script_element("module", built_file("standalone_blocks.js").decode())
        + script_element("application/json", encode(index).decode().replace("<", "\\u003c"), "vizvae-index")
        + f"{blocks}</body></html>"
    )


def script_element(kind: str, content: str, name: str = "") -> str:
    """`content` must hold no `</script`, which blocks and the built files never do."""
    if "</script" in content or "<!--" in content:
        raise ValueError(f"expected a text that can stand in a document as {kind}, got one with the end of a script in it")
    return f'<script type="{kind}"{f" id={name!r}" if name else ""}>{content}</script>\n'
