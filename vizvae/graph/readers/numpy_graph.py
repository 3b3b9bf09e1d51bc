"""Graphs in npz files: sparse matrices that scipy saved, and lists of edges as PyTorch Geometric has them."""

from __future__ import annotations

from typing import Any

import numpy as np

from vizvae.graph.arrays import NUMBERS, WHOLE_NUMBERS, array_names, classes_of_arrays, features_of_arrays, read_arrays
from vizvae.graph.readers.matrix import MOST_ROWS, graph_of_matrix, symmetric
from vizvae.graph.readers.reading import UNDIRECTED, RawGraph, listed
from vizvae.words import counted

OF_MATRIX = ("indptr", "indices", "data", "shape", "format", "row", "col", "offsets")
BESIDE_EDGES = ("num_nodes", "edge_weight", "x", "y")
"""Of PyTorch Geometric: how many nodes there are, and what is known of edges and nodes"""
FORMATS = ("csr", "csc", "coo")
EXPECTED = "a sparse matrix as `scipy.sparse.save_npz` writes it (csr, csc or coo), or an array `edge_index` (2, edge) or `edges` (edge, 2)"


def read_npz(name: str, content: bytes) -> RawGraph:
    """Raises ValueError for other arrays, and for ones that do not fit one another."""
    names = array_names(name, content)
    for key in ("edge_index", "edges"):
        if key in names:
            arrays = read_arrays(name, content, (key, *BESIDE_EDGES))
            known = {one: array for one, array in arrays.items() if one == key or _is_what_it_is_called(one, array)}
            graph = _edges(name, key, known)
            others = [one for one in names if one not in known]
            if others:
                graph.decide("arrays", f"{counted(len(others), 'array')} left out ({listed(others)})")
            return graph
    arrays = read_arrays(name, content, OF_MATRIX)
    if "offsets" in arrays or not ({"indptr", "indices", "shape"} <= set(arrays) or {"row", "col", "shape"} <= set(arrays)):
        raise ValueError(f"{name}: expected {EXPECTED}; found {sorted(arrays) or 'none of them'}")
    kind = _format(name, arrays)
    for key in set(arrays) - {"data", "format"}:
        if arrays[key].ndim != 1 or arrays[key].dtype.kind not in WHOLE_NUMBERS:
            raise ValueError(
                f"{name}: `{key}`: expected a list of whole numbers, got {arrays[key].dtype} of shape {arrays[key].shape}"
            )
    shape = tuple(arrays["shape"].tolist())
    if len(shape) != 2 or not all(0 < size <= MOST_ROWS for size in shape):
        raise ValueError(f"{name}: `shape`: expected two numbers up to {MOST_ROWS:,}, got {shape}")
    return graph_of_matrix(name, _matrix(name, arrays, shape, kind), "sparse matrix of scipy", first=0)


def _format(name: str, arrays: dict[str, np.ndarray]) -> str:
    """One of FORMATS as `save_npz` notes it, empty where the file does not say. Raises ValueError for any other."""
    if "format" not in arrays:
        return ""
    said = arrays["format"].tolist()  # of an array of no dimension its one value
    kind = said.decode(errors="replace") if isinstance(said, bytes) else said
    if kind not in FORMATS:
        raise ValueError(
            f"{name}: `format`: expected {FORMATS[0]}, {FORMATS[1]} or {FORMATS[2]}, got {str(kind)[:40]!r}: save `matrix.tocsr()`"
        )
    return kind


def _matrix(name: str, arrays: dict[str, np.ndarray], shape: tuple[int, int], kind: str) -> Any:
    """`kind`: one of FORMATS, or empty: then `indptr` is of columns only where it fits them and no rows."""
    from scipy.sparse import coo_array, csr_array

    entries = len(arrays["row"] if "row" in arrays else arrays["indices"])
    data = arrays.get("data", np.ones(entries, np.int8))
    if data.shape != (entries,) or data.dtype.kind not in "biufc":
        raise ValueError(f"{name}: `data`: expected {entries:,} numbers, got {data.dtype} of shape {data.shape}")
    if "row" in arrays:
        rows, columns = arrays["row"], arrays["col"]
        if len(rows) != len(columns):
            raise ValueError(f"{name}: `row` has {len(rows):,} numbers and `col` {len(columns):,}")
    else:
        starts, columns = arrays["indptr"].astype(np.int64), arrays["indices"]
        by_column = kind == "csc" or (not kind and len(starts) == shape[1] + 1 != shape[0] + 1)
        lines = shape[1] if by_column else shape[0]
        if len(starts) != lines + 1 or starts[0] != 0 or starts[-1] != entries or bool((np.diff(starts) < 0).any()):
            raise ValueError(f"{name}: `indptr`: expected {lines + 1:,} numbers that rise from 0 to {entries:,}")
        rows = np.repeat(np.arange(lines), np.diff(starts))
        rows, columns = (columns, rows) if by_column else (rows, columns)
    for key, places, size in (("row", rows, shape[0]), ("column", columns, shape[1])):
        if len(places) and (places.min() < 0 or places.max() >= size):
            raise ValueError(f"{name}: {key}s: expected 0 to {size - 1:,}, got {places.min():,} to {places.max():,}")
    matrix = csr_array(coo_array((data, (rows.astype(np.int64), columns.astype(np.int64))), shape=shape))
    matrix.sum_duplicates()
    return matrix


