"""Tables as text, for the command line and for what a page gives to take along."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


def as_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """With a head of `columns`, which are the keys of each row; numbers unrounded."""
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A table, a matrix or some figures, with all that is said where they are cited."""

    file: str
    """What its files are called, without the ending"""
    title: str
    rows: Sequence[Mapping[str, Any]]
    """Numbers unrounded, None where there are none; what one row has not is none, too"""
    cite: str
    """The model, the figures and what their intervals are over, the seed, the version and the weights: a line, or one for each model"""

    @property
    def columns(self) -> list[str]:
        return list(dict.fromkeys(key for row in self.rows for key in row))

    def csv(self) -> str:
        return as_csv(self.rows, self.columns)

    def json(self) -> str:
        """With the line to cite. What is not finite is null, as JSON has no word for it."""
        rows = [{key: _finite(value) for key, value in row.items()} for row in self.rows]
        return json.dumps({"title": self.title, "cite": self.cite, "rows": rows}, indent=2, ensure_ascii=False) + "\n"


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
