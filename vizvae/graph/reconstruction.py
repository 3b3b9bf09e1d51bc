"""The graph that a model draws: its best candidate edges, and how many pairs pass a threshold, over all pairs of nodes.

All of it in blocks of rows: PubMed's 194 million pairs never lie in memory together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from vizvae.graph.data import is_member
from vizvae.graph.model import GraphAutoencoder
from vizvae.graph.pair_space import PairSpace
from vizvae.graph.split import PARTS, EdgeSplit

PAIRS_AT_ONCE = 2_000_000
"""Logits held at once: 8 MB, and as much again a few times over while they are sorted into."""
KEPT_BEFORE_SORTING = 4
"""Candidates are sorted out once there are so many times more than are wanted"""


@torch.no_grad()
def logit_blocks(
    model: GraphAutoencoder,
    z: Float[Tensor, "node latent"],
    pairs: PairSpace,
    progress: Callable[[float], object] = lambda _: None,
) -> Iterator[tuple[Int[Tensor, " row"], Int[Tensor, " column"], Float[Tensor, "row column"]]]:
    """Every pair that could be an edge once, as `PairSpace.oriented` has it: (rows, columns, logits); −∞ for what is no pair."""
    seen = 0
    for rows, columns, none in pairs.blocks(PAIRS_AT_ONCE):
        logits = model.block(z[rows], z[columns])
        logits[:, : none.shape[1]].masked_fill_(none, -torch.inf)
        yield rows, columns, logits
        seen += logits.numel() - int(none.sum())
        progress(seen / pairs.count)


@dataclass(frozen=True, kw_only=True, eq=False)
class Candidates:
    """Pairs of nodes by falling logit; among equals, by node numbers."""

    pairs: Int[Tensor, "2 pair"]
    logits: Float[Tensor, " pair"]


def top_pairs(
    model: GraphAutoencoder,
    z: Float[Tensor, "node latent"],
    k: int,
    *,
    pairs: PairSpace,
    leave_out: Int[Tensor, "2 known"] | None = None,
    progress: Callable[[float], object] = lambda _: None,
) -> Candidates:
    """The `k` pairs with the highest logits among all `pairs` that could be edges, or among all but `leave_out` (training
    edges, to see what is new).

    Fewer where there are not so many. `progress` hears the share of the pairs that have been looked at. Raises ValueError for `k` below 1.
    """
    if k < 1:
        raise ValueError(f"expected at least 1 candidate edge, got {k}")
    known = torch.empty(0, dtype=torch.int64)
    if leave_out is not None:
        known = pairs.codes(leave_out).sort().values
    codes, logits = torch.empty(0, dtype=torch.int64), torch.empty(0)
    bar = -torch.inf
    for rows, columns, block in logit_blocks(model, z, pairs, progress):
        flat = block.flatten()
        if bar == -torch.inf and len(flat) > k + len(known):
            # Enough of the block to hold its k best, ties at their end included: the rest cannot be wanted.
            bar = max(bar, flat.topk(k + len(known)).values[-1].item())
        places = ((flat >= bar) & flat.isfinite() if bar == -torch.inf else flat >= bar).nonzero()[:, 0]
        new = rows[places // len(columns)] * pairs.num_nodes + columns[places % len(columns)]
        new_logits = flat[places]
        if len(known):
            free = ~is_member(new, known)
            new, new_logits = new[free], new_logits[free]
        codes, logits = torch.cat([codes, new]), torch.cat([logits, new_logits])
        if len(codes) > KEPT_BEFORE_SORTING * k:
            codes, logits = _best(codes, logits, k)
            bar = logits[-1].item()
    codes, logits = _best(codes, logits, k)
    return Candidates(pairs=pairs.of_codes(codes), logits=logits)


def _best(codes: Tensor, logits: Tensor, k: int) -> tuple[Tensor, Tensor]:
    """The `k` highest, by falling logit. By code first, so that the stable sort by logit leaves equals in the order of node numbers."""
    by_code = torch.argsort(codes)
    best = by_code[torch.argsort(logits[by_code], descending=True, stable=True)[:k]]
    return codes[best], logits[best]


@dataclass(frozen=True, kw_only=True, eq=False)
class ThresholdCounts:
    """For each threshold on the logit (rising), how many pairs are predicted as edges: those with a logit of at least that."""

    thresholds: Float[Tensor, " threshold"]
    num_pairs: Int[Tensor, " threshold"]
    """of all pairs"""
    num_edges: Int[Tensor, "threshold part"]
    """of the edges in `PARTS[1:]`: training, validation, test"""
    total_edges: Int[Tensor, " part"]

    @property
    def true_positives(self) -> Int[Tensor, " threshold"]:
        return self.num_edges.sum(1)

    @property
    def precision(self) -> Float[Tensor, " threshold"]:
        """Share of the predicted pairs that are edges of the whole graph; 1 where nothing is predicted."""
        return torch.where(self.num_pairs > 0, self.true_positives / self.num_pairs.clamp(min=1), 1.0)

    @property
    def recall(self) -> Float[Tensor, " threshold"]:
        return self.true_positives / self.total_edges.sum()

    @property
    def f1(self) -> Float[Tensor, " threshold"]:
        return 2 * self.true_positives / (self.num_pairs + self.total_edges.sum())

    @property
    def average_precision(self) -> float:
        """Area under the whole graph's precision–recall steps; exact for the thresholds of `edge_thresholds`."""
        recall, precision = self.recall.double().flip(0), self.precision.double().flip(0)
        return (torch.diff(recall, prepend=torch.zeros(1, dtype=torch.float64)) * precision).sum().item()


