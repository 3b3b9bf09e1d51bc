"""What a page in a notebook and its kernel tell each other, beside buffers. Bytes and latents are buffers, never JSON."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from vizvae.ui.http.contract import Message, Payload


class Ask(Message, tag_field="kind", tag="ask"):
    """As a request to a server. Its body is a buffer."""

    id: str
    address: str
    """`page`: the page's data. `built/NAME`: a file of the browser half. Else as the dashboard's."""
    method: Literal["GET", "POST", "PUT", "DELETE"]
    media_type: str


class Moved(Message, tag_field="kind", tag="moved"):
    """Where a view is now. Where it is in latent space, float32, is a buffer; without one it is at no single point."""

    by: str
    """Which view of the widget says so."""
    number: int
    """Acknowledged by `Taken`; until then this view says nothing more."""
    seen: int
    """The last `Move.number`, or `Answer.moves`, that it had heard: the kernel may have moved the page since."""
    resting: bool
    """Nothing moves any more."""
    names: dict[str, str]
    """Of latents, by number."""
    selection: list[int]
    """What is chosen: the latent, the images, the nodes."""


class Answer(Payload, tag_field="kind", tag="answer"):
    """To the question of this number; the content is a buffer."""

    id: str
    status: int
    media_type: str
    moves: int
    """How many times the kernel had moved the page when it answered"""


class Move(Payload, tag_field="kind", tag="move"):
    """Go there: what is left out stays. z is a buffer."""

    by: str
    """The view that has moved already; empty if Python says so."""
    number: int
    """How many times Python has said so"""
    names: dict[str, str] | UnsetType = UNSET
    selection: list[int] | UnsetType = UNSET


class Taken(Payload, tag_field="kind", tag="taken"):
    by: str
    number: int


class Changed(Payload, tag_field="kind", tag="changed"):
    """Ask for `page` again."""
