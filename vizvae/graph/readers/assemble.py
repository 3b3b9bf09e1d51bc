"""From a file of any known kind, and the tables beside it, to a graph's arrays. Without torch, so that a child process starts quickly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np

from vizvae.graph.arrays import classes_of_arrays, features_of_arrays
from vizvae.graph.readers.attribute_lines import has_attributes, read_attribute_lines
from vizvae.graph.readers.attributes import take_attributes
from vizvae.graph.readers.cora import read_cites
from vizvae.graph.readers.edge_list import read_edge_list
from vizvae.graph.readers.heeded import heed_direction, heed_kinds, refuse_unheeded
from vizvae.graph.readers.json_links import read_json_graph
from vizvae.graph.readers.kinds import EDGE_LISTS
from vizvae.graph.readers.kinds_of_nodes import check_kinds
from vizvae.graph.readers.matrix_market import BANNER, read_matrix_market
from vizvae.graph.readers.merge import merged_edges
from vizvae.graph.readers.node_classes import classes_of_table, without_unknown
from vizvae.graph.readers.node_tables import NodeTable, Source, features_of_table, read_node_table
from vizvae.graph.readers.numpy_graph import read_npz
from vizvae.graph.readers.other_kinds import refuse_other_kinds
from vizvae.graph.readers.pajek import read_pajek
from vizvae.graph.readers.parquet import read_parquet
from vizvae.graph.readers.parsed import ParsedGraph
from vizvae.graph.readers.reading import Choices, RawGraph, Reading
from vizvae.graph.readers.text import text_table
from vizvae.graph.readers.xml import read_gexf, read_graphml
from vizvae.graph.tables import checked_size, file_content, natural_order, unpacked
from vizvae.words import are, counted

BY_SUFFIX: dict[str, tuple[str, Callable[[str, bytes], RawGraph]]] = {
    ".mtx": ("a Matrix Market file", read_matrix_market), ".npz": ("arrays", read_npz), ".json": ("JSON", read_json_graph),
    ".net": ("a Pajek network", read_pajek), ".graphml": ("GraphML", read_graphml), ".gexf": ("GEXF", read_gexf),
}  # fmt: skip
"""Formats that are no tables: what each is called in a sentence, and what reads it"""


def parse_graph(
    path: Path | str, data: bytes | None, *, features: Source | None, labels: Source | None, choices: Choices
) -> ParsedGraph:
    """As `vizvae.graph.readers.read_graph`, short of torch."""
    name, content = Path(path).name, file_content(path) if data is None else checked_size(Path(path).name, data)
    name, content = unpacked(name, content)
    raw = _read(name, content, choices)
    if data is None and Path(name).suffix.lower() == ".cites" and features is None and labels is None:
        beside = Path(path).with_suffix(".content")
        features = beside if beside.is_file() else None
    if isinstance(labels, Path | tuple) and features is None and _name(labels).lower().endswith(".content"):
        features, labels = labels, None
    return _assemble(name, raw, features, labels, choices)


def _name(source: Source) -> str:
    return source.name if isinstance(source, Path) else source[0]


def _read(name: str, content: bytes, choices: Choices) -> RawGraph:
    suffix = Path(name).suffix.lower()
    if suffix in EDGE_LISTS:
        return _read_text(name, content, choices)
    if suffix == ".cites":
        return read_cites(name, content, choices)
    if suffix == ".parquet":
        return read_parquet(name, content, choices)
    if suffix in BY_SUFFIX:
        what, read = BY_SUFFIX[suffix]
        refuse_unheeded(name, what, choices)
        return read(name, content)
    if suffix == ".content":
        raise ValueError(f"{name} holds the papers: give the .cites file as the graph, and this one as its features")
    raise ValueError(
        f"{name}: expected an edge list ({', '.join(EDGE_LISTS)}), .cites, .mtx, .npz, .parquet, .json, .net, GraphML or GEXF, or one of "
        f"these as .gz, got {suffix or 'no suffix'!r}"
    )


def _read_text(name: str, content: bytes, choices: Choices) -> RawGraph:
    """A table, unless its first characters tell that it is something else under a table's name."""
    head = content[:200].lstrip(b"\xef\xbb\xbf \r\n\t")
    if head.startswith(BANNER):
        refuse_unheeded(name, "a Matrix Market file", choices)
        return read_matrix_market(name, content)
    refuse_other_kinds(name, content)
    if b"}" in content[:2_000]:
        table = text_table(name, content, choices)
        if has_attributes(table):
            return read_attribute_lines(name, table, choices)
    return read_edge_list(name, content, choices)


