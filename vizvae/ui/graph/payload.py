"""What the graph page tells the browser: a trained graph model's codes, and how its edges compare with the real ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from safetensors.numpy import save
from torch import Tensor

from vizvae.gaussian import DiagonalGaussian
from vizvae.graph.catalogue import GraphCatalogue, find_graph_checkpoint
from vizvae.graph.checkpoint import codes_name
from vizvae.graph.data import Graph
from vizvae.graph.encoding import encode_graph
from vizvae.graph.export import export_graph
from vizvae.graph.families import kl_family, representatives, siblings
from vizvae.graph.layout import layout
from vizvae.graph.model import GraphAutoencoder
from vizvae.graph.reconstruction import edge_thresholds, neighbour_logits, threshold_counts, top_pairs
from vizvae.graph.split import EdgeSplit
from vizvae.latent.projection import ProjectionConfig, config_from_text
from vizvae.models.ae_conv import PointMass
from vizvae.single_flight import single_flight
from vizvae.ui.graph.contract import Export, GraphModel, PairScores
from vizvae.ui.graph.relatives import GRAPHS, describe_relative, graph_url

MOST_CANDIDATES = 60_000
"""Pairs that are no edges, likeliest first: three times what is drawn, so that a redrawn code has others to promote."""
GEXF_CANDIDATES = 2_000
NUM_THRESHOLDS = 2_000
MOST_HELD = 256_000_000
"""Bytes of loaded models and their graphs: those that ship take a quarter"""
SNIPPET = """\
from vizvae.graph.catalogue import GraphCatalogue, find_graph_checkpoint
from vizvae.graph.reconstruction import top_pairs

