"""What a view was given, opened: a model of the catalogue, a run, or a module of this process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torch import nn

from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import Checkpoint
from vizvae.notebook.following import Follower, is_running
from vizvae.notebook.live import hold
from vizvae.ui.explorer.opened import OpenedModel


@dataclass(frozen=True, eq=False)
class Shown:
    opened: OpenedModel
    family: object
    """The same for other weights of the same model"""

    @property
    def latent_dim(self) -> int:
        return self.opened.model.latent_dim


class Opening:
    """Opens what it is given, and follows what trains. `images`: for modules, see `vizvae.explore`."""

    def __init__(self, images: Any) -> None:
        self.images = images
        self.follower: Follower | None = None
        self._waits: Follower | None = None

    def open(self, given: Any) -> Shown:
        """Raises ValueError for what is none of all that, and where there are images too many or none."""
        if isinstance(given, nn.Module):
            if self.images is None:
                raise ValueError(
                    "images: a module of your own is shown with images; expected an array, a data set or a name such as 'mnist', got none"
                )
            return Shown(OpenedModel.of(hold(given, self.images)), id(given))
        name = _name(given)
        if self.images is not None:
            raise ValueError(f"images: {name} brings its own; expected none, for they are for a module of yours")
        if is_running(name):
            follower = Follower(name)
            shown = Shown(OpenedModel.of(follower.latest()), name)
            self._waits = follower
            return shown
        return Shown(OpenedModel.of(find_checkpoint(name)), name)

    def follow(self, show: Callable[[Shown], None]) -> None:
        """From now on `show` is given new weights of the run that was opened last, in a thread of its own, if it was one."""
        self.close()
        self.follower, self._waits = self._waits, None
        if (follower := self.follower) is not None:
            follower.start(lambda checkpoint: show(Shown(OpenedModel.of(checkpoint), follower.name)))

    def close(self) -> None:
        if self.follower is not None:
            self.follower.stop()


def _name(given: Any) -> str:
    if isinstance(given, Checkpoint):
        return given.name
    if isinstance(given, Path):  # what `adopt` has returned, or a run's folder
        return given.name
    if isinstance(given, str):
        return given
    raise ValueError(
        "model: expected the name of a model or a run, a checkpoint, or a torch.nn.Module with images, "
        f"got {type(given).__module__}.{type(given).__qualname__}"
    )
