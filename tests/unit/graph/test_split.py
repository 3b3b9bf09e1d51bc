import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from vizvae.graph.data import Graph, canonical_edges
from vizvae.graph.shipped import load_graph
from vizvae.graph.split import PARTS, sample_non_edges, split_edges


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    num_nodes = draw(st.integers(2, 90))
    wanted = draw(st.integers(1, 200))
    seed = draw(st.integers(0, 2**20))
    ends = torch.randint(num_nodes, (2, wanted), generator=torch.Generator().manual_seed(seed))
    edges = canonical_edges(torch.cat([ends, torch.tensor([[0], [1]])], 1), num_nodes)
    return Graph(title="random", edge_index=edges, num_nodes=num_nodes)


@given(graph=graphs(), seed=st.integers(0, 1000))
def test_a_split_is_a_partition_and_its_non_edges_are_none(graph: Graph, seed: int) -> None:
    split = split_edges(graph, seed)
    codes = [graph.pairs.codes(getattr(split, part)) for part in PARTS[1:]]
    assert torch.equal(torch.cat(codes).sort().values, graph.edge_codes)
    non_edges = torch.cat([split.validation_non_edges, split.test_non_edges], 1)
    assert not graph.has_edges(non_edges).any()
    assert (non_edges[0] != non_edges[1]).all()
    assert len(graph.pairs.codes(non_edges).unique()) == non_edges.shape[1]
    assert split.train.shape[1] >= 1
    held_out = split.validation.shape[1] + split.test.shape[1]
    assert non_edges.shape[1] == min(held_out, graph.num_pairs - graph.num_edges)
    again = split_edges(graph, seed)
    assert all(torch.equal(getattr(split, part), getattr(again, part)) for part in PARTS[1:])


def test_the_shares_on_cora() -> None:
    split = split_edges(load_graph("cora"), 0)
    assert [getattr(split, part).shape[1] for part in PARTS[1:]] == [4488, 263, 527]
    assert (split.validation_non_edges.shape[1], split.test_non_edges.shape[1]) == (263, 527)
    other = split_edges(load_graph("cora"), 1)
    assert not torch.equal(split.test, other.test)


def test_non_edges_are_uniform() -> None:
    """Of a path of four nodes there are three; each is drawn equally often."""
    graph = Graph(title="path", edge_index=torch.tensor([[0, 1, 2], [1, 2, 3]]), num_nodes=4)
    generator = torch.Generator().manual_seed(0)
    drawn = torch.cat([graph.pairs.codes(sample_non_edges(graph, 1, generator=generator)) for _ in range(900)])
    codes, counts = drawn.unique(return_counts=True)
    assert codes.tolist() == [2, 3, 7]
    assert (counts - 300).abs().max() < 60


def test_a_complete_graph_has_no_non_edges() -> None:
    pairs = torch.triu_indices(5, 5, offset=1)
    split = split_edges(Graph(title="complete", edge_index=pairs, num_nodes=5), 0)
    assert split.test.shape[1] == 1
    assert split.test_non_edges.shape[1] == 0


def test_two_nodes_and_one_edge() -> None:
    split = split_edges(Graph(title="pair", edge_index=torch.tensor([[0], [1]]), num_nodes=2), 0)
    assert [getattr(split, part).shape[1] for part in PARTS[1:]] == [1, 0, 0]


@pytest.mark.parametrize("shares", [(-0.1, 0.1), (0.5, 0.5)])
def test_impossible_shares_are_refused(shares: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="leave edges to train on"):
        split_edges(load_graph("karate"), 0, validation_share=shares[0], test_share=shares[1])


def test_what_a_pair_is_to_the_model() -> None:
    graph = load_graph("karate")
    split = split_edges(graph, 3)
    for number, part in enumerate(PARTS[1:], start=1):
        assert set(split.status(getattr(split, part).flip(0)).tolist()) == {number}
    assert set(split.status(split.test_non_edges).tolist()) == {0}


def test_only_two_parts_are_held_out() -> None:
    with pytest.raises(ValueError, match="validation and test"):
        split_edges(load_graph("karate"), 0).held_out("train")
