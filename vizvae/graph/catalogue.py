"""The graph models at hand: those that ship with the project and those trained on this machine."""

from __future__ import annotations

from pathlib import Path

from vizvae.checkpoint import CARD, CONFIG, WEIGHTS, Catalogue, CheckpointError, Listing
from vizvae.graph.checkpoint import GraphCheckpoint, read_graph_checkpoint
from vizvae.paths import ASSETS, beside_runs

SHIPPED_GRAPH_MODELS = ASSETS / "graph_models"
GraphCatalogue = Listing[GraphCheckpoint]
CATALOGUE = Catalogue(
    kind="graph model",
    roots=lambda: (SHIPPED_GRAPH_MODELS, graph_runs_dir()),
    read=read_graph_checkpoint,
    files=(CARD, CONFIG, WEIGHTS),
)


def graph_catalogue() -> GraphCatalogue:
    """As `Catalogue.listing`."""
    return CATALOGUE.listing()


def list_graph_checkpoints() -> tuple[GraphCheckpoint, ...]:
    """Shipped models first, then those trained here, by name."""
    return graph_catalogue().checkpoints


def find_graph_checkpoint(name: str) -> GraphCheckpoint:
    """As `Catalogue.find`. A name is never used as a path."""
    return CATALOGUE.find(name)


def graph_runs_dir() -> Path:
    """Graph models trained on this machine: `graphs/` in the folder of runs."""
    return beside_runs("graphs")


def own_graph_model(name: str) -> Path:
    """Folder of one that was trained here, be it damaged. Raises CheckpointError for an unknown name, ValueError for one that ships."""
    folder = CATALOGUE.folders().get(name)
    if folder is None:
        raise CheckpointError(f"There is no graph model named {name[:40]!r} any more.")
    if folder.parent != graph_runs_dir():
        raise ValueError(f"{name} ships with the project: only models that were trained here can be deleted")
    return folder
