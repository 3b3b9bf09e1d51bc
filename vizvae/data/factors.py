"""Images whose true factors are known: the contract that the metrics and the page use. A further set is one file."""

from __future__ import annotations

import hashlib
import inspect
import math
import sys
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property

import torch
from jaxtyping import Int64, UInt8
from torch import Tensor

from vizvae.models.base import ImageShape


@dataclass(frozen=True, kw_only=True)
class Factor:
    """One thing that varies, on a grid of values."""

    name: str
    values: tuple[float, ...] | tuple[str, ...]
    """In order of the factor's index; names where the values have no order."""
    words: tuple[str, ...] = ()
    """How each value is said to a reader, where the numbers themselves say little."""

    @property
    def size(self) -> int:
        return len(self.values)

    @property
    def ordered(self) -> bool:
        """Whether values lie between their neighbours: not so for names of kinds."""
        return not isinstance(self.values[0], str)

    def said(self, index: int) -> str:
        """The value at `index` for a reader."""
        value = self.values[index]
        if self.words:
            return self.words[index]
        return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".").replace("-", "−")


class FactorDataset(ABC):
    """A full grid of factors with one image for each point of it, drawn or read when asked for.

    Factors are given as integers, one a factor, from 0 to its size − 1. An image depends on its factors alone: the same bytes every time,
    in any order and in a batch of any size.
    """

    key: str
    title: str
    factors: tuple[Factor, ...]
    image_shape: ImageShape
    num_training_images = 100_000
    """As many as are held in memory for training."""
    drawn_by: tuple[str, ...] = ()
    """Modules beside the class's own whose code decides what an image looks like."""
    slow_to_draw = False
    """Whether some thousand images take seconds, so that it pays to keep them on disk."""

    @cached_property
    def drawing(self) -> str:
        """16 hex digits that are others whenever an image may be: a hash of the code that draws, which is known without drawing."""
        sources = [inspect.getsource(sys.modules[name]) for name in (type(self).__module__, *self.drawn_by)]
        return hashlib.sha256("\0".join([self.key, *sources]).encode()).hexdigest()[:16]

    @property
    def sizes(self) -> tuple[int, ...]:
        return tuple(factor.size for factor in self.factors)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(factor.name for factor in self.factors)

    def __len__(self) -> int:
        """Points of the grid."""
        return math.prod(self.sizes)

    def factors_at(self, index: Int64[Tensor, " batch"]) -> Int64[Tensor, "batch factor"]:
        """The factors of the images at `index`, in row-major order: the last factor changes fastest.

        Raises ValueError for an index outside the grid.
        """
        if len(index) and not (int(index.min()) >= 0 and int(index.max()) < len(self)):
            raise ValueError(f"{self.key} has images 0 to {len(self) - 1}, got {int(index.min())} to {int(index.max())}")
        columns = []
        for size in reversed(self.sizes):
            columns.append(index % size)
            index = index // size
        return torch.stack(columns[::-1], -1)

    def index_of(self, factors: Int64[Tensor, "batch factor"]) -> Int64[Tensor, " batch"]:
        """The inverse of `factors_at`. Raises ValueError for factors that are not on the grid."""
        self._check(factors)
        index = torch.zeros(len(factors), dtype=torch.int64)
        for column, size in enumerate(self.sizes):
            index = index * size + factors[:, column]
        return index

    def sample_factors(self, count: int, *, generator: torch.Generator) -> Int64[Tensor, "batch factor"]:
        """`count` points of the grid, each uniform over it, with repetition."""
        return torch.stack([torch.randint(size, (count,), generator=generator) for size in self.sizes], -1)

    def images(self, factors: Int64[Tensor, "batch factor"]) -> UInt8[Tensor, "batch channel height width"]:
        """The image of each row of factors. Raises ValueError for factors that are not on the grid."""
        self._check(factors)
        return self._draw(factors)

    @abstractmethod
    def _draw(self, factors: Int64[Tensor, "batch factor"]) -> UInt8[Tensor, "batch channel height width"]:
        """`images` for factors that are on the grid."""

    def _check(self, factors: Tensor) -> None:
        if factors.dim() != 2 or factors.shape[1] != len(self.factors) or factors.dtype != torch.int64:
            raise ValueError(
                f"{self.key}: expected whole numbers (int64) of shape (batch, {len(self.factors)}) for {', '.join(self.names)}; "
                f"got {factors.dtype} of shape {tuple(factors.shape)}"
            )
        for column, factor in enumerate(self.factors):
            values = factors[:, column]
            if len(values) and not (int(values.min()) >= 0 and int(values.max()) < factor.size):
                raise ValueError(
                    f"{self.key}: {factor.name} is 0 to {factor.size - 1}, got {int(values.min())} to {int(values.max())}"
                )
