"""Tables that come beside a graph: features and classes of its nodes, as CSV or as arrays."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from vizvae.graph.sparse import SparseMatrix

MAX_BYTES = 100_000_000
MAX_UNPACKED_BYTES = 1_000_000_000
"""Of the arrays of an npz: a small file can be made to unpack into more than any memory."""
Table = tuple[str, Any, dict[str, np.ndarray]]
"""file name, frame indexed by node name or None, arrays"""


def file_content(path: Path | str) -> bytes:
    size = Path(path).stat().st_size
    if size > MAX_BYTES:
        raise ValueError(_too_large(Path(path).name, size))
    return Path(path).read_bytes()


def checked_size(name: str, data: bytes) -> bytes:
    if len(data) > MAX_BYTES:
        raise ValueError(_too_large(name, len(data)))
    return data


def _too_large(name: str, size: int) -> str:
    return f"{name} has {size / 1e6:.0f} MB, and at most {MAX_BYTES / 1e6:.0f} MB are read: take a part of the graph"


def read_csv(name: str, content: bytes, **options: Any) -> Any:
    import pandas as pd

    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{name}: expected UTF-8 text ({error.reason} at byte {error.start:,}); save it as UTF-8 CSV") from error
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith(("#", "%"))), "")
    if not first:
        raise ValueError(f"{name} is empty")
    separator = "\t" if "\t" in first else "," if "," in first else ";" if ";" in first else r"\s+"
    lines = "\n".join(line for line in text.splitlines() if line.strip() and not line.startswith(("#", "%")))
    try:
        return pd.read_csv(io.StringIO(lines), sep=separator, dtype=str, keep_default_na=False, skipinitialspace=True, **options)
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        raise ValueError(f"{name} is no table with equally long rows: {str(error).strip().splitlines()[0]}") from error


def read_table(source: tuple[str, bytes] | Path | None) -> Table | None:
    if source is None:
        return None
    name, content = (source.name, file_content(source)) if isinstance(source, Path) else (source[0], checked_size(*source))
    if name.lower().endswith(".npz"):
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as members:
                unpacked = sum(member.file_size for member in members.infolist())
            if unpacked > MAX_UNPACKED_BYTES:
                raise ValueError(
                    f"its arrays unpack to {unpacked / 1e9:.1f} GB, and at most {MAX_UNPACKED_BYTES / 1e9:g} GB are read: keep them "
                    "sparse, as `indptr`, `indices`, `shape`"
                )
            with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
                return name, None, {key: arrays[key] for key in arrays}
        except (ValueError, OSError, KeyError) as error:
            raise ValueError(f"{name} is no readable npz of plain arrays ({error})") from error
        except Exception as error:  # zipfile.BadZipFile, zlib.error
            raise ValueError(f"{name} is damaged: {error}") from error
    if not name.lower().endswith((".csv", ".tsv", ".txt")):
        raise ValueError(f"{name}: expected .csv, .tsv or .npz")
    frame = read_csv(name, content, header=0)
    if frame.shape[1] < 2:
        raise ValueError(f"{name}: expected a header and at least two columns, the first with node names")
    frame.index = frame.iloc[:, 0].str.strip()
    if frame.index.has_duplicates:
        raise ValueError(f"{name}: node {frame.index[frame.index.duplicated()][0]!r} has more than one row")
    return name, frame.iloc[:, 1:], {}


def features_of(table: Table | None, names: list[str]) -> tuple[SparseMatrix | None, tuple[str, ...]]:
    if table is None:
        return None, ()
    name, frame, arrays = table
    if frame is None:
        return _feature_arrays(name, arrays, len(names)), ()
    try:
        dense = frame.loc[names].to_numpy().astype(np.float32)
    except ValueError as error:
        raise ValueError(f"{name}: every column after the first must hold numbers ({error})") from error
    return _finite(name, dense), tuple(map(str, frame.columns))


def _feature_arrays(name: str, arrays: dict[str, np.ndarray], num_nodes: int) -> SparseMatrix:
    if "x" in arrays and arrays["x"].ndim == 2:
        _right_length(name, len(arrays["x"]), num_nodes)
        return _finite(name, arrays["x"].astype(np.float32))
    if not {"indptr", "indices", "shape"} <= set(arrays):
        raise ValueError(
            f"{name}: expected an array `x` (node, feature), or `indptr`, `indices`, `shape`; found {sorted(arrays)}"
        )
    from scipy.sparse import csr_array

    values = arrays.get("data", np.ones(len(arrays["indices"]))).astype(np.float32)
    try:
        matrix = csr_array((values, arrays["indices"], arrays["indptr"]), shape=tuple(int(size) for size in arrays["shape"]))
        matrix.check_format(full_check=True)
    except ValueError as error:
        raise ValueError(f"{name} holds no compressed sparse rows: {error}") from error
    num_rows, num_columns = (int(size) for size in arrays["shape"])
    _right_length(name, num_rows, num_nodes)
    matrix.sum_duplicates()
    if not np.isfinite(matrix.data).all():
        raise ValueError(f"{name}: some features are not finite numbers")
    places = (torch.from_numpy(np.asarray(part, dtype=np.int64)) for part in (matrix.indptr, matrix.indices))
    row_starts, columns = places
    return SparseMatrix(row_starts=row_starts, columns=columns, values=torch.from_numpy(matrix.data), num_columns=num_columns)


def _finite(name: str, dense: np.ndarray) -> SparseMatrix:
    if dense.shape[1] == 0 or not np.isfinite(dense).all():
        raise ValueError(f"{name}: expected at least one feature, all finite numbers")
    return SparseMatrix.from_dense(torch.from_numpy(np.ascontiguousarray(dense)))


def _right_length(name: str, length: int, num_nodes: int) -> None:
    if length != num_nodes:
        raise ValueError(f"{name} has {length:,} rows, but the graph has {num_nodes:,} nodes: one row a node is expected")


def labels_of(table: Table | None, names: list[str]) -> tuple[Tensor | None, tuple[str, ...]]:
    if table is None:
        return None, ()
    name, frame, arrays = table
    if frame is None:
        if "y" not in arrays or arrays["y"].ndim != 1:
            raise ValueError(f"{name}: expected an array `y` with the class of each node; found {sorted(arrays)}")
        _right_length(name, len(arrays["y"]), len(names))
        given = [str(value) for value in arrays["y"].tolist()]
    else:
        unknown = sorted(set(frame.index) - set(names))
        if unknown:
            raise ValueError(f"{name} labels {len(unknown):,} nodes that the graph does not have, such as {unknown[0]!r}")
        given = frame.iloc[:, 0].str.strip().reindex(names, fill_value="").tolist()
    classes = sorted(set(given) - {""}, key=natural_order)
    if not classes:
        raise ValueError(f"{name} gives no node a class")
    number = {label: index for index, label in enumerate(classes)}
    return torch.tensor([number.get(label, -1) for label in given]), tuple(classes)


def natural_order(name: str) -> tuple[int, int, str]:
    """Whole numbers by value and first, then everything else by letters."""
    return (0, int(name), name) if re.fullmatch(r"[0-9]{1,18}", name) else (1, 0, name)
