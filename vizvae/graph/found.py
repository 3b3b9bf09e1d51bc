"""What a file says of a graph beside which nodes are joined, and what of that a model uses."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final, Literal, get_args

from jaxtyping import Float, Int
from torch import Tensor

from vizvae.graph.readers.reading import Decision, Reading

Use = Literal["kinds", "weights", "direction"]
USES: Final[tuple[Use, ...]] = get_args(Use)
NOT_FOUND: Final[dict[Use, str]] = {
    "kinds": "nothing in the file says that there are nodes of two kinds. If its two columns name such, say so: --two-kinds",
    "weights": "no weights of its edges were found. If a column holds them, say which: --weights COLUMN",
    "direction": "nothing in the file says that edges have a direction. If they go from the first end to the second, say so: --directed",
}
SAID: Final[dict[Use, tuple[str, str]]] = {
    "kinds": (
        "Only pairs of one node of each kind can be edges, and only such are scored, ranked and suggested",
        "That nodes are of two kinds is not used: pairs within a kind count as pairs, which flatters AUC",
    ),
    "weights": (
        "Weights are used: how strong an edge is, is modelled beside whether there is one",
        "Weights are not used: every edge counts alike",
    ),
    "direction": (
        "Directions are used: an edge goes from one node to another, and a pair is two, one for each way",
        "Directions are not used: an edge either way is an edge",
    ),
}
"""Once it is used, and where it is not"""


@dataclass(frozen=True, kw_only=True, eq=False)
class FoundInFile:
    """As `Graph` has them; None for what the file does not say."""

    kinds: Int[Tensor, " node"] | None = None
    kind_names: tuple[str, ...] = ()
    weights: Float[Tensor, " edge"] | None = None
    """float64, of the undirected edges"""
    arcs: Int[Tensor, "2 arc"] | None = None
    """Edges with their direction: source and target"""
    arc_times: Float[Tensor, " arc"] | None = None
    arc_weights: Float[Tensor, " arc"] | None = None

    @property
    def uses(self) -> tuple[Use, ...]:
        """What there is to use. Weights that are all alike say nothing."""
        there = {
            "kinds": self.kinds is not None,
            "weights": self.weights is not None and bool((self.weights != self.weights[0]).any()),
            "direction": self.arcs is not None,
        }
        return tuple(use for use in USES if there[use])


def used_reading(reading: Reading, found: FoundInFile, uses: Collection[Use]) -> Reading:
    """What was decided of the file, and what of it is used: in place of what is said where nothing is."""
    said_before = {text for texts in SAID.values() for text in texts}
    kept = []
    for one in reading.decisions:
        if one.what not in ("weights", "direction") or one.what not in uses:
            kept += [one] if one.taken not in said_before else []
        elif one.once_used:
            kept.append(replace(one, taken=one.once_used, once_used=""))
    told = [Decision(what=use, taken=SAID[use][use not in uses]) for use in found.uses]
    return replace(reading, decisions=(*kept, *told))
