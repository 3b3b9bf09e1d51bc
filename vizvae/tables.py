"""Tables as text, for the command line and for what a page gives to take along."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any


def as_csv(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> str:
    """With a head of `columns`, which are the keys of each row; numbers unrounded."""
    file = io.StringIO()
    writer = csv.DictWriter(file, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()
