"""Addresses of graph models, and what is said of one beside others: all of it from its card, nothing is computed."""

from __future__ import annotations

from typing import Any

from vizvae.graph.checkpoint import GraphCheckpoint
from vizvae.graph.config import TITLES
from vizvae.graph.evaluation import AS_MANY_AS_EDGES
from vizvae.ui.http.responses import PREFIX

GRAPHS = f"{PREFIX}/graphs"


def graph_url(checkpoint: GraphCheckpoint, what: str) -> str:
    return f"{GRAPHS}/{checkpoint.name}/{checkpoint.digest}/{what}"


def describe_relative(checkpoint: GraphCheckpoint) -> dict[str, Any]:
    """What can be said of a model beside others from its card alone."""
    card, evaluation = checkpoint.card, checkpoint.card["evaluation"]
    by_count = [rule for rule in evaluation["whole_graph"] if rule["rule"] == AS_MANY_AS_EDGES]
    over_splits = card.get("over_splits") or {}
    return {
        "name": checkpoint.name,
        "title": TITLES[checkpoint.config.preset],
        "aboutUrl": graph_url(checkpoint, "about.json"),
        "codesUrl": graph_url(checkpoint, "codes.safetensors"),
        "latentDim": checkpoint.config.training.model.latent_dim,
        "klWeight": card["kl_weight"],
        "effectiveBeta": card["effective_beta"],
        "kl": evaluation["kl"],
        "auc": 100 * evaluation["scores"]["auc"],
        "ap": 100 * evaluation["scores"]["ap"],
        "precision": 100 * by_count[0]["precision"] if by_count else None,
        "numParameters": card["num_parameters"],
        "overSplits": {"count": over_splits["num_splits"], "auc": _mean_sd(over_splits["auc"]), "ap": _mean_sd(over_splits["ap"])}
        if over_splits.get("num_splits", 0) > 1
        else None,
    }


def _mean_sd(spread: dict[str, Any]) -> list[float]:
    return [spread["mean"], spread["sd"]]
