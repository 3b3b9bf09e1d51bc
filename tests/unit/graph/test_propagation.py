import networkx as nx
import numpy as np
import pytest
import torch

from vizvae.graph import sparse
from vizvae.graph.propagation import Propagation, normalised_adjacency
from vizvae.graph.shipped import load_graph
from vizvae.graph.sparse import SparseMatrix


def dense_reference(edges: torch.Tensor, num_nodes: int) -> torch.Tensor:
    with_loops = torch.eye(num_nodes)
    with_loops[edges[0], edges[1]] = with_loops[edges[1], edges[0]] = 1
    scale = torch.diag(with_loops.sum(1) ** -0.5)
    return scale @ with_loops @ scale


def test_against_the_dense_formula() -> None:
    graph = load_graph("karate")
    adj = normalised_adjacency(graph.edge_index, graph.num_nodes).to_dense()
    assert torch.allclose(adj, dense_reference(graph.edge_index, graph.num_nodes), atol=1e-6)


def test_against_networkx() -> None:
    """With loops added, networkx's normalised Laplacian is I − Â; it counts a loop once in the degree when the array is built by hand."""
    club = nx.karate_club_graph()
    for _, _, attributes in club.edges(data=True):
        attributes.clear()
    matrix = nx.to_numpy_array(club) + np.eye(len(club))
    laplacian = nx.normalized_laplacian_matrix(nx.from_numpy_array(matrix)).toarray()
    graph = load_graph("karate")
    adj = normalised_adjacency(graph.edge_index, graph.num_nodes).to_dense().numpy()
    np.testing.assert_allclose(np.eye(len(club)) - laplacian, adj, atol=1e-6)


def test_by_hand_with_an_isolated_node() -> None:
    """0 — 1 and a lonely 2: both ends have degree 2 with their loops, the lonely one keeps its own value."""
    adj = normalised_adjacency(torch.tensor([[0], [1]]), 3).to_dense()
    assert torch.allclose(adj, torch.tensor([[0.5, 0.5, 0.0], [0.5, 0.5, 0.0], [0.0, 0.0, 1.0]]))


def test_masked_edges_are_as_if_they_were_not_there() -> None:
    graph = load_graph("karate")
    kept = torch.arange(graph.num_edges) % 3 != 0
    masked = Propagation(edge_index=graph.edge_index, num_nodes=34).normalised(kept.float()).to_dense()
    assert torch.allclose(masked, dense_reference(graph.edge_index[:, kept], 34), atol=1e-6)


def test_a_product_and_its_gradient() -> None:
    generator = torch.Generator().manual_seed(0)
    dense = torch.randn(5, 7, generator=generator) * (torch.rand(5, 7, generator=generator) < 0.4)
    matrix = SparseMatrix.from_dense(dense)
    assert torch.equal(matrix.to_dense(), dense)
    assert torch.equal(matrix.transposed.to_dense(), dense.T)
    weight = torch.randn(7, 3, generator=generator, requires_grad=True)
    upstream = torch.randn(5, 3, generator=generator)
    product = matrix @ weight
    product.backward(upstream)
    assert torch.allclose(product, dense @ weight, atol=1e-6)
    assert weight.grad is not None
    assert torch.allclose(weight.grad, dense.T @ upstream, atol=1e-6)


def test_a_wide_product_is_worked_out_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sparse, "NARROW", 3)
    monkeypatch.setattr(sparse, "CACHED_NUMBERS", 0)
    generator = torch.Generator().manual_seed(0)
    dense = torch.randn(6, 5, generator=generator) * (torch.rand(6, 5, generator=generator) < 0.5)
    other = torch.randn(5, 7, generator=generator, requires_grad=True)  # two parts of three columns, and one left over
    product = SparseMatrix.from_dense(dense) @ other
    assert torch.allclose(product, dense @ other, atol=1e-6)
    weights = torch.randn(6, 7, generator=generator)
    (gradient,) = torch.autograd.grad((product * weights).sum(), other)
    assert torch.allclose(gradient, dense.T @ weights, atol=1e-6)


def test_other_values_in_the_same_places() -> None:
    matrix = SparseMatrix.from_dense(torch.tensor([[0.0, 1.0], [2.0, 3.0]]))
    other = matrix.with_values(matrix.values * 10)
    assert torch.equal(other.to_dense(), 10 * matrix.to_dense())
    assert torch.equal(other.transposed.to_dense(), 10 * matrix.to_dense().T)


def test_sizes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="2 × 2 matrix cannot be multiplied"):
        _ = SparseMatrix.identity(2) @ torch.zeros(3, 1)