def threshold_counts(
    model: GraphAutoencoder,
    z: Float[Tensor, "node latent"],
    thresholds: Float[Tensor, " threshold"],
    split: EdgeSplit,
    *,
    progress: Callable[[float], object] = lambda _: None,
) -> ThresholdCounts:
    """Count, in one sweep over all pairs, what passes each of the rising `thresholds` on the logit.

    Raises ValueError for thresholds that do not rise.
    """
    if len(thresholds) == 0 or bool((thresholds.diff() < 0).any()):
        raise ValueError("expected at least one threshold, in rising order")
    num_thresholds = len(thresholds)
    edges = torch.cat([getattr(split, part) for part in PARTS[1:]], 1)
    parts = torch.repeat_interleave(torch.arange(3), torch.tensor([getattr(split, part).shape[1] for part in PARTS[1:]]))
    edges = split.pairs.oriented(edges)
    by_first = torch.argsort(edges[0])
    edges, parts = edges[:, by_first], parts[by_first]  # by rows, so that those of a block are a stretch of them
    histogram = torch.zeros(num_thresholds + 1, dtype=torch.int64)
    edge_histogram = torch.zeros((num_thresholds + 1) * 3, dtype=torch.int64)
    for rows, columns, block in logit_blocks(model, z, split.pairs, progress):
        # right=True: the number of thresholds that are not above the logit; −∞ passes none.
        passed = torch.bucketize(block.flatten(), thresholds, right=True, out_int32=True)
        histogram += torch.bincount(passed, minlength=num_thresholds + 1)
        low, high = int(torch.searchsorted(edges[0], rows[0])), int(torch.searchsorted(edges[0], rows[-1], right=True))
        first, second = edges[:, low:high].contiguous()
        down, right = torch.searchsorted(rows, first), torch.searchsorted(columns, second)
        of_edges = passed.view_as(block)[down, right] * 3 + parts[low:high]
        edge_histogram += torch.bincount(of_edges, minlength=len(edge_histogram))
    return ThresholdCounts(
        thresholds=thresholds,
        num_pairs=_at_least(histogram),
        num_edges=_at_least(edge_histogram.view(-1, 3)),
        total_edges=torch.bincount(parts, minlength=3),
    )


def edge_thresholds(
    model: GraphAutoencoder, z: Float[Tensor, "node latent"], split: EdgeSplit, num_thresholds: int | None = None
) -> Float[Tensor, " threshold"]:
    """Rising thresholds just below the logits of the graph's edges: recall changes there and nowhere else.

    All of them, or `num_thresholds` at equal steps of recall. Below by a few roundings, since a block's matrix product and a single
    pair's sum do not end in the same last bit.
    """
    with torch.no_grad():
        logits = torch.cat([model.edge_logits(z, getattr(split, part)) for part in PARTS[1:]])
    logits = (logits - 1e-5 * (1 + logits.abs())).unique()
    if num_thresholds is None or len(logits) <= num_thresholds:
        return logits
    return logits[torch.linspace(0, len(logits) - 1, num_thresholds).round().long()]


@torch.no_grad()
def neighbour_logits(
    model: GraphAutoencoder, z: Float[Tensor, "node latent"], node: int, pairs: PairSpace
) -> Float[Tensor, " node"]:
    """Logits of one node with every node; −∞ where the two could be no edge, as with itself. `pairs`: of the graph."""
    logits = model.block(z[node : node + 1], z)[0]
    return logits.masked_fill_(~pairs.partners(node), -torch.inf)


def _at_least(histogram: Tensor) -> Tensor:
    """From counts of pairs that pass exactly 0, 1, 2 … thresholds to counts that pass each of them."""
    return histogram.flip(0).cumsum(0).flip(0)[1:]
