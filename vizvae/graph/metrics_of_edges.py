"""How well the weights and the directions of held-out edges are told."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from vizvae.graph.data import Graph, is_member
from vizvae.graph.metrics import link_scores
from vizvae.graph.model import GraphAutoencoder
from vizvae.graph.split import EdgeSplit

DRAWS, SEED = 1_000, 20260405
NINETY = 1.6448536269514722
"""Of a normal distribution, 90 % lie within so many standard deviations"""
FEWEST = 3


@dataclass(frozen=True, kw_only=True)
class WeightScores:
    """Of held-out edges, given that they are edges. Intervals of 95 % by bootstrap over these edges."""

    correlation: float
    """Pearson's, of what is normal: the weights or their logarithms; 0 where all predictions are alike"""
    correlation_interval: tuple[float, float]
    mae: float
    """Mean absolute error of the predicted median, in the weights' own unit"""
    mae_interval: tuple[float, float]
    mae_of_median: float
    """The same of predicting the training edges' median for each"""
    within_90: float
    """Share of the weights in the interval that promises to hold 90 % of them"""
    num_edges: int


@torch.no_grad()
def weight_scores(
    model: GraphAutoencoder, z: Float[Tensor, "node latent"], graph: Graph, split: EdgeSplit, part: str = "test"
) -> WeightScores | None:
    """None for a model without weights, and for fewer than `FEWEST` held-out edges."""
    decoder = model.weight_decoder
    edges, _ = split.held_out(part)
    if decoder is None or edges.shape[1] < FEWEST:
        return None
    weights, means = graph.weights_of(edges), model.weight_means(z, edges)
    off = ((decoder.transform(weights) - means).abs() <= NINETY * weight_spread(model, z, graph, split)).float()
    said, true = means.double().numpy(), decoder.transform(weights).double().numpy()
    errors = (decoder.back(means) - weights).abs().double().numpy()
    drawn = np.random.default_rng(SEED).integers(len(said), size=(DRAWS, len(said)))
    of_draws = [_correlation(said[rows], true[rows]) for rows in drawn]
    middle = graph.weights_of(split.train).median()
    return WeightScores(
        correlation=_correlation(said, true),
        correlation_interval=_interval(np.array(of_draws)),
        mae=float(errors.mean()),
        mae_interval=_interval(errors[drawn].mean(1)),
        mae_of_median=float((weights - middle).abs().mean()),
        within_90=float(off.mean()),
        num_edges=len(said),
    )


@torch.no_grad()
def weight_spread(model: GraphAutoencoder, z: Float[Tensor, "node latent"], graph: Graph, split: EdgeSplit) -> float:
    """Standard deviation of a weight (or its logarithm) that is predicted: as learnt, or as large as the validation edges show it to be,
    for of the edges that it was trained on a model knows more than of others.

    Raises ValueError for a model without weights.
    """
    means = model.weight_means(z, split.validation)
    decoder = model.weight_decoder
    assert decoder is not None
    learnt = float(decoder.spread)
    if split.validation.shape[1] < FEWEST:
        return learnt
    return max(learnt, float((decoder.transform(graph.weights_of(split.validation)) - means).square().mean().sqrt()))


@dataclass(frozen=True, kw_only=True, eq=False)
class WeightRange:
    """Of pairs, if they are edges, in the weights' own unit."""

    median: Float[Tensor, " pair"]
    low: Float[Tensor, " pair"]
    high: Float[Tensor, " pair"]
    """Ends of the central 90 %"""


@torch.no_grad()
def weight_range(
    model: GraphAutoencoder, z: Float[Tensor, "node latent"], graph: Graph, split: EdgeSplit, pairs: Int[Tensor, "2 pair"]
) -> WeightRange | None:
    """None for a model without weights."""
    decoder = model.weight_decoder
    if decoder is None:
        return None
    means, half = model.weight_means(z, pairs), NINETY * weight_spread(model, z, graph, split)
    return WeightRange(median=decoder.back(means), low=decoder.back(means - half), high=decoder.back(means + half))


@torch.no_grad()
def direction_auc(
    model: GraphAutoencoder, z: Float[Tensor, "node latent"], graph: Graph, split: EdgeSplit, part: str = "test"
) -> float | None:
    """Held-out edges against the same pairs the other way round, where that is no edge of the graph: ½ for a model that cannot tell.

    After Salha et al. 2019 ("Gravity-Inspired Graph Autoencoders for Directed Link Prediction", their second task). None where edges have
    no direction, or all of the held-out ones go both ways.
    """
    if not graph.directed:
        return None
    edges, _ = split.held_out(part)
    one_way = edges[:, ~is_member(graph.pairs.codes(edges.flip(0)), graph.edge_codes)]
    if one_way.shape[1] == 0:
        return None
    return link_scores(model.edge_logits(z, one_way), model.edge_logits(z, one_way.flip(0))).auc


def _correlation(one: np.ndarray, other: np.ndarray) -> float:
    one, other = one - one.mean(), other - other.mean()
    length = float(np.sqrt((one**2).sum() * (other**2).sum()))
    return float((one * other).sum() / length) if length > 0 else 0.0


def _interval(values: np.ndarray) -> tuple[float, float]:
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)
