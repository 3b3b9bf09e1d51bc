"""Features and classes of nodes as arrays in an npz file, which is believed in nothing: it may come from anybody."""

from __future__ import annotations

import io
import math
import zipfile
from typing import Any

import numpy as np

WANTED = ("x", "y", "indptr", "indices", "data", "shape")
"""Of tables beside a graph; other arrays are not read."""
MAX_UNPACKED_BYTES = 400_000_000
"""Of the wanted arrays: a small file can be made to unpack into more than any memory."""
MAX_NUMBERS = 100_000_000
"""Of an array, as 32-bit numbers 400 MB: a file may hold them in fewer bits each."""
MAX_FEATURES = 100_000
"""A model has weights for each, several times over while it is trained."""
ALWAYS_ALLOWED = 1_000
"""Features that may be declared whatever the file holds; above, as many as it has entries: further ones would all be empty."""
NUMBERS, WHOLE_NUMBERS, CLASSES = "biuf", "iu", "biufU"
"""Kinds of dtype"""
IN_BYTES = "format"
"""The one array that may be text in bytes: scipy writes so which kind of sparse matrix it saved"""


def read_arrays(name: str, content: bytes, wanted_keys: tuple[str, ...] = WANTED) -> dict[str, np.ndarray]:
    """Those of `wanted_keys` that the file has. What an array says of itself is checked before there is memory for it.

    Raises ValueError for what is no npz of plain arrays, or unpacks into too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as members:
            wanted = {
                key: member for member in members.infolist() if (key := member.filename.removesuffix(".npy")) in wanted_keys
            }
            unpacked = sum(member.file_size for member in wanted.values())
            if unpacked > MAX_UNPACKED_BYTES:
                raise ValueError(
                    f"its arrays unpack to {unpacked / 1e6:,.0f} MB, and at most {MAX_UNPACKED_BYTES / 1e6:g} MB are read: keep them "
                    "sparse, as `indptr`, `indices`, `shape`"
                )
            for key, member in wanted.items():
                with members.open(member) as file:
                    _check_header(key, file, member.file_size)
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            return {key: arrays[key] for key in arrays if key in wanted_keys}
    except (ValueError, OSError, KeyError, EOFError, SyntaxError) as error:
        raise ValueError(f"{name} is no readable npz of plain arrays ({error})") from error
    except Exception as error:  # zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError (a password), MemoryError
        raise ValueError(f"{name} is damaged: {error or type(error).__name__}") from error


def array_names(name: str, content: bytes) -> list[str]:
    """Of all arrays in a file, none of which is read. Raises ValueError for what is no archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as members:
            return [member.filename.removesuffix(".npy") for member in members.infolist()]
    except Exception as error:  # zipfile.BadZipFile, NotImplementedError, and what else a damaged one gives
        raise ValueError(f"{name} is damaged: {error or type(error).__name__}") from error


def _check_header(key: str, file: Any, size: int) -> None:
    """Raises ValueError for an array that says it is larger, or smaller, than what the file holds of it, or is of no plain numbers."""
    version = np.lib.format.read_magic(file)
    read = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}.get(version)
    if read is None:
        raise ValueError(f"`{key}`: expected format 1 or 2, got {version}")
    shape, _, dtype = read(file)
    if dtype.hasobject or dtype.kind not in CLASSES + ("S" if key == IN_BYTES else ""):
        raise ValueError(f"`{key}`: expected plain numbers, got {dtype}")
    held = size - file.tell()
    if any(length < 0 for length in shape) or math.prod(shape) * dtype.itemsize != held:
        raise ValueError(f"`{key}` says that it is {shape} of {dtype}, but {held:,} bytes are held")
    if math.prod(shape) > MAX_NUMBERS:
        raise ValueError(f"`{key}` has {math.prod(shape):,} numbers, and at most {MAX_NUMBERS:,} are read: keep them sparse")


def features_of_arrays(name: str, arrays: dict[str, np.ndarray], num_nodes: int) -> Any:
    """`x` (node, feature), or CSR arrays `indptr`, `indices`, `shape` and, if not all one, `data`: a float32 csr_array without repeated
    entries.

    Raises ValueError for arrays that are no features of so many nodes.
    """
    if "x" in arrays and arrays["x"].ndim == 2:
        check_length(name, len(arrays["x"]), num_nodes)
        check_features(name, arrays["x"].shape[1])
        return dense_features(name, _as_float32(name, "x", arrays["x"]))
    if not {"indptr", "indices", "shape"} <= set(arrays):
        raise ValueError(
            f"{name}: expected an array `x` (node, feature), or `indptr`, `indices`, `shape`; found {sorted(arrays) or 'none of them'}"
        )
    try:
        matrix = _compressed_rows(name, arrays, num_nodes)
    except ValueError as error:
        raise ValueError(f"{name} holds no compressed sparse rows: {error}") from error
    if not np.isfinite(matrix.data).all():
        raise ValueError(f"{name}: some features are not finite numbers")
    return matrix


