import math

import pytest
import torch

from tests.unit.graph.small import communities
from vizvae.gaussian import DiagonalGaussian
from vizvae.graph.decoders import HadamardMlpDecoder, InnerProductDecoder
from vizvae.graph.encoders.gcn import GcnEncoder
from vizvae.graph.encoders.layers import drop_values
from vizvae.graph.encoders.normalised import NormalisedEncoder
from vizvae.graph.model import EncoderName, GraphAutoencoder, GraphModelConfig
from vizvae.graph.propagation import normalised_adjacency
from vizvae.graph.sparse import SparseMatrix
from vizvae.models.ae_conv import PointMass

ENCODERS: list[EncoderName] = ["gcn", "linear", "normalised", "masked"]


def test_a_graph_convolution_by_hand() -> None:
    """0 — 1 and a lonely 2. With Â = ½ on the pair and 1 on the lonely node, X = (1, −3, 2), W₀ = (1, −1), W₁ = (2, 1):

    Â X = (−1, −1, 2), after W₀ and ReLU (0, 1), (0, 1), (2, 0), after W₁ 1, 1, 4, and Â leaves these as they are.
    """
    encoder = GcnEncoder(1, 2, 1, dropout=0.0, generator=torch.Generator())
    with torch.no_grad():
        encoder.weight_hidden.copy_(torch.tensor([[1.0, -1.0]]))
        encoder.weight_out.copy_(torch.tensor([[2.0], [1.0]]))
    inputs = SparseMatrix.from_dense(torch.tensor([[1.0], [-3.0], [2.0]]))
    out = encoder(inputs, normalised_adjacency(torch.tensor([[0], [1]]), 3))
    assert torch.allclose(out, torch.tensor([[1.0], [1.0], [4.0]]))


@pytest.mark.parametrize("variational", [True, False])
@pytest.mark.parametrize("encoder", ENCODERS)
def test_both_heads_of_every_encoder(encoder: EncoderName, variational: bool) -> None:
    graph = communities()
    model = GraphAutoencoder(GraphModelConfig(encoder=encoder, variational=variational, latent_dim=5, dropout=0.5), 12)
    adj = normalised_adjacency(graph.edge_index, graph.num_nodes)
    posterior = model.encode(graph.inputs, adj)
    assert posterior.mu.shape == (40, 5)
    assert isinstance(posterior, DiagonalGaussian if variational else PointMass)
    assert torch.equal(posterior.mu, model.encode(graph.inputs, adj).mu), "without a generator nothing is random"
    noisy = [model.encode(graph.inputs, adj, generator=torch.Generator().manual_seed(seed)).mu for seed in (1, 1, 2)]
    assert torch.equal(noisy[0], noisy[1])
    assert not torch.equal(noisy[0], noisy[2])


def test_the_mode_of_the_module_says_nothing() -> None:
    graph = communities()
    model = GraphAutoencoder(GraphModelConfig(encoder="masked", dropout=0.5), 12)
    adj = normalised_adjacency(graph.edge_index, graph.num_nodes)
    assert torch.equal(model.train().encode(graph.inputs, adj).mu, model.eval().encode(graph.inputs, adj).mu)


def test_logvar_is_the_logarithm_of_the_variance() -> None:
    """KL in closed form: ½ (μ² + σ² − 1 − log σ²). With σ = 2 that is not what log σ in its place would give."""
    posterior = DiagonalGaussian(torch.tensor([[1.0]]), torch.tensor([[math.log(4.0)]]))
    assert posterior.kl.item() == pytest.approx(0.5 * (1 + 4 - 1 - math.log(4)))
    drawn = posterior.sample(200_000, generator=torch.Generator().manual_seed(0))
    estimate = (posterior.log_prob(drawn) - DiagonalGaussian.standard(drawn).log_prob(drawn)).mean().item()
    assert estimate == pytest.approx(posterior.kl.item(), abs=0.02)


def test_normalised_means_do_not_shrink_for_a_lonely_node() -> None:
    encoder = NormalisedEncoder(4, 3, variational=False, scale=1.8, dropout=0.0, generator=torch.Generator().manual_seed(0))
    out = encoder(SparseMatrix.identity(4), normalised_adjacency(torch.tensor([[0], [1]]), 4))
    assert torch.allclose(out[2:].norm(dim=1), torch.full((2,), 1.8), atol=1e-5)


@pytest.mark.parametrize("name", ["inner_product", "hadamard_mlp"])
def test_a_block_is_the_pairs_one_by_one(name: str) -> None:
    generator = torch.Generator().manual_seed(0)
    decoder = (
        InnerProductDecoder()
        if name == "inner_product"
        else HadamardMlpDecoder(3, 5, dropout=0.5, generator=generator).requires_grad_(False)
    )
    z = torch.randn(6, 3, generator=generator)
    rows, columns = torch.meshgrid(torch.arange(6), torch.arange(6), indexing="ij")
    pairs = torch.stack([rows.flatten(), columns.flatten()])
    block = decoder.block(z, z)
    assert torch.allclose(block.flatten(), decoder(z, pairs), atol=1e-5)
    assert torch.allclose(block, block.T, atol=1e-5)


def test_the_hadamard_decoder_by_hand() -> None:
    decoder = HadamardMlpDecoder(2, 1, dropout=0.0, generator=torch.Generator()).requires_grad_(False)
    decoder.weight_hidden.copy_(torch.tensor([[1.0], [2.0]]))
    decoder.bias_hidden.fill_(-1.0)
    decoder.weight_out.fill_(3.0)
    decoder.bias_out.fill_(0.5)
    z = torch.tensor([[1.0, 2.0], [3.0, 1.0], [-1.0, 0.0]])
    # products (3, 2) and (−1, 0): hidden 3 + 4 − 1 = 6 and −1 − 1 = −2, which ReLU drops
    assert decoder(z, torch.tensor([[0, 0], [1, 2]])).tolist() == [18.5, 0.5]


def test_dropout_keeps_the_mean() -> None:
    matrix = SparseMatrix.identity(10_000)
    values = drop_values(matrix, 0.8, torch.Generator().manual_seed(0)).values
    assert values.unique().tolist() == pytest.approx([0.0, 5.0])
    assert values.mean().item() == pytest.approx(1.0, abs=0.1)
    assert drop_values(matrix, 0.8, None) is matrix


def test_other_features_than_the_models_are_refused() -> None:
    model = GraphAutoencoder(GraphModelConfig(), 12)
    with pytest.raises(ValueError, match="reads 12 features a node, the graph has 3"):
        model.encode(SparseMatrix.identity(3), SparseMatrix.identity(3))


@pytest.mark.parametrize("settings", [{"latent_dim": 0}, {"dropout": 1.0}, {"decoder_dim": -1}])
def test_impossible_sizes_are_refused(settings: dict) -> None:
    with pytest.raises(ValueError, match=next(iter(settings))):
        GraphModelConfig(**settings)
