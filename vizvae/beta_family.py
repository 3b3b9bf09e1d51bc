"""Models that were trained alike in everything but β: what more or less of it does, read off their cards."""

from __future__ import annotations

import json
import math
import statistics
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from vizvae.checkpoint import Checkpoint, read_json, write_json
from vizvae.checkpoint.files import CARD
from vizvae.checkpoint.listing import Stamps, stamps_of
from vizvae.config import config_from_dict, config_to_dict
from vizvae.latent.aggregate import num_in_use
from vizvae.training.config import ObjectiveConfig, TrainConfig

OTHER_SEEDS = "other_seeds.json"
"""In a model's folder: what was measured of models that were trained like it with other seeds, by seed, as on their cards."""


@dataclass(frozen=True, kw_only=True)
class Member:
    checkpoint: Checkpoint
    objective: ObjectiveConfig
    seed: int
    rate: float
    """KL(q(z|x) ‖ p(z)), nats an image, as the card's last evaluation gives it."""
    distortion: float
    """−log p(x|z), nats an image, likewise"""
    kl_per_dim: tuple[float, ...]
    """nats, by latent"""
    active_units: float
    """Latents whose posterior mean varies over images, likewise: see `vizvae.metrics.likelihood`"""
    num_images: int
    """Test images that were evaluated."""
    scores: dict[str, float]
    """Disentanglement metrics by key; empty where nobody has measured them."""
    weights_sha256: str
    pictured: bool = True
    """Whether `checkpoint` is this very model. Otherwise it is the one that was kept of its β, and of this seed there are figures alone."""

    @property
    def beta(self) -> float:
        return self.objective.beta

    def figures(self) -> dict[str, float]:
        """All its numbers by name: rate, distortion, the two counts of latents, then the metrics."""
        counts = {"latents_in_use": float(num_in_use(self.kl_per_dim)), "active_units": self.active_units}
        return {"rate": self.rate, "distortion": self.distortion, **counts, **self.scores}


@dataclass(frozen=True, kw_only=True)
class Spread:
    """What several seeds of one β have in common."""

    mean: float
    sd: float | None
    """Standard deviation over seeds (n − 1); None for a single seed, which tells nothing of it."""
    count: int


@dataclass(frozen=True, kw_only=True)
class Family:
    """At least two values of β; the members by β, then by seed."""

    data: str
    members: tuple[Member, ...]

    @cached_property
    def betas(self) -> tuple[float, ...]:
        return tuple(sorted({member.beta for member in self.members}))

    def at(self, beta: float) -> tuple[Member, ...]:
        return tuple(member for member in self.members if member.beta == beta)

    def spreads(self, beta: float) -> dict[str, Spread]:
        """Each figure over the seeds of `beta` that have it."""
        values: dict[str, list[float]] = defaultdict(list)
        for member in self.at(beta):
            for name, value in member.figures().items():
                values[name].append(value)
        return {name: spread(found) for name, found in values.items()}

    def holds(self, name: str) -> bool:
        return any(member.checkpoint.name == name for member in self.members)


def families(checkpoints: Iterable[Checkpoint]) -> list[Family]:
    """Those among `checkpoints`, the one with most values of β first.

    Of one family are models of the same data, network and training but for β, the seed, and what the arithmetic was done on. A model
    whose card tells too little of its training, or holds no evaluation with a rate, is in none.
    """
    alike: dict[str, list[Member]] = defaultdict(list)
    for checkpoint in checkpoints:
        try:
            members, key = _members(checkpoint, stamps_of(checkpoint.folder, (CARD, OTHER_SEEDS)))
        except (
            KeyError,
            IndexError,
            TypeError,
            ValueError,
        ):  # an older card, or one written by hand: no reason to be without the others
            continue
        alike[key] += members
    found = [
        Family(data=members[0].checkpoint.data_key, members=tuple(sorted(members, key=_place)))
        for members in alike.values()
        if len({member.beta for member in members}) > 1
    ]
    return sorted(found, key=lambda family: (-len(family.betas), -len(family.members), family.members[0].checkpoint.name))


