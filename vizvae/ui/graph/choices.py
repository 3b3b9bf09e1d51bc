"""What the pickers of the graph page offer: first the graph, then the models of it, of a family over the KL weight only one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from vizvae.graph.catalogue import GraphCatalogue
from vizvae.graph.families import families, representative
from vizvae.single_flight import single_flight

OPENS_WITH = "cora-vgae"


@dataclass(frozen=True, kw_only=True)
class GraphChoices:
    graphs: dict[str, str]
    """Fingerprint of each graph that a model was trained on: its label"""
    models: dict[str, dict[str, str]]
    """Under each fingerprint, the models to choose from: name and label"""
    stands_for: dict[str, str]
    """Name of each model: that under which it is offered, its own or that of the member of its family that stands for all"""

    def graph_of(self, name: str) -> str:
        """The fingerprint under which a model stands, or its family does."""
        return next(fingerprint for fingerprint, models in self.models.items() if name in models)


@single_flight(4)
def graph_choices(catalogue: GraphCatalogue) -> GraphChoices:
    """Graphs and models in the order they are listed. Labels are unique: Streamlit tells options apart by them."""
    graphs: dict[str, str] = {}
    models: dict[str, dict[str, str]] = {}
    stands_for: dict[str, str] = {}
    for family in families(catalogue.checkpoints):
        checkpoint = representative(family)
        stands_for |= {member.name: checkpoint.name for member in family}
        data = checkpoint.card["data"]
        graph = data["trained_on"].split(":")[0]
        graphs.setdefault(data["fingerprint"], graph)
        models.setdefault(data["fingerprint"], {})[checkpoint.name] = checkpoint.title.removeprefix(f"{graph}, ")
    return GraphChoices(
        graphs=_unique(graphs), models={graph: _unique(labels) for graph, labels in models.items()}, stands_for=stands_for
    )


def _unique(labels: dict[str, str]) -> dict[str, str]:
    often = Counter(labels.values())
    return {key: label if often[label] == 1 else f"{label} ({key})" for key, label in labels.items()}
