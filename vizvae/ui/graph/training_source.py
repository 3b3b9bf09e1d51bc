"""Which graph to train on: one that ships, one that somebody has uploaded, or files of the visitor's own."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from pathlib import Path

import streamlit as st

from vizvae.graph.checkpoint import open_graph
from vizvae.graph.data import Graph
from vizvae.graph.found import Use
from vizvae.graph.readers import UnclearFile
from vizvae.graph.readers.kinds import SUFFIXES, TABLES
from vizvae.graph.tables import MAX_BYTES
from vizvae.graph.uploads import GraphFiles, keep_upload, list_uploads
from vizvae.ui.access.permission import require_may_change, why_not_change
from vizvae.ui.graph.training_reading import Given, ask, choose_what_is_used, chosen_reading, show_reading, start_anew
from vizvae.ui.shell.text import plain

UPLOAD = "train_upload"
SHIPPED = {
    "karate": "Karate club: 34 people, two sides",
    "cora": "Cora: 2,708 papers, seven fields",
    "citeseer": "Citeseer: 3,327 papers, six fields",
    "pubmed": "PubMed: 19,717 papers, three kinds of diabetes",
}
OWN = "A graph of your own …"
OFFERED: dict[Use, tuple[str, str]] = {
    "kinds": (
        "Nodes are of two kinds: only pairs of one of each can be edges",
        "Pairs within a kind are then neither scored nor suggested. Counted as pairs that could be edges, they flatter every figure: a "
        "model would only have to learn which kind a node is of.",
    ),
    "weights": (
        "Edges have weights: model how strong an edge is, too",
        "Beside whether there is an edge, the model then says how strong it would be, and is judged by the weights of held-out edges.",
    ),
    "direction": (
        "Edges have a direction: model from which node to which they go",
        "Each node then has two codes, one as a source and one as a target of edges, and the model is also asked which way a held-out edge "
        "goes. Without it an edge either way is an edge.",
    ),
}
"""What a file may say beside which nodes are joined, and a model may use: a label, and why"""
EDGES = (
    "A table with an edge in each row, with a header or without, or an adjacency matrix; GraphML, GEXF, Pajek, node-link JSON, Matrix "
    "Market, Cora's .cites, scipy's npz, Parquet. What is unclear is asked."
)


def chosen_graph(shown: str) -> tuple[GraphFiles, Graph | None]:
    """None while the visitor has not uploaded one yet. `shown`: of the model above, where its graph is; an uploaded one is offered first.

    Raises ValueError for files that cannot be used.
    """
    uploads = {files.graph: files for files in list_uploads()}
    stems = Counter(Path(path).stem for path in uploads)
    titles = {path: Path(path).stem if stems[Path(path).stem] == 1 else " ".join(Path(path).parts[-2:]) for path in uploads}
    labels = SHIPPED | {path: f"{title} (uploaded)" for path, title in titles.items()} | {OWN: OWN}
    first = list(labels).index(shown) if shown in uploads else 0
    chosen = st.selectbox("Train on", list(labels), first, format_func=labels.__getitem__, key="train_graph")
    files = uploads.get(chosen) or GraphFiles(graph=chosen)
    if chosen == OWN:
        uploaded = _uploaded()
        if uploaded is None:
            return GraphFiles(graph=""), None
        files, graph, given = uploaded
    else:
        graph, given = opened(files), None
    if graph.found is not None:
        graph = graph.used([use for use in graph.found.uses if _is_to_use(use, files)])
    if graph.reading is not None:
        show_reading(graph.reading, given)
    st.caption(f"**{plain(graph.description)}.** " + " ".join(plain(note) for note in (*graph.notes, graph.inputs_note)))
    return files, graph


def _is_to_use(use: Use, files: GraphFiles) -> bool:
    label, why = OFFERED[use]
    return st.checkbox(label, value=True, key=f"train_use_{use}_{files.graph}", help=why)


@lru_cache(maxsize=4)
def opened(files: GraphFiles) -> Graph:
    """With nothing of what it says beside which nodes are joined."""
    return open_graph(files.graph, features=files.features, labels=files.labels, reading=files.reading)


def _uploaded() -> tuple[GraphFiles, Graph, Given] | None:
    """With what it was made from; None while there is no file yet, or one that has to be asked about."""
    largest = MAX_BYTES // 1_000_000
    locked = bool(why_not_change())
    for_edges, for_features, for_labels = st.columns(3)
    edges = for_edges.file_uploader(
        "Edges", type=[suffix[1:] for suffix in SUFFIXES], help=EDGES, key="train_edges", max_upload_size=largest, disabled=locked
    )
    tables = [suffix[1:] for suffix in TABLES]
    features = for_features.file_uploader(
        "Features of the nodes (optional)",
        type=tables,
        key="train_features",
        max_upload_size=largest,
        disabled=locked,
        help="A table with a column of the nodes' names and columns of numbers, with a header or without. Or npz with an array `x`, one "
        "row a node in the order of the sorted names, or Cora's .content. Nodes that only this table knows are kept, without edges.",
    )
    labels = for_labels.file_uploader(
        "Classes of the nodes (optional)",
        type=tables,
        key="train_labels",
        max_upload_size=largest,
        disabled=locked,
        help="A table with a column of the nodes' names and a column of classes, with a header or without; not every node needs one. Or "
        "npz with an array `y`. Only for colours and for clusters: no model learns from them.",
    )
    st.caption(
        "Directions, weights and two kinds of nodes are found where the file tells of them. Repeated edges count once, loops not at all. "
        "The files stay on the machine that serves this page, where others who use it can train on them, too."
    )
    if edges is None:
        return None
    require_may_change()
    # Read once, not at every change of a control.
    given = [None if file is None else file.file_id for file in (edges, features, labels)]
    choices = chosen_reading(given)
    if st.session_state.get(UPLOAD, (None,))[0] != (given, choices):
        beside = [None if file is None else (file.name, file.getvalue()) for file in (features, labels)]
        try:
            with st.spinner("Reading …"):
                found = keep_upload(edges.name, edges.getvalue(), features=beside[0], labels=beside[1], choices=choices)
        except ValueError as error:
            found = error
        st.session_state[UPLOAD] = (given, choices), found
    found = st.session_state[UPLOAD][1]
    if isinstance(found, UnclearFile):
        ask(given, choices, found)
        return None
    if isinstance(found, ValueError):
        start_anew(given, choices)
        raise found
    graph = opened(found)
    if graph.reading is not None:
        choose_what_is_used(given, graph.reading)
    return found, graph, given
