"""Which trained graph models can be laid beside one another: on the same graph and the same held-out edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vizvae.graph.checkpoint import GraphCheckpoint, GraphRunConfig, has_usual_kl_weight


@dataclass(frozen=True, kw_only=True, eq=False)
class Relatives:
    """Those of one model, it among them. What ships and what was trained here are families apart: one's own model must not vanish among
    those that were there before."""

    family: tuple[GraphCheckpoint, ...]
    """Those that differ in nothing but the weight of the KL, lightest first; none for a deterministic model, which has no KL to weigh"""
    representative: GraphCheckpoint
    """Of the family: the one with the usual weight, or else the lightest"""
    siblings: tuple[GraphCheckpoint, ...]
    """The representative of each family of the same graph and the same split, in the order in which families come"""


def relatives(checkpoints: Sequence[GraphCheckpoint]) -> dict[str, Relatives]:
    """For each of these models, by its name; families in the order in which they come."""
    families: dict[object, list[GraphCheckpoint]] = {}
    for checkpoint in checkpoints:
        families.setdefault(_family(checkpoint), []).append(checkpoint)
    siblings: dict[object, list[GraphCheckpoint]] = {}
    for family in families.values():
        siblings.setdefault(_held_out(family[0]), []).append(_representative(family))
    found = {}
    for family in families.values():
        by_weight = tuple(sorted(family, key=_by_kl_weight)) if _variational(family[0]) else ()
        of_family = Relatives(
            family=by_weight, representative=_representative(family), siblings=tuple(siblings[_held_out(family[0])])
        )
        found |= {checkpoint.name: of_family for checkpoint in family}
    return found


def _representative(family: Sequence[GraphCheckpoint]) -> GraphCheckpoint:
    usual = [one for one in family if has_usual_kl_weight(one.config)]
    return (usual or sorted(family, key=_by_kl_weight))[0]


def _by_kl_weight(checkpoint: GraphCheckpoint) -> tuple[float, str]:
    return checkpoint.card["kl_weight"] or 0.0, checkpoint.name


def _variational(checkpoint: GraphCheckpoint) -> bool:
    return checkpoint.config.training.model.variational


def _family(checkpoint: GraphCheckpoint) -> object:
    """Equal within a family. A deterministic model is one of its own."""
    if not _variational(checkpoint):
        return checkpoint.folder
    return checkpoint.folder.parent, _held_out(checkpoint), _but_for_the_kl(checkpoint.config)


def _held_out(checkpoint: GraphCheckpoint) -> tuple[object, ...]:
    config = checkpoint.config
    return checkpoint.card["data"]["fingerprint"], config.split_seed, config.validation_share, config.test_share, config.in_time


def _but_for_the_kl(config: GraphRunConfig) -> GraphRunConfig:
    return replace(config, training=replace(config.training, kl_weight=None, kl_scale=1.0))
