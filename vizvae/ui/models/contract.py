"""What the Models page is told and what it says back."""

from __future__ import annotations

from vizvae.ui.http.contract import Encoded, Message, Payload


class ModelsData(Payload):
    figures: dict[str, str]
    """What each figure means, in the order in which the cards hold them."""
    cards: list[Encoded[ModelCard | Unusable]]


class Measured(Payload):
    figures: list[str]
    """In the order of their meanings."""
    how: str
    """Interval, data and protocol."""


class ModelCard(Payload, tag_field="kind", tag="card"):
    """Every text is shown as it is, whoever wrote it."""

    name: str
    title: str
    about: str
    """Where it comes from, what it was trained on, how large it is."""
    measured: list[Measured]
    measure: str
    """The command by which it is measured; empty where it cannot be: of a model from elsewhere no likelihood is known."""
    command: str
    """The one by which it was trained."""
    url: str
    """Of the whole card, for who asks: with them all the page would be five times as large."""


class Unusable(Payload, tag_field="kind", tag="unusable"):
    """In the place of a card that cannot be shown."""

    name: str
    error: str


class ModelsSaid(Message):
    open: str | None = None
    """The name of a model that the sliders shall show."""
