"""Which row is whose: columns that number the rows, numbers that look like names, and orders that differ."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.unit.data.own.pictures import fill
from vizvae.data.codes import read_code_factors, read_codes
from vizvae.data.own.source import open_source
from vizvae.data.own.tables import Table, factors_of, labels_of

NUMBERED = [f"{number}.png" for number in range(40)]
PADDED = [f"{number:02}.png" for number in range(40)]
ANGLES = [str(number * 7 % 40) for number in range(40)]


def test_rows_in_the_order_of_numbers_are_not_taken_in_that_of_texts() -> None:
    table = Table("factors.csv", {"size": [str(0.5 + row) for row in range(40)]})
    with pytest.raises(ValueError, match=r"in the order of their names '1\.png'.*add a column called file"):
        factors_of(table, sorted(NUMBERED), [])
    (size,) = factors_of(table, PADDED, [])
    assert size.numbers[:3].tolist() == [0.5, 1.5, 2.5]
    (size,) = factors_of(Table("factors.csv", {"file": NUMBERED, **table.columns}), sorted(NUMBERED), [])
    assert size.numbers[:3].tolist() == [0.5, 1.5, 10.5]


def test_numbers_of_another_meaning_are_no_names() -> None:
    ages = [str(10 + int(angle)) for angle in ANGLES]
    found = factors_of(Table("factors.csv", {"age": ages, "size": ANGLES}), PADDED, [])
    assert [factor.name for factor in found] == ["age", "size"]
    assert found[0].numbers[:3].tolist() == [10, 17, 24]
    with pytest.raises(ValueError, match="'angle' are names of pictures, too: call it id"):
        factors_of(Table("factors.csv", {"angle": ANGLES, "size": ages}), NUMBERED, [])


def test_a_column_that_numbers_the_rows_is_no_factor() -> None:
    notes: list[str] = []
    places = [str(row) for row in range(40)]
    columns = {"Unnamed: 0": places, "file": PADDED, "sample_id": places, "size": ANGLES}
    assert [factor.name for factor in factors_of(Table("factors.csv", columns), PADDED, notes)] == ["size"]
    assert "column sample_id numbers or names the rows" in " ".join(notes)
    name = ["cat", "dog"] * 20
    assert [one.name for one in factors_of(Table("factors.csv", {"file": PADDED, "name": name}), PADDED, [])] == ["name"]


CODES = np.random.default_rng(0).normal(size=(40, 3)).round(3)


def written(path: Path, header: str, rows: list[list[object]]) -> Path:
    path.write_text("\n".join([header, *(",".join(map(str, row)) for row in rows)]))
    return path


@pytest.mark.parametrize("title", ["", "Unnamed: 0", "id", "sample_id", "whatever"])
def test_a_column_that_numbers_the_rows_is_no_latent(title: str, tmp_path: Path) -> None:
    path = written(tmp_path / "codes.csv", f"{title},a,b,c", [[row, *CODES[row]] for row in range(40)])
    given = read_codes(path)
    assert given.latents == ("a", "b", "c")
    assert given.ids == tuple(map(str, range(40)))


def test_factors_with_names_of_rows_and_codes_without(tmp_path: Path) -> None:
    np.save(tmp_path / "codes.npy", CODES)
    given = read_codes(tmp_path / "codes.npy")
    in_order = written(tmp_path / "factors.csv", ",shape", [[row, row % 3] for row in range(40)])
    assert [factor.name for factor in read_code_factors(in_order, given)] == ["shape"]
    assert "the codes have no names" in " ".join(given.notes)
    mixed = written(tmp_path / "mixed.csv", "id,shape", [[ANGLES[row], row % 3] for row in range(40)])
    with pytest.raises(ValueError, match="not in the order of its column id"):
        read_code_factors(mixed, given)


def test_codes_that_spaces_divide_are_told_so(tmp_path: Path) -> None:
    np.savetxt(tmp_path / "codes.txt", CODES)
    with pytest.raises(ValueError, match="divided by spaces; divide them by commas"):
        read_codes(tmp_path / "codes.txt")


@pytest.mark.parametrize("row", ["birds/{}.png,{},train", "birds\\{}.png,{},train"])
def test_a_column_that_says_the_same_of_all_and_paths_of_windows(row: str, tmp_path: Path) -> None:
    fill(tmp_path / "birds", 12)
    names = sorted(file.stem for file in (tmp_path / "birds").iterdir())
    rows = [row.format(name, "cat" if place % 2 else "dog") for place, name in enumerate(names)]
    (tmp_path / "birds.csv").write_text("\n".join(["path,label,split", *rows]))
    with open_source(tmp_path / "birds.csv") as source:
        assert len(source.items) == 12
        assert list(source.tables) == ["labels.csv"]
        assert "column split says the same" in " ".join(source.notes)
        assert labels_of(source.tables["labels.csv"], [item.name for item in source.items], [])[:2] == ["dog", "cat"]
