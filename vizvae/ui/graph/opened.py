"""What all visitors share of graph models: each with its graph, loaded once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from vizvae.checkpoint import ByWeights
from vizvae.graph.checkpoint import GraphCheckpoint, TrainedGraph
from vizvae.graph.encoding import encode_graph
from vizvae.graph.shown import ShownGraph, shown_part
from vizvae.single_flight import single_flight

MOST_HELD = 256_000_000
"""Bytes of loaded models and their graphs: those that ship take a quarter"""


@dataclass(frozen=True)
class OpenedGraph:
    """A graph model as it was found when somebody asked for it: resolved once at the door, and passed on. Two are equal that have the
    same name and weights and give their encoder the same edges."""

    name: str
    digest: str
    leaked: bool
    """Whether the encoder is given all edges, the held-out ones too"""
    checkpoint: GraphCheckpoint = field(compare=False, repr=False)
    """As it is now: of the same weights, the card may be another"""
    trained: TrainedGraph = field(compare=False, repr=False)
    """What is shown: of a graph that is too large, a piece"""
    left_out: str = field(compare=False, repr=False)
    """A sentence of what is not; empty for nothing"""

    @classmethod
    def of(cls, checkpoint: GraphCheckpoint) -> OpenedGraph:
        """Raises CheckpointError for files that cannot be used."""
        name, digest = checkpoint.name, checkpoint.digest
        shown = _loaded(ByWeights(name, digest, checkpoint))
        return cls(name, digest, leaked=False, checkpoint=checkpoint, trained=shown.trained, left_out=shown.left_out)

    def with_all_edges(self) -> OpenedGraph:
        """The same weights, but the encoder is given all edges: to show what becomes of its predictions."""
        return replace(self, leaked=True, trained=_leaked(self).trained)


def _held(shown: ShownGraph) -> int:
    """Bytes, about; a graph that ships is counted with each of its models, though they share it."""
    trained = shown.trained
    graph, split = trained.graph, trained.split
    tensors = [graph.edge_index, split.train, trained.posterior.mu, *trained.model.parameters()]
    if graph.features is not None:
        tensors += [graph.features.row_starts, graph.features.columns, graph.features.values]
    return 2 * sum(tensor.nbytes for tensor in tensors) + 100 * len(graph.names)


@single_flight(MOST_HELD, _held)
def _loaded(asked: ByWeights[GraphCheckpoint]) -> ShownGraph:
    return shown_part(asked.folder.load())


@single_flight(MOST_HELD, _held)
def _leaked(opened: OpenedGraph) -> ShownGraph:
    whole = opened.checkpoint.load() if opened.left_out else opened.trained
    row_normalise = opened.checkpoint.config.training.row_normalise
    posterior = encode_graph(whole.model, whole.graph, whole.graph.edge_index, row_normalise=row_normalise)
    return shown_part(replace(whole, posterior=posterior))
