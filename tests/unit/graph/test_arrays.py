"""Arrays from anybody: refused with the right words before they take memory."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from typing import Any

import numpy as np
import pytest

from vizvae.graph import arrays as module
from vizvae.graph import tables
from vizvae.graph.readers import read_graph

EDGES = b"a,b\nb,c\n"
LARGEST = np.iinfo(np.int64).max


def npz(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def rows(**other: Any) -> bytes:
    """Three rows of two columns, but for what is other."""
    usual = {"indptr": np.array([0, 1, 1, 2]), "indices": np.array([1, 0]), "shape": np.array([3, 2])}
    return npz(**(usual | other))


def lying(shape: tuple[int, ...], dtype: str = "<f4", content: bytes = b"\0" * 24, key: str = "x") -> bytes:
    """An npz of one array whose header says what it likes."""
    member = io.BytesIO()
    np.lib.format.write_array_header_1_0(member, {"descr": dtype, "fortran_order": False, "shape": shape})
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{key}.npy", member.getvalue() + content)
    return file.getvalue()


def raw(content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.npy", content)
    return file.getvalue()


FEATURES = {
    "three million columns for two entries": (rows(shape=np.array([3, 3_000_000])), "has 3,000,000 features, expected 1 to 100,000"),
    "columns that no node has": (rows(shape=np.array([3, 90_000])), "says 90,000 features, but there are only 2 entries"),
    "a shape of one number": (rows(shape=np.array(3)), "`shape`: expected a list of whole numbers, got int64 of shape"),
    "a shape of three": (rows(shape=np.array([3, 2, 1])), "`shape`: expected two numbers, rows and columns, got 3"),
    "a shape of halves": (rows(shape=np.array([3.5, 2])), "`shape`: expected a list of whole numbers, got float64"),
    "a shape below nothing": (rows(shape=np.array([3, -2])), "expected 1 to 100,000"),
    "a shape beyond all numbers": (rows(shape=np.array([3, 2**64 - 1], np.uint64)), "18446744073709551615 is too large"),
    "rows of another graph": (rows(shape=np.array([4, 2])), "has 4 rows, but the graph has 3 nodes"),
    "a column out of range": (rows(indices=np.array([1, 2])), "`indices`: expected 0 to 1, got 1 to 2"),
    "a column below 0": (rows(indices=np.array([-1, 0])), "`indices`: expected 0 to 1, got -1 to 0"),
    "a column at the end of all numbers": (rows(indices=np.array([LARGEST, 0])), "`indices`: expected 0 to 1"),
    "columns that are no whole numbers": (rows(indices=np.array([1.0, 0.0])), "`indices`: expected a list of whole numbers"),
    "columns in a table": (rows(indices=np.array([[1, 0]])), "`indices`: expected a list of whole numbers"),
    "starts beyond the entries": (rows(indptr=np.array([0, 1, 1, 9])), "`indptr`: expected 4 numbers that rise from 0 to 2"),
    "starts that fall": (rows(indptr=np.array([0, 2, 1, 2])), "`indptr`: expected 4 numbers that rise"),
    "starts below 0": (rows(indptr=np.array([-1, 1, 1, 2])), "`indptr`: expected 4 numbers that rise"),
    "starts that overflow": (rows(indptr=np.array([0, LARGEST, -LARGEST, 2])), "`indptr`"),
    "too few starts": (rows(indptr=np.array([0, 2])), "`indptr`: expected 4 numbers"),
    "no starts": (rows(indptr=np.array([], np.int64)), "`indptr`: expected 4 numbers"),
    "too few values": (rows(data=np.ones(1)), "`data`: expected 2 numbers, one for each"),
    "complex values": (rows(data=np.ones(2, complex)), "`data`: expected plain numbers, got complex128"),
    "values that are texts": (rows(data=np.array(["1", "2"])), "`data`: expected real numbers, got <U1"),
    "values that are not finite": (rows(data=np.array([1, np.inf])), "not finite"),
    "values too large for 32 bits": (rows(data=np.array([1, 1e300])), "not finite"),
    "values that add up to too much": (
        rows(indptr=np.array([0, 2, 2, 2]), indices=np.array([1, 1]), data=np.array([3e38, 3e38])),
        "not finite",
    ),
    "complex features": (npz(x=np.eye(3, dtype=complex)), "`x`: expected plain numbers, got complex128"),
    "features that are texts": (npz(x=np.array([["a"]] * 3)), "`x`: expected real numbers, got <U1"),
    "features that are dates": (npz(x=np.zeros((3, 2), "datetime64[D]")), "`x`: expected plain numbers"),
    "features that are records": (npz(x=np.zeros(3, [("a", "f4")])), "`x`: expected plain numbers"),
    "features that are objects": (npz(x=np.array([[{}]] * 3)), "`x`: expected plain numbers, got object"),
    "features that are no numbers": (npz(x=np.full((3, 2), np.nan)), "all finite numbers"),
    "features too large for 32 bits": (npz(x=np.full((3, 2), 1e300)), "all finite numbers"),
    "no features": (npz(x=np.zeros((3, 0))), "has 0 features"),
    "a million features": (npz(x=np.zeros((3, 1_000_000), np.uint8)), "has 1,000,000 features"),
    "a header that says more than there is": (lying((10**9, 10**9)), "but 24 bytes are held"),
    "a header that says less": (lying((3, 1)), "but 24 bytes are held"),
    "a header with a length below 0": (lying((-3, -2)), "but 24 bytes are held"),
    "a header of many bytes a number": (lying((3, 2), "<U100000000"), "but 24 bytes are held"),
    "a header of nothing at all, often": (lying((10**12,), "|V0", b""), "expected plain numbers"),
    "a header that is code": (raw(b"\x93NUMPY\x01\x00\x20\x00" + b"__import__('os').abort()".ljust(32)), "no readable npz"),
    "a header that is cut": (raw(b"\x93NUMPY\x01\x00\xff\xff{"), "no readable npz"),
    "no header": (raw(b"1 2 3"), "no readable npz"),
}  # fmt: skip


@pytest.mark.parametrize(("features", "message"), FEATURES.values(), ids=FEATURES.keys())
def test_features_that_cannot_be(features: bytes, message: str) -> None:
    read_graph("g.csv", EDGES)  # imports pandas
    tracemalloc.start()
    try:
        with pytest.raises(ValueError, match=r"x\.npz") as caught:
            read_graph("g.csv", EDGES, features=("x.npz", features))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert message in str(caught.value)
    assert peak < 60_000_000


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        (npz(y=np.array(3)), "expected an array `y`"),
        (npz(y=np.zeros(3, complex)), "`y`: expected plain numbers"),
        (npz(y=np.array([1, np.nan, 2])), "not finite"),
        (npz(y=np.array([{}, {}, {}])), "`y`: expected plain numbers"),
        (lying((3,), "<U300000000", b"\0" * 12, "y"), "but 12 bytes are held"),
        (npz(z=np.zeros(3)), "expected an array `y`"),
    ],
)
def test_classes_that_cannot_be(labels: bytes, message: str) -> None:
    with pytest.raises(ValueError, match=r"y\.npz") as caught:
        read_graph("g.csv", EDGES, labels=("y.npz", labels))
    assert message in str(caught.value)


def test_bombs_are_counted_before_they_go_off(monkeypatch: pytest.MonkeyPatch) -> None:
    content = npz(x=np.zeros((3, 20_000), np.uint8))
    monkeypatch.setattr(module, "MAX_NUMBERS", 50_000)
    with pytest.raises(ValueError, match="60,000 numbers, and at most 50,000"):
        read_graph("g.csv", EDGES, features=("x.npz", content))
    # What nobody asked for is not read, be it what it may.
    beside = read_graph("g.csv", EDGES, features=("x.npz", npz(x=np.eye(3), more=np.zeros(100_000), odd=np.array([{}]))))
    assert beside.features is not None
    assert beside.features.num_columns == 3


def test_a_table_of_too_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_CELLS", 1_000)
    with pytest.raises(ValueError, match="more than 1,000 cells"):
        read_graph("g.csv", EDGES, features=("x.csv", b"node" + b",f" * 2_000 + b"\n"))
    monkeypatch.undo()
    monkeypatch.setattr(module, "MAX_FEATURES", 10)
    head = "node," + ",".join(f"f{i}" for i in range(11))
    table = "\n".join([head, *(f"{node}," + ",".join("1" * 11) for node in "abc")])
    with pytest.raises(ValueError, match="has 11 features, expected 1 to 10"):
        read_graph("g.csv", EDGES, features=("x.csv", table.encode()))


@pytest.mark.parametrize("dtype", ["?", "u1", "i8", "f2", "f4", "f8"])
def test_numbers_of_any_kind_are_read(dtype: str) -> None:
    for content in (npz(x=np.eye(3).astype(dtype)), rows(data=np.ones(2, dtype)), rows(indices=np.array([1, 0], np.uint64))):
        assert read_graph("g.csv", EDGES, features=("x.npz", content)).features is not None
