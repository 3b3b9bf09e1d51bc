"""What a file was taken for: what was decided and why, what a person decides where evidence is short, and what every format reads into."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

SHOWN_ROWS = 8
UNDIRECTED = "Edges are read as undirected"
SOME_DIRECTED = "Some edges are directed in the file, and all are read as undirected"
DIRECTED = "Edges are directed in the file and read as undirected"
"""What a reader decides about directions, until it is asked for them"""


@dataclass(frozen=True, kw_only=True)
class Choices:
    """How to read a file, where a person says it. What is left at its default is decided by what the file holds."""

    header: bool | None = None
    """Whether the first row names the columns"""
    ends: tuple[str, ...] = ()
    """The two columns of node names, by their names or their numbers from 1"""
    matrix: bool | None = None
    """Whether the table is an adjacency matrix"""
    comments: bool | None = None
    """Whether lines that begin with # or % are comments"""
    two_kinds: bool | None = None
    """Whether the two columns name nodes of two kinds, so that the same name in both is two nodes"""
    directed: bool | None = None
    """Whether edges go from the first end to the second"""
    weights: str | None = None
    """The column of a table that says how strong an edge is, by its name or its number from 1; empty for none"""
    separator: str = ""
    """What stands between columns"""
    classes: str | None = None
    """The attribute, or the column of the table beside, that is taken as classes; empty for none"""
    features: tuple[str, ...] = ()
    """Attributes that are taken as features"""

    def __post_init__(self) -> None:
        if self.ends and (len(self.ends) != 2 or self.ends[0] == self.ends[1]):
            raise ValueError(f"ends: expected two different columns, got {', '.join(self.ends)}")


AS_FOUND = Choices()
"""Everything is decided by what the file holds"""


