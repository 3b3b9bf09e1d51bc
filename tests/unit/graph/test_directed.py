"""Edges with a direction: two codes a node, and nothing that is drawn, ranked or suggested takes u → v for v → u."""

from dataclasses import replace
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.graph.small import trained
from vizvae.graph.checkpoint import TrainedGraph
from vizvae.graph.config import preset, suited
from vizvae.graph.data import Graph, canonical_edges
from vizvae.graph.encoding import encode_graph
from vizvae.graph.explain import neighbours, pair_facts
from vizvae.graph.export import export_graph
from vizvae.graph.links.baselines import BASELINES
from vizvae.graph.links.calibration import calibrate_links
from vizvae.graph.links.place import place_node
from vizvae.graph.links.score import score_pairs
from vizvae.graph.links.suggest import suggest_links
from vizvae.graph.links.untrained import KATZ_BETA, KATZ_STEPS
from vizvae.graph.metrics_of_edges import direction_auc
from vizvae.graph.model import GraphAutoencoder, GraphModelConfig
from vizvae.graph.negatives import hard_negatives
from vizvae.graph.propagation import normalised_adjacency
from vizvae.graph.readers import Choices, read_graph
from vizvae.graph.reconstruction import threshold_counts, top_pairs
from vizvae.graph.sparse import SparseMatrix
from vizvae.graph.split import split_edges
from vizvae.graph.training import GraphTraining


def circle(num_nodes: int = 60, *, seed: int = 0, features: bool = False) -> Graph:
    """Three groups; edges go from each to the next, half of the pairs, and hardly anywhere else."""
    generator = torch.Generator().manual_seed(seed)
    group = torch.arange(num_nodes) % 3
    chance = torch.where((group[:, None] + 1) % 3 == group[None, :], 0.3, 0.02).fill_diagonal_(0)
    edges = (torch.rand(num_nodes, num_nodes, generator=generator) < chance).nonzero().T
    edges = torch.cat([edges, torch.tensor([[0], [1]])], 1)
    words = SparseMatrix.from_dense((torch.rand(num_nodes, 6, generator=generator) < 0.4).float()) if features else None
    return Graph(
        title="circle",
        edge_index=canonical_edges(edges, num_nodes, directed=True),
        num_nodes=num_nodes,
        directed=True,
        features=words,
    )


@pytest.fixture(scope="module")
def known() -> TrainedGraph:
    graph = circle(features=False)
    split = split_edges(graph, 0)
    model = trained(suited(replace(preset("vgae", num_nodes=60), epochs=120), graph), graph, split).finished_model()
    return TrainedGraph(graph=graph, split=split, model=model, posterior=encode_graph(model, graph, split.train))


@given(num_nodes=st.integers(4, 80), seed=st.integers(0, 1000))
def test_a_split_and_its_negatives_go_one_way(num_nodes: int, seed: int) -> None:
    graph = circle(num_nodes, seed=seed)
    split = split_edges(graph, seed)
    parts = torch.cat([split.train, split.validation, split.test], 1)
    assert torch.equal(graph.pairs.codes(parts).sort().values, graph.edge_codes)
    edges = set(map(tuple, graph.edge_index.T.tolist()))
    non_edges = torch.cat([split.validation_non_edges, split.test_non_edges], 1)
    assert not edges & set(map(tuple, non_edges.T.tolist()))
    assert len(set(map(tuple, non_edges.T.tolist()))) == non_edges.shape[1]
    state = GraphTraining.start(suited(preset("gae", num_nodes=num_nodes), graph), graph, split.train)
    shown = set(map(tuple, split.train.T.tolist()))
    assert not shown & set(map(tuple, state.view.sample_non_edges(100, generator=state.generator).T.tolist()))
    ranked, hard = hard_negatives(graph, split, "test", 4, generator=torch.Generator().manual_seed(seed))
    for number, row in zip(ranked.tolist(), hard.permute(1, 2, 0).tolist(), strict=True):
        source, target = split.test[:, number].tolist()
        for pair in row:
            assert tuple(pair) not in edges
            assert pair[0] == source or pair[1] == target
            assert pair[0] != pair[1]