def family_of(found: Sequence[Family], checkpoint: Checkpoint) -> Family | None:
    """The one that a model belongs to, else the first of its data; None where there is none."""
    of_data = [family for family in found if family.data == checkpoint.data_key]
    return next((family for family in of_data if family.holds(checkpoint.name)), next(iter(of_data), None))


def spread(values: Sequence[float]) -> Spread:
    """Raises ValueError for no values."""
    if not values:
        raise ValueError("expected the values of at least one seed, got none")
    return Spread(mean=statistics.fmean(values), sd=statistics.stdev(values) if len(values) > 1 else None, count=len(values))


def write_other_seeds(checkpoint: Checkpoint, cards: Iterable[dict[str, Any]]) -> None:
    """Keep beside a model the figures of others that differ from it in the seed alone, off their cards, with those kept before.

    Raises ValueError for a card of another configuration, of the same seed, or without figures.
    """
    member, key = _member(checkpoint)
    given: dict[str, Any] = {}
    for card in cards:
        other, other_key = _of_card(checkpoint, card)
        seed = str(other.seed)
        if other_key != key or other.beta != member.beta or other.seed == member.seed or seed in given:
            raise ValueError(f"expected runs like {checkpoint.name} with other seeds, got seed {seed} of {card['title']}")
        given[seed] = {name: card[name] for name in ("weights_sha256", "training", "data", "evaluations", "disentanglement")}
    path = checkpoint.folder / OTHER_SEEDS
    known = read_json(path) if path.exists() else {}
    write_json(path, dict(sorted({**known, **given}.items())))


@lru_cache(maxsize=256)
def _members(checkpoint: Checkpoint, stamps: Stamps) -> tuple[tuple[Member, ...], str]:
    """The model and those of other seeds, and what they have in common. Read once as long as neither file has changed (`stamps`): every
    run of a page asks it of all models, which took 30 ms."""
    member, key = _member(checkpoint)
    return (member, *_other_seeds(checkpoint)), key


def _other_seeds(checkpoint: Checkpoint) -> list[Member]:
    path = checkpoint.folder / OTHER_SEEDS
    if not path.exists():
        return []
    return [replace(_of_card(checkpoint, card)[0], pictured=False) for card in read_json(path).values()]


def _place(member: Member) -> tuple[float, int, str]:
    return member.beta, member.seed, member.checkpoint.name


def _member(checkpoint: Checkpoint) -> tuple[Member, str]:
    """The member, and what is the same in all of its family, as text."""
    return _of_card(checkpoint, checkpoint.card)


def _of_card(checkpoint: Checkpoint, card: dict[str, Any]) -> tuple[Member, str]:
    # Through the dataclass, so that a card from before a field was thought of has its default.
    training = config_from_dict(TrainConfig, card["training"])
    evaluation = card["evaluations"][-1]
    member = Member(
        checkpoint=checkpoint,
        objective=training.objective,
        seed=training.seed,
        rate=_finite(evaluation["kl"]),
        distortion=_finite(evaluation["recon_nll"]),
        kl_per_dim=tuple(_finite(kl) for kl in evaluation["kl_per_dim"]),
        active_units=_finite(evaluation["active_units"]),
        num_images=int(evaluation["num_images"]),
        weights_sha256=str(card["weights_sha256"]),
        scores={key: _finite(result["value"]) for key, result in card.get("disentanglement", {}).items()},
    )
    objective = replace(training.objective, beta=1.0)
    # The network is told in full by the checkpoint's own configuration.
    alike = replace(training, model_config={}, objective=objective, seed=0, precision="float32", device="auto", tf32=False)
    went = [card.get(key) or None for key in ("changes", "epochs_changes", "stopped_early")]
    same = [checkpoint.config, config_to_dict(alike), card["data"]["key"], card["data"].get("fingerprint"), went]
    return member, json.dumps(same, sort_keys=True)


def _finite(value: Any) -> float:
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError(f"expected a finite number, got {value!r}")
    return float(value)