def _assemble(name: str, raw: RawGraph, features: Source | None, labels: Source | None, choices: Choices) -> ParsedGraph:
    heed_direction(raw, choices)
    heed_kinds(name, raw, choices)
    if choices.weights == "":
        raw.weights = None
    offered = take_attributes(name, raw, choices, classes_beside=labels is not None, features_beside=features is not None)
    known, named = set(raw.ids), {}
    if raw.labels is not None:
        often = Counter(raw.labels)
        named = {
            label: node
            for node, label in zip(raw.ids, raw.labels, strict=True)
            if label and often[label] == 1 and label not in known
        }
    whole = all(node.isdigit() for node in raw.ids)
    feature_table, label_table = (read_node_table(source, known, named, whole=whole) for source in (features, labels))
    if feature_table is not None and feature_table.nodes is not None:
        _meet_described_nodes(name, raw, feature_table)
    order = (
        np.arange(len(raw.ids))
        if raw.in_file_order
        else np.array(sorted(range(len(raw.ids)), key=lambda i: natural_order(raw.ids[i])), np.int64)
    )
    ids = [raw.ids[place] for place in order]
    if len(ids) < 2:
        raise ValueError(f"{name}: expected at least one edge between two nodes, found {len(ids)} nodes")
    place_of = np.empty(len(ids), np.int64)
    place_of[order] = np.arange(len(ids))
    ends = place_of[raw.ends]
    check_kinds(raw)
    merged = merged_edges(ends, len(ids), raw)
    if merged["edges"].shape[1] == 0:
        raise ValueError(f"{name} has no edges between different nodes, so there is nothing to learn from or to predict")
    matrix, feature_names = (None, ()) if raw.features is None else (raw.features[order], raw.feature_names)
    if feature_table is not None:
        if feature_table.nodes is None:
            matrix = features_of_arrays(feature_table.name, feature_table.arrays, len(ids))
        else:
            matrix, feature_names = features_of_table(feature_table, ids)
    given = [raw.classes[place] for place in order] if raw.classes is not None else None
    if label_table is not None:
        if label_table.nodes is None:
            given = classes_of_arrays(label_table.name, label_table.arrays, len(ids))
        else:
            given = classes_of_table(label_table, ids, choices)
    elif feature_table is not None and feature_table.content is not None:
        given = classes_of_table(feature_table, ids, choices)
    given = None if given is None else without_unknown(given, raw)
    class_names = tuple(sorted(set(given) - {""}, key=natural_order)) if given is not None else ()
    if given is not None and not class_names:
        raise ValueError(f"{label_table.name if label_table else name} gives no node a class")
    number = {one: place for place, one in enumerate(class_names)}
    for table in (feature_table, label_table):
        raw.decisions += table.decisions if table is not None else []
    names = _shown_names(ids, [raw.labels[place] for place in order] if raw.labels is not None else None, raw)
    return ParsedGraph(
        title=Path(name).stem,
        **merged,
        names=names,
        features=matrix,
        feature_names=feature_names,
        feature_scales=raw.feature_scales,
        classes=None if given is None else np.array([number.get(one, -1) for one in given], np.int64),
        class_names=class_names,
        kinds=None if raw.kinds is None else raw.kinds[order],
        kind_names=() if raw.kinds is None else raw.kind_names,
        reading=Reading(
            format=raw.format, decisions=tuple(raw.decisions), columns=raw.columns, first_rows=raw.first_rows,
            offered_as_classes=offered[0], offered_as_features=offered[1], offered_as_weights=raw.offered_as_weights, choices=choices,
        ),
    )  # fmt: skip


def _meet_described_nodes(name: str, raw: RawGraph, table: NodeTable) -> None:
    """Nodes that only the features know are added; nodes they do not know are an error, or left out where that is usual."""
    described = set(table.nodes or ())
    unknown = sorted(set(raw.ids) - described)
    if len(unknown) == len(raw.ids):
        example = ", ".join((table.nodes or [])[:3])
        raise ValueError(
            f"{table.name}: expected a column with the names of nodes, such as {unknown[0]!r}; none is named there (its nodes would be "
            f"{example}): put one before the others"
        )
    if unknown and not raw.leave_out_unknown:
        raise ValueError(
            f"{name} names {len(unknown):,} nodes that {table.name} has no features for, such as {unknown[0]!r}: "
            "add their rows, or drop these edges"
        )
    if unknown:
        kept = np.isin(raw.ends, [place for place, node in enumerate(raw.ids) if node in described]).all(axis=0)
        raw.decide(
            "nodes",
            f"{counted(int((~kept).sum()), 'edge')} of {counted(len(unknown), 'node')} left out",
            f"{table.name} does not have {unknown[0]!r}",
        )
        place = {node: row for row, node in enumerate(node for node in raw.ids if node in described)}
        raw.kinds = None
        raw.times = None if raw.times is None else raw.times[kept]
        raw.weights = None if raw.weights is None else raw.weights[kept]
        raw.ends = np.array([[place[raw.ids[end]] for end in row] for row in raw.ends[:, kept].tolist()], np.int64).reshape(2, -1)
        raw.ids = list(place)
    known = set(raw.ids)
    alone = [node for node in table.nodes or () if node not in known]
    if alone:
        raw.decide(
            "nodes",
            f"{counted(len(alone), 'node')} that only {table.name} knows {are(len(alone))} kept, without edges",
        )
        raw.ids = [*raw.ids, *alone]
        if raw.kinds is not None:
            raw.kinds = np.concatenate([raw.kinds, np.full(len(alone), -1)])
        raw.labels = None if raw.labels is None else [*raw.labels, *[""] * len(alone)]
        raw.classes = None if raw.classes is None else [*raw.classes, *[""] * len(alone)]


def _shown_names(ids: list[str], labels: list[str] | None, raw: RawGraph) -> tuple[str, ...]:
    """Labels where there are any; one that several nodes have, with the node's id."""
    if labels is None or labels == ids:
        return tuple(ids)
    often = Counter(labels)
    names = [
        node if not label else label if often[label] == 1 else f"{label} ({node})"
        for node, label in zip(ids, labels, strict=True)
    ]
    if len(set(names)) < len(names):  # a label that is another node's id
        names = [f"{name} ({node})" if name != node else node for name, node in zip(names, ids, strict=True)]
    raw.decide("names", "Nodes are shown by their labels, in the order of their ids")
    several = sum(count > 1 for label, count in often.items() if label)
    if several:
        raw.decide("names", f"{counted(several, 'label')} that several nodes have {are(several)} shown with the id")
    return tuple(names)