def test_the_decoder_by_hand() -> None:
    """Sources (1, 2), (0, 1), (3, 0), targets (4, 1), (1, 1), (0, 2)."""
    model = GraphAutoencoder(GraphModelConfig(latent_dim=4, codes="source_target"), 1)
    z = torch.tensor([[1.0, 2, 4, 1], [0, 1, 1, 1], [3, 0, 0, 2]])
    assert model.edge_logits(z, torch.tensor([[0, 1, 0, 2], [1, 0, 2, 0]])).tolist() == [3, 1, 4, 12]
    assert model.block(z[:2], z).tolist() == [[6, 3, 4], [1, 1, 2]]
    with pytest.raises(ValueError, match="even number"):
        GraphModelConfig(latent_dim=3, codes="source_target")


def test_what_a_node_takes_in_by_hand() -> None:
    """0 → 1, 0 → 2: out-degrees with the loop 3, 1, 1, in-degrees 1, 2, 2."""
    adj = normalised_adjacency(torch.tensor([[0, 0], [1, 2]]), 3, directed=True)
    third, sixth, half = 3**-0.5, 6**-0.5, 2**-0.5
    expected = torch.tensor([[third, sixth, sixth], [0, half, 0], [0, 0, half]])
    torch.testing.assert_close(adj.to_dense(), expected)
    torch.testing.assert_close(adj.transposed.to_dense(), expected.T)


@pytest.mark.parametrize("encoder", ["gcn", "linear", "normalised", "masked"])
def test_reversed_edges_swap_the_roles_of_the_two_encoders(encoder: str) -> None:
    graph = circle(20, features=True)
    config = GraphModelConfig(encoder=encoder, latent_dim=6, codes="source_target")  # type: ignore[arg-type]
    model = GraphAutoencoder(config, 6).requires_grad_(False)
    mu = encode_graph(model, graph, graph.edge_index).mu
    swapped = GraphAutoencoder(config, 6).requires_grad_(False)
    assert model.target_encoder is not None
    assert swapped.target_encoder is not None
    swapped.encoder.load_state_dict(model.target_encoder.state_dict())
    swapped.target_encoder.load_state_dict(model.encoder.state_dict())
    reverse = replace(graph, edge_index=canonical_edges(graph.edge_index.flip(0), 20, directed=True))
    other = encode_graph(swapped, reverse, reverse.edge_index).mu
    torch.testing.assert_close(other, torch.cat([mu[:, 3:], mu[:, :3]], 1))
    assert not torch.allclose(mu[:, :3], mu[:, 3:])


def test_it_learns_which_way_edges_go(known: TrainedGraph) -> None:
    found = direction_auc(known.model, known.posterior.mu, known.graph, known.split)
    assert found is not None
    assert found > 0.75
    config = replace(preset("vgae", num_nodes=60), loss="sampled", epochs=30)
    shared = trained(config, known.graph, known.split)
    assert direction_auc(shared.finished_model(), shared.posterior().mu, known.graph, known.split) == pytest.approx(0.5)


def test_an_edge_both_ways_has_no_direction_to_tell() -> None:
    edges = canonical_edges(torch.tensor([[0, 1, 2, 3, 4, 5, 0, 2], [1, 0, 3, 2, 5, 4, 2, 0]]), 8, directed=True)
    graph = Graph(title="both ways", edge_index=edges, num_nodes=8, directed=True)
    split = split_edges(graph, 0)
    model = GraphAutoencoder(GraphModelConfig(latent_dim=4, codes="source_target"), 8)
    assert direction_auc(model, torch.zeros(8, 4), graph, split) is None


def test_ranks_counts_and_suggestions_are_of_ordered_pairs(known: TrainedGraph, tmp_path: Path) -> None:
    graph, model, z = known.graph, known.model, known.posterior.mu
    logits = model.block(z, z)
    ordered = {(a, b): float(logits[a, b]) for a in range(60) for b in range(60) if a != b}
    best = sorted(ordered, key=lambda pair: -ordered[pair])[:30]
    assert {tuple(pair) for pair in top_pairs(model, z, 30, pairs=graph.pairs).pairs.T.tolist()} == set(best)
    counts = threshold_counts(model, z, torch.tensor([0.0]), known.split)
    assert known.split.pairs.count == 60 * 59
    assert counts.num_pairs.tolist() == [sum(value >= 0 for value in ordered.values())]
    of_test = sum(ordered[tuple(pair)] >= 0 for pair in known.split.test.T.tolist())  # type: ignore[index]
    assert counts.num_edges[0, 2] == of_test
    calibration = calibrate_links(model, z, known.split)
    links = suggest_links(known, calibration, top=40).links
    suggested = torch.tensor([[int(link.first), int(link.second)] for link in links]).T
    assert not graph.has_edges(suggested).any()
    pair = known.split.train[:, :1]
    there, back = (score_pairs(known, one, calibration)[0] for one in (pair, pair.flip(0)))
    assert there.known == "train"
    assert back.known == "" or graph.has_edges(pair.flip(0))
    assert there.probability != back.probability
    export_graph(tmp_path / "g.gexf", known, num_candidates=20)
    again = read_graph(tmp_path / "g.gexf")
    assert torch.equal(again.used(["direction"]).edge_index, graph.edge_index)