@dataclass(frozen=True, kw_only=True)
class Decision:
    what: str
    """Such as header, ends, comments"""
    taken: str
    """A sentence without its full stop"""
    why: str = ""
    once_used: str = ""
    """What is said in place of it once the weights or directions are used that it leaves out; empty for nothing"""

    @property
    def note(self) -> str:
        return f"{self.taken}: {self.why}." if self.why else f"{self.taken}."


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a file was taken for."""

    format: str
    decisions: tuple[Decision, ...] = ()
    columns: tuple[str, ...] = ()
    """Of a table: what each column was taken for"""
    first_rows: tuple[tuple[str, ...], ...] = ()
    """Of a table, as they stand in the file"""
    offered_as_classes: tuple[str, ...] = ()
    offered_as_features: tuple[str, ...] = ()
    """Attributes of the nodes that may be taken: see `Choices`"""
    offered_as_weights: tuple[str, ...] = ()
    """Columns of numbers beside the ends, as `Choices` names them"""
    choices: Choices = AS_FOUND
    """What a person had said"""

    @property
    def notes(self) -> tuple[str, ...]:
        return tuple(decision.note for decision in self.decisions)


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """One way to read an unclear file."""

    text: str
    option: str
    """Of the command line"""
    choices: Choices


class UnclearFile(ValueError):
    """A file that may be read in several ways, with no evidence which is meant: the message names them."""

    def __init__(
        self, name: str, why: str, alternatives: tuple[Alternative, ...], *, first_rows: tuple[tuple[str, ...], ...] = ()
    ) -> None:
        self.name, self.why, self.alternatives, self.first_rows = name, why, alternatives, first_rows
        ways = "; or ".join(f"{one.text} ({one.option})" for one in alternatives)
        super().__init__(f"{name}: {why}. It could be read in {len(alternatives)} ways: {ways}. Say which")


def unclear(
    name: str, why: str, choices: Choices, *ways: tuple[str, str, dict[str, Any]], rows: tuple[tuple[str, ...], ...] = ()
) -> UnclearFile:
    """`ways`: text, option of the command line, and the fields of `Choices` that say so."""
    return UnclearFile(
        name, why, tuple(Alternative(text=text, option=option, choices=replace(choices, **fields)) for text, option, fields in ways),
        first_rows=rows,
    )  # fmt: skip


@dataclass(kw_only=True)
class RawGraph:
    """What a format reads into, without torch: a child process that reads starts in a moment."""

    format: str
    ids: list[str] = field(default_factory=list)
    """Of the nodes, each once, in any order"""
    ends: np.ndarray = field(default_factory=lambda: np.empty((2, 0), np.int64))
    """(2, edge) int64: places in `ids`; edges as the file has them"""
    times: np.ndarray | None = None
    """(edge,) float64: when each edge was made, larger is later; None where the file does not say"""
    weights: np.ndarray | None = None
    """(edge,) float64: how strong each edge is; None where the file does not say"""
    directed: bool = False
    """Whether the file says that edges go from the first end to the second"""
    mirrored: bool = False
    """Whether each edge stands there both ways though the file has no directions: in a symmetric matrix, where that is no repetition"""
    labels: list[str] | None = None
    """What each node is called, where that is not its id; empty where it has no other name"""
    attributes: dict[str, list[str]] = field(default_factory=dict)
    """Of the nodes, in the order of `ids`; empty where a node has none"""
    decisions: list[Decision] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    offered_as_weights: tuple[str, ...] = ()
    first_rows: tuple[tuple[str, ...], ...] = ()
    features: Any = None
    """(node, feature) scipy csr_array float32, in the order of `ids`, of formats that bring them"""
    classes: list[str] | None = None
    feature_names: tuple[str, ...] = ()
    feature_scales: tuple[tuple[float, float], ...] = ()
    """Of each feature the mean and the deviation of its values in the file, (0, 1) for one that is not scaled; empty where none is"""
    kinds: np.ndarray | None = None
    """(node,) int64, 0 or 1, in the order of `ids`, where nodes are of two kinds and each edge joins two kinds"""
    kind_names: tuple[str, ...] = ()
    in_file_order: bool = False
    """Keep the order of `ids`: that of an array's rows"""
    leave_out_unknown: bool = False
    """Edges of nodes that the table of features does not have are left out, as is usual for this format"""

    def take_weights(self, texts: list[str | None] | np.ndarray, called: str = "") -> None:
        """A weight for each edge; left alone where some edge has none, or what is no finite number."""
        name = f" ({called})" if called else ""
        weights = [_finite(text) for text in texts]
        if None in weights:
            place = weights.index(None)
            held = "nothing" if texts[place] is None or texts[place] == "" else f"`{str(texts[place])[:40]}`"
            why = f"some edge has none that is a finite number ({held} in edge {place + 1:,})"
            self.decide("no weights", f"Edge weights{name} are left out", why)
        elif weights:
            self.weights = np.array(weights, np.float64)
            self.decide("weights", f"Edge weights{name} are left out")

    def decide(self, what: str, taken: str, why: str = "", *, once_used: str = "") -> None:
        self.decisions.append(Decision(what=what, taken=taken, why=why, once_used=once_used))


def _finite(text: str | float | None) -> float | None:
    try:
        number = float(text) if text is not None else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def indexed(sources: list[str], targets: list[str], nodes: list[str] | None = None) -> tuple[list[str], np.ndarray]:
    """Ids, each once, those of `nodes` first, and the edges' ends as places in them."""
    place: dict[str, int] = {}
    for node in nodes or ():
        place.setdefault(node, len(place))
    ends = np.empty((2, len(sources)), np.int64)
    for row, names in enumerate((sources, targets)):
        for column, node in enumerate(names):
            ends[row, column] = place.setdefault(node, len(place))
    return list(place), ends


def listed(names: list[str] | tuple[str, ...], most: int = 6) -> str:
    """Some names in a sentence, cut short."""
    shown = [f"`{name[:40]}`" for name in names[:most]]
    return ", ".join(shown) + (f" and {len(names) - most:,} more" if len(names) > most else "")
