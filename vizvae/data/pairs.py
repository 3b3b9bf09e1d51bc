"""Partners of training images: the same scene with one factor changed. They say which images belong together, and not by what factor."""

from __future__ import annotations

import torch
from jaxtyping import Int64, UInt8
from torch import Tensor

from vizvae.data.factor_sets import SPLIT_SIZES, factor_set, split_factors
from vizvae.data.factors import FactorDataset


class Partners:
    """Draws the second image of pairs, as in Locatello et al. 2020 (section 5, k = 1): one factor, each as likely, gets another value."""

    def __init__(self, dataset: FactorDataset, factors: Int64[Tensor, "image factor"], held_out: Int64[Tensor, " point"]) -> None:
        """`factors`: of the training images. `held_out`: points of the grid (`FactorDataset.index_of`) that no partner may be."""
        self.dataset, self.factors, self.held_out = dataset, factors, held_out

    @classmethod
    def of_training_images(cls, key: str) -> Partners:
        """Raises ValueError for data of which no factors are known, listing those of which they are."""
        dataset = factor_set(key)
        others = torch.cat([split_factors(dataset, split) for split in SPLIT_SIZES])
        return cls(dataset, split_factors(dataset, "train"), dataset.index_of(others))

    def draw(self, index: Int64[Tensor, " batch"], generator: torch.Generator) -> UInt8[Tensor, "batch channel height width"]:
        """A partner of each training image at `index`, drawn anew at every call."""
        return self.dataset.images(self.factors_of(index, generator))

    def factors_of(self, index: Int64[Tensor, " batch"], generator: torch.Generator) -> Int64[Tensor, "batch factor"]:
        """What is on the partners: rows that differ from the images' own in one column, and are on no held-out image."""
        sizes = torch.tensor(self.dataset.sizes)
        varied = (sizes > 1).nonzero().squeeze(1)
        found = self.factors[index]
        left = torch.arange(len(index))
        while len(left):
            rows = self.factors[index[left]]
            changed = varied[torch.randint(len(varied), (len(left),), generator=generator)]
            size, row = sizes[changed], torch.arange(len(left))
            # From 1 to size − 1 steps further, around the end: any value but its own, each as likely.
            step = 1 + (torch.rand(len(left), generator=generator, dtype=torch.float64) * (size - 1)).long()
            rows[row, changed] = (rows[row, changed] + step) % size
            found[left] = rows
            left = left[torch.isin(self.dataset.index_of(rows), self.held_out)]
        return found
