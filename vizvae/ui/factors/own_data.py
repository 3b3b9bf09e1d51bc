"""Models of images of one's own of which factors are known: which they are, and what is measured of them in the background."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from vizvae.catalogue import list_checkpoints
from vizvae.checkpoint import Checkpoint, CheckpointError
from vizvae.data.own.store import OwnSet, find_set, sample_factors
from vizvae.data.own.tables import Factor
from vizvae.data.registry import IMAGE_SETS
from vizvae.ui.explorer.opened import OpenedModel
from vizvae.ui.factors.measurements import measurements
from vizvae.ui.jobs.background import Underway

VERSION = 2
"""Of what is kept. Another number is other files."""


@dataclass(frozen=True)
class OwnFactorModel:
    opened: OpenedModel
    own: OwnSet

    @property
    def key(self) -> str:
        """Of what is measured of it."""
        weights = self.opened.checkpoint.card["weights_sha256"]
        described = f"{VERSION} {weights} {self.own.fingerprint} {self.own.created} {self.own.factor_names}"
        return f"known-{hashlib.sha256(described.encode()).hexdigest()[:32]}"

    def factors(self) -> list[Factor]:
        """Of the images that the pages show, in their order."""
        return sample_factors(self.own)


def own_factor_models() -> dict[str, Checkpoint]:
    """By name"""
    found = {}
    for checkpoint in list_checkpoints():
        key = checkpoint.data_key
        if key not in IMAGE_SETS and (own := _set_of(key)) is not None and own.factor_names:
            found[checkpoint.name] = checkpoint
    return found


def open_own(checkpoint: Checkpoint) -> OwnFactorModel:
    """Raises CheckpointError where the set is gone meanwhile, or has images of another shape."""
    own, opened = _set_of(checkpoint.data_key), OpenedModel.of(checkpoint)
    if own is None or not own.factor_names:
        raise CheckpointError(f"{checkpoint.name} was trained on {checkpoint.data_key!r}, which is not here any more.")
    if tuple(opened.model.image_shape) != own.image_shape:
        raise CheckpointError(
            f"{checkpoint.name} is for images of {tuple(opened.model.image_shape)}, but {own.name} has {own.image_shape}."
        )
    if len(opened.reference.mu) != len(range(len(own))[own.rows("sample")]):
        raise CheckpointError(f"{checkpoint.name} has encoded other images than {own.name} has now: train it again.")
    return OwnFactorModel(opened, own)


def measured(model: OwnFactorModel) -> dict[str, Any] | Underway | None:
    """What was measured, how far it is, or None if nobody has asked. Raises JobFailed if it failed: once, then it may be asked again."""
    return measurements().known_of(model.key)


def measure(model: OwnFactorModel) -> None:
    """Begin, if nobody has."""
    header = {"what": "known", "name": model.opened.name, "digest": model.opened.digest}
    measurements().ask_for(model.key, header)


def stop(model: OwnFactorModel) -> None:
    measurements().background.cancel(model.key)


def _set_of(key: str) -> OwnSet | None:
    try:
        return find_set(key)
    except ValueError:  # it is there and cannot be used, which the Data page says
        return None
