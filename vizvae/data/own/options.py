"""How pictures of one's own become images of one size: what can be chosen."""

from __future__ import annotations

from dataclasses import dataclass

from vizvae.data.fit import AUTO, Fit
from vizvae.data.pictures import check_ground

SMALLEST, LARGEST, USUAL = 16, 256, 64
"""Pixels a side"""


@dataclass(frozen=True, kw_only=True)
class Options:
    """How pictures become images of one size."""

    size: int | None = None
    """Pixels a side; None for that of the pictures where all have one, else 64"""
    grey: bool = False
    """One channel even where there are colours"""
    fit: Fit = "crop"
    ground: str = AUTO

    def __post_init__(self) -> None:
        if self.size is not None and not SMALLEST <= self.size <= LARGEST:
            raise ValueError(f"expected a size of {SMALLEST} to {LARGEST} pixels a side, got {self.size}")
        check_ground(self.ground)


AS_USUAL = Options()
