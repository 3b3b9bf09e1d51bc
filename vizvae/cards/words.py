"""What a model shows, in words for somebody who is to choose one: first what is on its images, then what tells it from its neighbours, and
last what those who know it call it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from vizvae.cards.figures import image_shape_of
from vizvae.catalogue import is_shipped
from vizvae.checkpoint import Checkpoint
from vizvae.checkpoint.bundle import Bundle
from vizvae.data.registry import image_spec
from vizvae.models import model_title
from vizvae.words import by_numbers, counted

GROUPS = ("Digits", "Clothes", "Faces", "Sprites", "Letters")
"""The order of those that are known; others follow by name, and last what was made or added here"""
HERE = "Made here"
"""The group of all that does not ship: on a server that several people use, not all of it is one's own"""


@dataclass(frozen=True, kw_only=True)
class Choice:
    name: str
    """Of the model, as in an address"""
    group: str
    text: str
    """What it shows and what tells it from its neighbours, in plain words"""
    technical: str
    """What those who build such models call it"""

    @property
    def text_in_group(self) -> str:
        """Without the group, where that is said already."""
        return self.text.removeprefix(f"{self.group}, ")

    @property
    def label(self) -> str:
        """Its own among all: it holds the name. What was made here is known by it to whoever made it, so there it comes first."""
        return (
            f"{HERE}: {self.name} · {self.text} · {self.technical}"
            if self.group == HERE
            else f"{self.text} · {self.name} · {self.technical}"
        )


def choices(checkpoints: Iterable[Checkpoint]) -> dict[str, Choice]:
    """By name, in the order of a picker: a group after the other, within it what weighs least on the latents first (β as a number, not as
    text), of those alike the one with most latents; what was made here by name."""
    by_group: defaultdict[str, list[Checkpoint]] = defaultdict(list)
    for checkpoint in checkpoints:
        by_group[group_of(checkpoint)].append(checkpoint)
    found: dict[str, Choice] = {}
    for group in sorted(by_group, key=_group_order):
        members = sorted(by_group[group], key=_by_name if group == HERE else _by_weight)
        several = len({beta_of(one) for one in members} - {None}) > 1
        sizes = {} if group == HERE else {one.name: image_shape_of(one)[1:] for one in members}
        smallest = min(sizes.values(), default=None)
        for one in members:
            size = sizes.get(one.name)
            text = _text(one, several, size if size != smallest else None)
            found[one.name] = Choice(name=one.name, group=group, text=text, technical=network_of(one))
    return found


def group_of(checkpoint: Checkpoint) -> str:
    return what_it_shows(checkpoint) if is_shipped(checkpoint) else HERE


def what_it_shows(checkpoint: Checkpoint) -> str:
    """What is on the images that it was trained on, whether or not they are there still."""
    try:
        spec = image_spec(checkpoint.data_key)
    except (ValueError, OSError):  # images of one's own that were removed
        return checkpoint.data_key
    return spec.shows or spec.title


def latents_of(checkpoint: Checkpoint) -> int | None:
    if isinstance(checkpoint, Bundle):
        return checkpoint.bundle_config.latent_dim
    count = checkpoint.config["model_config"].get("latent_dim")
    return count if isinstance(count, int) else None


def beta_of(checkpoint: Checkpoint) -> float | None:
    """By how much training weighed the KL, or the penalty in its place; None where nothing is weighed so, or nothing is said of it."""
    objective = objective_of(checkpoint)
    beta, penalty = objective.get("beta"), str(objective.get("penalty", "kl"))
    return float(beta) if checkpoint.stochastic and isinstance(beta, int | float) and not penalty.startswith("dip") else None


def objective_of(checkpoint: Checkpoint) -> dict[str, Any]:
    """As the card says it; empty for a model from elsewhere."""
    objective = checkpoint.card.get("training", {}).get("objective")
    return objective if isinstance(objective, dict) else {}


def network_of(checkpoint: Checkpoint) -> str:
    """What kind of network it is, as those who build them call it"""
    return "from elsewhere" if isinstance(checkpoint, Bundle) else model_title(checkpoint.config["model"])


def _text(checkpoint: Checkpoint, several_betas: bool, larger: tuple[int, int] | None) -> str:
    """`larger`: height and width of its images, where its neighbours have smaller ones."""
    latents, beta = latents_of(checkpoint), beta_of(checkpoint)
    parts = [what_it_shows(checkpoint)]
    if larger is not None:
        parts.append(f"{larger[1]} × {larger[0]} pixels")
    if latents is not None:
        apart = f" pulled apart{' by pairs' if from_pairs(checkpoint) else ''}" if _pulled_apart(checkpoint) else ""
        angle = ", one of them an angle" if _has_angle(checkpoint) else ""
        parts.append(f"{counted(latents, 'latent')}{apart}{angle}{', as a map' if latents == 2 else ''}")
    if not checkpoint.stochastic and not isinstance(checkpoint, Bundle):
        parts.append("plain autoencoder")
    if several_betas and beta is not None:
        parts.append(f"β = {beta:g}")
    return ", ".join(parts)


def from_pairs(checkpoint: Checkpoint) -> bool:
    """Whether it was told which images differ in one factor."""
    return objective_of(checkpoint).get("penalty") == "pairs"


def _has_angle(checkpoint: Checkpoint) -> bool:
    return not isinstance(checkpoint, Bundle) and bool(checkpoint.config["model_config"].get("polar"))


def _pulled_apart(checkpoint: Checkpoint) -> bool:
    """Every penalty but the KL is there for latents that tell different things."""
    return objective_of(checkpoint).get("penalty", "kl") != "kl"


def _group_order(group: str) -> tuple[int, str]:
    return (len(GROUPS) + 1 if group == HERE else GROUPS.index(group) if group in GROUPS else len(GROUPS)), group


def _by_weight(checkpoint: Checkpoint) -> tuple[object, ...]:
    latents, beta = latents_of(checkpoint) or 0, beta_of(checkpoint)
    return not checkpoint.stochastic, _pulled_apart(checkpoint), beta or 0.0, -latents, *_by_name(checkpoint)


def _by_name(checkpoint: Checkpoint) -> tuple[object, ...]:
    return natural(checkpoint.name)


def natural(name: str) -> tuple[object, ...]:
    """By which `run-2` comes before `run-10`, in whatever letters"""
    return by_numbers(name.casefold())
