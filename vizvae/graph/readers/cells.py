"""What the cells of a column of text hold: whole numbers, decimals, dates, or words."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

DATE = re.compile(r"\d{4}[-/.]\d{1,2}([-/.]\d{1,2}([T ].*)?)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")
NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
DECIMAL_COMMA = re.compile(r"[-+]?\d*,\d+")


def numbers_of(cells: Any) -> np.ndarray:
    """A column (a pandas Series of text) as float64, NaN for what is no number."""
    import pandas as pd

    read: Any = pd.to_numeric(cells, errors="coerce")
    return np.asarray(read, np.float64)


def kind_of(cells: Any) -> str:
    """What a column of text holds where it is not empty: whole, decimal, date, word, or empty."""
    filled = cells[cells.notna() & (cells != "")]
    if len(filled) == 0:
        return "empty"
    first = str(filled.iloc[0])
    numbers = numbers_of(filled)
    if np.isnan(numbers).any() and DECIMAL_COMMA.fullmatch(first):
        numbers = numbers_of(filled.str.replace(",", ".", regex=False))
    if not np.isfinite(numbers).all():  # infinity is a word, too
        return "date" if DATE.fullmatch(first) and filled.str.fullmatch(DATE.pattern).all() else "word"
    return "whole" if bool((numbers % 1 == 0).all()) else "decimal"


def is_number(cell: str) -> bool:
    """Or a date."""
    return bool(NUMBER.fullmatch(cell) or DECIMAL_COMMA.fullmatch(cell) or DATE.fullmatch(cell))
