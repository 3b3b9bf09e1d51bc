"""The data sets with known factors, by name, and their splits for training."""

from __future__ import annotations

from functools import cache
from typing import Literal

import numpy as np
import torch
from jaxtyping import Int64
from torch import Tensor

from vizvae.data.dsprites import DSprites, dsprites_file
from vizvae.data.faces import Faces, LargeFaces
from vizvae.data.factors import FactorDataset
from vizvae.data.letters import Letters
from vizvae.data.sprites import Sprites

FACTOR_SETS: dict[str, type[FactorDataset]] = {one.key: one for one in (Sprites, Faces, LargeFaces, Letters)}
if dsprites_file() is not None:
    FACTOR_SETS["dsprites"] = DSprites

SPLIT_SEED = 20260501
SPLIT_SIZES: dict[Literal["sample", "validation", "test"], int] = {"sample": 5_000, "validation": 2_000, "test": 10_000}
"""Disjoint from each other and from the training images. Those are held in memory: 410 MB of sprites, of 3 GB that the grid has."""


@cache
def factor_set(key: str) -> FactorDataset:
    """Raises ValueError for an unknown key, listing the known ones."""
    if key not in FACTOR_SETS:
        raise ValueError(f"no true factors are known of {key!r}; they are of {sorted(FACTOR_SETS)}")
    return FACTOR_SETS[key]()


def split_factors(
    dataset: FactorDataset, split: Literal["sample", "validation", "test", "train"]
) -> Int64[Tensor, "image factor"]:
    """The factors of one split: points of the grid without repetition, from a stored seed; no image is in two splits.

    Raises ValueError for a grid too small for all of them: it takes a quarter more points than the splits have together.
    """
    sizes = {**SPLIT_SIZES, "train": dataset.num_training_images}
    total = sum(sizes.values())
    # Drawn with repetition and made unique in order of appearance: a permutation of a grid of millions would cost its size.
    draws = torch.randint(len(dataset), (2 * total,), generator=torch.Generator().manual_seed(SPLIT_SEED)).numpy()
    first = np.sort(np.unique(draws, return_index=True)[1])
    if len(first) < total:
        raise ValueError(
            f"{dataset.key} has {len(dataset):,} points, too few for {total:,} images in disjoint splits ({sizes}): give its factors "
            f"more values, or set a smaller num_training_images"
        )
    index = torch.from_numpy(draws[first[:total]])
    parts = dict(zip(sizes, index.split(list(sizes.values())), strict=True))
    return dataset.factors_at(parts[split])
