"""What a graph training run is told, frozen, and the settings that the models of the papers are trained with."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from vizvae.graph.data import Graph
from vizvae.graph.model import GraphModelConfig
from vizvae.graph.objective import default_kl_weight

DENSE_NODES = 6_000
"""Up to here the loss over all pairs costs less than 0.1 s a step; larger graphs are trained on sampled non-edges."""

LARGEST_WHOLE, SUBGRAPH_NODES = 300_000, 25_000
"""Nodes and edges together up to which an epoch is one step over the whole graph; how many nodes a larger one's subgraphs have, whose
hidden units then fit into the processor's cache."""
SMALLEST_SUBGRAPH = 10

COLUMNS = 340
"""An eighth of Cora. Of an eighth to a 64th, an eighth had the highest validation AUC and AP over ten splits, above the dense loss."""


@dataclass(frozen=True, kw_only=True)
class GraphTrainConfig:
    """Raises ValueError for numbers that cannot be and for a dense loss with another decoder than the inner product."""

    model: GraphModelConfig = field(default_factory=GraphModelConfig)
    loss: Literal["dense", "columns", "sampled"] = "dense"
    """`dense`: all pairs. `columns`: at each step all nodes with the next `COLUMNS` of them, all taking turns, which is the dense loss in
    expectation; exactly dense where the graph has no more nodes than that. `sampled`: the training edges and as many non-edges, drawn
    anew at each step."""
    subgraph_nodes: int | None = None
    """About how many nodes a step is over, of which there are as many an epoch as hold all nodes: see `vizvae.graph.subgraphs`. None or 0:
    the whole graph in one step; but of None `suited` makes `SUBGRAPH_NODES` for a graph that is too large for that."""
    kl_weight: float | None = None
    """None: `kl_scale` / num_nodes, see `vizvae.graph.objective.effective_beta` for what that amounts to."""
    kl_scale: float = 1.0
    """1 is Kipf & Welling's weight."""
    mask_share: float = 0.0
    """Share of the training edges hidden from the encoder at each step; above 0, the hidden ones are what is predicted."""
    row_normalise: bool = False
    """Features of each node scaled to sum 1. On Cora with raw words Kipf's settings reach 91 AUC, normalised they are undertrained."""
    epochs: int = 200
    learning_rate: float = 0.01
    weight_decay: float = 0.0
    """Decoupled (AdamW)."""
    grad_clip: float = 0.0
    """Largest norm of the gradient over all parameters; 0 for no clipping."""
    ema_decay: float = 0.0
    """Exponential moving average of the weights, which is what is scored and kept; 0 keeps the raw weights."""
    select: Literal["last", "validation"] = "last"
    """`validation`: keep the weights with the highest AUC + AP on the validation edges. The test edges never choose anything."""
    validate_every: int = 10
    patience: int = 0
    """Validations without improvement after which training ends; 0 for never. Only with select="validation"."""
    seed: int = 0
    """Of initial weights, noise, dropout, masks, and sampled columns and non-edges."""

    def kl_weight_for(self, num_nodes: int) -> float:
        return self.kl_scale * default_kl_weight(num_nodes) if self.kl_weight is None else self.kl_weight

    def __post_init__(self) -> None:
        for name in ("epochs", "learning_rate", "validate_every"):
            if getattr(self, name) <= 0:
                raise ValueError(f"{name} must be above 0, got {getattr(self, name)}")
        for name in ("weight_decay", "grad_clip", "patience", "subgraph_nodes"):
            if (getattr(self, name) or 0) < 0:
                raise ValueError(f"{name} must be 0 or more, got {getattr(self, name)}")
        if self.kl_scale < 0 or (self.kl_weight is not None and self.kl_weight < 0):
            raise ValueError(f"kl_weight and kl_scale must be 0 or more, got {self.kl_weight} and {self.kl_scale}")
        if not 0 <= self.mask_share < 1:
            raise ValueError(f"mask_share must be 0 or more and below 1, got {self.mask_share}")
        if not 0 <= self.ema_decay < 1:
            raise ValueError(f"ema_decay must be 0 or more and below 1, got {self.ema_decay}")
        if self.subgraph_nodes:
            if self.subgraph_nodes < SMALLEST_SUBGRAPH:
                raise ValueError(f"subgraph_nodes must be 0 or at least {SMALLEST_SUBGRAPH}, got {self.subgraph_nodes}")
            if self.loss != "sampled":
                raise ValueError(
                    f'the {self.loss} loss is over all pairs of nodes, not those of subgraphs: choose loss="sampled"'
                )
        if self.loss != "sampled" and (self.model.decoder != "inner_product" or self.mask_share):
            raise ValueError(
                f"the {self.loss} loss is for the inner-product decoder without masking (an MLP on every pair would take N² passes): "
                'choose loss="sampled"'
            )


