"""Tables that come beside a graph: features and classes of its nodes, as CSV or as arrays."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from vizvae.graph.arrays import check_features, classes_of_arrays, dense_features, features_of_arrays, read_arrays
from vizvae.graph.sparse import SparseMatrix

MAX_BYTES = 100_000_000
MAX_CELLS = 20_000_000
"""Of a table: each is kept as text at first, in many times the bytes that it has in the file."""
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
    if separator != r"\s+" and text.count(separator) > MAX_CELLS:
        raise ValueError(f"{name} has more than {MAX_CELLS:,} cells: take a part of it, or arrays in an npz file")
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
        return name, None, read_arrays(name, content)
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
        return features_of_arrays(name, arrays, len(names)), ()
    check_features(name, frame.shape[1])
    try:
        dense = frame.loc[names].to_numpy().astype(np.float32)
    except ValueError as error:
        raise ValueError(f"{name}: every column after the first must hold numbers ({error})") from error
    return dense_features(name, dense), tuple(map(str, frame.columns))


def labels_of(table: Table | None, names: list[str]) -> tuple[Tensor | None, tuple[str, ...]]:
    if table is None:
        return None, ()
    name, frame, arrays = table
    if frame is None:
        given = classes_of_arrays(name, arrays, len(names))
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
