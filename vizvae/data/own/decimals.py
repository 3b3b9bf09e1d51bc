"""Numbers with a decimal comma, as tables have them where semicolons or tabs divide the columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

NUMBER = r"[+-]?\d*(,\d+)?([eE][+-]?\d+)?"
THOUSANDS = r"[+-]?[1-9]\d{0,2}(,\d{3})?"
"""What may be 1,234 as well as 1.234"""


GAPS = ("", "na", "n/a", "nan", "null", "none", "?")
"""What a cell without a value says, in small letters"""


def with_decimal_points(column: pd.Series, titled: bool) -> pd.Series:
    """A column of numbers with decimal commas, with points; any other as it is, and one whose commas may stand for thousands. `titled`:
    whether its first cell may be its title."""
    cells = column.str.strip()
    numbers = cells.str.fullmatch(NUMBER)
    commas = cells[numbers & cells.str.contains(",", regex=False)]
    words = ~numbers & ~cells.str.lower().isin(GAPS)
    if not len(commas) or words.iloc[int(titled) :].any() or commas.str.fullmatch(THOUSANDS).all():
        return column
    return column.where(~numbers, cells.str.replace(",", ".", regex=False))
