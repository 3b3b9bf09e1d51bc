"""The models of the compare page, by name."""

from __future__ import annotations

import torch

from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import Checkpoint, ImageModelFolder
from vizvae.comparison.clothes import CLOTHES
from vizvae.comparison.contender import Contender
from vizvae.comparison.digits import DIGITS
from vizvae.comparison.own_contender import OWN, own_contender

CONTENDERS: dict[str, Contender] = {one.name: one for one in (*DIGITS, *CLOTHES)}
"""By name: those of each data set in the order of the page."""
SETS = tuple(dict.fromkeys(one.data for one in CONTENDERS.values()))
"""Keys of the data sets of which there are models to compare."""


def contenders_of(data: str) -> list[Contender]:
    """Those that were trained on this data set, in the order of the page."""
    return [one for one in CONTENDERS.values() if one.data == data]


def contender(name: str) -> Contender:
    """One that ships, or `run-NAME`: see `own_contender`. Raises ValueError for an unknown name, listing the known ones."""
    if name.startswith(OWN):
        return own_contender(name.removeprefix(OWN), SETS)
    if name not in CONTENDERS:
        raise ValueError(f"unknown model {name!r}; known are {list(CONTENDERS)}, and {OWN}NAME for a model of your own")
    return CONTENDERS[name]


def drawn_pixels(name: str, digest: str, count: int, seed: int) -> list[int]:
    """Black-and-white images that a contender draws without latents, as bytes, 0 or 255: (count, height, width), flattened. `digest`: of
    the weights that are meant. Raises ValueError where it has others by now."""
    one = contender(name)
    if one.checkpoint.digest != digest:
        raise ValueError(f"{one.title} is another model now: reload the page")
    images = one.draw(count, generator=torch.Generator().manual_seed(seed))
    return (255 * images).round().byte().flatten().tolist()


def checkpoint_of(name: str) -> Checkpoint | ImageModelFolder:
    """Of a model of the Compare page, or else of the catalogue. Raises CheckpointError if it is in neither."""
    return CONTENDERS[name].checkpoint if name in CONTENDERS else find_checkpoint(name)
