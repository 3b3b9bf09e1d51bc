"""Codes that somebody brings: what is read as what, and what is refused with which words."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest

from vizvae.data.codes import GivenCodes, read_code_factors, read_codes
from vizvae.data.codes_example import GENRES, NUM_SONGS, example_tables

RANDOM = np.random.default_rng(0)
CODES = RANDOM.normal(size=(40, 3)).round(4)


def table(path: Path, rows: list[list[object]]) -> Path:
    path.write_text("\n".join(",".join(map(str, row)) for row in rows), encoding="utf-8")
    return path


def names(count: int = 40) -> list[str]:
    return [f"cell {number}" for number in range(count)]


@pytest.mark.parametrize("dtype", [np.float64, np.float16, np.int8])
def test_arrays(tmp_path: Path, dtype: type) -> None:
    codes = (10 * CODES).astype(dtype)
    np.save(tmp_path / "codes.npy", codes)
    np.savez(tmp_path / "codes.npz", whatever=codes)
    np.savez(tmp_path / "many.npz", labels=np.arange(40), Z=codes)
    for name in ("codes.npy", "codes.npz", "many.npz"):
        given = read_codes(tmp_path / name)
        assert np.array_equal(given.codes, codes.astype(np.float64))
        assert given.latents == ("z0", "z1", "z2")
        assert given.ids is None


def test_tables_with_and_without_header_and_names(tmp_path: Path) -> None:
    rows = [[*row] for row in CODES.tolist()]
    named = [[name, *row] for name, row in zip(names(), rows, strict=True)]
    read = {
        "bare": rows,
        "header": [["a", "b", "c"], *rows],
        "named": named,
        "named with header": [["cell", "a", "b", "c"], *named],
        "of pandas": [["", 0, 1, 2], *[[place, *row] for place, row in enumerate(rows)]],
        "of pandas without index": [[0, 1, 2], *rows],
    }
    given = {name: read_codes(table(tmp_path / f"{name}.csv", lines)) for name, lines in read.items()}
    for name, one in given.items():
        assert np.array_equal(one.codes, CODES), name
    assert given["bare"].latents == given["named"].latents == ("z0", "z1", "z2")
    assert given["header"].latents == given["named with header"].latents == ("a", "b", "c")
    assert given["of pandas"].latents == given["of pandas without index"].latents == ("0", "1", "2")
    assert given["named"].ids == given["named with header"].ids == tuple(names())
    assert given["of pandas"].ids == tuple(map(str, range(40)))
    assert given["bare"].ids is given["header"].ids is None
    assert "without a header" in given["bare"].notes[0]
    assert "cell was taken for the rows' names" in given["named with header"].notes[1]


def test_factors_are_matched_by_name_else_by_order(tmp_path: Path) -> None:
    codes, factors = example_tables()
    (tmp_path / "codes.csv").write_bytes(codes)
    (tmp_path / "factors.csv").write_bytes(factors)
    given = read_codes(tmp_path / "codes.csv")
    found = {factor.name: factor for factor in read_code_factors(tmp_path / "factors.csv", given)}
    assert found.keys() == {"genre", "tempo", "year", "duration"}
    assert found["genre"].values == GENRES
    # The tables have the songs in different orders: matched, the latent is the genre up to its noise.
    assert np.abs(given.codes[:, 0] - found["genre"].numbers).max() < 0.8
    assert 0.2 < np.isnan(found["year"].numbers).mean() < 0.3
    by_order = GivenCodes(given.codes, given.latents, None, [])
    assert np.array_equal(read_code_factors(tmp_path / "factors.csv", by_order)[0].numbers, read_places(factors))
    assert len(given.codes) == NUM_SONGS


def read_places(factors: bytes) -> list[int]:
    """Without the reader: the songs' names are words that no two share, so the first factor is they."""
    songs = [line.split(",")[0] for line in factors.decode().splitlines()[1:]]
    return [sorted(songs).index(song) for song in songs]


