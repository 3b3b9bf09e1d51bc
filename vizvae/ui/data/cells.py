"""A contact sheet as HTML: pictures that wrap with the width of the page, each with its name, and with what becomes of it beside it."""

from __future__ import annotations

import html
from collections.abc import Iterable

from vizvae.data.own.sheet import Cell

SIDE, PHONE_SIDE = 88, 60
"""Pixels on the screen"""
STYLE = f"""<style>
.vizvae-sheet {{ display: flex; flex-wrap: wrap; gap: 10px 14px; margin-bottom: 0.5rem; --side: {SIDE}px; }}
@media (max-width: 640px) {{ .vizvae-sheet {{ --side: {PHONE_SIDE}px; gap: 8px; }} }}
.vizvae-sheet .cell {{ font-size: 0.8125rem; line-height: 1.25; }}
.vizvae-sheet .pair {{ display: flex; align-items: center; gap: 4px; }}
.vizvae-sheet img {{ width: var(--side); height: var(--side); object-fit: contain; border-radius: 3px;
  background: rgba(128, 128, 128, 0.18); }}
.vizvae-sheet img.made {{ object-fit: fill; image-rendering: pixelated; }}
.vizvae-sheet .words {{ max-width: calc(2 * var(--side) + 22px); overflow-wrap: anywhere; opacity: 0.85; }}
.vizvae-sheet .alone .words {{ max-width: var(--side); }}
.vizvae-sheet .none {{ width: calc(2 * var(--side) + 22px); min-height: var(--side); display: flex;
  align-items: center; justify-content: center; text-align: center;
  padding: 4px; box-sizing: border-box; border: 1px dashed rgba(128, 128, 128, 0.6); border-radius: 3px; }}
</style>"""
LONGEST = 40


def sheet_html(cells: Iterable[Cell], label: str) -> str:
    """`label`: what it is, for who does not see it."""
    return f'{STYLE}<div class="vizvae-sheet" role="list" aria-label="{html.escape(label)}">{"".join(map(_cell, cells))}</div>'


def _cell(cell: Cell) -> str:
    name = cell.name if len(cell.name) <= LONGEST else f"…{cell.name[1 - LONGEST :]}"
    title = html.escape(f"{cell.name} ({cell.label})" if cell.label else cell.name, quote=True)
    if not cell.made:
        return _item("cell", title, f'<div class="none">{html.escape(cell.about)}</div>', [name])
    made = f'<img class="made" src="{cell.made}" alt="{title}">'
    if not cell.found:
        return _item("cell alone", title, made, [cell.label])
    found = f'<img src="{cell.found}" alt="{title}, as it was found">'
    arrow = '<span aria-hidden="true">→</span>'
    return _item("cell", title, f'<div class="pair">{found}{arrow}{made}</div>', [name, cell.about])


def _item(kind: str, title: str, picture: str, words: Iterable[str]) -> str:
    said = "<br>".join(html.escape(text) for text in words if text)
    return f'<div class="{kind}" role="listitem" title="{title}">{picture}<div class="words">{said}</div></div>'