def test_a_neighbour_both_ways_is_one_neighbour() -> None:
    """It was counted and named twice, as what two nodes share, too."""
    arcs = torch.tensor([[0, 1, 1, 2, 0], [1, 0, 2, 1, 3]])
    graph = Graph(title="both ways", edge_index=canonical_edges(arcs, 4, directed=True), num_nodes=4, directed=True)
    assert neighbours(graph.edge_index, 0).tolist() == [1, 3]
    assert pair_facts(graph, 0, 2, graph.edge_index).common_neighbours.tolist() == [1]


def test_a_new_node_points_to_its_neighbours() -> None:
    graph = circle(30, features=True)
    split = split_edges(graph, 0)
    model = trained(suited(replace(preset("vgae", num_nodes=30), epochs=5), graph), graph, split).finished_model()
    known = TrainedGraph(graph=graph, split=split, model=model, posterior=encode_graph(model, graph, split.train))
    placed = place_node(known, features=torch.ones(6), neighbours=[3])
    grown = torch.cat([split.train, torch.tensor([[30], [3]])], 1)
    features = SparseMatrix.from_dense(torch.cat([graph.features.to_dense(), torch.ones(1, 6)]))  # type: ignore[union-attr]
    edges = canonical_edges(grown, 31, directed=True)
    codes = encode_graph(model, Graph(title="g", edge_index=edges, num_nodes=31, directed=True, features=features), edges).mu
    torch.testing.assert_close(placed.code, codes[30])
    torch.testing.assert_close(placed.logits, codes[30, :8] @ codes[:30, 8:].T)


def test_baselines_go_the_edges_way(known: TrainedGraph) -> None:
    seen = nx.DiGraph()
    seen.add_nodes_from(range(60))
    seen.add_edges_from(known.split.train.T.tolist())
    pairs = torch.cat([known.split.test, known.split.test.flip(0)], 1)
    dense = nx.to_numpy_array(seen)
    paths = np.sum([np.linalg.matrix_power(KATZ_BETA * dense, steps) for steps in range(1, KATZ_STEPS + 1)], axis=0)
    scored = {
        key: BASELINES[key].scorer(known.graph, known.split)(pairs).numpy()
        for key in ("katz", "pagerank", "preferential_attachment", "common_neighbours")
    }
    np.testing.assert_allclose(scored["katz"], paths[pairs[0], pairs[1]], rtol=1e-9)
    np.testing.assert_allclose(scored["preferential_attachment"], (dense.sum(1)[pairs[0]] * dense.sum(0)[pairs[1]]))
    walks = {node: nx.pagerank(seen, 0.85, {node: 1}, tol=1e-12, dangling={node: 1}) for node in pairs[0].unique().tolist()}
    expected = [walks[one][other] for one, other in pairs.T.tolist()]
    assert np.corrcoef(scored["pagerank"], expected)[0, 1] > 0.99
    both = np.maximum(dense, dense.T)
    np.testing.assert_array_equal(scored["common_neighbours"], (both @ both)[pairs[0], pairs[1]])


def test_two_codes_need_a_direction() -> None:
    graph = Graph(title="path", edge_index=torch.tensor([[0, 1, 2], [1, 2, 3]]), num_nodes=4)
    config = replace(preset("vgae", num_nodes=4), model=GraphModelConfig(codes="source_target"), loss="sampled")
    with pytest.raises(ValueError, match=r'choose codes="shared"'):
        GraphTraining.start(config, graph, graph.edge_index)
    with pytest.raises(ValueError, match="has directed edges"):
        GraphTraining.start(preset("vgae", num_nodes=60), circle(), circle().edge_index)


