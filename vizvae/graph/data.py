"""A graph with what is known about its nodes, immutable: each edge once, no self-loops."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from vizvae.graph.found import NOT_FOUND, USES, FoundInFile, Use, used_reading
from vizvae.graph.pair_space import PairSpace
from vizvae.graph.readers.reading import Reading
from vizvae.graph.sparse import SparseMatrix
from vizvae.words import counted

MAX_NODES = 2**31
"""A pair of nodes is kept as one int64, see `PairSpace.codes`."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Graph:
    """Undirected, unweighted, of one kind of nodes. Nodes are 0 … num_nodes − 1; a node may have no edge.

    What a file says beside which nodes are joined is in `found`, and part of the graph where it is asked for: see `used`.

    Raises ValueError when made from edges that are not canonical (see `canonical_edges`), name unknown nodes, or are none, and from
    features, labels or names of another length than there are nodes.
    """

    title: str
    edge_index: Int[Tensor, "2 edge"]
    """int64, smaller node first, in a directed graph source and target, sorted, each edge once"""
    num_nodes: int
    edge_times: Float[Tensor, " dated"] | None = None
    """float64: when each edge was first made, larger is later; None where that is not known"""
    features: SparseMatrix | None = None
    """(num_nodes, num_features); None if nothing is known of the nodes but their edges"""
    labels: Int[Tensor, " node"] | None = None
    """int64 class of each node, −1 where unknown"""
    class_names: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    feature_names: tuple[str, ...] = ()
    feature_scales: tuple[tuple[float, float], ...] = ()
    """Of each feature the mean and deviation that its values in the file were scaled by, (0, 1) for none; empty where none was scaled"""
    notes: tuple[str, ...] = field(default=())
    """What was done to the file to make it this graph, a sentence each, for the reader."""
    reading: Reading | None = None
    """What a file was taken for, of a graph from a file"""
    directed: bool = False
    edge_weights: Float[Tensor, " weighted"] | None = None
    """float64: how strong each edge is"""
    kinds: Int[Tensor, " node"] | None = None
    """int64, 0 or 1: edges join nodes of different kinds only"""
    kind_names: tuple[str, ...] = ()
    found: FoundInFile | None = None
    """Of a graph from a file"""

    def __post_init__(self) -> None:
        if self.num_nodes < 2 or self.num_nodes >= MAX_NODES:
            raise ValueError(f"expected a graph of 2 to {MAX_NODES - 1:,} nodes, got {self.num_nodes:,}")
        edges = self.edge_index
        if edges.ndim != 2 or edges.shape[0] != 2 or edges.dtype != torch.int64:
            raise ValueError(f"edge_index must be (2, num_edges) int64, got {tuple(edges.shape)} {edges.dtype}")
        if edges.shape[1] == 0:
            raise ValueError("this graph has no edges between different nodes, so there is nothing to learn from or to predict")
        if edges.min() < 0 or edges.max() >= self.num_nodes:
            raise ValueError(
                f"edges name nodes from {int(edges.min())} to {int(edges.max())}, expected 0 to {self.num_nodes - 1}: "
                "add the missing nodes, or drop these edges"
            )
        if not torch.equal(edges, canonical_edges(edges, self.num_nodes, directed=self.directed)):
            order = "sorted" if self.directed else "smaller node first, sorted"
            raise ValueError(f"edge_index must hold each edge once, {order}: pass it through canonical_edges")
        for what, length in (("features", self.features and self.features.num_rows), ("labels", self._len(self.labels))):
            if length is not None and length != self.num_nodes:
                raise ValueError(f"{what} are given for {length:,} nodes, but the graph has {self.num_nodes:,}")
        for what, values in (("time", self.edge_times), ("weight", self.edge_weights)):
            if values is not None and (len(values) != edges.shape[1] or not values.isfinite().all()):
                raise ValueError(
                    f"expected a finite {what} for each of {edges.shape[1]:,} edges, got {len(values):,} values, "
                    f"{int(values.isfinite().sum()):,} of them finite"
                )
        if self.names and len(self.names) != self.num_nodes:
            raise ValueError(f"{len(self.names):,} names are given for {self.num_nodes:,} nodes")
        if self.kinds is not None:
            if len(self.kinds) != self.num_nodes or not bool(((self.kinds == 0) | (self.kinds == 1)).all()):
                raise ValueError(f"kinds must be 0 or 1 for each of {self.num_nodes:,} nodes, got {len(self.kinds):,} values")
            within = int((~self.pairs.holds(edges)).sum())
            if within:
                raise ValueError(f"{within:,} of {edges.shape[1]:,} edges join two nodes of one kind, expected none")
        if self.labels is not None and self.class_names and int(self.labels.max()) >= len(self.class_names):
            raise ValueError(f"labels reach {int(self.labels.max())}, but there are {len(self.class_names)} class names")

    @staticmethod
    def _len(values: Tensor | None) -> int | None:
        return None if values is None else len(values)

    @property
    def num_edges(self) -> int:
        return self.edge_index.shape[1]

    @property
    def num_classes(self) -> int:
        return len(self.class_names) or (0 if self.labels is None else int(self.labels.max()) + 1)

    @cached_property
    def pairs(self) -> PairSpace:
        """All that could be edges."""
        return PairSpace(num_nodes=self.num_nodes, directed=self.directed, kinds=self.kinds)

    @property
    def num_pairs(self) -> int:
        """Of different nodes, unordered but in a directed graph, in one of two kinds one of each: all that could be edges."""
        return self.pairs.count

    def used(self, uses: Collection[Use]) -> Graph:
        """This graph with what its file says beside which nodes are joined: of `found`, what is asked for.

        Raises ValueError for what the file does not say.
        """
        for use in uses:
            if self.found is None or use not in self.found.uses:
                raise ValueError(f"{self.title}: {NOT_FOUND[use]}")
        if self.found is None:
            return self
        changed: dict[str, Any] = {}
        if "kinds" in uses:
            changed |= {"kinds": self.found.kinds, "kind_names": self.found.kind_names}
        if "direction" in uses:
            changed |= {"directed": True, "edge_index": self.found.arcs, "edge_times": self.found.arc_times}
        if "weights" in uses:
            changed["edge_weights"] = self.found.arc_weights if "direction" in uses else self.found.weights
        reading = None if self.reading is None else used_reading(self.reading, self.found, uses)
        notes = self.notes if reading is None else reading.notes
        return replace(self, **changed, reading=reading, notes=notes)

    @cached_property
    def inputs(self) -> SparseMatrix:
        """What an encoder reads: the features, or a different unit vector for each node if there are none (Kipf & Welling 2016)."""
        return self.features if self.features is not None else SparseMatrix.identity(self.num_nodes)

    @cached_property
    def degrees(self) -> Int[Tensor, " node"]:
        return torch.bincount(self.edge_index.flatten(), minlength=self.num_nodes)

    @cached_property
    def feature_counts(self) -> Int[Tensor, " feature"]:
        """How many nodes have each feature, that is, not 0; empty without features."""
        if self.features is None:
            return torch.empty(0, dtype=torch.int64)
        return torch.bincount(self.features.columns[self.features.values != 0], minlength=self.features.num_columns)

    @cached_property
    def edge_codes(self) -> Int[Tensor, " edge"]:
        """The edges as sorted numbers, see `PairSpace.codes`: for membership tests."""
        return self.pairs.codes(self.edge_index).sort().values

    def has_edges(self, pairs: Int[Tensor, "2 pair"]) -> Tensor:
        """Whether each pair, in either order, is an edge: (num_pairs,) bool."""
        return is_member(self.pairs.codes(pairs), self.edge_codes)

    def weights_of(self, edges: Int[Tensor, "2 edge"]) -> Float[Tensor, " edge"]:
        """float32 weights of edges of this graph. Raises ValueError for a graph without weights, and for a pair that is no edge."""
        if self.edge_weights is None:
            raise ValueError(f"{self.title} has no weights of its edges")
        codes, order = self.pairs.codes(self.edge_index).sort()
        asked = self.pairs.codes(edges)
        if not bool(is_member(asked, codes).all()):
            raise ValueError(f"some of these {edges.shape[1]:,} pairs are no edges of {self.title}, and have no weight")
        return self.edge_weights[order[torch.searchsorted(codes, asked)]].float()

    def name_of(self, node: int) -> str:
        return self.names[node] if self.names else str(node)

    def class_of(self, node: int) -> str:
        """Its name, or its number where classes have none; empty where it is not known."""
        if self.labels is None or self.labels[node] < 0:
            return ""
        label = int(self.labels[node])
        return self.class_names[label] if self.class_names else str(label)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of edges, features, labels, kinds, weights and whether edges have a direction, first 16 hex digits."""
        digest = hashlib.sha256(str(self.num_nodes).encode())
        parts = [self.edge_index, self.labels]
        if self.features is not None:
            parts += [self.features.row_starts, self.features.columns, self.features.values]
        for part in parts:
            digest.update(b"-" if part is None else part.contiguous().numpy().tobytes())
        if self.kinds is not None:
            digest.update(b"kinds" + self.kinds.numpy().tobytes())
        if self.edge_weights is not None:
            digest.update(b"weights" + self.edge_weights.numpy().tobytes())
        if self.directed:
            digest.update(b"directed")
        return digest.hexdigest()[:16]

    @cached_property
    def times_fingerprint(self) -> str:
        """SHA-256 of when the edges were made, first 16 hex digits; empty without."""
        return "" if self.edge_times is None else hashlib.sha256(self.edge_times.numpy().tobytes()).hexdigest()[:16]

    @property
    def uses(self) -> tuple[Use, ...]:
        """What of `found` is part of this graph."""
        there: dict[Use, bool] = {
            "kinds": self.kinds is not None,
            "weights": self.edge_weights is not None,
            "direction": self.directed,
        }
        return tuple(use for use in USES if there[use])

    @property
    def description(self) -> str:
        inputs = counted(self.features.num_columns, "feature") if self.features is not None else "no features"
        nodes = f"{self.num_nodes:,} nodes"
        if self.kinds is not None:
            of_each = " and ".join(
                f"{len(nodes):,} {name}" for nodes, name in zip(self.pairs.members, self.kind_names, strict=True)
            )
            nodes += f" of two kinds ({of_each})"
        edges = counted(self.num_edges, f"{'directed' if self.directed else 'undirected'} edge")
        edges += " with weights" if self.edge_weights is not None else ""
        classes = counted(self.num_classes, "class", "classes") if self.num_classes else "no classes"
        return f"{self.title}: {nodes}, {edges}, {inputs}, {classes}"

    @property
    def inputs_note(self) -> str:
        """What an encoder reads of the nodes, a sentence."""
        if self.features is not None:
            return f"The encoder reads {self.features.num_columns:,} features of each node, and its neighbours."
        return (
            "There are no features: the encoder learns a row of weights for each node, from its edges alone, and has none for a node "
            "that was not there."
        )


def canonical_edges(edges: Int[Tensor, "2 edge"], num_nodes: int, *, directed: bool = False) -> Int[Tensor, "2 kept"]:
    """Each edge once, sorted, self-loops left out; the smaller node first unless edges have a direction."""
    first, second = edges if directed else (edges.min(0).values, edges.max(0).values)
    codes = torch.unique((first * num_nodes + second)[first != second])
    return torch.stack([codes // num_nodes, codes % num_nodes])


def is_member(codes: Int[Tensor, " code"], sorted_codes: Int[Tensor, " known"]) -> Tensor:
    """Whether each code is among `sorted_codes`: (num_codes,) bool, by binary search."""
    if len(sorted_codes) == 0:
        return torch.zeros_like(codes, dtype=torch.bool)
    place = torch.searchsorted(sorted_codes, codes).clamp_(max=len(sorted_codes) - 1)
    return sorted_codes[place] == codes
