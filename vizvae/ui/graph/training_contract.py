"""What the half of the graph page that watches runs is told and says, and what the server answers it."""

from __future__ import annotations

from typing import Literal

from vizvae.graph.live import Cost
from vizvae.ui.http.contract import Message, Payload

State = Literal["waiting", "starting", "training", "finishing", "done", "failed", "stopped", "killed"]


class Plan(Payload):
    """A run with the settings as they are now."""

    measure: str
    """What an epoch takes with these settings is asked for by this key."""
    epochs: int
    pictures: int
    num_parameters: int


class TrainingData(Payload):
    prefix: str
    """Where the runs are served."""
    plan: Plan | None
    """Null where there is no graph yet."""
    follow: str
    """The run that this visitor started last, or ""."""


class Watched(Message):
    run: str
    """The id of the run that is looked at, or "" """
    live: bool
    """Whether there is more of it to come"""
    marked: float | None
    """The epoch whose picture is shown, where that is not the last one"""


class TrainingSaid(Message):
    watched: Watched | None = None
    open: str | None = None
    """The name of a finished model to show above."""
    listed: bool | None = None
    """There is a model less, or one more, than the pickers offer."""


class Facts(Payload):
    num_nodes: int
    class_names: tuple[str, ...]


class Result(Payload):
    """Scores in percent."""

    auc: float
    ap: float
    seconds: float
    """Trained, over all resumptions."""
    epochs: int
    kept_epoch: int
    test_edges: int


class Run(Payload):
    """A run in the page's list."""

    id: str
    name: str
    title: str
    state: State
    message: str
    resumable: bool
    epoch: int
    epochs: int
    seconds_left: float | None
    variational: bool
    latent_dim: int
    part: str
    """Which writing of its curve and pictures it is: a resumed run begins another."""
    num_pictures: int
    facts: Facts | None
    """Null before it has opened its graph."""
    result: Result | None


class OwnModel(Payload):
    name: str
    title: str


class Answer(Payload):
    runs: list[Run]
    measured: Cost | str | None
    """A text is why it could not be measured; null while it is not known."""
    models: list[OwnModel]
    """That were trained here and kept."""
    trash: dict[str, str]
    """What can be brought back: its place in the trash, by name."""


class Deleted(Payload):
    place: str
    """In the trash."""


class Restored(Payload):
    name: str
