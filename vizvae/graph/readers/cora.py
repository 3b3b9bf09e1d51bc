"""Citations as LINQS hands them out: `.cites`, two papers a row, and `.content`, each paper's words and its class."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from vizvae.graph.readers.columns import ends_by_name
from vizvae.graph.readers.heeded import refuse_unheeded
from vizvae.graph.readers.reading import Choices, Decision, RawGraph, indexed
from vizvae.graph.readers.table_frame import table_frame
from vizvae.graph.readers.text import text_table
from vizvae.words import counted


def read_cites(name: str, content: bytes, choices: Choices) -> RawGraph:
    """Two names a row; a header such as `cited citing` is left out.

    Raises ValueError for anything else, and for choices that are of no use here.
    """
    refuse_unheeded(name, "a file of citations", choices, "comments", "separator")
    table = text_table(name, content, choices)
    frame = table_frame(name, table, choices)
    if frame.shape[1] != 2:
        raise ValueError(f"{name}: expected two papers a row, the cited and the citing, got {frame.shape[1]} columns")
    # The cited paper stands first, and a citation goes from the one that cites, unless a header says otherwise.
    citing, cited = 1, 0
    called = frame.iloc[0].tolist()
    named = ends_by_name(called, hints=False)
    if named and not any(re.search(r"\d", cell) for cell in called) and not frame.iloc[1:].isin(called).to_numpy().any():
        citing, cited = named[0]
        told = f"The first row was taken for a header ({', '.join(called)}): citations go from `{called[citing]}` to `{called[cited]}`"
        table.decisions.append(Decision(what="header", taken=told))
        frame = frame.iloc[1:]
    empty = (frame == "").to_numpy().any(axis=1)
    if bool(empty.any()):
        raise ValueError(f"{name}: edge {int(empty.argmax()) + 1:,} has only one end; every row needs two papers")
    graph = RawGraph(format="citations", decisions=table.decisions, leave_out_unknown=True)
    graph.decide("direction", "A citation in either direction is one undirected edge")
    graph.ids, graph.ends = indexed(frame.iloc[:, citing].tolist(), frame.iloc[:, cited].tolist())
    graph.directed = True
    return graph


def read_content(name: str, content: bytes, choices: Choices) -> tuple[list[str], Any, list[str]]:
    """Papers, features (paper, word) as float32, and classes.

    Raises ValueError for anything but a name, numbers and a class in each row.
    """
    table = text_table(name, content, Choices(separator=choices.separator, comments=choices.comments))
    frame = table_frame(name, table, Choices())
    if frame.shape[1] < 3:
        raise ValueError(
            f"{name}: expected a paper, its words as numbers, and its class in each row, got {counted(frame.shape[1], 'column')}"
        )
    papers = frame.iloc[:, 0].tolist()
    if len(set(papers)) < len(papers):
        twice = frame.iloc[:, 0][frame.iloc[:, 0].duplicated()].iloc[0]
        raise ValueError(f"{name}: node {twice!r} has more than one row")
    try:
        features = frame.iloc[:, 1:-1].to_numpy(dtype=str).astype(np.float32)
    except ValueError as error:
        raise ValueError(f"{name}: every column between the paper and its class must hold numbers ({error})") from error
    return papers, features, frame.iloc[:, -1].tolist()
