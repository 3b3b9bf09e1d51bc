"""All models as one table: what each is, and the figures of its card that one may cite."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from vizvae.cards.figures import KINDS, Figure, figures_of, with_spread
from vizvae.cards.source import SHIPS, Source, source_of
from vizvae.cards.words import Choice, choices, latents_of, natural, objective_of, what_it_shows
from vizvae.checkpoint import Checkpoint
from vizvae.config import config_from_dict
from vizvae.graph.checkpoint import GraphCheckpoint, has_usual_kl_weight
from vizvae.graph.config import TITLES
from vizvae.training.config import ObjectiveConfig
from vizvae.words import counted

IMAGES, GRAPH = "images", "graph"
AnyModel = Checkpoint | GraphCheckpoint


@dataclass(frozen=True, kw_only=True)
class ModelRow:
    source: Source
    kind: str
    """`IMAGES` or `GRAPH`: what it is a model of"""
    data: str
    """What it shows, or its graph, in a word or two"""
    text: str
    """What tells it from the others, in plain words"""
    technical: str
    latents: int | None
    weights: int
    figures: dict[str, Figure]
    """By keys of `vizvae.cards.figures.KINDS`"""
    objective: str
    epochs: int | None
    """Passes over the training data, of a graph steps"""
    date: str
    """When it was trained, or added here, as 2026-11-29; empty where the card does not say"""

    @property
    def name(self) -> str:
        return self.source.name

    @property
    def title(self) -> str:
        return self.source.title

    @property
    def origin(self) -> str:
        return self.source.origin

    @property
    def seed(self) -> int | None:
        return self.source.seed

    @property
    def version(self) -> str:
        return self.source.version

    @property
    def citation(self) -> str:
        """The model, each figure with what its interval is over, the seed, the version and the weights, in one line."""
        measured = [
            ", ".join(f"{KINDS[key].title} {with_spread(key, self.figures[key])}" for key in keys) + f", over {over}"
            for over, keys in groupby(self.figures, lambda key: self.figures[key].over)
        ]
        return self.source.cite("; ".join(measured) or "Not measured")


def rows_of(
    images: Iterable[Checkpoint], graphs: Iterable[GraphCheckpoint], refused: Callable[[str, Exception], object]
) -> list[ModelRow]:
    """Of models of images in the order of the picker, then of graphs: the graphs as they come, of each its models by name, where the KL is
    weighed otherwise by that. `refused` is called with the name and the error of each whose card cannot be shown."""
    checkpoints = {checkpoint.name: checkpoint for checkpoint in images}
    found: list[ModelRow] = []
    for choice in choices(checkpoints.values()).values():
        _add(found, refused, checkpoints[choice.name], lambda one, choice=choice: _of_images(one, choice))
    graphs = list(graphs)
    order = list(dict.fromkeys(map(_graph_of, graphs)))
    for checkpoint in sorted(graphs, key=lambda one: (order.index(_graph_of(one)), *_among_its_graph(one))):
        _add(found, refused, checkpoint, _of_graph)
    return found


def _add(found: list[ModelRow], refused: Callable[[str, Exception], object], one: Any, make: Callable[[Any], ModelRow]) -> None:
    try:
        found.append(make(one))
    except Exception as error:  # one bad card does not hide the others
        refused(one.name, error)


def _of_images(checkpoint: Checkpoint, choice: Choice) -> ModelRow:
    training = checkpoint.card.get("training", {})
    return ModelRow(
        kind=IMAGES,
        data=what_it_shows(checkpoint),
        text=choice.text,
        technical=choice.technical,
        latents=latents_of(checkpoint),
        objective=_objective_words(checkpoint),
        **_common(checkpoint, training),
    )


def _of_graph(checkpoint: GraphCheckpoint) -> ModelRow:
    config, card = checkpoint.config, checkpoint.card
    model, graph = config.training.model, _graph_of(checkpoint)
    usual = not model.variational or has_usual_kl_weight(config)
    weighed = "" if usual else f", KL weight {card['kl_weight']:.3g}"
    return ModelRow(
        kind=GRAPH,
        data=graph,
        text=f"{graph}, {counted(model.latent_dim, 'latent')}{weighed}",
        technical=TITLES[config.preset],
        latents=model.latent_dim,
        objective=f"{config.training.loss} loss{', KL' if model.variational else ''}",
        **_common(checkpoint, card.get("training", {})),
    )


def _common(checkpoint: AnyModel, training: dict[str, Any]) -> dict[str, Any]:
    """What is read alike of every card"""
    epochs = training.get("epochs")
    return {
        "source": source_of(checkpoint),
        "weights": checkpoint.card["num_parameters"],
        "figures": figures_of(checkpoint),
        "epochs": epochs if isinstance(epochs, int) else None,
        "date": checkpoint.card.get("date", ""),
    }


def _objective_words(checkpoint: Checkpoint) -> str:
    """What it was trained for; empty where nobody knows."""
    objective = objective_of(checkpoint)
    if not objective:
        return ""
    config = config_from_dict(ObjectiveConfig, objective)
    kinds = {"elbo": "ELBO", "iwae": f"IWAE bound, {counted(config.num_samples, 'sample')}"}
    before = checkpoint.card["training"].get("start_from")
    parts = (kinds.get(config.kind, str(config.kind)), config.title, f"goes on from {before}" if before else "")
    return ", ".join(part for part in parts if part)


def _graph_of(checkpoint: GraphCheckpoint) -> str:
    return checkpoint.card["data"]["trained_on"].partition(":")[0]


def _among_its_graph(checkpoint: GraphCheckpoint) -> tuple[object, ...]:
    """What ships first; a family over the weight of the KL together, the usual weight in front of the others."""
    config = checkpoint.config
    usual = not config.training.model.variational or has_usual_kl_weight(config)
    shipped = source_of(checkpoint).origin == SHIPS
    weight = 0.0 if usual else checkpoint.card["kl_weight"] or 0.0
    return not shipped, config.preset, not usual, weight, natural(checkpoint.name)
