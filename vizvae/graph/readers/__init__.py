"""A person's own graph, of any common kind, with features and labels beside it. Nothing is half-loaded: a Graph or an error."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from vizvae.graph.readers.reading import AS_FOUND, Choices, Decision, Reading, UnclearFile

if TYPE_CHECKING:
    from vizvae.graph.data import Graph

__all__ = ["AS_FOUND", "Choices", "Decision", "Reading", "UnclearFile", "read_graph"]


def read_graph(
    path: Path | str,
    data: bytes | None = None,
    *,
    features: tuple[str, bytes] | Path | None = None,
    labels: tuple[str, bytes] | Path | None = None,
    choices: Choices = AS_FOUND,
) -> Graph:
    """The graph in a file, or in `data` (an upload) that was called `path`.

    The suffix tells the kind: edge lists and adjacency matrices as text (.csv, .tsv, .txt, .edges, .edgelist, .dat), .cites of citations,
    Matrix Market .mtx, .npz of scipy, .parquet, node-link .json, Pajek .net, .graphml, .gexf; and each packed as .gz. Header, columns,
    comments and the like are found by what the file holds; `Graph.reading` says what was decided, and why. `choices` decide instead, where
    a person knows better; one that the format has no use for is refused.

    `features` and `labels` may be paths or (name, bytes): .csv, .tsv or .txt with a column of node names (ids, or the names shown), with
    or without a header; .npz with `x`, or CSR arrays `indptr`, `indices`, `shape` and, if not all one, `data`, or `y`; .content of
    citations, with both. npz rows are nodes in the order of the sorted ids, of a matrix in its own order. Nodes that only the features
    know are kept, without edges; a class need not be given for each node. For a .cites file on disk the .content beside it is read.

    What is not kept (direction, weights, repeated edges, self-loops, attributes) is said in `Graph.notes`.
    Raises UnclearFile, a ValueError that names the ways, for a file that may be read in several; ValueError for an unknown or damaged
    file, choices of no use to it, one above 100 MB, XML that declares entities, a graph without edges, and features or labels that do
    not fit the nodes.
    """
    from vizvae.graph.readers.assemble import parse_graph

    return parse_graph(path, data, features=features, labels=labels, choices=choices).graph()
