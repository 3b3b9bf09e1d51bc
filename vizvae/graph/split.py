"""Which edges are trained on, and which are held out to judge the model by."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import torch
from jaxtyping import Int
from torch import Tensor

from vizvae.graph.data import Graph, is_member
from vizvae.graph.pair_space import PairSpace

VALIDATION_SHARE, TEST_SHARE = 0.05, 0.10
"""Of the edges (Kipf & Welling 2016)."""
PARTS = ("none", "train", "validation", "test")
"""What a pair of nodes is to the model: an invented edge, one it was trained on, or a held-out one."""


@dataclass(frozen=True, kw_only=True, eq=False)
class EdgeSplit:
    """The edges in three parts, and as many non-edges beside the two held-out ones.

    A non-edge is a pair that could be an edge (`pairs`) and is none of the whole graph; none is drawn twice. Only `train` may reach an
    encoder.
    """

    num_nodes: int
    train: Int[Tensor, "2 train"]
    validation: Int[Tensor, "2 validation"]
    test: Int[Tensor, "2 test"]
    validation_non_edges: Int[Tensor, "2 validation_non_edge"]
    test_non_edges: Int[Tensor, "2 test_non_edge"]
    seed: int
    in_time: bool = False
    """Whether the held-out edges are the latest, instead of drawn at random"""
    directed: bool = False
    kinds: Int[Tensor, " node"] | None = None
    """As of `Graph`"""

    @cached_property
    def pairs(self) -> PairSpace:
        """All that could be edges."""
        return PairSpace(num_nodes=self.num_nodes, directed=self.directed, kinds=self.kinds)

    def held_out(self, part: str) -> tuple[Int[Tensor, "2 edge"], Int[Tensor, "2 non_edge"]]:
        """Edges and non-edges of `validation` or of `test`."""
        if part not in ("validation", "test"):
            raise ValueError(f"held-out parts are validation and test, got {part!r}")
        return getattr(self, part), getattr(self, f"{part}_non_edges")

    def check(self) -> None:
        """Raises ValueError if there is nothing to judge a model by: better before it is trained than after."""
        held_out = [pairs.shape[1] for part in ("validation", "test") for pairs in self.held_out(part)]
        if min(held_out) == 0:
            num_edges = sum(getattr(self, part).shape[1] for part in PARTS[1:])
            raise ValueError(
                f"this graph has {num_edges:,} edges among {self.pairs.count:,} pairs of nodes. Some of both are held out to "
                "judge the model by, so at least three edges, and two pairs without one, are needed"
            )

    def status(self, pairs: Int[Tensor, "2 pair"]) -> Int[Tensor, " pair"]:
        """For each pair, in either order unless edges have a direction, its place in `PARTS`: 0 no edge, 1 training, 2 validation, 3 test
        edge."""
        codes = self.pairs.codes(pairs)
        status = torch.zeros_like(codes)
        for number, part in enumerate(PARTS[1:], start=1):
            status[is_member(codes, self.pairs.codes(getattr(self, part)).sort().values)] = number
        return status

    @property
    def description(self) -> str:
        total = self.train.shape[1] + self.validation.shape[1] + self.test.shape[1]
        how = f"the latest, ties and non-edges drawn with seed {self.seed}" if self.in_time else f"drawn with seed {self.seed}"
        between = (" with a direction" if self.directed else "") + ("" if self.kinds is None else " between the two kinds")
        return (
            f"{self.train.shape[1]:,} training, {self.validation.shape[1]:,} validation and {self.test.shape[1]:,} test edges of "
            f"{total:,}, {how}; as many non-edges{between}, disjoint from all edges; the encoder sees training edges only"
        )


def split_edges(
    graph: Graph, seed: int, *, validation_share: float = VALIDATION_SHARE, test_share: float = TEST_SHARE, in_time: bool = False
) -> EdgeSplit:
    """A random split, or with `in_time` by when edges were made: the latest are the test's, those before them for validation, and the model
    learns from the past. Equal seeds give equal splits on every machine; in time, the seed decides among edges of one moment.

    The number of held-out edges is rounded down, but at least one of each while the graph has three edges or more; a smaller graph
    keeps all for training. Non-edges are fewer than asked for only where the graph has no more.
    Raises ValueError for shares that are negative or leave nothing to train on, and in time for a graph whose edges have no dates.
    """
    if in_time and graph.edge_times is None:
        raise ValueError(
            f"{graph.title} has no dates, so its edges cannot be split by time: a table of edges with one column of dates, years or "
            "timestamps has them"
        )
    if validation_share < 0 or test_share < 0 or validation_share + test_share >= 1:
        raise ValueError(f"shares must be 0 or more and leave edges to train on, got {validation_share} and {test_share}")
    generator = torch.Generator().manual_seed(seed)
    num_edges = graph.num_edges
    num_validation, num_test = num_held_out(num_edges, validation_share, test_share)
    order = torch.randperm(num_edges, generator=generator)
    if in_time and graph.edge_times is not None:
        newest = torch.argsort(graph.edge_times[order], descending=True, stable=True)
        # Test, then validation, then the past; below, the first are for validation.
        newest = torch.cat([newest[num_test : num_test + num_validation], newest[:num_test], newest[num_test + num_validation :]])
        order = order[newest]
    validation, test, train = graph.edge_index[:, order].split(
        [num_validation, num_test, num_edges - num_validation - num_test], dim=1
    )
    non_edges = sample_non_edges(graph, num_validation + num_test, generator=generator)
    # Where the graph has fewer non-edges than asked for, both parts get their share of them.
    of_validation = round(non_edges.shape[1] * num_validation / max(1, num_validation + num_test))
    return EdgeSplit(
        num_nodes=graph.num_nodes,
        train=train[:, torch.argsort(graph.pairs.codes(train))],
        validation=validation,
        test=test,
        validation_non_edges=non_edges[:, :of_validation],
        test_non_edges=non_edges[:, of_validation:],
        seed=seed,
        in_time=in_time,
        directed=graph.directed,
        kinds=graph.kinds,
    )


def num_held_out(num_edges: int, validation_share: float, test_share: float) -> tuple[int, int]:
    """How many edges a split keeps for validation and for the test."""
    num_validation, num_test = (
        0 if share == 0 or num_edges < 3 else max(1, math.floor(share * num_edges)) for share in (validation_share, test_share)
    )
    return num_validation, num_test


def sample_non_edges(graph: Graph, count: int, *, generator: torch.Generator) -> Int[Tensor, "2 non_edge"]:
    """`count` different pairs that could be edges and are none, uniformly; all of them if there are not more."""
    available = graph.num_pairs - graph.num_edges
    if count >= available or available < graph.num_pairs // 2 or graph.num_nodes <= 64:
        # Dense or tiny: list all pairs. A graph that is denser than half cannot be so large that this would not fit.
        pairs = graph.pairs.all()
        free = pairs[:, ~graph.has_edges(pairs)]
        return free[:, torch.randperm(free.shape[1], generator=generator)[:count]]
    found = torch.empty(0, dtype=torch.int64)
    while len(found) < count:
        codes = graph.pairs.codes(graph.pairs.draw(2 * (count - len(found)) + 16, generator=generator))
        codes = codes[~is_member(codes, graph.edge_codes)]
        found = _first_of_each(torch.cat([found, codes]))[:count]
    return graph.pairs.of_codes(found)


def _first_of_each(codes: Tensor) -> Tensor:
    """Without repetitions, in the order of first appearance."""
    ordered, order = torch.sort(codes, stable=True)
    first = torch.ones_like(ordered, dtype=torch.bool)
    first[1:] = ordered[1:] != ordered[:-1]
    return codes[torch.sort(order[first]).values]
