"""What a graph autoencoder minimises: cross-entropy balanced between edges and non-edges, plus a weighted KL. Nats.

A graph is one example, so the reconstruction term is one number. Balanced means ½ (mean over edges + mean over non-edges): with the
weights of Kipf & Welling's code (`pos_weight` = non-edges / edges, `norm` = pairs / (2 · non-edges)) their weighted cross-entropy is
exactly this. As they do, the dense form counts every node as its own neighbour.
"""

from __future__ import annotations

import torch
from jaxtyping import Float, Int
from torch import Tensor
from torch.nn.functional import softplus

BLOCK_NUMBERS = 150_000
"""Logits held at once by the dense form: 0.6 MB, which stays in the processor's cache."""


def default_kl_weight(num_nodes: int) -> float:
    """1 / N, as in Kipf & Welling's code, against the balanced mean cross-entropy."""
    return 1.0 / num_nodes


def effective_beta(kl_weight: float, num_nodes: int, num_edges: int) -> float:
    """The β of the ELBO in which every training edge, and as many non-edges, are observed once: 2 E · kl_weight / N.

    With the default weight this is 2 E / N², about 0.001 on Cora: the V barely acts. β = 1 is at kl_weight = N / (2 E).
    """
    return 2.0 * num_edges * kl_weight / num_nodes


def kl_weight_of(beta: float, num_nodes: int, num_edges: int) -> float:
    """The weight with which `effective_beta` is `beta`."""
    return beta * num_nodes / (2.0 * num_edges)


def dense_recon_nll(
    z: Float[Tensor, "node latent"], edge_index: Int[Tensor, "2 edge"], columns: Int[Tensor, " column"] | None = None
) -> Float[Tensor, ""]:
    """Balanced cross-entropy over all pairs of nodes, for the inner-product decoder, without an N × N matrix.

    Equals Kipf & Welling's dense form with A + I as the target. Time grows with N², memory with N.

    With `columns`, a uniform draw of different nodes, the non-edges are estimated from the pairs of every node with these; value and
    gradient are the dense ones in expectation, and exactly so on average over draws that together hold each node once. Time grows with
    N · columns. Edges always count in full.
    """
    num_nodes = len(z)
    num_edges = edge_index.shape[1]
    positives = 2 * num_edges + num_nodes
    negatives = max(1, num_nodes**2 - positives)
    edge_logits = (z[edge_index[0]] * z[edge_index[1]]).sum(-1)
    self_logits = z.square().sum(-1)
    # −log p(edge) = softplus(−s) and −log p(no edge) = softplus(s) = softplus(−s) + s
    edge_nll, self_nll = softplus(-edge_logits), softplus(-self_logits)
    if_all_were_none: Tensor = (
        _AllPairsSoftplus.apply(z) if columns is None or len(columns) == num_nodes else _ColumnsSoftplus.apply(z, columns)
    )  # pyright: ignore[reportAssignmentType]
    none_where_edges = 2 * (edge_nll + edge_logits).sum() + (self_nll + self_logits).sum()
    return 0.5 * ((2 * edge_nll.sum() + self_nll.sum()) / positives + (if_all_were_none - none_where_edges) / negatives)


def sampled_recon_nll(
    edge_logits: Float[Tensor, " edge"],
    non_edge_logits: Float[Tensor, " non_edge"],
    *,
    edge_counts: Float[Tensor, " edge"] | None = None,
    non_edge_counts: Float[Tensor, " non_edge"] | None = None,
) -> Float[Tensor, ""]:
    """Balanced cross-entropy from some edges and some non-edges, each of which may stand for several. Works for every decoder.

    If the non-edges are uniform draws, its expectation is the dense form's without a node as its own neighbour.
    """
    of_edges, of_non_edges = softplus(-edge_logits), softplus(non_edge_logits)
    return 0.5 * (weighted_mean(of_edges, edge_counts) + weighted_mean(of_non_edges, non_edge_counts))


def weighted_mean(values: Float[Tensor, " value"], counts: Float[Tensor, " value"] | None) -> Float[Tensor, ""]:
    """Of values that each stand for so many, or for one each."""
    return values.mean() if counts is None else (values * counts).sum() / counts.sum()


class _AllPairsSoftplus(torch.autograd.Function):
    """Σ_ij softplus(z_i · z_j) over all ordered pairs, i = j included.

    The gradient 2 Σ_j σ(z_i · z_j) z_j is worked out in the same sweep, and the matrix is symmetric, so only half of it is visited.
    """

    @staticmethod
    def forward(ctx, z: Tensor) -> Tensor:  # type: ignore[override]
        num_nodes = len(z)
        rows_at_once = max(1, min(num_nodes, BLOCK_NUMBERS // num_nodes))
        gradient = torch.zeros_like(z)
        total = torch.zeros((), dtype=torch.float64)
        for start in range(0, num_nodes, rows_at_once):
            stop = min(start + rows_at_once, num_nodes)
            rows, later = z[start:stop], z[stop:]
            for columns, first, times in ((rows, start, 1), (later, stop, 2)):
                if len(columns) == 0:
                    continue
                logits = rows @ columns.T
                total += times * softplus(logits).sum(dtype=torch.float32)
                probability = logits.sigmoid_()
                gradient[start:stop] += 2 * (probability @ columns)
                if times == 2:
                    gradient[first:] += 2 * (probability.T @ rows)
        ctx.save_for_backward(gradient)
        return total.to(z.dtype)

    @staticmethod
    def backward(ctx, upstream: Tensor) -> Tensor:  # type: ignore[override]
        return upstream * ctx.saved_tensors[0]


class _ColumnsSoftplus(torch.autograd.Function):
    """Σ_ij softplus(z_i · z_j) over all ordered pairs, estimated from some columns j, with a gradient that is estimated as well.

    By symmetry that is, for each node, 2 Σ_j σ(z_i · z_j) z_j. Differentiating the estimate itself would be right in expectation, too,
    but move the nodes of the columns alone by half of it, N / columns times as far.
    """

    @staticmethod
    def forward(ctx, z: Tensor, columns: Tensor) -> Tensor:  # type: ignore[override]
        num_nodes, drawn = len(z), z[columns]
        times = num_nodes / len(columns)
        gradient = torch.empty_like(z)
        total = torch.zeros((), dtype=torch.float64)
        for rows, into in zip(*(whole.split(max(1, BLOCK_NUMBERS // len(columns))) for whole in (z, gradient)), strict=True):
            logits = rows @ drawn.T
            total += softplus(logits).sum(dtype=torch.float32)
            torch.mm(logits.sigmoid_(), drawn, out=into)
        ctx.save_for_backward(gradient.mul_(2 * times))
        return (times * total).to(z.dtype)

    @staticmethod
    def backward(ctx, upstream: Tensor) -> tuple[Tensor, None]:  # type: ignore[override]
        return upstream * ctx.saved_tensors[0], None
