"""Which trained graph models can be laid beside one another: on the same graph and the same held-out edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vizvae.graph.checkpoint import GraphCheckpoint, GraphRunConfig, has_usual_kl_weight, list_graph_checkpoints


def siblings(checkpoint: GraphCheckpoint) -> list[GraphCheckpoint]:
    """All models of the same graph and the same split, this one among them, in the order they are listed."""
    return [other for other in list_graph_checkpoints() if _held_out(other) == _held_out(checkpoint)]


def kl_family(checkpoint: GraphCheckpoint) -> list[GraphCheckpoint]:
    """The siblings that differ in nothing but the weight of the KL, lightest first, this one among them.

    One alone where there is no other; none for a deterministic model, which has no KL to weigh. What ships and what was trained here
    are families apart: one's own model must not vanish among those that were there before.
    """
    if not checkpoint.config.training.model.variational:
        return []
    relatives = [other for other in siblings(checkpoint) if other.folder.parent == checkpoint.folder.parent]
    family = [other for other in relatives if _but_for_the_kl(other.config) == _but_for_the_kl(checkpoint.config)]
    return sorted(family, key=lambda one: (one.card["kl_weight"], one.name))


def representatives(checkpoints: Sequence[GraphCheckpoint]) -> list[GraphCheckpoint]:
    """Of each family one: the one with the usual weight, or else the lightest. Deterministic models are families of their own."""
    chosen: dict[str, GraphCheckpoint] = {}
    for checkpoint in checkpoints:
        family = kl_family(checkpoint) or [checkpoint]
        usual = [one for one in family if has_usual_kl_weight(one.config)]
        first = (usual or family)[0]
        chosen[first.name] = first
    return list(chosen.values())


def _held_out(checkpoint: GraphCheckpoint) -> tuple[object, ...]:
    config = checkpoint.config
    return checkpoint.card["data"]["fingerprint"], config.split_seed, config.validation_share, config.test_share


def _but_for_the_kl(config: GraphRunConfig) -> GraphRunConfig:
    return replace(config, training=replace(config.training, kl_weight=None, kl_scale=1.0))
