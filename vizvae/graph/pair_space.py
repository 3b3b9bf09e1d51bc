"""Which pairs of nodes could be edges of a graph: what non-edges are drawn from, what is ranked, and what is suggested."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import torch
from jaxtyping import Bool, Int
from torch import Tensor


@dataclass(frozen=True, kw_only=True, eq=False)
class PairSpace:
    """Pairs of different nodes: unordered ones, or in a directed graph ordered ones (source, target); where there are two kinds of nodes,
    only pairs of one of each.

    Within a kind no pair can be an edge. A model that scores such pairs low has learnt which kind a node is of and nothing else, so that
    non-edges from among them flatter every figure.
    """

    num_nodes: int
    directed: bool = False
    kinds: Int[Tensor, " node"] | None = None
    """int64, 0 or 1"""

    @property
    def plain(self) -> bool:
        """Whether every unordered pair of different nodes could be an edge."""
        return not self.directed and self.kinds is None

    @cached_property
    def members(self) -> tuple[Int[Tensor, " first"], Int[Tensor, " second"]]:
        """The nodes of each kind, ascending. Raises ValueError for a graph of one kind."""
        if self.kinds is None:
            raise ValueError("expected a graph of two kinds of nodes, got one of a single kind")
        return (self.kinds == 0).nonzero()[:, 0], (self.kinds == 1).nonzero()[:, 0]

    @cached_property
    def count(self) -> int:
        """How many pairs there are."""
        unordered = self.num_nodes * (self.num_nodes - 1) // 2
        if self.kinds is not None:
            unordered = len(self.members[0]) * len(self.members[1])
        return 2 * unordered if self.directed else unordered

    def oriented(self, pairs: Int[Tensor, "2 pair"]) -> Int[Tensor, "2 pair"]:
        """Each pair as it is counted: as it is in a directed graph; else the node of the first kind first, else the smaller one."""
        if self.directed:
            return pairs
        swap = pairs[0] > pairs[1]
        if self.kinds is not None:
            first, second = self.kinds[pairs[0]], self.kinds[pairs[1]]
            swap = torch.where(first == second, swap, first > second)
        return torch.where(swap, pairs.flip(0), pairs)

    def codes(self, pairs: Int[Tensor, "2 pair"]) -> Int[Tensor, " pair"]:
        """One number a pair, the same for both orders where edges have no direction."""
        first, second = self.oriented(pairs)
        return first * self.num_nodes + second

    def of_codes(self, codes: Int[Tensor, " code"]) -> Int[Tensor, "2 pair"]:
        return torch.stack([codes // self.num_nodes, codes % self.num_nodes])

    def holds(self, pairs: Int[Tensor, "2 pair"]) -> Bool[Tensor, " pair"]:
        """Whether each pair could be an edge."""
        able = pairs[0] != pairs[1]
        return able if self.kinds is None else able & (self.kinds[pairs[0]] != self.kinds[pairs[1]])

    def partners(self, node: int) -> Bool[Tensor, " node"]:
        """The nodes that this one could be joined to."""
        able = torch.ones(self.num_nodes, dtype=torch.bool) if self.kinds is None else self.kinds != self.kinds[node]
        able[node] = False
        return able

    def among(self, nodes: Int[Tensor, " node"]) -> PairSpace:
        """The pairs of these nodes alone, which are numbered anew in this order."""
        kinds = None if self.kinds is None else self.kinds[nodes]
        return PairSpace(num_nodes=len(nodes), directed=self.directed, kinds=kinds)

    def draw(self, count: int, *, generator: torch.Generator) -> Int[Tensor, "2 drawn"]:
        """About `count` pairs, uniformly, with repetition: those that come out as a node with itself are left out."""
        if self.kinds is not None:
            members = self.members
            pairs = torch.stack([of[torch.randint(len(of), (count,), generator=generator)] for of in members])
            if not self.directed:
                return pairs
            swap = torch.rand(count, generator=generator) < 0.5
            return torch.where(swap, pairs.flip(0), pairs)
        while True:
            pairs = torch.randint(self.num_nodes, (2, count), generator=generator)
            different = pairs[0] != pairs[1]
            if bool(different.any()):
                return pairs[:, different]

    def all(self) -> Int[Tensor, "2 pair"]:
        """Every pair once; of a small graph."""
        if self.plain:
            return torch.triu_indices(self.num_nodes, self.num_nodes, offset=1)
        if self.kinds is not None and not self.directed:
            return torch.cartesian_prod(*self.members).T.reshape(2, -1)
        nodes = torch.arange(self.num_nodes)
        pairs = torch.cartesian_prod(nodes, nodes).T
        return pairs[:, self.holds(pairs)]

    def blocks(self, at_once: int) -> Iterator[tuple[Int[Tensor, " row"], Int[Tensor, " column"], Bool[Tensor, "row some"]]]:
        """Rectangles of at most about `at_once` pairs, each a row with each column, both ascending, that hold every pair once, oriented:
        (rows, columns, which of them are no pairs or come a second time, of as many columns as there may be such in). Rows ascend from
        one rectangle to the next."""
        nodes = torch.arange(self.num_nodes)
        rows, columns = self.members if self.kinds is not None and not self.directed else (nodes, nodes)
        start = 0
        while start < len(rows) - self.plain:
            right = columns[start:] if self.plain else columns
            stop = min(len(rows), start + max(1, at_once // max(1, len(right))))
            down = rows[start:stop]
            if self.plain:
                none = torch.ones(len(down), len(down), dtype=torch.bool).tril_()
            elif self.directed:
                none = down[:, None] == right[None, :]
                if self.kinds is not None:
                    none = self.kinds[down][:, None] == self.kinds[right][None, :]
            else:
                none = torch.zeros(len(down), 0, dtype=torch.bool)
            yield down, right, none
            start = stop