def _compressed_rows(name: str, arrays: dict[str, np.ndarray], num_nodes: int) -> Any:
    from scipy.sparse import csr_array

    shape, starts, columns = (_whole_numbers(key, arrays[key]) for key in ("shape", "indptr", "indices"))
    if len(shape) != 2:
        raise ValueError(f"`shape`: expected two numbers, rows and columns, got {len(shape)}")
    num_rows, num_columns = shape.tolist()
    check_length(name, num_rows, num_nodes)
    check_features(name, num_columns)
    if num_columns > max(ALWAYS_ALLOWED, len(columns)):
        raise ValueError(
            f"`shape` says {num_columns:,} features, but there are only {len(columns):,} entries: leave out the features that no node has"
        )
    if len(starts) != num_rows + 1 or starts[0] != 0 or starts[-1] != len(columns) or bool((np.diff(starts) < 0).any()):
        raise ValueError(
            f"`indptr`: expected {num_rows + 1:,} numbers that rise from 0 to {len(columns):,}, the entries of `indices`"
        )
    if len(columns) and (columns.min() < 0 or columns.max() >= num_columns):
        raise ValueError(f"`indices`: expected 0 to {num_columns - 1:,}, got {columns.min():,} to {columns.max():,}")
    values = arrays.get("data", np.ones(len(columns), np.float32))
    if values.shape != columns.shape:
        raise ValueError(f"`data`: expected {len(columns):,} numbers, one for each of `indices`, got {values.shape}")
    matrix = csr_array((_as_float32(name, "data", values), columns, starts), shape=(num_rows, num_columns))
    matrix.sum_duplicates()
    return matrix


def classes_of_arrays(name: str, arrays: dict[str, np.ndarray], num_nodes: int) -> list[str]:
    """`y`: the class of each node, as text. Raises ValueError for what is none."""
    given = arrays.get("y")
    if given is None or given.ndim != 1:
        raise ValueError(f"{name}: expected an array `y` with the class of each node; found {sorted(arrays) or 'none'}")
    check_length(name, len(given), num_nodes)
    if given.dtype.kind == "f" and not np.isfinite(given).all():
        raise ValueError(f"{name}: some classes in `y` are not finite numbers")
    return [str(value) for value in given.tolist()]


def dense_features(name: str, dense: np.ndarray) -> Any:
    """(node, feature) as a float32 csr_array. Raises ValueError if there is no feature, or one that is not finite."""
    from scipy.sparse import csr_array

    if dense.shape[1] == 0 or not np.isfinite(dense).all():
        raise ValueError(f"{name}: expected at least one feature, all finite numbers")
    return csr_array(dense.astype(np.float32, copy=False))


def check_length(name: str, length: int, num_nodes: int) -> None:
    if length != num_nodes:
        raise ValueError(f"{name} has {length:,} rows, but the graph has {num_nodes:,} nodes: one row a node is expected")


def check_features(name: str, num_features: int) -> None:
    if not 1 <= num_features <= MAX_FEATURES:
        raise ValueError(
            f"{name} has {num_features:,} features, expected 1 to {MAX_FEATURES:,}: leave out the rarest, a model has weights for each"
        )


def _as_float32(name: str, key: str, values: np.ndarray) -> np.ndarray:
    if values.dtype.kind not in NUMBERS:
        raise ValueError(f"{name}: `{key}`: expected real numbers, got {values.dtype}")
    with np.errstate(over="ignore"):  # what is too large becomes infinite, and is refused as such
        return values.astype(np.float32)


def _whole_numbers(key: str, values: np.ndarray) -> np.ndarray:
    """As int64. Raises ValueError for what is no list of whole numbers."""
    if values.ndim != 1 or values.dtype.kind not in WHOLE_NUMBERS:
        raise ValueError(f"`{key}`: expected a list of whole numbers, got {values.dtype} of shape {values.shape}")
    if len(values) and values.max() > np.iinfo(np.int64).max:
        raise ValueError(f"`{key}`: {values.max()} is too large")
    return values.astype(np.int64)
