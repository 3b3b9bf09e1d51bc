"""Tables as people have them: which cell is of which column."""

from __future__ import annotations

import pytest

from vizvae.data.own.tables import read_table


@pytest.mark.parametrize(
    "text",
    [
        "tempo,genre\n120,rock,\n90,jazz,\n",
        "tempo,genre\n120,rock, ,,\n90,jazz,,,\n",
        "tempo;genre\r\n120;rock;\r\n90;jazz\r\n",
        "tempo,genre\n120,rock\n90,jazz\n",
    ],
)
def test_a_separator_at_the_end_of_the_rows_moves_no_column(text: str) -> None:
    """As some programs write it: pandas took the first column for names of the rows, and each factor had the values of the next."""
    assert read_table(text.encode(), "factors.csv").columns == {"tempo": ["120", "90"], "genre": ["rock", "jazz"]}


@pytest.mark.parametrize("text", ["tempo,genre\n120,rock,loud\n90,jazz,\n", "tempo,genre\n120,rock\n90,jazz,soft\n"])
def test_rows_with_more_cells_than_the_header_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"factors\.csv: expected .*header"):
        read_table(text.encode(), "factors.csv")


@pytest.mark.parametrize(
    ("cells", "read"),
    [
        (["0,5", "-12,25", ""], ["0.5", "-12.25", ""]),
        (["1,234", "22,500", "3"], ["1,234", "22,500", "3"]),
        (["0,123", "22,500", "1e3"], ["0.123", "22.500", "1e3"]),
        (["red, green", "1,5", "2"], ["red, green", "1,5", "2"]),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_decimal_commas_are_points_where_semicolons_divide(cells: list[str], read: list[str], encoding: str) -> None:
    text = "size;name\n" + "\n".join(f"{cell};a,b" for cell in cells)
    assert read_table(text.encode(encoding), "factors.csv").columns == {"size": read, "name": ["a,b"] * 3}
