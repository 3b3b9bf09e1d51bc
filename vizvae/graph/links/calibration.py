"""What a model's logit is worth on its own graph: how often pairs with about that logit are edges that it was not shown.

A model's own probability says nothing of the kind: it is trained with as many edges as non-edges, and among all pairs of a graph an edge is
rare. Here the pairs are all that are no training edges. Validation edges say how often one with this logit is an edge; test edges, which
nothing has looked at, say whether that is right.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from vizvae.atomic_write import atomic_write
from vizvae.graph.checkpoint import GraphCheckpoint, TrainedGraph
from vizvae.graph.model import GraphAutoencoder
from vizvae.graph.reconstruction import threshold_counts
from vizvae.graph.split import EdgeSplit
from vizvae.paths import download_dir

MOST_BINS, EDGES_A_BIN = 40, 10
"""Bins of the logit hold so many validation edges, or more"""
VERSION = 1
log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class LinkCalibration:
    """Bins of the logit, from the lowest to the highest; a bin begins at its threshold and ends at the next."""

    thresholds: tuple[float, ...]
    chances: tuple[float, ...]
    """That a pair in this bin, of which the model knows nothing, is one of as many hidden edges as the test held out; never falling"""
    num_pairs: tuple[int, ...]
    """Pairs in each bin that are neither training nor validation edges"""
    test_edges: tuple[int, ...]
    """How many of these are test edges: what `chances` times `num_pairs` promised"""

    def chance(self, logits: Float[Tensor, " pair"]) -> Float[Tensor, " pair"]:
        """Of pairs with these logits, in [0, 1]."""
        place = torch.bucketize(logits.double(), torch.tensor(self.thresholds, dtype=torch.float64), right=True) - 1
        return torch.tensor(self.chances, dtype=torch.float64)[place.clamp(min=0)].float()

    @property
    def promised(self) -> float:
        """Test edges in the upper half of the bins, by `chances`; compare with `found`."""
        half = len(self.chances) // 2
        return sum(chance * count for chance, count in zip(self.chances[half:], self.num_pairs[half:], strict=True))

    @property
    def found(self) -> int:
        return sum(self.test_edges[len(self.chances) // 2 :])

    @property
    def sentence(self) -> str:
        """What it rests on, for a reader."""
        half = len(self.chances) // 2
        if half == 0:
            return (
                "So few edges are held out that the chance of a link cannot be told apart: for every pair it is the number of hidden "
                f"edges over that of all pairs that the model was not shown, {self.chances[0]:.2%}."
            )
        return (
            f"The chance is learnt from validation edges, for as many hidden edges as the test held out. It is checked on the test edges: "
            f"among the {sum(self.num_pairs[half:]):,} likeliest pairs it promises {self.promised:,.0f}, and {self.found:,} are there."
        )


def calibrate_links(
    model: GraphAutoencoder,
    z: Float[Tensor, "node latent"],
    split: EdgeSplit,
    *,
    progress: Callable[[float], object] = lambda _: None,
) -> LinkCalibration:
    """From one sweep over all pairs of nodes, with codes `z` of the training edges.

    In each bin the share of validation edges among the pairs that are neither training nor test edges, made never to fall (isotonic
    regression; Zadrozny & Elkan 2002), times the number of test over validation edges. Raises ValueError where nothing is held out.
    """
    from sklearn.isotonic import IsotonicRegression

    split.check()
    num_validation, num_test = split.validation.shape[1], split.test.shape[1]
    with torch.no_grad():
        logits = model.edge_logits(z, split.validation).sort().values
    num_bins = max(1, min(MOST_BINS, num_validation // EDGES_A_BIN))
    starts = logits[torch.linspace(0, num_validation, num_bins + 1).round().long()[1:-1]]
    # The lowest bin takes in everything below. A little below, as in `edge_thresholds`: a block's product ends in other last bits.
    thresholds = torch.cat([torch.tensor([torch.finfo(torch.float32).min]), starts - 1e-5 * (1 + starts.abs())]).unique()
    counts = threshold_counts(model, z, thresholds, split, progress=progress)
    in_bins = _of_each(counts.num_pairs[:, None].numpy())[:, 0]
    train, validation, test = _of_each(counts.num_edges.numpy()).T
    candidates = in_bins - train - test
    shares = validation / np.maximum(candidates, 1)
    rising = IsotonicRegression(y_min=0, y_max=1).fit_transform(np.arange(len(shares)), shares, sample_weight=candidates)
    chances = np.minimum(1, rising * num_test / num_validation)
    return LinkCalibration(
        thresholds=tuple(thresholds.tolist()),
        chances=tuple(chances.tolist()),
        num_pairs=tuple((in_bins - train - validation).tolist()),
        test_edges=tuple(test.tolist()),
    )


def link_calibration(
    checkpoint: GraphCheckpoint, trained: TrainedGraph, *, progress: Callable[[float], object] = lambda _: None
) -> LinkCalibration:
    """`calibrate_links` of a checkpoint, kept in the user's cache: a sweep over PubMed's pairs takes seconds."""
    path = _kept_at(checkpoint, trained)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return LinkCalibration(**{key: tuple(found[key]) for key in LinkCalibration.__dataclass_fields__})
    except FileNotFoundError:
        pass
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("%s is damaged (%s) and is computed anew", path, error)
    made = calibrate_links(trained.model, trained.posterior.mu, trained.split, progress=progress)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        atomic_write(path, json.dumps(asdict(made)).encode())
    except OSError as error:  # a full or read-only disk: it is used all the same
        log.warning("%s could not be kept on disk (%s)", path, error)
    return made


def _kept_at(checkpoint: GraphCheckpoint, trained: TrainedGraph) -> Path:
    """By everything that it depends on: weights, graph, split."""
    config = checkpoint.config
    split = f"{config.split_seed}-{config.validation_share:g}-{config.test_share:g}{'-in-time' if config.in_time else ''}"
    name = f"{checkpoint.card['weights_sha256'][:32]}-{trained.graph.fingerprint}-{split}-{VERSION}.json"
    return download_dir() / "links" / name


def _of_each(at_least: np.ndarray) -> np.ndarray:
    """From how many pass each threshold to how many lie between it and the next."""
    return at_least - np.concatenate([at_least[1:], np.zeros_like(at_least[:1])])
