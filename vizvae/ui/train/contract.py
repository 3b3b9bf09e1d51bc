"""What the training page is told and says, and what its routes answer and are asked for."""

from __future__ import annotations

from typing import Literal

from vizvae.runs.control import Action, Changeable
from vizvae.runs.events import Event
from vizvae.runs.folder import Phase, Status
from vizvae.training.config import TrainConfig
from vizvae.training.trace import TraceNumbers
from vizvae.ui.address.contract import Report
from vizvae.ui.http.contract import Message, Payload

RunEvent = Event
Part = Literal["head", "pictures", "tail"]
"""Of the page: between them are the curves."""


class TrainingPageData(Payload):
    part: Part
    runs_url: str
    """Answers with a `Listing`."""
    run: str | None
    """The run to show, from the address or because it was just started."""
    compare: tuple[str, ...]
    """Runs whose curves are laid beside it."""
    restore_id: str


class TrainingReport(Report):
    run: str | None
    compare: list[str]
    raw: bool = False
    """Whether the weights are looked at as they are, instead of their average"""
    live: bool = False
    """Whether there is more of the run to come"""


class TrainingSaid(Message):
    view: TrainingReport | None = None
    clone: str | None = None
    """The name of a run whose settings shall be in the form."""


class RunRow(Payload):
    name: str
    phase: Phase
    message: str
    place: int
    """In the queue, from 1; 0 for one that does not wait."""
    data: str
    """A title, as `model`."""
    model: str
    latent_dim: int | None
    objective: str
    epoch: float
    """Passes done."""
    epochs: int
    """Of how many."""
    seconds_left: float | None
    elbo: float | None
    """On the validation images after the last pass, nats, as `reconNll`."""
    recon_nll: float | None
    score: str
    """Of a run without an ELBO, what else its last pass says."""


class Listing(Payload):
    runs: list[RunRow]
    trash: dict[str, str]
    """What can be brought back: its place in the trash, by name."""


class About(Payload):
    """What stays the same while it trains."""

    name: str
    url: str
    config: TrainConfig
    changeable: tuple[Changeable, ...]
    """Settings that a change on the way would make a difference to."""
    every_page: bool
    """Whether the model, once finished, is one that every page opens; otherwise Compare alone does."""
    command: str
    """The command line that ends with the same weights."""


class News(Payload):
    status: Status | None
    """None: it was discarded since somebody looked, and is in the trash"""
    events: list[RunEvent]
    """Those that are new"""
    view: str | None
    """Changes when there is another snapshot; `trace`, when there is another traced step."""
    trace: str | None


class Trace(Payload, rename=None):
    """One image through one step."""

    numbers: TraceNumbers
    x: list[float]
    mu: list[float]
    logvar: list[float] | None
    epsilon: list[float] | None
    z: list[float]
    recon: list[float]
    recon_after: list[float]
    shape: tuple[int, int, int]
    """Of an image: channels, height, width."""


class ControlBody(Message):
    """See vizvae/runs/control.py, which says what suits which action."""

    action: Action
    field: Changeable | None = None
    value: float | None = None


class NothingMore(Message):
    """The address says all."""


class NameBody(Message):
    name: str


class PlaceBody(Message):
    place: str


class Requested(Payload):
    request: str
    """The request's name, by which the run's events know it."""


class Done(Payload):
    pass


class Named(Payload):
    name: str
    """As the run, or the model, is called now."""


class Deleted(Payload):
    place: str
    """In the trash."""
