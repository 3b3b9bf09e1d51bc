"""The graph that the Learn page works out in the browser: its numbers are those of vizvae.graph."""

import json

import pytest
import torch

from vizvae.gaussian import DiagonalGaussian
from vizvae.graph.decoders import InnerProductDecoder
from vizvae.graph.objective import default_kl_weight, dense_recon_nll
from vizvae.graph.propagation import normalised_adjacency
from vizvae.paths import PROJECT

TOY = json.loads((PROJECT / "vizvae/ui/frontend/src/pages/learn/maths/toy_graph.json").read_text("utf-8"))


def worked_out() -> dict[str, object]:
    x, weight, logvar_weight, noise = (torch.tensor(TOY[key]) for key in ("features", "weight", "logvarWeight", "noise"))
    edges, num_nodes = torch.tensor(TOY["edges"]).T, len(x)
    adj = normalised_adjacency(edges, num_nodes)
    posterior = DiagonalGaussian(adj @ (x @ weight), adj @ (x @ logvar_weight))
    z = posterior.at(noise)
    recon_nll, kl = dense_recon_nll(z, edges).item(), posterior.kl.mean().item()
    return {
        "propagated": (adj @ torch.eye(num_nodes)).tolist(),
        "mu": posterior.mu.tolist(),
        "logits": InnerProductDecoder().block(z, z).tolist(),
        "reconNll": recon_nll,
        "kl": kl,
        "elbo": -recon_nll - default_kl_weight(num_nodes) * kl,
    }


def test_the_fixture_holds_what_vizvae_graph_gives() -> None:
    for key, value in worked_out().items():
        assert torch.allclose(torch.tensor(TOY["expected"][key]), torch.tensor(value), atol=1e-5), key


def test_the_mean_of_a_node_by_hand() -> None:
    """E has D alone: (x_E / 2 + x_D / √6) W."""
    x = [0 / 2 - 0.5 / 6**0.5, 1.5 / 2 + 1 / 6**0.5]
    assert TOY["expected"]["mu"][4] == pytest.approx([1.5 * x[0] - 0.5 * x[1], -x[0] + 1.5 * x[1]], abs=1e-5)