def _edges(name: str, key: str, arrays: dict[str, np.ndarray]) -> RawGraph:
    pairs = arrays[key]
    if pairs.ndim == 2 and key == "edges":
        pairs = pairs.T
    if pairs.ndim != 2 or pairs.shape[0] != 2 or pairs.dtype.kind not in WHOLE_NUMBERS or pairs.shape[1] == 0:
        raise ValueError(f"{name}: `{key}`: expected {EXPECTED}; got {pairs.dtype} of shape {pairs.shape}")
    if pairs.min() < 0 or pairs.max() >= MOST_ROWS:
        raise ValueError(f"{name}: `{key}`: expected nodes 0 to {MOST_ROWS - 1:,}, got {pairs.min():,} to {pairs.max():,}")
    count = _count(name, key, int(pairs.max()) + 1, arrays)
    graph = RawGraph(
        format="list of edges",
        ids=[str(node) for node in range(count)],
        ends=pairs.astype(np.int64),
        in_file_order=True,
    )
    graph.decide("direction", UNDIRECTED)
    alone = count - len(np.unique(pairs))
    graph.decide("nodes", f"Nodes are 0 to {count - 1:,}" + (f", of which {alone:,} have no edge" if alone else ""))
    if "edge_weight" in arrays:
        _take_weights(name, arrays["edge_weight"], graph)
    if "x" in arrays:
        graph.features = features_of_arrays(name, {"x": arrays["x"]}, count)
        graph.decide("features", f"Features are `x` of the file, {counted(graph.features.shape[1], 'column')}")
    if "y" in arrays:
        graph.classes = classes_of_arrays(name, {"y": arrays["y"].reshape(-1)}, count)
        graph.decide("classes", f"Classes are `y` of the file, {counted(len(set(graph.classes)), 'value')}")
    return graph


def _is_what_it_is_called(key: str, array: np.ndarray) -> bool:
    """Whether an array beside the edges can be what PyTorch Geometric calls so: `x` and `y` may be coordinates, too."""
    if key == "x":
        return array.ndim == 2 and array.dtype.kind in NUMBERS
    if key == "y":
        of_nodes = array.ndim == 1 or (array.ndim == 2 and array.shape[1] == 1)
        return of_nodes and not (array.dtype.kind == "f" and bool((array % 1 != 0).any()))
    if key == "num_nodes":
        return array.size == 1 and array.dtype.kind in WHOLE_NUMBERS
    return array.dtype.kind in NUMBERS


def _count(name: str, key: str, named: int, arrays: dict[str, np.ndarray]) -> int:
    """How many nodes there are: as many as `num_nodes` says, or `x` or `y` has rows, or edges name.

    Raises ValueError where these differ.
    """
    said = {one: len(arrays[one]) for one in ("x", "y") if one in arrays}
    if "num_nodes" in arrays:
        said = {"num_nodes": int(arrays["num_nodes"].reshape(-1)[0]), **said}
    if len(set(said.values())) > 1 or any(count < named for count in said.values()):
        told = ", ".join(f"`{one}` is of {counted(count, 'node')}" for one, count in said.items())
        raise ValueError(f"{name}: {told}, and `{key}` names nodes up to {named - 1:,}: expected as many of each")
    count = next(iter(said.values()), named)
    if count > MOST_ROWS:
        raise ValueError(f"{name}: `num_nodes`: expected up to {MOST_ROWS:,}, got {count:,}")
    return count


def _take_weights(name: str, weights: np.ndarray, graph: RawGraph) -> None:
    edges = graph.ends.shape[1]
    if weights.size != edges:
        raise ValueError(
            f"{name}: `edge_weight`: expected {counted(edges, 'number')}, got {weights.dtype} of shape {weights.shape}"
        )
    graph.take_weights(weights.reshape(-1).astype(np.float64), "`edge_weight`")
    if graph.weights is not None:  # each edge both ways, as these arrays have them, is no repetition whose weights are added
        graph.mirrored = symmetric(graph.ends[0], graph.ends[1], graph.weights, len(graph.ids))
