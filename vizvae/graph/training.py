"""Training a graph autoencoder: a generator of epoch reports. The encoder is given training edges and nothing else."""

from __future__ import annotations

import copy
import math
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

import torch
from jaxtyping import Int
from torch import Tensor

from vizvae.config import config_from_dict
from vizvae.gaussian import DiagonalGaussian
from vizvae.graph.config import COLUMNS, GraphTrainConfig
from vizvae.graph.data import Graph
from vizvae.graph.encoding import model_inputs, score_split
from vizvae.graph.metrics import LinkScores
from vizvae.graph.model import GraphAutoencoder
from vizvae.graph.split import EdgeSplit
from vizvae.graph.subgraphs import Subgraphs
from vizvae.graph.training_view import TrainingView
from vizvae.models.ae_conv import PointMass
from vizvae.runs.optimizer_state import optimizer_tensors, restore_optimizer, under

PLACE = ("epoch", "best_epoch", "unimproved", "kl")


@dataclass(frozen=True, kw_only=True)
class GraphEpochReport:
    """One step over the whole graph, or one over each of the subgraphs that hold all its nodes, as a mean over these steps; nats. The
    validation scores are None where this epoch was not validated."""

    epoch: int
    loss: float
    recon_nll: float
    """Balanced cross-entropy of a pair; with weights, and half the −log density of an edge's."""
    kl: float
    """Mean over nodes, summed over latents; 0 for a deterministic model."""
    validation: LinkScores | None
    best_epoch: int
    """Whose weights would be kept if training ended here."""
    seconds: float
    """Since training began."""


