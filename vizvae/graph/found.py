"""What a file says of a graph beside which nodes are joined, and what of that a model uses."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

from jaxtyping import Int
from torch import Tensor

from vizvae.graph.readers.reading import Decision, Reading

Use = Literal["kinds"]
USES: Final[tuple[Use, ...]] = get_args(Use)
NOT_FOUND: Final[dict[Use, str]] = {
    "kinds": "nothing in the file says that there are nodes of two kinds. If its two columns name such, say so: --two-kinds",
}


@dataclass(frozen=True, kw_only=True, eq=False)
class FoundInFile:
    """As `Graph` has them; None for what the file does not say."""

    kinds: Int[Tensor, " node"] | None = None
    kind_names: tuple[str, ...] = ()

    @property
    def uses(self) -> tuple[Use, ...]:
        """What there is to use."""
        there = {"kinds": self.kinds is not None}
        return tuple(use for use in USES if there[use])


SAID: Final[dict[Use, tuple[str, str]]] = {
    "kinds": (
        "Only pairs of one node of each kind can be edges, and only such are scored, ranked and suggested",
        "That nodes are of two kinds is not used: pairs within a kind count as pairs, which flatters AUC",
    ),
}
"""Once it is used, and where it is not"""


def used_reading(reading: Reading, found: FoundInFile, uses: Collection[Use]) -> Reading:
    """What was decided of the file, and what of it is used."""
    told = [Decision(what=use, taken=SAID[use][use not in uses]) for use in found.uses]
    return replace(reading, decisions=(*reading.decisions, *told))
