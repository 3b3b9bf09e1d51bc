"""All models at hand, of images and of graphs, as rows of the table."""

from __future__ import annotations

from dataclasses import dataclass

from vizvae.cards.rows import GRAPH, AnyModel, ModelRow, rows_of
from vizvae.catalogue import CATALOGUE
from vizvae.checkpoint import Checkpoint, Listing
from vizvae.graph.catalogue import graph_catalogue
from vizvae.graph.checkpoint import GraphCheckpoint
from vizvae.single_flight import single_flight
from vizvae.ui.explorer.model_picture import picture_url
from vizvae.ui.shell.errors import message_of
from vizvae.ui.shell.graph_picture import graph_picture_url


@dataclass(frozen=True, kw_only=True)
class Listed:
    """By what a model is called in the address: its name, with a mark behind it where one of images and one of a graph have the same"""

    rows: dict[str, ModelRow]
    models: dict[str, AnyModel]
    problems: list[str]
    """A sentence for each that cannot be shown"""

    def pictures(self) -> dict[str, str]:
        """Addresses; empty where there is none yet."""
        return {key: _picture_url(self.models[key]) for key in self.rows}


def listed_models() -> Listed:
    """The same as long as no model has changed."""
    return _listed(CATALOGUE.listing(), graph_catalogue())


@single_flight(4)
def _listed(images: Listing[Checkpoint], graphs: Listing[GraphCheckpoint]) -> Listed:
    unusable = [f"{name} cannot be used. {why}" for listing in (images, graphs) for name, why in listing.refused.items()]
    refused: list[str] = []
    rows = rows_of(images.checkpoints, graphs.checkpoints, lambda name, error: refused.append(f"{name}: {message_of(error)}"))
    keyed = {f"{row.name} (graph)" if row.kind == GRAPH and row.name in images else row.name: row for row in rows}
    models = {key: (graphs if row.kind == GRAPH else images).find(row.name) for key, row in keyed.items()}
    return Listed(rows=keyed, models=models, problems=[*refused, *unusable])


def _picture_url(model: AnyModel) -> str:
    return graph_picture_url(model) if isinstance(model, GraphCheckpoint) else picture_url(model)
