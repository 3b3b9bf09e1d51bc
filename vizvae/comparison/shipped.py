"""The models that ship for the comparison, each a folder as a run of its kind ends as one."""

from __future__ import annotations

from vizvae.checkpoint import Catalogue, ImageModelFolder, read_image_model
from vizvae.paths import SHIPPED_COMPARED

CATALOGUE = Catalogue(kind="compared model", roots=lambda: (SHIPPED_COMPARED,), read=read_image_model)


def list_compared() -> list[ImageModelFolder]:
    """Those that ship, by name. A folder that cannot be used is left out and logged."""
    return list(CATALOGUE.listing().checkpoints)


def find_compared(name: str) -> ImageModelFolder:
    """Raises CheckpointError for an unknown name, listing the known ones, and for a folder that cannot be used, saying why."""
    return CATALOGUE.find(name)
