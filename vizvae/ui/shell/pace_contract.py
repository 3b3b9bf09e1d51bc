"""What the component is told that says when a part of a page is to be drawn again, and what it says."""

from __future__ import annotations

from vizvae.ui.http.contract import Message, Payload


class PaceData(Payload):
    turn: int
    """Another one each time the part has been drawn."""
    every_ms: float
    """From one turn to the next at least."""
    drawn: str | None
    """A selector of what is on the screen when the part is; null for what need not be waited for."""


class PaceSaid(Message):
    turn: int | None = None
    """This turn is over."""