checkpoint = find_graph_checkpoint("{name}")
graph = checkpoint.load_graph()
posterior = checkpoint.posterior(graph, checkpoint.split(graph))
likeliest = top_pairs(checkpoint.load_model(), posterior.mu, 20, leave_out=graph.edge_index)
print(likeliest.pairs.T, likeliest.logits.sigmoid())
"""


@dataclass(frozen=True, kw_only=True)
class TrainedGraph:
    """A model with what it says of its graph."""

    graph: Graph
    split: EdgeSplit
    model: GraphAutoencoder
    posterior: DiagonalGaussian | PointMass


def _percent(scores: dict[str, float]) -> PairScores:
    return PairScores(auc=100 * scores["auc"], ap=100 * scores["ap"])


@single_flight(64)
def describe_graph_model(name: str, catalogue: GraphCatalogue) -> GraphModel:
    """Everything of a model that does not depend on the visitor, but for the arrays.

    Raises CheckpointError or ValueError for a model that cannot be loaded.
    """
    checkpoint = catalogue.find(name)
    digest = checkpoint.digest
    trained = loaded_graph_model(checkpoint.name, digest)
    graph, config = trained.graph, trained.model.config
    # Both as measured when it was trained: codes with leaked edges are computed only where somebody asks for them.
    measured = checkpoint.card["evaluation"] if trained.split.test.shape[1] else None
    gexf_file = Export(
        label="GEXF for Gephi or Cytoscape", url=graph_url(checkpoint, "graph.gexf"), file=f"{checkpoint.name}.gexf"
    )
    return GraphModel(
        name=checkpoint.name,
        title=checkpoint.title,
        summary=f"{graph.description}. {trained.split.description}.",
        digest=digest,
        url=graph_url(checkpoint, "model.safetensors"),
        graph_url=f"{GRAPHS}/{checkpoint.name}/{graph.fingerprint}/graph.safetensors",
        neighbours_url=graph_url(checkpoint, "neighbours"),
        codes_url=graph_url(checkpoint, "codes.safetensors"),
        projection_url=graph_url(checkpoint, "projection"),
        decoder=config.decoder,
        stochastic=config.variational,
        latent_dim=trained.posterior.mu.shape[1],
        num_nodes=graph.num_nodes,
        num_edges=graph.num_edges,
        class_names=tuple(graph.class_names),
        notes=tuple(graph.notes),
        scores=measured and _percent(measured["scores"]),
        leaked_url=graph_url(checkpoint, "model.safetensors?leaked=1"),
        leaked_scores=measured and _percent(measured["leaked"]),
        family=[describe_relative(one) for one in kl_family(checkpoint, catalogue.checkpoints)],
        siblings=[describe_relative(one) for one in representatives(siblings(checkpoint, catalogue.checkpoints))],
        snippet=SNIPPET.replace("{name}", checkpoint.name),
        exports=[gexf_file],
    )


def _held(trained: TrainedGraph) -> int:
    """Bytes, about; a graph that ships is counted with each of its models, though they share it."""
    graph, split = trained.graph, trained.split
    tensors = [graph.edge_index, split.train, trained.posterior.mu, *trained.model.parameters()]
    if graph.features is not None:
        tensors += [graph.features.row_starts, graph.features.columns, graph.features.values]
    return 2 * sum(tensor.nbytes for tensor in tensors) + 100 * len(graph.names)


@single_flight(MOST_HELD, _held)
@torch.no_grad()
def loaded_graph_model(name: str, digest: str) -> TrainedGraph:
    del digest
    checkpoint = find_graph_checkpoint(name)
    graph = checkpoint.load_graph()
    split, model = checkpoint.split(graph), checkpoint.load_model()
    return TrainedGraph(graph=graph, split=split, model=model, posterior=checkpoint.posterior(graph, split))


@single_flight(MOST_HELD, _held)
@torch.no_grad()
def leaked_graph_model(name: str, digest: str) -> TrainedGraph:
    """The same weights, but the encoder is given all edges, the held-out ones too: to show what becomes of its predictions."""
    honest = loaded_graph_model(name, digest)
    row_normalise = find_graph_checkpoint(name).config.training.row_normalise
    posterior = encode_graph(honest.model, honest.graph, honest.graph.edge_index, row_normalise=row_normalise)
    return replace(honest, posterior=posterior)


def _trained(name: str, digest: str, leaked: bool) -> TrainedGraph:
    return leaked_graph_model(name, digest) if leaked else loaded_graph_model(name, digest)


def graph_bundle(name: str, digest: str) -> bytes:
    """Names as lines of UTF-8, labels, layout, and the words of each node, ascending, as compressed rows."""
    graph = loaded_graph_model(name, digest).graph
    labels = torch.full((graph.num_nodes,), -1) if graph.labels is None else graph.labels
    names = "\n".join(" ".join(graph.name_of(node).split()) for node in range(graph.num_nodes))
    arrays = {
        "names": np.frombuffer(names.encode(), np.uint8),
        "labels": _int32(labels),
        "layout": layout(graph).numpy().astype("<f4"),
    }
    if graph.features is not None:
        words = graph.features
        ascending = torch.argsort(words.rows * words.num_columns + words.columns)
        arrays |= {"word_starts": _int32(words.row_starts), "word_columns": _int32(words.columns[ascending])}
    return save(arrays)


@torch.no_grad()
def model_bundle(name: str, digest: str, leaked: bool, progress: Callable[[float], object] = lambda _: None) -> bytes:
    """Codes, the edges with their part of the split and their logits, the likeliest other pairs, and counts over all pairs.

    Two sweeps over all pairs: seconds to minutes, see `graph_answers`.
    """
    trained = _trained(name, digest, leaked)
    graph, model, split, posterior = trained.graph, trained.model, trained.split, trained.posterior
    parts = [split.train, split.validation, split.test]
    edges = torch.cat(parts, 1)
    candidates = top_pairs(
        model, posterior.mu, MOST_CANDIDATES, leave_out=graph.edge_index, progress=lambda share: progress(share / 2)
    )
    thresholds = edge_thresholds(model, posterior.mu, split, NUM_THRESHOLDS)
    counts = threshold_counts(model, posterior.mu, thresholds, split, progress=lambda share: progress((1 + share) / 2))
    arrays = {
        "mu": _float32(posterior.mu),
        "edges": _int32(edges.T),
        "edge_part": np.repeat(np.arange(3, dtype=np.uint8), [part.shape[1] for part in parts]),
        "edge_logit": _float32(model.edge_logits(posterior.mu, edges)),
        "candidates": _int32(candidates.pairs.T),
        "candidate_logit": _float32(candidates.logits),
        # Falling, so that the slider goes from few pairs to many.
        "thresholds": _float32(counts.thresholds.flip(0)),
        "predicted": _int32(counts.num_pairs.flip(0)),
        "found": _int32(counts.num_edges.flip(0)),
    }
    if isinstance(posterior, DiagonalGaussian):
        arrays["logvar"] = _float32(posterior.logvar)
    return save(arrays)


def projected_codes(
    name: str, digest: str, parameters: dict[str, str], *, leaked: bool = False
) -> tuple[Tensor, ProjectionConfig, str]:
    """The means that are mapped, how, and what they are known as: all that they depend on.

    Raises ValueError for parameters that cannot be.
    """
    trained = _trained(name, digest, leaked)
    config = config_from_text({**parameters, "method": "umap", "num_points": str(trained.graph.num_nodes)})
    return trained.posterior.mu, config, codes_name(digest, trained.graph, leaked=leaked)


def codes(name: str, digest: str) -> bytes:
    """The means, and σ averaged over nodes and latents (NaN where there is none): enough for a small picture and its caption."""
    posterior = loaded_graph_model(name, digest).posterior
    std = posterior.std.mean() if isinstance(posterior, DiagonalGaussian) else torch.tensor(torch.nan)
    return save({"mu": _float32(posterior.mu), "mean_std": _float32(std[None])})


@single_flight(32_000_000, lambda logits: logits.nbytes)
def node_logits(name: str, digest: str, node: int, *, leaked: bool = False) -> np.ndarray:
    """(num_nodes,) logits of one node with every node, −∞ with itself.

    Raises ValueError for a node that is none.
    """
    trained = _trained(name, digest, leaked)
    if not 0 <= node < trained.graph.num_nodes:
        raise ValueError(f"expected a node from 0 to {trained.graph.num_nodes - 1}, got {node}")
    return _float32(neighbour_logits(trained.model, trained.posterior.mu, node))


def gexf(name: str, digest: str, progress: Callable[[float], object] = lambda _: None) -> bytes:
    """Every edge and the `GEXF_CANDIDATES` likeliest pairs that are none, with embedding and probabilities: see `export_graph`."""
    trained = loaded_graph_model(name, digest)
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.gexf"
        export_graph(
            path,
            trained.model,
            trained.graph,
            trained.split,
            trained.posterior,
            num_candidates=GEXF_CANDIDATES,
            progress=progress,
        )
        return path.read_bytes()


def _int32(values: Tensor) -> np.ndarray:
    return np.ascontiguousarray(values.numpy().astype("<i4"))


def _float32(values: Tensor) -> np.ndarray:
    return np.ascontiguousarray(values.numpy().astype("<f4"))