@dataclass(kw_only=True, eq=False)
class GraphTraining:
    """A run under way."""

    config: GraphTrainConfig
    model: GraphAutoencoder
    view: TrainingView
    """The training edges and what is known of the nodes: all that the encoder and the loss ever see"""
    subgraphs: Subgraphs | None
    """Where an epoch is several steps, of a subgraph of `view` each"""
    generator: torch.Generator
    optimizer: torch.optim.Optimizer
    kl_weight: float
    epoch: int = 0
    best_epoch: int = 0
    best_validation: LinkScores | None = None
    unimproved: int = 0
    """Validations since the best one."""
    kl: float = math.nan
    """Of the last epoch, mean over nodes, nats."""
    _best_weights: dict[str, Tensor] = field(default_factory=dict)
    _waiting: list[Tensor] = field(default_factory=list)
    """Nodes whose turn as columns has not come yet."""

    @cached_property
    def evaluated(self) -> GraphAutoencoder:
        """What is scored and kept: the model itself, or its moving average where the configuration asks for one."""
        return copy.deepcopy(self.model).requires_grad_(False) if self.config.ema_decay else self.model

    @classmethod
    def start(cls, config: GraphTrainConfig, graph: Graph, train_edges: Int[Tensor, "2 edge"]) -> GraphTraining:
        """Fresh weights. Of `graph` only the nodes, with their features and kinds, and the training edges' weights are used.

        Raises ValueError for a loss over all pairs of nodes where some of them cannot be edges, for a model with two codes a node where
        edges have no direction, and for one with weights where the graph has none.
        """
        if config.loss != "sampled" and not graph.pairs.plain:
            what = "has directed edges" if graph.directed else "has two kinds of nodes"
            raise ValueError(
                f'the {config.loss} loss is over all unordered pairs of nodes, and this graph {what}: choose loss="sampled"'
            )
        if config.model.codes == "source_target" and not graph.directed:
            raise ValueError('edges of this graph have no direction, so that source and target are one: choose codes="shared"')
        weights = None if config.model.weights == "none" else graph.weights_of(train_edges)
        generator = torch.Generator().manual_seed(config.seed)
        inputs = model_inputs(graph, row_normalise=config.row_normalise)
        model = GraphAutoencoder(config.model, inputs.num_columns, generator=generator)
        if model.weight_decoder is not None and weights is not None:
            model.weight_decoder.start_from(weights)
        optimizer = torch.optim.AdamW(model.parameters(), lr=config.learning_rate, weight_decay=config.weight_decay, fused=True)
        decoder = model.weight_decoder
        strengths = None if decoder is None or weights is None else decoder.strengths(weights)
        view = TrainingView(inputs=inputs, edges=train_edges, pairs=graph.pairs, weights=weights, strengths=strengths)
        size = config.subgraph_nodes or graph.num_nodes
        subgraphs = Subgraphs(whole=view, nodes_a_step=size, seed=config.seed) if size < graph.num_nodes else None
        return cls(
            config=config, model=model, view=view, subgraphs=subgraphs, generator=generator, optimizer=optimizer,
            kl_weight=config.kl_weight_for(graph.num_nodes),
        )  # fmt: skip

    def run_epoch(self) -> tuple[float, float, float]:
        """One optimiser step, or one for each subgraph; (loss, recon_nll, kl) of the weights before each, as a mean.

        Raises ValueError where no subgraph has an edge.
        """
        averaged = self.evaluated  # made before the first step
        views = [self.view] if self.subgraphs is None else self.subgraphs.epoch(self.generator)
        steps = [self._step(view) for view in views]
        if not steps:
            raise ValueError(
                f"no subgraph of {self.config.subgraph_nodes:,} nodes has an edge to train on: choose larger ones, or the whole graph"
            )
        self.epoch += 1
        if averaged is not self.model:
            # A running mean at first, so that the starting weights do not linger.
            share = max(1 - self.config.ema_decay, 1 / self.epoch)
            for kept, now in zip(averaged.state_dict().values(), self.model.state_dict().values(), strict=True):
                kept.lerp_(now, share) if kept.is_floating_point() else kept.copy_(now)
        loss, recon_nll, self.kl = (sum(of_each) / len(steps) for of_each in zip(*steps, strict=True))
        return loss, recon_nll, self.kl

    def _step(self, view: TrainingView) -> tuple[float, float, float]:
        columns = self.next_columns() if self.config.loss == "columns" else None
        recon_nll, kl = view.loss_terms(self.model, self.config, generator=self.generator, columns=columns)
        loss = recon_nll + self.kl_weight * kl
        self.optimizer.zero_grad()
        loss.backward()
        if self.config.grad_clip:
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), self.config.grad_clip)
        self.optimizer.step()
        return loss.item(), recon_nll.item(), kl.item()

    def next_columns(self) -> Int[Tensor, " column"]:
        """The nodes that all are paired with in this step, at most `COLUMNS`. Each node has its turn before any has a second one."""
        if not self._waiting:
            shuffled = torch.randperm(self.view.inputs.num_rows, generator=self.generator)
            self._waiting = list(shuffled.tensor_split(math.ceil(len(shuffled) / COLUMNS)))
        return self._waiting.pop()

    @property
    def is_done(self) -> bool:
        """Whether all epochs are done, or patience has ended."""
        return self.epoch >= self.config.epochs or bool(self.config.patience and self.unimproved >= self.config.patience)

    @property
    def kept_epoch(self) -> int:
        """Whose weights are kept if training ends here."""
        return self.best_epoch if self.config.select == "validation" and self.best_epoch else self.epoch

    @torch.no_grad()
    def posterior(self) -> DiagonalGaussian | PointMass:
        """q(z|X, training edges) with the weights as they are now."""
        return self.evaluated.encode(self.view.inputs, self.view.adj)

    def consider(self, validation: LinkScores) -> bool:
        """Keep a copy of the weights if these scores are the best so far."""
        best = self.best_validation
        if best is not None and validation.auc + validation.ap <= best.auc + best.ap:
            return False
        self.best_validation, self.best_epoch = validation, self.epoch
        self._best_weights = {name: value.detach().clone() for name, value in self.evaluated.state_dict().items()}
        return True

    def tensors(self) -> dict[str, Tensor]:
        """All that another process needs, beside `place`, to go on from here to the same weights, by name."""
        parts = {
            "model": self.model.state_dict(),
            "average": self.evaluated.state_dict() if self.config.ema_decay else {},
            "optimizer": optimizer_tensors(self.optimizer),
            "best": self._best_weights,
            "waiting": {str(number): nodes for number, nodes in enumerate(self._waiting)},
        }
        named = {f"{part}.{name}": value for part, values in parts.items() for name, value in values.items()}
        return named | {"generator": self.generator.get_state()}

    def place(self) -> dict[str, Any]:
        """How far it has come, as JSON."""
        best = None if self.best_validation is None else asdict(self.best_validation)
        return {name: getattr(self, name) for name in PLACE} | {"best_validation": best}

    def restore(self, tensors: dict[str, Tensor], place: dict[str, Any]) -> None:
        """Go on from `tensors` and `place` of a run with the same configuration, graph and split.

        Raises ValueError for those of another.
        """
        try:
            self.model.load_state_dict(under("model.", tensors))
            if self.config.ema_decay:
                self.evaluated.load_state_dict(under("average.", tensors))
            restore_optimizer(self.optimizer, under("optimizer.", tensors))
            self.generator.set_state(tensors["generator"])
            best = place["best_validation"]
            for name in PLACE:
                setattr(self, name, place[name])
        except (RuntimeError, KeyError, TypeError) as error:
            raise ValueError(f"it is of another run: {' '.join(str(error).split())}") from error
        self.best_validation = None if best is None else config_from_dict(LinkScores, best)
        self._best_weights = under("best.", tensors)
        waiting = under("waiting.", tensors)
        self._waiting = [waiting[str(number)] for number in range(len(waiting))]

    def finished_model(self) -> GraphAutoencoder:
        """The model that is kept: the last one, or the best on validation edges. This run's own, frozen."""
        if self.config.select == "validation" and self._best_weights:
            self.evaluated.load_state_dict(self._best_weights)
        return self.evaluated.eval().requires_grad_(False)


def train(state: GraphTraining, split: EdgeSplit) -> Iterator[GraphEpochReport]:
    """Train until `config.epochs` are done or patience ends. `state` is consistent at each yield.

    The split's validation edges are scored, never trained on; its test edges are not looked at.
    """
    config, started = state.config, time.perf_counter()
    while not state.is_done:
        loss, recon_nll, kl = state.run_epoch()
        validation = None
        due = state.epoch % config.validate_every == 0 or state.epoch == config.epochs
        if config.select == "validation" and due and split.validation.shape[1] and split.validation_non_edges.shape[1]:
            validation = score_split(state.evaluated, state.posterior().mu, split, "validation")
            state.unimproved = 0 if state.consider(validation) else state.unimproved + 1
        yield GraphEpochReport(
            epoch=state.epoch, loss=loss, recon_nll=recon_nll, kl=kl, validation=validation, best_epoch=state.kept_epoch,
            seconds=time.perf_counter() - started,
        )  # fmt: skip
