"""Addresses of graph models, and what is said of one beside others: all of it from its card, nothing is computed."""

from __future__ import annotations

from typing import Any

from vizvae.graph.checkpoint import GraphCheckpoint
from vizvae.graph.config import TITLES
from vizvae.graph.evaluation import AS_MANY_AS_EDGES
from vizvae.ui.graph.contract import OverSplits, Relative
from vizvae.ui.http.responses import PREFIX

GRAPHS = f"{PREFIX}/graphs"


def graph_url(checkpoint: GraphCheckpoint, what: str) -> str:
    return f"{GRAPHS}/{checkpoint.name}/{checkpoint.digest}/{what}"


def describe_relative(checkpoint: GraphCheckpoint) -> Relative:
    """What can be said of a model beside others from its card alone."""
    card, evaluation = checkpoint.card, checkpoint.card["evaluation"]
    by_count = [rule for rule in evaluation["whole_graph"] if rule["rule"] == AS_MANY_AS_EDGES]
    over_splits = card.get("over_splits") or {}
    spread = None
    if over_splits.get("num_splits", 0) > 1:
        auc, ap = _mean_sd(over_splits["auc"]), _mean_sd(over_splits["ap"])
        spread = OverSplits(count=over_splits["num_splits"], auc=auc, ap=ap)
    return Relative(
        name=checkpoint.name,
        title=TITLES[checkpoint.config.preset],
        about_url=graph_url(checkpoint, "about.json"),
        codes_url=graph_url(checkpoint, "codes.safetensors"),
        latent_dim=checkpoint.config.training.model.latent_dim,
        kl_weight=card["kl_weight"],
        effective_beta=card["effective_beta"],
        kl=evaluation["kl"],
        auc=100 * evaluation["scores"]["auc"],
        ap=100 * evaluation["scores"]["ap"],
        precision=100 * by_count[0]["precision"] if by_count else None,
        num_parameters=card["num_parameters"],
        over_splits=spread,
    )


def _mean_sd(spread: dict[str, Any]) -> tuple[float, float]:
    return spread["mean"], spread["sd"]
