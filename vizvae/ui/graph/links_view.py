"""The graph page's section about missing links: the likeliest ones, pairs that a visitor names, and what baselines reach."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from vizvae.cards.source import source_of
from vizvae.graph.links.baselines import left_out_baselines
from vizvae.graph.links.names import NodeFinder
from vizvae.graph.links.pairs import read_pairs
from vizvae.graph.links.score import score_pairs
from vizvae.graph.links.suggest import suggest_links
from vizvae.graph.links.tables import scored_rows, suggestion_rows
from vizvae.tables import Sheet
from vizvae.ui.graph.awaited import awaited
from vizvae.ui.graph.links_answer import Contender, read_baselines, read_links, verdict
from vizvae.ui.graph.opened import OpenedGraph
from vizvae.ui.shell.errors import error_boundary, guarded_callback
from vizvae.ui.shell.take_along import take_along
from vizvae.ui.shell.text import plain
from vizvae.words import counted

BOX, WHICH, NODE, ASKED = "links_box", "links_which", "links_node", "links_asked"
SUGGESTED, NAMED, BASELINES = "Likeliest missing links", "Pairs you name", "Is it worth its training?"
MOST_ASKED = 10_000
OF_A_NODE = 50
MOST_LETTERS = 1_000_000
LEFT_OUT_SHOWN = 5
PERCENT = st.column_config.NumberColumn(format="%.2f %%")
COLUMNS = {
    "rank": st.column_config.NumberColumn("rank", width="small"),
    "first": st.column_config.TextColumn("one node"),
    "second": st.column_config.TextColumn("the other"),
    "chance": st.column_config.NumberColumn(
        "chance", format="percent", help="How often pairs with about this logit are edges that the model was not shown"
    ),
    "probability": st.column_config.NumberColumn(
        "probability", format="%.4f", help="The model's own: how alike the two are, not how often such a pair is an edge"
    ),
    "common_neighbours": st.column_config.NumberColumn("shared neighbours", help="Among training edges"),
    "neighbours": st.column_config.TextColumn("some of them"),
    "paths": st.column_config.NumberColumn(
        "ways of three edges", help="From one to the other, along training edges: nodes of two kinds share no neighbour"
    ),
    "along": st.column_config.TextColumn("by way of"),
    "shared_features": st.column_config.NumberColumn("shared features"),
    "features": st.column_config.TextColumn("the rarest"),
    "same_class": st.column_config.CheckboxColumn("same class"),
    "weight": st.column_config.NumberColumn("weight", format="%.3g", help="How strong such an edge would be: the median"),
    "weight_low": st.column_config.NumberColumn("from", format="%.3g", help="90 % of such weights lie between this and the next"),
    "weight_high": st.column_config.NumberColumn("to", format="%.3g"),
    "of": st.column_config.NumberColumn("of"),
    "known": st.column_config.TextColumn("already an edge", help="Of which part of the split; empty for none"),
}


DIRECTED_COLUMNS = {
    **COLUMNS,
    "first": st.column_config.TextColumn("source"),
    "second": st.column_config.TextColumn("target"),
}


@st.fragment
def missing_links(opened: OpenedGraph) -> None:
    """Folded away until asked for: comparing all pairs takes seconds, in a process of its own."""
    box = st.expander("Missing links: which would it add, and how far can one rely on it?", key=BOX, on_change="rerun")
    if not box.open:
        return
    with box, error_boundary():
        which = st.segmented_control(
            "Show", [SUGGESTED, NAMED, BASELINES], default=SUGGESTED, key=WHICH, label_visibility="collapsed"
        )
        if which == BASELINES:
            _baselines(opened)
        elif which == NAMED:
            _named(opened)
        else:
            _suggested(opened)


def _suggested(opened: OpenedGraph) -> None:
    content = awaited("links", opened)
    if content is None:
        return
    found = read_links(content)
    graph = opened.trained.graph
    name = st.text_input(
        "Only links of this node",
        key=NODE,
        placeholder=f"{graph.name_of(0)}: leave empty for the likeliest of all pairs",
        max_chars=300,
    ).strip()
    if name:
        node = NodeFinder(graph).find(name)
        links = suggest_links(opened.trained, found.calibration, top=OF_A_NODE, node=node).links
        rows, title = suggestion_rows(links), f"{opened.name}-links-of-{node}"
        of = f"The {len(rows):,} likeliest new links of {graph.name_of(node)}"
        st.markdown(
            f"The {len(rows):,} likeliest new links {'from' if graph.directed else 'of'} **{plain(graph.name_of(node))}**"
        )
    else:
        rows, title = found.rows, f"{opened.name}-links"
        of = f"The {len(rows):,} likeliest missing links"
        st.markdown("  \n".join(plain(sentence) for sentence in found.precision[1:] or found.precision))
    said = f"{of}. {' '.join(found.precision)} {found.calibration.sentence}"
    _table(opened, rows, title, said)
    st.caption(
        "Pairs that are no edges of this graph. The model is shown its training edges alone, as above. "
        f"{plain(found.calibration.sentence)} "
        "The precision is a lower bound: whether a pair that is no edge here is a link all the same, the graph cannot tell. "
        f"On the command line: `python -m vizvae graph suggest {opened.name} --top 1000 -o links.csv`."
    )


def _named(opened: OpenedGraph) -> None:
    content = awaited("links", opened)
    if content is None:
        return
    graph = opened.trained.graph
    example = f"{graph.name_of(0)},{graph.name_of(1)}\n{graph.name_of(0)},{graph.name_of(2)}"
    st.text_area(
        "A pair a line, two names with a comma or a tab between them; copied from a spreadsheet or a CSV is fine",
        key=f"{ASKED}_text", placeholder=example, max_chars=MOST_LETTERS, height=140,
    )  # fmt: skip
    st.button("Score them", key=f"{ASKED}_button", type="primary", on_click=_ask)
    text = st.session_state.get(ASKED, "")
    if not text:
        return
    asked = read_pairs("The pairs", text.encode(), graph)
    if asked.pairs.shape[1] > MOST_ASKED:
        raise ValueError(
            f"expected at most {MOST_ASKED:,} pairs here, got {asked.pairs.shape[1]:,}: "
            f"`python -m vizvae graph score {opened.name} pairs.csv` takes a million"
        )
    found = read_links(content)
    rows = scored_rows(score_pairs(opened.trained, asked.pairs, found.calibration))
    said = [*asked.notes, *asked.left_out[:LEFT_OUT_SHOWN]]
    if asked.left_out:
        said.append(f"{counted(len(asked.left_out), 'row')} left out in all.")
    if said:
        st.info("  \n".join(map(plain, said)), icon=":material/info:")
    pairs = f"{counted(len(rows), 'pair')} of nodes. {found.calibration.sentence}"
    _table(opened, rows, f"{opened.name}-pairs", pairs)
    st.caption(
        "Rank: of the other node among all nodes, seen from the one. A training edge has no chance: it was shown to the model. "
        + plain(found.calibration.sentence)
    )


@guarded_callback
def _ask() -> None:
    text = st.session_state[f"{ASKED}_text"].strip()
    if not text:
        raise ValueError("expected a pair of names, got nothing: write one a line")
    st.session_state[ASKED] = text


def _baselines(opened: OpenedGraph) -> None:
    content = awaited("baselines", opened)
    if content is None:
        return
    rows = sorted(read_baselines(content), key=lambda row: -row.auc)
    st.markdown(plain(verdict(rows)))
    frame = pd.DataFrame([_shares(row) for row in rows]).dropna(axis=1, how="all")  # no HR@100 of fewer non-edges
    percent: dict[str, Any] = dict.fromkeys(("AUC", "AP", "HR@100", "MRR"), PERCENT)
    st.dataframe(frame, hide_index=True, width="stretch", column_config=percent)  # pyright: ignore[reportArgumentType]
    st.caption(
        f"{plain(opened.trained.split.description)}. All are given the training edges and asked for the test edges of this one split; "
        "HR@100, where there are so many, is the share of test edges above the 100th best non-edge; MRR ranks each edge among the 100 "
        "non-edges of its ends with the "
        f"most common neighbours, at which counting these must do badly. {left_out_baselines(opened.trained.graph)} Over several splits: "
        "`python -m vizvae graph baselines DATASET`; `docs/graphs.md` has those of the citation graphs."
    )
    take_along("baselines_along", lambda: [_contenders_sheet(opened, rows)], of="The model and the baselines with their figures")


def _contenders_sheet(opened: OpenedGraph, rows: Sequence[Contender]) -> Sheet:
    """Shares of 1"""
    cells = [{"score": row.title, "auc": row.auc, "ap": row.ap, "hr_100": row.hits, "mrr": row.mrr} for row in rows]
    said = ", ".join(f"{row.title} {100 * row.auc:.2f}" for row in rows)
    cite = source_of(opened.checkpoint).cite(
        f"AUC, %, without an interval, of this one split ({opened.trained.split.description}): {said}"
    )
    return Sheet(file=f"{opened.name}-baselines", title="The model beside the baselines", rows=cells, cite=cite)


def _shares(row: Contender) -> dict[str, Any]:
    """Percent"""
    return {
        "score": f"▸ {row.title}" if row.is_model else row.title,
        "AUC": 100 * row.auc,
        "AP": 100 * row.ap,
        "HR@100": None if row.hits is None else 100 * row.hits,
        "MRR": None if row.mrr is None else 100 * row.mrr,
        "what it is": row.explained or "the one that is shown above",
    }


def _table(opened: OpenedGraph, rows: Sequence[dict[str, Any]], file: str, said: str) -> None:
    """Sorted by a click on a head, searched with its glass, and the whole of it to take along with plain numbers. `said`: to cite it"""
    frame = pd.DataFrame(rows)
    told = {key for key in frame for row in rows if row.get(key) not in (None, "")}
    shown = frame[[key for key in COLUMNS if key in told]]
    st.dataframe(
        shown,
        hide_index=True,
        width="stretch",
        height=340,
        column_config=DIRECTED_COLUMNS if opened.trained.graph.directed else COLUMNS,
    )
    title = f"All {len(rows):,}"
    cite = source_of(opened.checkpoint).cite
    take_along(
        "links_along", lambda: [Sheet(file=file, title=title, rows=rows, cite=cite(said.strip().rstrip(".")))], of=f"{title} rows"
    )
