"""Which trained graph models can be laid beside one another: on the same graph and the same held-out edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vizvae.graph.catalogue import list_graph_checkpoints
from vizvae.graph.checkpoint import GraphCheckpoint, GraphRunConfig, has_usual_kl_weight


def siblings(checkpoint: GraphCheckpoint, among: Sequence[GraphCheckpoint] | None = None) -> list[GraphCheckpoint]:
    """All models of the same graph and the same split, this one among them, in the order they are listed. `among`: None for all."""
    key = _held_out(checkpoint)
    return [other for other in _all_or(among) if _held_out(other) == key]


def kl_family(checkpoint: GraphCheckpoint, among: Sequence[GraphCheckpoint] | None = None) -> list[GraphCheckpoint]:
    """The siblings that differ in nothing but the weight of the KL, lightest first, this one among them.

    One alone where there is no other; none for a deterministic model, which has no KL to weigh. What ships and what was trained here
    are families apart: one's own model must not vanish among those that were there before.
    """
    if not checkpoint.config.training.model.variational:
        return []
    key = _family(checkpoint)
    return sorted((other for other in _all_or(among) if _family(other) == key), key=_by_kl_weight)


def families(checkpoints: Sequence[GraphCheckpoint]) -> list[list[GraphCheckpoint]]:
    """These models by family, each in the order in which they come."""
    found: dict[object, list[GraphCheckpoint]] = {}
    for checkpoint in checkpoints:
        found.setdefault(_family(checkpoint), []).append(checkpoint)
    return list(found.values())


def representative(family: Sequence[GraphCheckpoint]) -> GraphCheckpoint:
    """The one with the usual weight, or else the lightest."""
    usual = [one for one in family if has_usual_kl_weight(one.config)]
    return (usual or sorted(family, key=_by_kl_weight))[0]


def representatives(checkpoints: Sequence[GraphCheckpoint]) -> list[GraphCheckpoint]:
    """Of each family among these, one; in the order in which families come."""
    return [representative(family) for family in families(checkpoints)]


def _all_or(among: Sequence[GraphCheckpoint] | None) -> Sequence[GraphCheckpoint]:
    return list_graph_checkpoints() if among is None else among


def _by_kl_weight(checkpoint: GraphCheckpoint) -> tuple[float, str]:
    return checkpoint.card["kl_weight"] or 0.0, checkpoint.name


def _family(checkpoint: GraphCheckpoint) -> object:
    """Equal within a family. A deterministic model is one of its own."""
    if not checkpoint.config.training.model.variational:
        return checkpoint.folder
    return checkpoint.folder.parent, _held_out(checkpoint), _but_for_the_kl(checkpoint.config)


def _held_out(checkpoint: GraphCheckpoint) -> tuple[object, ...]:
    config = checkpoint.config
    return checkpoint.card["data"]["fingerprint"], config.split_seed, config.validation_share, config.test_share


def _but_for_the_kl(config: GraphRunConfig) -> GraphRunConfig:
    return replace(config, training=replace(config.training, kl_weight=None, kl_scale=1.0))
