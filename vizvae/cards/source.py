"""Where figures come from: a model as a line to cite names it."""

from __future__ import annotations

from dataclasses import dataclass

from vizvae import __version__
from vizvae.checkpoint import Checkpoint, ImageModelFolder
from vizvae.checkpoint.bundle import Bundle
from vizvae.graph.catalogue import SHIPPED_GRAPH_MODELS
from vizvae.graph.checkpoint import GraphCheckpoint
from vizvae.paths import SHIPPED_COMPARED, SHIPPED_MODELS
from vizvae.source import commit

SHIPS, ELSEWHERE, TRAINED_HERE = "ships with VizVAE", "from elsewhere", "trained on this machine"
FIGURES_ALONE = "of which the figures alone are kept"
AnyCheckpoint = Checkpoint | ImageModelFolder | GraphCheckpoint


@dataclass(frozen=True, kw_only=True)
class Source:
    name: str
    title: str
    origin: str
    seed: int | None
    """Of the training"""
    version: str
    """Of VizVAE: of what ships the one that is running, of others the one that has written them"""
    weights_sha256: str

    @property
    def called(self) -> str:
        return f"{self.title} ({self.name}, {self.origin})"

    @property
    def made(self) -> str:
        parts = [f"training seed {self.seed}"] if self.seed is not None else []
        parts += [f"VizVAE {self.version}"] if self.version else []
        return ", ".join([*parts, f"weights SHA-256 {self.weights_sha256[:12]}"])

    def cite(self, figures: str) -> str:
        """The model, `figures` with what their intervals are over, the seed, the version and the weights, in one line."""
        made = self.made
        return f"{self.called}. {figures}. {made[:1].upper()}{made[1:]}."


def source_of(checkpoint: AnyCheckpoint) -> Source:
    """Of any checkpoint."""
    card, origin = checkpoint.card, _origin(checkpoint)
    versions = card.get("versions")
    written_by = versions if isinstance(versions, dict) else {}
    seed = card.get("training", {}).get("seed")
    return Source(
        name=checkpoint.name,
        title=checkpoint.title,
        origin=origin,
        seed=seed if isinstance(seed, int) else None,
        version=running_version() if origin == SHIPS else _version(written_by.get("vizvae", ""), written_by.get("commit", "")),
        weights_sha256=card["weights_sha256"],
    )


def running_version() -> str:
    """Of VizVAE, with its commit where that is known."""
    return _version(__version__, commit())


def _origin(checkpoint: AnyCheckpoint) -> str:
    if isinstance(checkpoint, Bundle):
        return ELSEWHERE
    return SHIPS if checkpoint.folder.parent in (SHIPPED_MODELS, SHIPPED_COMPARED, SHIPPED_GRAPH_MODELS) else TRAINED_HERE


def _version(*parts: object) -> str:
    return ", commit ".join(str(part) for part in parts if part)
