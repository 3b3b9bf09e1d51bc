"""What the panel of a family over β is told and what it says back."""

from __future__ import annotations

from typing import Literal

from vizvae.beta_family import Spread
from vizvae.ui.address.contract import Report
from vizvae.ui.http.contract import Message, Payload


class FamilyMember(Payload):
    name: str
    beta: float
    seed: int
    weights_sha256: str
    figures: dict[str, float]
    """`rate` and `distortion`, nats an image; then the metrics, where somebody has measured them."""
    measured: bool
    kl: tuple[float, ...]
    """Of each latent, nats."""
    num_images: int
    names: dict[str, str]
    """Latent to the name that somebody gave it."""
    sheet_url: str
    pictured: bool
    """Whether it can be shown. Otherwise `name` and `sheet_url` are those of the model that was kept of its β."""


class FamilyMetric(Payload):
    """See `vizvae.metrics.titles.MetricWords`."""

    key: str
    label: str
    title: str
    unsupervised: bool


class Sheet(Payload):
    """Rows: the true images, the reconstructions, then a traversal for each latent."""

    columns: int
    width: int
    height: int
    channels: int
    reach: float
    """In standard deviations."""


class FamilyFacts(Payload):
    """Everything of a family that does not depend on the visitor."""

    data: str
    """Of the data: its title."""
    penalty: Literal["kl", "total_correlation", "factor_vae", "dip-i", "dip-ii", "pairs"]
    capacity: float
    betas: tuple[float, ...]
    metrics: tuple[FamilyMetric, ...]
    in_use_kl: float
    """A latent with less KL carries nothing, nats."""
    sheet: Sheet
    members: list[FamilyMember]
    """By β, then by seed."""
    spreads: list[dict[str, Spread]]
    """For each β, of each figure."""


class ChosenBeta(Payload):
    """One that was pressed elsewhere on the page."""

    id: str
    """Another one each time"""
    beta: float


class FamilyData(FamilyFacts):
    shown: str
    """The model that the page shows."""
    beta: float | None
    """Where the slider stands at first; null: at the shown model."""
    chosen: ChosenBeta | None
    restore_id: str


class BetaReport(Report):
    beta: float


class FamilySaid(Message):
    at: BetaReport | None = None
    """The slider was released."""
    open: str | None = None
    """The name of a model to show instead."""
