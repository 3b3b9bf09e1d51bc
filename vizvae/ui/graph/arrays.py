"""The arrays that the graph page fetches of a trained model: codes, edges with their logits, counts over all pairs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import numpy as np
import torch
from msgspec import structs
from safetensors.numpy import load, save
from torch import Tensor

from vizvae.gaussian import DiagonalGaussian
from vizvae.graph.checkpoint import codes_name
from vizvae.graph.communities import Agreement, Grouping, Groups, compare_groups, find_communities
from vizvae.graph.export import export_graph
from vizvae.graph.layout import layout
from vizvae.graph.reconstruction import edge_thresholds, neighbour_logits, threshold_counts, top_pairs
from vizvae.graph.uncertainty import node_uncertainty
from vizvae.latent.projection import ProjectionConfig, config_from_text
from vizvae.single_flight import single_flight
from vizvae.ui.graph.contract import GroupAgreement, GroupsSaid, NodeGrouping
from vizvae.ui.graph.opened import OpenedGraph
from vizvae.ui.http.contract import encode

MOST_CANDIDATES = 60_000
"""Pairs that are no edges, likeliest first: three times what is drawn, so that a redrawn code has others to promote."""
GEXF_CANDIDATES = 2_000
NUM_THRESHOLDS = 2_000


def graph_bundle(opened: OpenedGraph) -> bytes:
    """Names as lines of UTF-8, labels, layout, kinds where there are two, and the words of each node, ascending, as compressed rows."""
    graph = opened.trained.graph
    labels = torch.full((graph.num_nodes,), -1) if graph.labels is None else graph.labels
    names = "\n".join(" ".join(graph.name_of(node).split()) for node in range(graph.num_nodes))
    arrays = {
        "names": np.frombuffer(names.encode(), np.uint8),
        "labels": _int32(labels),
        "layout": layout(graph).numpy().astype("<f4"),
    }
    if graph.kinds is not None:
        arrays["kinds"] = graph.kinds.numpy().astype(np.uint8)
    if graph.features is not None:
        words = graph.features
        ascending = torch.argsort(words.rows * words.num_columns + words.columns)
        arrays |= {"word_starts": _int32(words.row_starts), "word_columns": _int32(words.columns[ascending])}
    return save(arrays)


@torch.no_grad()
def model_bundle(opened: OpenedGraph, progress: Callable[[float], object] = lambda _: None) -> bytes:
    """Codes and how sure the model is of each node, the edges with their part of the split and their logits, the likeliest other pairs, and
    counts over all pairs.

    Two sweeps over all pairs: seconds to minutes, see `graph_answers`.
    """
    trained = opened.trained
    graph, model, split, posterior = trained.graph, trained.model, trained.split, trained.posterior
    parts = [split.train, split.validation, split.test]
    edges = torch.cat(parts, 1)
    candidates = top_pairs(
        model,
        posterior.mu,
        MOST_CANDIDATES,
        pairs=graph.pairs,
        leave_out=graph.edge_index,
        progress=lambda share: progress(share / 2),
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
        "predicted": np.ascontiguousarray(
            counts.num_pairs.flip(0).numpy().astype("<f8")
        ),  # 70,000 nodes have more pairs than int32
        "found": _int32(counts.num_edges.flip(0)),
    }
    if isinstance(posterior, DiagonalGaussian):
        arrays["logvar"] = _float32(posterior.logvar)
    if (uncertainty := node_uncertainty(trained)) is not None:
        arrays["node_sigma"] = _array32(uncertainty.sigma)
        arrays["node_kl"] = _array32(uncertainty.kl)
        arrays["latent_kl"] = _array32(uncertainty.latent_kl)
        arrays["mean_sigma"] = _array32(uncertainty.sigma.mean(keepdims=True))
        arrays["training_degrees"] = uncertainty.training_degrees.astype("<i4")
        arrays["rank_correlations"] = _array32(np.array([uncertainty.rank_correlation(of) for of in ("sigma", "kl")]))
    return save(arrays)


def groups_bundle(opened: OpenedGraph) -> bytes:
    """The community and the cluster of each node, int32, and a `GroupsSaid` as UTF-8."""
    graph = opened.trained.graph
    communities = find_communities(graph)
    groups, clusters = compare_groups(graph, communities, opened.trained.posterior.mu)
    said = GroupsSaid(
        groupings=[NodeGrouping(**asdict(one)) for one in groups.groupings],
        agreements=[GroupAgreement(**asdict(one)) for one in groups.agreements],
    )
    arrays = {
        "communities": _int32(communities.labels),
        "clusters": _int32(clusters),
        "said": np.frombuffer(encode(said), np.uint8),
    }
    return save(arrays)


def read_groups(content: bytes) -> tuple[Groups, Tensor, Tensor]:
    """Of `groups_bundle`: what is said, and the community and the cluster of each node, 0 the largest."""
    arrays = load(content)
    said = msgspec.json.decode(arrays["said"].tobytes(), type=GroupsSaid)
    groups = Groups(
        groupings=[Grouping(**structs.asdict(one)) for one in said.groupings],
        agreements=[Agreement(**structs.asdict(one)) for one in said.agreements],
    )
    communities, clusters = (torch.from_numpy(arrays[name].astype(np.int64)) for name in ("communities", "clusters"))
    return groups, communities, clusters


def projected_codes(opened: OpenedGraph, parameters: dict[str, str]) -> tuple[Tensor, ProjectionConfig, str]:
    """The means that are mapped, how, and what they are known as: all that they depend on.

    Raises ValueError for parameters that cannot be.
    """
    graph = opened.trained.graph
    config = config_from_text({**parameters, "method": "umap", "num_points": str(graph.num_nodes)})
    return opened.trained.posterior.mu, config, codes_name(opened.digest, graph, leaked=opened.leaked)


def codes(opened: OpenedGraph) -> bytes:
    """The means, and σ averaged over nodes and latents (NaN where there is none): enough for a small picture and its caption."""
    uncertainty = node_uncertainty(opened.trained)
    sigma = np.nan if uncertainty is None else uncertainty.sigma.mean()
    return save({"mu": _float32(opened.trained.posterior.mu), "mean_sigma": _array32(np.array([sigma]))})


@single_flight(32_000_000, lambda logits: logits.nbytes)
def node_logits(opened: OpenedGraph, node: int) -> np.ndarray:
    """(num_nodes,) logits of one node with every node, −∞ with itself and others that it could not be joined to.

    Raises ValueError for a node that is none.
    """
    trained = opened.trained
    if not 0 <= node < trained.graph.num_nodes:
        raise ValueError(f"expected a node from 0 to {trained.graph.num_nodes - 1}, got {node}")
    return _float32(neighbour_logits(trained.model, trained.posterior.mu, node, trained.graph.pairs))


def gexf(opened: OpenedGraph, progress: Callable[[float], object] = lambda _: None) -> bytes:
    """Every edge and the `GEXF_CANDIDATES` likeliest pairs that are none, with embedding and probabilities: see `export_graph`."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{opened.name}.gexf"
        export_graph(path, opened.trained, num_candidates=GEXF_CANDIDATES, progress=progress)
        return path.read_bytes()


def _int32(values: Tensor) -> np.ndarray:
    return np.ascontiguousarray(values.numpy().astype("<i4"))


def _array32(values: np.ndarray) -> np.ndarray:
    return values.astype("<f4")


def _float32(values: Tensor) -> np.ndarray:
    return np.ascontiguousarray(values.numpy().astype("<f4"))
