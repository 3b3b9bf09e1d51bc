"""A trained graph model as a folder of plain files: config.json, model.safetensors, and card.json, which is written last."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

import torch

from vizvae.checkpoint import (
    CONFIG,
    WEIGHTS,
    CheckpointError,
    WeightsFolder,
    read_json,
    write_json,
    write_new_card,
    write_tensors,
)
from vizvae.config import config_from_dict, config_to_dict
from vizvae.gaussian import DiagonalGaussian
from vizvae.graph.card import check_card
from vizvae.graph.config import PRESETS, TITLES, GraphTrainConfig
from vizvae.graph.data import Graph
from vizvae.graph.encoding import encode_graph
from vizvae.graph.found import Use
from vizvae.graph.model import GraphAutoencoder
from vizvae.graph.objective import effective_beta
from vizvae.graph.readers import AS_FOUND, Choices, read_graph
from vizvae.graph.shipped import GRAPHS, load_graph
from vizvae.graph.split import TEST_SHARE, VALIDATION_SHARE, EdgeSplit, split_edges
from vizvae.graph.training import GraphTraining
from vizvae.graph.uploads import located, uploaded_graph
from vizvae.models.ae_conv import PointMass
from vizvae.runs.folder import RunConfig, RunKind
from vizvae.words import counted


@dataclass(frozen=True, kw_only=True)
class GraphRunConfig(RunConfig):
    """What config.json holds: enough to build the model, to find its graph, and to draw its split again."""

    kind: ClassVar[RunKind] = "graph"

    graph: str
    """Key of a graph that ships, or the path of a file: for one that was uploaded, in the folder of runs"""
    features: str = ""
    labels: str = ""
    """Paths of the tables beside a file; empty for none"""
    reading: Choices = AS_FOUND
    """How the file is read, where a person said it"""
    uses: tuple[Use, ...] = ()
    """What is used of that which the file says beside which nodes are joined: nothing by models from before that could be"""
    preset: str
    num_features: int
    split_seed: int
    validation_share: float = VALIDATION_SHARE
    test_share: float = TEST_SHARE
    in_time: bool = False
    """The latest edges are held out, see `split_edges`"""
    training: GraphTrainConfig

    def open_graph(self) -> Graph:
        """Raises ValueError and OSError as `open_graph` does."""
        return open_graph(self.graph, features=self.features, labels=self.labels, reading=self.reading, uses=self.uses)

    def split(self, graph: Graph) -> EdgeSplit:
        """Raises ValueError as `split_edges` does."""
        shares = {"validation_share": self.validation_share, "test_share": self.test_share}
        return split_edges(graph, self.split_seed, in_time=self.in_time, **shares)


@dataclass(frozen=True, kw_only=True)
class TrainedGraph:
    """A model with what it says of its graph."""

    graph: Graph
    split: EdgeSplit
    model: GraphAutoencoder
    posterior: DiagonalGaussian | PointMass
    """q(z|X, training edges)"""


class GraphCheckpoint(WeightsFolder):
    """A trained graph model; its graph, split and weights are read when asked for."""

    @cached_property
    def config(self) -> GraphRunConfig:
        try:
            return config_from_dict(GraphRunConfig, read_json(self.folder / CONFIG))
        except CheckpointError:
            raise
        except ValueError as error:
            raise CheckpointError(f"{self.folder / CONFIG}: {error}") from error

    def load_graph(self) -> Graph:
        """The graph it was trained on.

        Raises CheckpointError if that cannot be read, or is another one by now: the split would hold out other edges.
        """
        config = self.config
        try:
            graph = config.open_graph()
        except (ValueError, OSError) as error:
            raise CheckpointError(f"{self.name}: the graph it was trained on cannot be read: {error}") from error
        expected = self.card["data"]["fingerprint"]
        if graph.fingerprint != expected:
            raise CheckpointError(
                f"{self.name} was trained on another {config.graph} (fingerprint {expected}, now {graph.fingerprint}): train again"
            )
        if config.in_time and graph.times_fingerprint != self.card["data"].get("times"):
            raise CheckpointError(f"{self.name}: the dates of the edges of {config.graph} are others by now: train again")
        return graph

    def split(self, graph: Graph) -> EdgeSplit:
        """Raises CheckpointError for shares that cannot be."""
        try:
            return self.config.split(graph)
        except ValueError as error:
            raise CheckpointError(f"{self.folder / CONFIG}: {error}") from error

    def load_model(self) -> GraphAutoencoder:
        """The model with its weights, frozen.

        Raises CheckpointError if the weights are missing, damaged, described by another card, or do not fit the configuration.
        """
        config = self.config

        def build() -> GraphAutoencoder:
            on_meta = torch.get_default_device().type == "meta"  # where nothing is drawn, and which has no generators
            return GraphAutoencoder(config.training.model, config.num_features, generator=None if on_meta else torch.Generator())

        return self.load_weights(build)

    def load(self) -> TrainedGraph:
        """All of it at once. Raises CheckpointError as each of the readers does."""
        graph = self.load_graph()
        split, model = self.split(graph), self.load_model()
        posterior = encode_graph(model, graph, split.train, row_normalise=self.config.training.row_normalise)
        return TrainedGraph(graph=graph, split=split, model=model, posterior=posterior)


def read_graph_checkpoint(folder: Path) -> GraphCheckpoint:
    """One whose card, configuration and weights' hash have been read.

    Raises CheckpointError for what cannot be shown.
    """
    checkpoint, path = GraphCheckpoint(folder), folder / CONFIG
    checkpoint.check_card(check_card, "copy the folder again, or train again")
    checkpoint.check_weights()
    config = checkpoint.config
    if config.preset not in TITLES:
        raise CheckpointError(f"{path}: unknown preset {config.preset[:40]!r}; known are {', '.join(TITLES)}")
    if not 0 <= config.split_seed < 2**63:
        raise CheckpointError(f"{path}: split_seed: expected a number from 0 to 2⁶³ − 1; copy the folder again, or train again")
    return checkpoint


def codes_name(digest: str, graph: Graph, *, leaked: bool = False) -> str:
    """Everything that the codes of a graph's nodes depend on: weights, graph, and which of its edges the encoder is given."""
    return f"{digest} on {graph.fingerprint}, {'all edges' if leaked else 'training edges'}"