_GCN = GraphTrainConfig()
_NORMALISED = GraphTrainConfig(
    model=GraphModelConfig(encoder="normalised", latent_dim=128),
    loss="sampled",
    epochs=300,
    learning_rate=0.005,
    select="validation",
    validate_every=5,
)
_MASKED = GraphTrainConfig(
    model=GraphModelConfig(
        encoder="masked", hidden_dim=128, latent_dim=64, decoder="hadamard_mlp", decoder_dim=64, dropout=0.6, decoder_dropout=0.2
    ),
    loss="sampled",
    kl_scale=0.1,
    mask_share=0.5,
    epochs=800,
    ema_decay=0.98,
    select="validation",
)
"""Mask, dropout, widths and averaging were chosen by the validation edges of Cora's splits 0 to 2."""

PRESETS: dict[str, GraphTrainConfig] = {
    "gae": replace(_GCN, model=replace(_GCN.model, variational=False)),
    "vgae": _GCN,
    "gnae": replace(_NORMALISED, model=replace(_NORMALISED.model, variational=False)),
    "vgnae": _NORMALISED,
    "linear": replace(_GCN, model=replace(_GCN.model, encoder="linear")),
    "masked": _MASKED,
}
"""name on the command line: settings"""

TITLES: dict[str, str] = {
    "gae": "GAE (Kipf & Welling 2016)",
    "vgae": "VGAE (Kipf & Welling 2016)",
    "gnae": "GNAE (Ahn & Kim 2021)",
    "vgnae": "VGNAE (Ahn & Kim 2021)",
    "linear": "linear VGAE (Salha et al. 2019)",
    "masked": "masked variational autoencoder",
}


def suited(config: GraphTrainConfig, graph: Graph) -> GraphTrainConfig:
    """These settings for what the graph is: sampled non-edges where not every unordered pair of nodes can be an edge, two codes a node
    where edges have a direction, weights where they have some, and subgraphs where it is large."""
    model = config.model
    if graph.directed:
        model = replace(model, codes="source_target", latent_dim=model.latent_dim + model.latent_dim % 2)
    if graph.edge_weights is not None:
        model = replace(model, weights="log_normal" if bool((graph.edge_weights > 0).all()) else "normal")
    loss = config.loss if graph.pairs.plain else "sampled"
    size = config.subgraph_nodes
    if size is None and loss == "sampled" and graph.num_nodes + graph.num_edges > LARGEST_WHOLE:
        size = SUBGRAPH_NODES
    return replace(config, model=model, loss=loss, subgraph_nodes=size)


def preset(name: str, *, num_nodes: int) -> GraphTrainConfig:
    """The settings of a named model, with sampled non-edges in place of all pairs where the graph is too large for them.

    Raises ValueError for an unknown name, listing the known ones.
    """
    if name not in PRESETS:
        raise ValueError(f"unknown graph model {name!r}; known are {sorted(PRESETS)}")
    config = PRESETS[name]
    return replace(config, loss="sampled") if config.loss == "dense" and num_nodes > DENSE_NODES else config