def test_a_factor_of_digits_is_not_taken_for_the_rows_names(tmp_path: Path) -> None:
    given = read_codes(table(tmp_path / "codes.csv", [["id", "a", "b"], *[[place, *CODES[place, :2]] for place in range(40)]]))
    digits = table(tmp_path / "factors.csv", [["digit"], *[[place % 10] for place in reversed(range(40))]])
    (factor,) = read_code_factors(digits, given)
    assert factor.numbers.tolist() == [place % 10 for place in reversed(range(40))]
    assert any("in the order of" in note for note in given.notes)


def packed(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def header_of(shape: tuple[int, ...]) -> bytes:
    out = io.BytesIO()
    np.lib.format.write_array_header_1_0(out, {"descr": "<f8", "fortran_order": False, "shape": shape})
    return out.getvalue()


def saved(array: np.ndarray) -> bytes:
    out = io.BytesIO()
    np.save(out, array)
    return out.getvalue()


def with_value(value: float) -> np.ndarray:
    codes = CODES.copy()
    codes[4, 1] = value
    return codes


REFUSED = {
    "nan.npy": (saved(with_value(np.nan)), r"nan\.npy: row 5, latent z1: expected a finite number, got nan; so it is in 1 of 40 rows"),
    "inf.npy": (saved(with_value(np.inf)), "row 5, latent z1: expected a finite number, got inf"),
    "flat.npy": (saved(CODES[:, 0]), r"expected an array of shape \(row, latent\), got \(40,\)"),
    "cube.npy": (saved(np.zeros((40, 2, 2))), r"got \(40, 2, 2\); flatten"),
    "three.npy": (saved(CODES[:3]), "expected at least 40 rows.*got 3"),
    "one.npy": (saved(CODES[:, :1]), "expected 2 to 512 latents.*got 1"),
    "wide.npy": (saved(np.zeros((40, 600))), "expected 2 to 512 latents.*got 600"),
    "still.npy": (saved(np.ones((40, 3))), "every latent is constant"),
    "words.npy": (saved(np.full((40, 3), "a")), "expected numbers, got values of type <U1"),
    "objects.npy": (saved(np.array([[1, None]] * 40, dtype=object)), "objects are not read"),
    "claims.npy": (header_of((125_000_000, 2)), "none, or cut short"),
    "claims.npz": (packed("codes.npy", header_of((125_000_000, 2))), "none, or cut short"),
    "bomb.npz": (packed("codes.npy", header_of((60_000_000, 2)) + bytes(480_000_000)), "unpacked it has 0.5 GB, more than 0.4 GB"),
    "empty.csv": (b"", "expected a table"),
    "word.csv": (b"a,b\n" + b"1,2\n" * 30 + b"1,x\n" + b"1,2\n" * 9, r"word\.csv, row 31, column b: expected a number, got 'x'"),
    "gap.csv": (b"a,b\n" + b"1,2\n" * 30 + b"1,\n" + b"2,2\n" * 9, "row 31, column b: expected a number, got nothing"),
    "two words.csv": (b"a,b,c\n" + b"x,y,1\n" * 40, "at most one column that names the rows; a, b hold words"),
    "codes.parquet": (b"PAR1", r"expected codes as \.npy"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused(tmp_path: Path, name: str) -> None:
    content, says = REFUSED[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=says):
        read_codes(tmp_path / name)


def test_several_arrays_of_which_none_is_called_as_codes_are(tmp_path: Path) -> None:
    np.savez(tmp_path / "two.npz", left=CODES, right=CODES)
    with pytest.raises(ValueError, match=r"expected one array, or one named codes.*got left, right"):
        read_codes(tmp_path / "two.npz")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"kind\n" + b"a\nb\n" * 25, "expected a row for each of the 40 rows of the codes.*got 50"),
        (b"kind\n" + b"a\n" * 40, "at least one column with two or more values"),
        (b"size\n" + b"1\n2\n" * 19 + b"big\n3\n", "column size: expected numbers, as in most of its rows, got 'big'"),
    ],
)
def test_factors_refused(tmp_path: Path, content: bytes, says: str) -> None:
    (tmp_path / "factors.csv").write_bytes(content)
    with pytest.raises(ValueError, match=says):
        read_code_factors(tmp_path / "factors.csv", GivenCodes(CODES, ("a", "b", "c"), None, []))
