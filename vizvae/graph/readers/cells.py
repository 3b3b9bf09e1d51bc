"""What the cells of a column of text hold: whole numbers, decimals, dates, or words."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

DATE = re.compile(r"\d{4}[-/.]\d{1,2}([-/.]\d{1,2}([T ].*)?)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
DECIMAL_COMMA = re.compile(r"[-+]?\d*,\d+([eE][-+]?\d+)?")
THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?")
SEVERAL_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}((,\d{3}){2,}|(,\d{3})+\.\d*)")
"""Of which no comma is a decimal one"""
POINTS_AND_COMMA = re.compile(r"[-+]?[1-9]\d{0,2}(\.\d{3})+,\d+")
"""1.234,5: points part thousands"""
MISSING = {
    *("", "nan", "NaN", "NAN", "na", "Na", "NA", "n/a", "N/A", "#N/A", "null", "Null", "NULL", "none", "None", "NONE", "<NA>"),
    *("-", "–", "—", ".", "?"),
}  # fmt: skip
"""How tables say that a cell holds nothing"""


def numbers_of(cells: Any, separator: str = "") -> np.ndarray:
    """A column (a pandas Series of text) as float64, NaN for what is no number, or may be two.

    What commas mean is told by the whole column, and where that may be either by `separator`, which stands between the columns.
    """
    import pandas as pd

    read: Any = pd.to_numeric(cells, errors="coerce")
    if bool(read.isna().any()) and (commas := commas_of(cells, separator)):
        if commas in ("thousands", "points"):
            cells = cells.str.replace("," if commas == "thousands" else ".", "", regex=False)
        if commas in ("decimal", "points"):
            cells = cells.str.replace(",", ".", regex=False)
        read = pd.to_numeric(cells, errors="coerce")
    return np.asarray(read, np.float64)


def commas_of(cells: Any, separator: str = "") -> str:
    """What commas in a column of numbers mean: `decimal`, `thousands`, `points` (decimal, and points part thousands), `either`, or empty
    where there are none and where the column holds something else.

    1,500 may be 1500 or 1.5, if all cells with a comma are like it. Where commas part the columns, numbers are written with points, so that
    a comma within quotes parts thousands; where semicolons do, that is because commas are decimal.
    """
    filled = cells[cells.notna() & (cells != "")]
    with_comma = filled[filled.str.contains(",", regex=False)]
    if len(with_comma) == 0:
        return ""
    others = filled[~filled.str.contains(",", regex=False)]
    if not others.str.fullmatch(NUMBER.pattern).all():
        return ""
    if with_comma.str.fullmatch(THOUSANDS.pattern).all():
        if with_comma.str.fullmatch(SEVERAL_THOUSANDS.pattern).any() or others.str.contains(".", regex=False).any():
            return "thousands"
        return {",": "thousands", ";": "decimal"}.get(separator, "either")
    if with_comma.str.fullmatch(DECIMAL_COMMA.pattern).all():
        return "decimal"
    known = with_comma.str.fullmatch(f"{DECIMAL_COMMA.pattern}|{POINTS_AND_COMMA.pattern}")
    return "points" if known.all() else ""


def said_of_commas(cells: Any, separator: str = "") -> str:
    """How the commas of a column of numbers are read, where they might mean something else: `1,500 as 1500`; empty where they might not."""
    commas = commas_of(cells, separator)
    alike = cells[cells.notna()].astype("str")
    alike = alike[alike.str.fullmatch(f"{THOUSANDS.pattern}|{POINTS_AND_COMMA.pattern}")]
    if commas not in ("thousands", "points", "decimal") or len(alike) == 0:
        return ""
    if commas == "decimal" and len(alike) < int(cells.str.contains(",", regex=False).sum()):
        return ""  # others tell
    return f"{alike.iloc[0]} as {numbers_of(alike.iloc[:1], ',' if commas == 'thousands' else ';')[0]:.15g}"


def kind_of(cells: Any) -> str:
    """What a column of text holds where it is not empty: whole, decimal, date, word, or empty. Numbers with commas are decimal."""
    filled = cells[cells.notna() & (cells != "")]
    if len(filled) == 0:
        return "empty"
    numbers = numbers_of(filled)
    if np.isnan(numbers).any() and commas_of(filled):
        return "decimal"
    if not np.isfinite(numbers).all():  # infinity is a word, too
        first = str(filled.iloc[0])
        return "date" if DATE.fullmatch(first) and filled.str.fullmatch(DATE.pattern).all() else "word"
    return "whole" if bool((numbers % 1 == 0).all()) else "decimal"


def is_number(cell: str) -> bool:
    """Or a date."""
    return bool(NUMBER.fullmatch(cell) or DATE.fullmatch(cell)) or has_commas_of_numbers(cell)


def has_commas_of_numbers(cell: str) -> bool:
    return any(form.fullmatch(cell) for form in (DECIMAL_COMMA, THOUSANDS, POINTS_AND_COMMA))
