"""The figures of a card that one may cite, each with what it was measured over."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vizvae.checkpoint import Checkpoint, CheckpointError
from vizvae.checkpoint.bundle import Bundle
from vizvae.graph.checkpoint import GraphCheckpoint
from vizvae.metrics.likelihood import Evaluation
from vizvae.models import MODELS, checked_config
from vizvae.words import counted, decimal


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Of a figure"""

    title: str
    unit: str
    meaning: str
    places: int
    """After the point, where it is shown"""


@dataclass(frozen=True, kw_only=True)
class Figure:
    value: float
    low: float | None = None
    high: float | None = None
    """95 % interval"""
    sd: float | None = None
    """Standard deviation, where it was measured several times"""
    over: str
    """What the interval or the deviation is over, with the seed"""


KINDS = {
    "nll": Kind(
        title="NLL", unit="nats an image", places=2,
        meaning="−log p(x), estimated by importance sampling: how surprised the model is by an image it has not seen. Lower is better. "
        "Of grey and coloured images it is that of the 256 values of each pixel: compare it with its like",
    ),
    "bits_per_dim": Kind(
        title="bits/dim", unit="", places=3, meaning="the same in bits, shared among all pixels and channels"
    ),
    "mig": Kind(
        title="MIG", unit="", places=3,
        meaning="mutual information gap, from 0 to 1: by how much the latent that knows most of a factor is ahead of the next one",
    ),
    "dci_disentanglement": Kind(
        title="DCI-D", unit="", places=3, meaning="DCI disentanglement, from 0 to 1: whether each latent is of use for one factor only"
    ),
    "auc": Kind(
        title="AUC", unit="%", places=2,
        meaning="how often an edge that the model was not shown gets a higher probability than a pair that is none",
    ),
    "ap": Kind(title="AP", unit="%", places=2, meaning="average precision of the same ranking"),
}  # fmt: skip
"""In the order of the table"""


FACTOR_METRICS = {
    "mig": "MIG",
    "dci_disentanglement": "DCI-D",
    "dci_completeness": "DCI-C",
    "dci_informativeness": "DCI-I",
    "sap": "SAP",
    "factor_vae_score": "FactorVAE",
    "beta_vae_score": "β-VAE",
    "modularity": "modularity",
}
"""Those of the known factors, as tables call them"""


def figures_of(checkpoint: Checkpoint | GraphCheckpoint) -> dict[str, Figure]:
    """By keys of `KINDS`, those that the card has. Raises CheckpointError for figures of another form."""
    if isinstance(checkpoint, GraphCheckpoint):
        return _of_graph(checkpoint.card)
    return _of_likelihood(checkpoint) | _of_factors(checkpoint)


def evaluations_of(checkpoint: Checkpoint) -> list[Evaluation]:
    """Raises CheckpointError for figures of another form."""
    try:
        return [Evaluation(**fields) for fields in checkpoint.card["evaluations"]]
    except TypeError as error:
        raise CheckpointError(
            f"{checkpoint.name}: card.json holds figures of another form ({error}). "
            f"Measure again with `python -m vizvae evaluate {checkpoint.name} --write-card`."
        ) from error


def to_cite(evaluations: list[Evaluation]) -> Evaluation | None:
    """Of several measurements of the likelihood the one over most images, of those alike the one with most draws; None without any."""
    measured = [one for one in evaluations if one.nll is not None and one.nll_interval is not None]
    return max(measured, key=lambda one: (one.num_images, one.num_samples), default=None)


def with_spread(key: str, figure: Figure) -> str:
    """`82.57 nats an image (95 % interval 82.17 to 82.97)`"""
    kind = KINDS[key]
    spread = interval_text(key, figure)
    named = "" if not spread else f" ({spread})" if figure.sd is not None else f" (95 % interval {spread})"
    return f"{decimal(figure.value, kind.places)}{' ' if kind.unit else ''}{kind.unit}{named}"


def interval_text(key: str, figure: Figure) -> str:
    """`82.17 to 82.97`, or `± 1.09 SD`; empty where there is none."""
    places = KINDS[key].places
    if figure.sd is not None:
        return f"± {decimal(figure.sd, places)} SD"
    return "" if figure.low is None or figure.high is None else f"{decimal(figure.low, places)} to {decimal(figure.high, places)}"


def _of_likelihood(checkpoint: Checkpoint) -> dict[str, Figure]:
    cited = to_cite(evaluations_of(checkpoint))
    if cited is None or cited.nll is None or cited.nll_interval is None:
        return {}
    which = cited.protocol.partition(";")[0]
    over = f"{cited.data}: {which}; {counted(cited.num_samples, 'draw')} an image"
    low, high = cited.nll_interval
    nats = Figure(value=cited.nll, low=low, high=high, over=over)
    value, low, high = (bits_per_dim(checkpoint, one) for one in (cited.nll, low, high))
    return {"nll": nats, "bits_per_dim": Figure(value=value, low=low, high=high, over=over)}


def bits_per_dim(checkpoint: Checkpoint, nats: float) -> float:
    """`nats` of an image in bits, shared among its pixels and channels."""
    return nats / (math.log(2) * math.prod(image_shape_of(checkpoint)))


def image_shape_of(checkpoint: Checkpoint) -> tuple[int, int, int]:
    """(channel, height, width). Raises ValueError for a configuration that is none."""
    if isinstance(checkpoint, Bundle):
        return checkpoint.bundle_config.image_shape
    return checked_config(MODELS[checkpoint.config["model"]][0], checkpoint.config["model_config"]).image_shape


def _of_factors(checkpoint: Checkpoint) -> dict[str, Figure]:
    measured = checkpoint.card.get("disentanglement", {})
    return {key: factor_figure(checkpoint, measured[key]) for key in ("mig", "dci_disentanglement") if key in measured}


def factor_figure(checkpoint: Checkpoint, metric: Mapping[str, Any]) -> Figure:
    """Of one metric of the true factors. Raises CheckpointError for one of another form."""
    try:
        low, high = map(float, metric["interval"])
        over = f"{counted(int(metric['num_points']), 'point')} with known factors, seed {int(metric['seed'])}"
        return Figure(value=float(metric["value"]), low=low, high=high, over=over)
    except (TypeError, ValueError, KeyError) as error:
        raise CheckpointError(
            f"{checkpoint.name}: card.json holds disentanglement metrics of another form. "
            f"Measure again with `python -m vizvae evaluate {checkpoint.name} --metrics disentanglement --write-card`."
        ) from error


def _of_graph(card: dict[str, Any]) -> dict[str, Figure]:
    """Over several splits where it was trained on several; else on its own."""
    several = card.get("over_splits")
    if several is None:
        over = f"one split: {card['data'].get('held_out', 'its test edges')}"
        return {key: Figure(value=100 * card["evaluation"]["scores"][key], over=over) for key in ("auc", "ap")}
    over = f"{counted(several['num_splits'], 'split')}, each with a model of its own"
    return {key: Figure(value=several[key]["mean"], sd=several[key]["sd"], over=over) for key in ("auc", "ap")}
