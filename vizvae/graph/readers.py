"""A person's own graph: edge list, GraphML or GEXF, with features and labels beside it. Nothing is half-loaded: a Graph or an error."""

from __future__ import annotations

import io
import re
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from vizvae.graph.data import Graph, canonical_edges
from vizvae.graph.tables import checked_size, features_of, file_content, labels_of, natural_order, read_csv, read_table

EDGE_LISTS, XML = (".csv", ".tsv", ".txt", ".edges"), (".graphml", ".gexf")


def read_graph(
    path: Path | str,
    data: bytes | None = None,
    *,
    features: tuple[str, bytes] | Path | None = None,
    labels: tuple[str, bytes] | Path | None = None,
) -> Graph:
    """The graph in a file, or in `data` (an upload) that was called `path`.

    Edge lists (.csv, .tsv, .txt, .edges): two columns of node names, further columns are left out; a first row whose columns are called
    source/target or alike is a header. GraphML and GEXF by networkx. `features` (.csv: first column node name, then numbers; .npz: `x`,
    or CSR arrays `indptr`, `indices`, `shape` and, if not all one, `data`) and `labels` (.csv: node name, class; .npz: `y`) may be
    paths or (name, bytes); npz rows are nodes in the order of the sorted names. Nodes that only the features know are kept, without edges.

    What is not kept (direction, weights, repeated edges, self-loops) is said in `Graph.notes`.
    Raises ValueError for an unknown or damaged file, one above 100 MB, XML that declares entities, a graph without edges, and features
    or labels that do not fit the nodes.
    """
    name, content = Path(path).name, file_content(path) if data is None else checked_size(Path(path).name, data)
    suffix = Path(name).suffix.lower()
    if suffix in EDGE_LISTS:
        sources, targets, notes = _edge_list(name, content)
        isolated: list[str] = []
    elif suffix in XML:
        sources, targets, isolated, notes = _xml(name, content, suffix)
    else:
        raise ValueError(
            f"{name}: expected an edge list ({', '.join(EDGE_LISTS)}), GraphML or GEXF, got {suffix or 'no suffix'!r}"
        )
    feature_table, label_table = read_table(features), read_table(labels)
    known = set(sources) | set(targets) | set(isolated)
    if feature_table and feature_table[1] is not None:
        described = set(feature_table[1].index)
        unknown = sorted(known - described)
        if unknown:
            raise ValueError(
                f"{name} names {len(unknown):,} nodes that {feature_table[0]} has no features for, such as {unknown[0]!r}: "
                "add their rows, or drop these edges"
            )
        known |= described
    names = sorted(known, key=natural_order)
    if len(names) < 2:
        raise ValueError(f"{name}: expected at least one edge between two nodes, found {len(names)} nodes")
    place = {node: index for index, node in enumerate(names)}
    ends = torch.tensor([[place[node] for node in sources], [place[node] for node in targets]], dtype=torch.int64)
    edges = canonical_edges(ends, len(names)) if ends.numel() else ends.view(2, 0)
    matrix, feature_names = features_of(feature_table, names)
    classes, class_names = labels_of(label_table, names)
    return Graph(
        title=Path(name).stem,
        edge_index=edges,
        num_nodes=len(names),
        features=matrix,
        labels=classes,
        class_names=class_names,
        names=tuple(names),
        feature_names=feature_names,
        notes=(*notes, *_what_was_merged(ends, edges)),
    )


def _what_was_merged(ends: Tensor, edges: Tensor) -> list[str]:
    loops = int((ends[0] == ends[1]).sum())
    repeated = ends.shape[1] - loops - edges.shape[1]
    notes = [f"{loops:,} self-loops were left out."] if loops else []
    if repeated:
        notes.append(f"{repeated:,} repeated edges (or the same edge the other way round) were merged.")
    return notes


def _edge_list(name: str, content: bytes) -> tuple[list[str], list[str], list[str]]:
    frame = read_csv(name, content, header=None)
    if frame.shape[1] < 2:
        raise ValueError(
            f"{name}: expected two columns of node names, found one; columns are separated by commas, tabs or spaces"
        )
    head = [str(value).strip().lower() for value in frame.iloc[0, :2]]
    notes = ["Edges are read as undirected."]
    if head[0] in {"source", "from", "src", "node1", "citing", "u"} and head[1] in {"target", "to", "dst", "node2", "cited", "v"}:
        frame = frame.iloc[1:]
    if frame.shape[1] > 2:
        notes.append(f"Columns after the second ({frame.shape[1] - 2}), such as weights, are left out.")
    ends = frame.iloc[:, :2]
    if bool(ends.isna().to_numpy().any()) or bool((ends == "").to_numpy().any()):
        row = int(np.flatnonzero((ends.isna() | (ends == "")).to_numpy().any(1))[0]) + 1
        raise ValueError(f"{name}: edge {row:,} has only one end; every row needs two node names")
    return ends.iloc[:, 0].str.strip().tolist(), ends.iloc[:, 1].str.strip().tolist(), notes


def _xml(name: str, content: bytes, suffix: str) -> tuple[list[str], list[str], list[str], list[str]]:
    import networkx as nx

    # Expanding entities is how a small file fills the memory. Neither format needs a document type, so none is let through; in
    # UTF-16 or the like the words below would not be seen as such, so only UTF-8 is read.
    if b"\x00" in content or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ValueError(f"{name}: expected UTF-8 XML; save it as UTF-8")
    if re.search(rb'encoding\s*=\s*["\'](?!utf-8|us-ascii|iso-8859-1|latin-1|ascii)', content[:200], re.IGNORECASE):
        raise ValueError(f"{name}: expected XML in UTF-8, got another encoding; save it as UTF-8")
    if re.search(rb"<!\s*(DOCTYPE|ENTITY)", content, re.IGNORECASE):
        raise ValueError(
            f"{name} declares a document type or entities, which is refused (entities can be made to fill the memory): remove it"
        )
    try:
        graph = nx.read_graphml(io.BytesIO(content)) if suffix == ".graphml" else nx.read_gexf(io.BytesIO(content))
    except Exception as error:
        raise ValueError(f"{name} cannot be read as {suffix[1:].upper()}: {type(error).__name__}: {error}") from error
    notes = ["Edges are directed in the file and read as undirected."] if graph.is_directed() else []
    if any("weight" in attributes for _, _, attributes in graph.edges(data=True)):
        notes.append("Edge weights are left out.")
    labels = {node: str(node) for node in graph}
    edges = [(labels[first], labels[second]) for first, second in graph.edges()]
    return [first for first, _ in edges], [second for _, second in edges], list(labels.values()), notes
