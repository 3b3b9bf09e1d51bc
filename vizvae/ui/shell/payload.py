"""What a component is told, as one JSON text.

Streamlit turns what it is given into JSON twice at every run of a page, and looks whether any of it is a table: a text it takes as it is,
and what is the same for all visitors is turned into text once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Json:
    """JSON text that stands for a value."""

    text: str

    @classmethod
    def of(cls, value: Any) -> Json:
        return cls(json.dumps(value))

    @classmethod
    def array(cls, items: Iterable[Json]) -> Json:
        return cls(f"[{', '.join(item.text for item in items)}]")


def payload(data: Mapping[str, Any]) -> dict[str, str]:
    """`data`, of which values may be `Json`, for the component; `hosts/streamlit.ts` reads it."""
    parts = (f"{json.dumps(key)}: {value.text if isinstance(value, Json) else json.dumps(value)}" for key, value in data.items())
    return {"json": f"{{{', '.join(parts)}}}"}
