"""What a component is told, as one JSON text.

Streamlit turns what it is given into JSON twice at every run of a page, and looks whether any of it is a table: a text it takes as it is,
and what is the same for all visitors is turned into text once.
"""

from __future__ import annotations

from vizvae.ui.http.contract import Payload, encode


class Told(Payload):
    """What every component is told: `frontend/src/hosts/mount.tsx` reads it."""

    data: Payload
    why_not_change: str
    """Why its visitor may change nothing; empty if they may"""


def payload(data: Payload, why_not_change: str) -> dict[str, str]:
    """`data` for the component; `hosts/streamlit.ts` reads it."""
    return {"json": told_json(data, why_not_change)}


def told_json(data: Payload, why_not_change: str = "") -> str:
    """The same for any host: what `mount` of `hosts/mount.tsx` takes."""
    return encode(Told(data=data, why_not_change=why_not_change)).decode()
