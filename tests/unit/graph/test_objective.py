import pytest
import torch
from torch.nn.functional import binary_cross_entropy_with_logits, softplus

from tests.unit.graph.small import communities
from vizvae.graph import objective
from vizvae.graph.data import Graph
from vizvae.graph.objective import dense_recon_nll, effective_beta, sampled_recon_nll


def kipfs(z: torch.Tensor, graph: Graph) -> torch.Tensor:
    """The dense formulation, with A + I as the target and its own weights."""
    target = torch.eye(graph.num_nodes)
    target[graph.edge_index[0], graph.edge_index[1]] = target[graph.edge_index[1], graph.edge_index[0]] = 1
    positives, pairs = target.sum(), target.numel()
    weight, norm = (pairs - positives) / positives, pairs / (2 * (pairs - positives))
    return norm * binary_cross_entropy_with_logits(z @ z.T, target, pos_weight=weight)


@pytest.mark.parametrize("block", [7, 100, 300_000])
def test_the_blocked_loss_and_its_gradient_are_the_dense_ones(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objective, "BLOCK_NUMBERS", block)
    graph = communities()
    z = torch.randn(graph.num_nodes, 4, generator=torch.Generator().manual_seed(0), requires_grad=True)
    reference = kipfs(z, graph)
    (wanted,) = torch.autograd.grad(reference, z)
    loss = dense_recon_nll(z, graph.edge_index)
    (gradient,) = torch.autograd.grad(3 * loss, z)
    assert loss.item() == pytest.approx(reference.item(), rel=1e-5)
    assert torch.allclose(gradient, 3 * wanted, atol=1e-6)


@pytest.mark.parametrize("block", [7, 300_000])
def test_turns_of_columns_that_hold_each_node_once_average_to_the_dense_loss(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objective, "BLOCK_NUMBERS", block)
    graph = communities()
    generator = torch.Generator().manual_seed(0)
    z = torch.randn(graph.num_nodes, 4, generator=generator, requires_grad=True)
    turns = torch.randperm(graph.num_nodes, generator=generator).view(4, -1)
    estimates = [dense_recon_nll(z, graph.edge_index, columns) for columns in turns]
    dense = dense_recon_nll(z, graph.edge_index)
    assert max(abs(one.item() - dense.item()) for one in estimates) > 1e-3
    assert torch.stack(estimates).mean().item() == pytest.approx(dense.item(), rel=1e-5)
    (wanted,), (gradient,) = torch.autograd.grad(dense, z), torch.autograd.grad(torch.stack(estimates).mean(), z)
    assert torch.allclose(gradient, wanted, atol=1e-6)


def test_all_nodes_as_columns_are_the_dense_loss() -> None:
    graph = communities()
    z = torch.randn(graph.num_nodes, 4, generator=torch.Generator().manual_seed(0))
    assert torch.equal(dense_recon_nll(z, graph.edge_index, torch.arange(graph.num_nodes)), dense_recon_nll(z, graph.edge_index))


def test_large_logits_stay_finite() -> None:
    graph = communities()
    z = torch.full((graph.num_nodes, 4), 30.0, requires_grad=True)
    loss = dense_recon_nll(z, graph.edge_index)
    loss.backward()
    assert loss.isfinite()
    assert z.grad is not None
    assert z.grad.isfinite().all()


def test_sampled_non_edges_give_the_loss_over_all_pairs_in_expectation() -> None:
    graph = communities()
    generator = torch.Generator().manual_seed(0)
    z = torch.randn(graph.num_nodes, 4, generator=generator)
    pairs = torch.triu_indices(graph.num_nodes, graph.num_nodes, offset=1)
    non_edges = pairs[:, ~graph.has_edges(pairs)]
    logits = lambda which: (z[which[0]] * z[which[1]]).sum(-1)  # noqa: E731
    estimates = torch.stack(
        [
            sampled_recon_nll(
                logits(graph.edge_index),
                logits(non_edges[:, torch.randint(non_edges.shape[1], (graph.num_edges,), generator=generator)]),
            )
            for _ in range(400)
        ]
    )
    error = estimates.std() / 20
    every = sampled_recon_nll(logits(graph.edge_index), logits(non_edges))
    assert abs(estimates.mean() - every) < 4 * error
    # The dense form counts every node as its own neighbour.
    positive = torch.cat([softplus(-logits(graph.edge_index)).repeat(2), softplus(-z.square().sum(-1))]).mean()
    whole = 0.5 * (positive + softplus(logits(non_edges)).mean())
    assert whole.item() == pytest.approx(dense_recon_nll(z, graph.edge_index).item(), rel=1e-5)


def test_a_pair_that_stands_for_several_counts_as_often() -> None:
    edges, others = torch.tensor([0.5, -1.0]), torch.tensor([2.0, 0.0])
    counted = sampled_recon_nll(edges, others, edge_counts=torch.tensor([3.0, 1.0]), non_edge_counts=torch.tensor([1.0, 2.0]))
    written_out = sampled_recon_nll(torch.tensor([0.5, 0.5, 0.5, -1.0]), torch.tensor([2.0, 0.0, 0.0]))
    assert counted.item() == pytest.approx(written_out.item(), rel=1e-6)


def test_two_nodes() -> None:
    """One edge, no non-edge: only the positive half is left, log 2 at zero logits, halved."""
    loss = dense_recon_nll(torch.zeros(2, 3), torch.tensor([[0], [1]]))
    assert loss.item() == pytest.approx(0.5 * 0.6931, abs=1e-3)


def test_the_effective_beta_on_cora_is_about_a_thousandth() -> None:
    assert effective_beta(1 / 2708, 2708, 4488) == pytest.approx(0.00122, abs=1e-5)
    assert effective_beta(2708 / (2 * 4488), 2708, 4488) == pytest.approx(1.0)