def open_graph(
    source: str, *, features: str = "", labels: str = "", reading: Choices = AS_FOUND, uses: Collection[Use] = ()
) -> Graph:
    """A graph that ships by its key, or one from a file; `reading` says how to read it, `uses` what of it is used, see `Graph.used`.

    Raises ValueError for what is neither, listing the known keys, and for uses that it does not have.
    """
    return _opened(source, features=features, labels=labels, reading=reading).used(uses)


def _opened(source: str, *, features: str, labels: str, reading: Choices) -> Graph:
    if source in GRAPHS:
        if features or labels:
            raise ValueError(f"{source} comes with its own features and labels: leave --features and --labels out")
        if reading != AS_FOUND:
            raise ValueError(f"{source} is no file: leave the options that say how to read one out")
        return load_graph(source)
    path, of_nodes, classes = located(source), located(features), located(labels)
    if not os.path.isfile(path):  # not Path.is_file, which raises for a name that is too long
        raise ValueError(f"{source[:80]!r} is neither a graph that ships ({', '.join(sorted(GRAPHS))}) nor a file")
    kept = uploaded_graph(source, features=features, labels=labels)
    if kept is not None:
        return kept
    return read_graph(path, features=of_nodes if features else None, labels=classes if labels else None, choices=reading)


def write_graph_files(
    folder: Path, config: GraphRunConfig, graph: Graph, split: EdgeSplit, state: GraphTraining, *, command: str, **figures: Any
) -> None:
    """Into a folder that is there, the card last: with it, the folder is a finished model."""
    model = state.finished_model()
    write_json(folder / CONFIG, config_to_dict(config))
    write_tensors(folder / WEIGHTS, model.state_dict())
    weight = state.kl_weight if config.training.model.variational else None
    write_new_card(
        folder,
        title=_title(config, graph),
        data={
            "key": config.graph,
            "trained_on": graph.description,
            "fingerprint": graph.fingerprint,
            "inputs": graph.inputs_note,
            "held_out": split.description,
            **({"times": graph.times_fingerprint} if config.in_time else {}),
        },
        training=config_to_dict(config.training),
        kl_weight=weight,
        effective_beta=None if weight is None else effective_beta(weight, graph.num_nodes, split.train.shape[1]),
        epochs=state.epoch,
        kept_epoch=state.best_epoch or state.epoch,
        num_parameters=sum(value.numel() for value in model.parameters()),
        command=command,
        **figures,
    )


def has_usual_kl_weight(config: GraphRunConfig) -> bool:
    """Whether the KL is weighed as the preset does it."""
    return config.training.kl_weight is None and config.training.kl_scale == PRESETS[config.preset].kl_scale


def _title(config: GraphRunConfig, graph: Graph) -> str:
    """Graph, model, latents, and the KL weight where it is not the usual one: a picker tells models apart by it."""
    training = config.training
    title = f"{graph.title}, {TITLES[config.preset]}, {counted(training.model.latent_dim, 'latent')}"
    if not training.model.variational or has_usual_kl_weight(config):
        return title
    return f"{title}, KL weight {training.kl_weight_for(graph.num_nodes):.3g}"
