"""The models at hand: those that ship with the project and those trained on this machine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from vizvae.checkpoint import Catalogue, Checkpoint, CheckpointError, ImageModelFolder, read_checkpoint, read_image_model
from vizvae.checkpoint.bundle import CLASS_MARK, Bundle
from vizvae.models.base import LatentModel
from vizvae.paths import SHIPPED_COMPARED, SHIPPED_MODELS, beside_runs, of_this_process, runs_dir

OPENS_WITH = "mnist-conv"
CATALOGUE = Catalogue(
    kind="model",
    roots=lambda: (SHIPPED_MODELS, runs_dir(), *of_this_process()),
    read=read_checkpoint,
    opens_with=OPENS_WITH,
)

IMAGE_CATALOGUE = Catalogue(
    kind="model", roots=lambda: (SHIPPED_MODELS, runs_dir(), beside_runs("rivals"), SHIPPED_COMPARED), read=read_image_model
)
"""Those and all others: runs of models that only the Compare page opens, and what that page ships with."""


def list_checkpoints() -> list[Checkpoint]:
    """Shipped models first, the one the dashboard opens with in front, then finished runs by name.

    A folder that cannot be read is left out and logged: one bad file must not hide the others.
    """
    return list(CATALOGUE.listing().checkpoints)


def open_checkpoints() -> tuple[list[Checkpoint], dict[str, CheckpointError]]:
    """What `list_checkpoints` returns, and what it leaves out: name of the folder, and why."""
    listing = CATALOGUE.listing()
    return list(listing.checkpoints), {name: CheckpointError(why) for name, why in listing.refused.items()}


def distinct_titles(checkpoints: Iterable[Checkpoint]) -> dict[str, str]:
    """By name: two models of one title must not be called the same."""
    checkpoints = list(checkpoints)
    often = Counter(checkpoint.title for checkpoint in checkpoints)
    return {c.name: c.title if often[c.title] == 1 else f"{c.title} ({c.name})" for c in checkpoints}


def find_checkpoint(name: str) -> Checkpoint:
    """Of `NAME`, or of one class of a conditional model from elsewhere, `NAME@3`.

    Raises CheckpointError for an unknown name, listing the known ones. A name is never used as a path.
    """
    base, mark, label = name.partition(CLASS_MARK)
    found = CATALOGUE.find(base)
    if not mark:
        return found
    if not isinstance(found, Bundle):
        raise CheckpointError(f"{found.name} takes no class, so there is no {name[:40]!r}")
    return found.for_class(label)


def find_image_model(name: str) -> ImageModelFolder:
    """Whatever a run may start from. Raises CheckpointError as `find_checkpoint` does."""
    return IMAGE_CATALOGUE.find(name)


def load_model(name: str) -> LatentModel:
    """The trained model `name`, ready to encode and decode."""
    return find_checkpoint(name).load_model()


def is_shipped(checkpoint: Checkpoint) -> bool:
    return checkpoint.folder.parent == SHIPPED_MODELS
