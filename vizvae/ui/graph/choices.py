"""What the pickers of the graph page offer: first the graph, then the models of it, of a family over the KL weight only one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from vizvae.cards.graph_words import among_its_graph, graph_choice, graph_in_words
from vizvae.cards.words import HERE, Choice
from vizvae.graph.catalogue import GraphCatalogue
from vizvae.graph.families import Relatives, relatives
from vizvae.single_flight import single_flight

OPENS_WITH = "cora-vgae"


@dataclass(frozen=True, kw_only=True)
class GraphChoices:
    graphs: dict[str, str]
    """Fingerprint of each graph that a model was trained on: its label"""
    models: dict[str, dict[str, str]]
    """Under each fingerprint, the models to choose from: name and label"""
    offered: dict[str, Choice]
    """All of these models by name, for the gallery: graph after graph, last what was made here"""
    relatives: dict[str, Relatives]
    """Of each model, by its name. It is offered under that of its family's representative."""

    def chosen(self, name: str) -> tuple[str, str]:
        """Under which fingerprint and under which name a model is offered."""
        shown = self.relatives[name].representative
        return shown.card["data"]["fingerprint"], shown.name


@single_flight(4)
def graph_choices(catalogue: GraphCatalogue) -> GraphChoices:
    """Graphs and models in the order they are listed. Labels are unique: Streamlit tells options apart by them."""
    graphs: dict[str, str] = {}
    models: dict[str, dict[str, str]] = {}
    offered: dict[str, Choice] = {}
    of_each = relatives(catalogue.checkpoints)
    for checkpoint in dict.fromkeys(one.representative for one in of_each.values()):
        fingerprint, choice = checkpoint.card["data"]["fingerprint"], graph_choice(checkpoint)
        graphs.setdefault(fingerprint, graph_in_words(checkpoint))
        models.setdefault(fingerprint, {})[checkpoint.name] = among_its_graph(choice)
        offered[checkpoint.name] = choice
    order = list(dict.fromkeys(choice.group for choice in offered.values() if choice.group != HERE))
    by_group = sorted(offered.values(), key=lambda choice: len(order) if choice.group == HERE else order.index(choice.group))
    return GraphChoices(
        graphs=_unique(graphs), models=models, offered={choice.name: choice for choice in by_group}, relatives=of_each
    )


def _unique(labels: dict[str, str]) -> dict[str, str]:
    often = Counter(labels.values())
    return {key: label if often[label] == 1 else f"{label} ({key})" for key, label in labels.items()}
