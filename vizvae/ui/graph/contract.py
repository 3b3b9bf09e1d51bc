"""What the graph page is told; it says where it stands, in the words of its address."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import UNSET, UnsetType

from vizvae.ui.http.contract import Payload

EdgeKind = Annotated[str, "options of show"]
EdgePart = Annotated[str, "options of parts"]
NodeColour = Annotated[str, "options of colour"]
PairDecoder = Literal["inner_product", "hadamard_mlp", "source_target"]


class PairScores(Payload):
    """Percent."""

    auc: float
    ap: float


class OverSplits(Payload):
    """Percent: mean and standard deviation."""

    count: int
    auc: tuple[float, float]
    ap: tuple[float, float]


class Relative(PairScores):
    """A model beside others, from its card."""

    name: str
    title: str
    about_url: str
    """Answers with its `GraphModel`."""
    codes_url: str
    latent_dim: int
    kl_weight: float | None
    effective_beta: float | None
    kl: float | None
    """Nats, mean over nodes."""
    precision: float | None
    """Percent, of as many predicted pairs as there are edges."""
    num_parameters: int
    over_splits: OverSplits | None


class Export(Payload):
    label: str
    url: str
    file: str


class NodeGrouping(Payload):
    """One way to group the nodes: communities, clusters or classes."""

    name: str
    num_groups: int
    num_alone: int
    """Groups of one node"""
    modularity: float
    how: str
    """Where the groups come from, in words"""


class GroupAgreement(Payload):
    """Of two groupings: adjusted Rand index and normalised mutual information."""

    first: str
    second: str
    ari: float
    nmi: float
    num_nodes: int


class GroupsSaid(Payload):
    """Part of what `groups_url` answers with."""

    groupings: list[NodeGrouping]
    agreements: list[GroupAgreement]


class GraphModel(Payload):
    """Everything of a model that does not depend on the visitor, but for the arrays."""

    name: str
    title: str
    graph: str
    """What the graph is, without how it was split."""
    summary: str
    digest: str
    url: str
    """safetensors: see bundle.ts."""
    graph_url: str
    neighbours_url: str | None
    """null, as of the projection: nobody is there to be asked. Answers `?node=i` with the logits of that node with every other."""
    projection_url: str | None
    """Answers with the UMAP of the codes, (node, 2), or how far it is; DELETE stops it."""
    codes_url: str
    """The means alone."""
    groups_url: str
    """safetensors: see groups.ts."""
    decoder: PairDecoder
    """`inner_product`: of a node's one code with another's, which the browser does itself. `source_target`: nodes have two codes each."""
    stochastic: bool
    latent_dim: int
    num_nodes: int
    num_edges: int
    num_pairs: int
    """All that could be edges."""
    directed: bool
    """Pairs are then (source, target)."""
    class_names: tuple[str, ...]
    notes: tuple[str, ...]
    """About the nodes and their names, a sentence each."""
    scores: PairScores | None
    """On held-out edges against as many non-edges; null where nothing was held out."""
    leaked_url: str
    """As `url` and `scores`, with an encoder that is given all edges, those to be predicted too."""
    leaked_scores: PairScores | None
    family: list[Relative]
    """Models that differ from this one in the weight of the KL alone, lightest first, this one among them; empty for a deterministic
    one."""
    siblings: list[Relative]
    """Models of this graph on the same split, of each family one."""
    snippet: str
    """Python that loads this model."""
    exports: list[Export]


class GraphStart(Payload):
    """What is left out is as the page's parameters have it."""

    predicted: int | UnsetType = UNSET
    """How many pairs are predicted as edges."""
    nodes: tuple[int, ...] | UnsetType = UNSET
    show: tuple[EdgeKind, ...] | UnsetType = UNSET
    parts: tuple[EdgePart, ...] | UnsetType = UNSET
    """Edges of these parts of the split are drawn."""
    colour: NodeColour | UnsetType = UNSET
    plane: str | UnsetType = UNSET
    """How the embedding is shown: see planes.ts."""
    leaked: bool | UnsetType = UNSET
    """The encoder is shown the held-out edges, too."""


class GraphPageData(Payload):
    model: GraphModel
    initial: GraphStart
    restore_id: str
