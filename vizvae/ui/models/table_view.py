"""The table of all models. Streamlit's own: it sorts by any column, its cells are read out, and arrow keys go from row to row."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from vizvae.cards.figures import KINDS, interval_text
from vizvae.cards.rows import GRAPH, IMAGES, ModelRow
from vizvae.cards.table import models_sheet
from vizvae.ui.models.session import take_choice
from vizvae.ui.shell.take_along import take_along
from vizvae.words import counted

ROW_HEIGHT, ROWS_SEEN = 44, 8
"""Pixels: the pictures can be told apart; rows, so few that a card below them is seen to come"""
SPREAD_WIDTH = 175
"""Pixels: of themselves these columns are as wide as their first cells, which of most figures are empty, and cut off the rest"""
UNLABELLED: Any = {"label_visibility": "collapsed"}
"""Seen, not heard: their label is read out, and what they are for stands in them"""
OF_IMAGES, OF_GRAPHS = "Images", "Graphs"
SPREADS = {"nll": "95 %", "mig": "95 %", "dci_disentanglement": "95 %", "auc": "SD", "ap": "SD"}
"""Figures with a column for their interval beside them, and what that is"""
LOWER_IS_BETTER = ("nll", "bits_per_dim")
ORDERS = {"": "Kind by kind"} | {
    key: f"{kind.title}, {'lowest' if key in LOWER_IS_BETTER else 'highest'} first" for key, kind in KINDS.items()
}
TEXTS = {
    "technical": "Made of",
    "name": "Name",
    "over": "Measured over",
    "objective": "Trained for",
    "origin": "From",
    "cite": "To cite",
}
NUMBERS = {"latents": "Latents", "weights": "Weights", "epochs": "Passes", "seed": "Seed"}


def filtered(rows: Mapping[str, ModelRow]) -> dict[str, ModelRow]:
    """Draw the filters; those that pass them."""
    kind, data, words, order = st.columns([3, 4, 3, 3], vertical_alignment="center")
    with kind:
        of = st.segmented_control("Models of", [OF_IMAGES, OF_GRAPHS], key="models_kind", width="stretch", **UNLABELLED)
    with data:
        sets = list(dict.fromkeys(row.data for row in rows.values()))
        chosen = st.multiselect("What they show", sets, key="models_data", placeholder="Digits, faces, Cora …", **UNLABELLED)
    with words:
        typed = st.text_input(
            "Find", key="models_words", placeholder="Find: β = 4, VGAE, convolutional …", max_chars=100, **UNLABELLED
        )
    with order:
        by = st.selectbox("Order", ORDERS, format_func=ORDERS.__getitem__, key="models_order", **UNLABELLED)
    kinds = {OF_IMAGES: (IMAGES,), OF_GRAPHS: (GRAPH,)}.get(of or "", (IMAGES, GRAPH))
    found = {
        key: row
        for key, row in rows.items()
        if row.kind in kinds and (not chosen or row.data in chosen) and _has(row, typed or "")
    }
    return ordered(found, by)


def ordered(rows: Mapping[str, ModelRow], by: str) -> dict[str, ModelRow]:
    """`by`: a key of `ORDERS`. The best first, and those without the figure last: where a head is clicked, Streamlit takes what is missing
    for the least (streamlit/streamlit#11088)."""
    if by not in KINDS:
        return dict(rows)
    sign = 1 if by in LOWER_IS_BETTER else -1
    of = {key: sign * row.figures[by].value for key, row in rows.items() if by in row.figures}
    return {key: rows[key] for key in [*sorted(of, key=of.__getitem__), *(key for key in rows if key not in of)]}


def _has(row: ModelRow, typed: str) -> bool:
    """All words, in whatever order"""
    text = f"{row.text} {row.technical} {row.name} {row.title} {row.objective} {row.origin}".casefold()
    return all(word in text for word in typed.casefold().split())


def models_table(rows: Mapping[str, ModelRow], count: int, pictures: Mapping[str, str], chosen: str) -> None:
    """Of `count` models those of `rows`. `pictures`: addresses by key of the rows. `chosen`: the key of the row that is marked, where it is
    among them."""
    names = list(rows)
    # Another table for other rows: what is marked in one is a place, not a model.
    key = f"models_{zlib.crc32(chr(10).join(names).encode())}"
    marked: Any = {"selection": {"cells": [(names.index(chosen), "text")]}} if chosen in names else None
    st.dataframe(
        pd.DataFrame([_cells(row, pictures[name]) for name, row in rows.items()], columns=list(_columns())),
        column_config=_columns(),
        hide_index=True,
        row_height=ROW_HEIGHT,
        height=max(1, min(ROWS_SEEN, len(rows))) * ROW_HEIGHT + 40,
        placeholder="",
        alt="All models",
        key=key,
        on_select=lambda: take_choice(key, names),
        selection_mode="single-cell",
        selection_default=marked,
    )
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.caption(f"{len(rows)} of {counted(count, 'model')}")
        take_along(
            "models_along", lambda: [models_sheet(rows.values())],
            of="These models with all figures, unrounded, what each was measured over, and lines to cite",
        )  # fmt: skip


def _columns() -> dict[str, Any]:
    """By key of `_cells`, in the order in which they stand"""
    config = st.column_config
    texts = {key: config.TextColumn(title) for key, title in TEXTS.items()}
    numbers = {key: config.NumberColumn(title, format="localized") for key, title in NUMBERS.items()}
    columns: dict[str, Any] = {
        "picture": config.ImageColumn(
            "Draws", width=190, help="What a model draws of four images, or the graph of a graph model"
        ),
        "text": config.TextColumn("Model", width=290),
        "technical": texts["technical"],
    }
    for key, kind in KINDS.items():
        unit = f", {kind.unit}" if kind.unit else ""
        columns[key] = config.NumberColumn(kind.title + unit, format=f"%,.{kind.places}f", help=kind.meaning + ".")
        if key in SPREADS:
            columns[f"{key}_spread"] = config.TextColumn(
                f"{kind.title} {SPREADS[key]}", width=SPREAD_WIDTH, help="What it is over stands further right."
            )
    return columns | {
        "over": texts["over"],
        **numbers,
        "objective": texts["objective"],
        "date": config.TextColumn("Date", help="When it was trained, or added here"),
        "origin": texts["origin"],
        "name": texts["name"],
        "cite": config.TextColumn("To cite", width="large"),
    }


def _cells(row: ModelRow, picture: str) -> dict[str, Any]:
    figures = row.figures
    facts = {key: getattr(row, key) for key in ("text", "technical", "objective", "date", "origin", "name", *NUMBERS)}
    return {
        "picture": picture or None,
        **facts,
        **{key: figure.value for key, figure in figures.items()},
        # As the numbers beside them are written by Streamlit
        **{f"{key}_spread": interval_text(key, figures[key]).replace("−", "-") for key in SPREADS if key in figures},
        "over": "; ".join(dict.fromkeys(figure.over for figure in figures.values())),
        "cite": row.citation,
    }