GEXF = '<gexf><graph defaultedgetype="directed"><nodes><node id="a"/><node id="b"/><node id="c"/></nodes><edges>{}</edges></graph></gexf>'
MUTUAL = '<edge source="a" target="b" type="mutual" weight="2"/><edge source="a" target="c" weight="3"/>'
CITES = b"cited1 citing1\ncited1 citing2\nciting1 citing2\n"
MANY = "".join(f"{hub},{one}\n{one},{hub}\n" for hub, one in ("ab", "ac", "bc", "ad", "bd")) + "e,a\ne,b\n"
FILES: dict[str, tuple[str, bytes, Choices, list[tuple[str, ...]] | None]] = {
    "by the columns' names": ("g.csv", b"from,to\na,b\nc,a\n", Choices(), [("a", "b"), ("c", "a")]),
    "in German": ("g.csv", "Absender;Empfänger;Anzahl\na;b;2\nc;a;3\n".encode(), Choices(), [("a", "b"), ("c", "a")]),
    "by names in another order": ("g.csv", b"receiver,sender\nb,a\na,c\n", Choices(), [("a", "b"), ("c", "a")]),
    "many edges both ways": (
        "g.csv",
        f"source,target\n{MANY}".encode(),
        Choices(),
        [tuple(row.split(",")) for row in MANY.split()],
    ),
    "one edge both ways": ("g.csv", b"source,target\na,b\nb,a\nc,a\n", Choices(), None),
    "all edges both ways": ("g.csv", b"source,target\na,b\nb,a\nc,a\na,c\n", Choices(), None),
    "source and target alone": ("g.csv", b"source,target\na,b\nc,a\n", Choices(), None),
    "as was said": ("g.txt", b"a b\nc a\n", Choices(directed=True), [("a", "b"), ("c", "a")]),
    "denied": ("g.csv", b"from,to\na,b\nc,a\n", Choices(directed=False), None),
    "citations": ("g.cites", CITES, Choices(), [("citing1", "cited1"), ("citing2", "cited1"), ("citing2", "citing1")]),
    "a matrix": ("g.csv", b",a,b,c\na,0,1,0\nb,0,0,1\nc,1,0,0\n", Choices(), [("a", "b"), ("b", "c"), ("c", "a")]),
    "half a matrix": ("g.csv", b",a,b,c\na,0,1,1\nb,0,0,1\nc,0,0,0\n", Choices(), None),
    "Pajek's arcs": ("g.net", b'*Vertices 3\n1 "a"\n2 "b"\n3 "c"\n*Arcs\n1 2\n3 1\n', Choices(), [("a", "b"), ("c", "a")]),
    "Pajek's arcs and edges": ("g.net", b'*Vertices 3\n1 "a"\n2 "b"\n3 "c"\n*Arcs\n1 2\n*Edges\n3 1\n', Choices(), None),
    "JSON": ("g.json", b'{"directed": true, "nodes": [], "links": [{"source": "a", "target": "b"}]}', Choices(), [("a", "b")]),
    "GEXF with a mutual edge": ("g.gexf", GEXF.format(MUTUAL).encode(), Choices(), [("a", "b"), ("b", "a"), ("a", "c")]),
    "GEXF whose edges are mutual": (
        "g.gexf",
        GEXF.replace("directed", "mutual").format('<edge source="a" target="b"/><edge source="c" target="c"/>').encode(),
        Choices(),
        [("a", "b"), ("b", "a")],
    ),
    "a mutual edge among undirected ones": (
        "g.gexf",
        GEXF.format(MUTUAL + '<edge source="b" target="c" type="undirected"/>').encode(),
        Choices(),
        None,
    ),
    "users to items": ("g.csv", b"user,item\na,x\nb,x\n", Choices(directed=True), None),
}


@pytest.mark.parametrize("case", FILES)
def test_which_files_have_directions(case: str) -> None:
    name, text, choices, expected = FILES[case]
    graph = read_graph(name, text, choices=choices)
    assert not graph.directed
    assert graph.found is not None
    if expected is None:
        assert "direction" not in graph.found.uses
        with pytest.raises(ValueError, match="--directed"):
            graph.used(["direction"])
        return
    used = graph.used(["direction"])
    assert sorted((used.names[one], used.names[other]) for one, other in used.edge_index.T.tolist()) == sorted(expected)
    assert used.directed
    assert not any("undirected" in note or "other way round" in note for note in used.notes)
    assert used.fingerprint != graph.fingerprint


def test_a_mutual_edge_has_its_weight_each_way() -> None:
    used = read_graph("g.gexf", GEXF.format(MUTUAL).encode()).used(["direction", "weights"])
    assert used.edge_weights is not None
    assert dict(zip(map(tuple, used.edge_index.T.tolist()), used.edge_weights.tolist(), strict=True)) == {
        (0, 1): 2, (1, 0): 2, (0, 2): 3
    }  # fmt: skip
