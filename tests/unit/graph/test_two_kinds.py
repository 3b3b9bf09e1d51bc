"""Graphs of two kinds of nodes: no pair within a kind is ever drawn, ranked, counted or suggested."""

import itertools
from dataclasses import replace
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.graph.small import inner_product_model, trained
from tests.unit.graph.two_kinds import two_kinds
from vizvae.graph.checkpoint import GraphRunConfig, TrainedGraph, open_graph
from vizvae.graph.config import GraphTrainConfig, preset, suited
from vizvae.graph.data import Graph
from vizvae.graph.encoding import encode_graph
from vizvae.graph.explain import pair_facts
from vizvae.graph.export import export_graph
from vizvae.graph.links.baselines import BASELINES, baselines_of
from vizvae.graph.links.calibration import calibrate_links
from vizvae.graph.links.names import NodeFinder
from vizvae.graph.links.pairs import read_pairs
from vizvae.graph.links.place import place_node
from vizvae.graph.links.score import score_pairs
from vizvae.graph.links.scorers import link_figures
from vizvae.graph.links.suggest import suggest_links
from vizvae.graph.links.tables import suggestion_rows
from vizvae.graph.negatives import hard_negatives
from vizvae.graph.pair_space import PairSpace
from vizvae.graph.readers import Choices, read_graph
from vizvae.graph.reconstruction import neighbour_logits, threshold_counts, top_pairs
from vizvae.graph.split import split_edges
from vizvae.graph.training import GraphTraining


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    return two_kinds(draw(st.integers(3, 60)), draw(st.integers(3, 60)), seed=draw(st.integers(0, 2**20)))


def across(graph: Graph, pairs: torch.Tensor) -> bool:
    assert graph.kinds is not None
    return bool((graph.kinds[pairs[0]] != graph.kinds[pairs[1]]).all())


@given(graph=graphs(), seed=st.integers(0, 1000))
def test_no_negative_is_within_a_kind(graph: Graph, seed: int) -> None:
    split = split_edges(graph, seed)
    non_edges = torch.cat([split.validation_non_edges, split.test_non_edges], 1)
    assert across(graph, non_edges)
    assert not graph.has_edges(non_edges).any()
    assert len(graph.pairs.codes(non_edges).unique()) == non_edges.shape[1]
    held_out = split.validation.shape[1] + split.test.shape[1]
    assert non_edges.shape[1] == min(held_out, graph.num_pairs - graph.num_edges)
    config = suited(preset("vgae", num_nodes=graph.num_nodes), graph)
    state = GraphTraining.start(config, graph, split.train)
    drawn = state.view.sample_non_edges(200, generator=state.generator)
    assert across(graph, drawn)
    if split.train.shape[1] < graph.num_pairs:
        assert not (split.status(drawn) == 1).any()
    _, hard = hard_negatives(graph, split, "test", 10, generator=torch.Generator().manual_seed(seed))
    assert across(graph, hard.flatten(1))
    assert not graph.has_edges(hard.flatten(1)).any()


@given(users=st.integers(1, 12), items=st.integers(1, 12), directed=st.booleans(), seed=st.integers(0, 99), told=st.booleans())
def test_the_pairs_are_those_that_can_be_written_down(users: int, items: int, directed: bool, seed: int, told: bool) -> None:
    """Count, list, codes and rectangles against pairs that Python enumerates."""
    num_nodes = users + items
    order = torch.randperm(num_nodes, generator=torch.Generator().manual_seed(seed))
    kinds = (order >= users).long() if told else None
    space = PairSpace(num_nodes=num_nodes, directed=directed, kinds=kinds)
    pairs = itertools.permutations(range(num_nodes), 2) if directed else itertools.combinations(range(num_nodes), 2)
    expected = {pair for pair in pairs if kinds is None or kinds[pair[0]] != kinds[pair[1]]}
    assert space.count == len(expected)
    listed = [tuple(pair) for pair in space.all().T.tolist()]
    assert len(listed) == len(expected)
    assert {pair if directed else tuple(sorted(pair)) for pair in listed} == expected
    found = []
    for rows, columns, none in space.blocks(7):
        free = torch.ones(len(rows), len(columns), dtype=torch.bool)
        free[:, : none.shape[1]] &= ~none
        found += [(int(rows[at]), int(columns[to])) for at, to in free.nonzero().tolist()]
    assert len(found) == len(expected)
    assert {pair if directed else tuple(sorted(pair)) for pair in found} == expected
    if found:
        oriented = torch.tensor(found).T
        assert torch.equal(space.oriented(oriented), oriented)
        assert torch.equal(space.of_codes(space.codes(oriented)), oriented)
        assert torch.equal(space.codes(oriented), space.codes(oriented.flip(0))) is not directed
        drawn = space.draw(40, generator=torch.Generator().manual_seed(seed))
        assert space.holds(drawn).all()


def test_top_pairs_and_counts_are_those_of_the_full_matrix() -> None:
    graph = two_kinds()
    split = split_edges(graph, 0)
    z = torch.randn(graph.num_nodes, 3, generator=torch.Generator().manual_seed(1))
    model, logits = inner_product_model(), z @ z.T
    assert graph.kinds is not None
    allowed = {
        (a, b): logits[a, b].item()
        for a, b in itertools.combinations(range(graph.num_nodes), 2)
        if graph.kinds[a] != graph.kinds[b]
    }
    best = sorted(allowed, key=lambda pair: -allowed[pair])[:20]
    found = top_pairs(model, z, 20, pairs=graph.pairs)
    assert [tuple(sorted(pair)) for pair in found.pairs.T.tolist()] == best
    without = top_pairs(model, z, 20, pairs=graph.pairs, leave_out=graph.edge_index)
    assert not graph.has_edges(without.pairs).any()
    counts = threshold_counts(model, z, torch.tensor([-1.0, 0.0, 1.0]), split)
    assert split.pairs.count == len(allowed) == 12 * 9
    assert counts.num_pairs.tolist() == [sum(value >= bar for value in allowed.values()) for bar in (-1, 0, 1)]
    for part, column in zip(("train", "validation", "test"), counts.num_edges.T.tolist(), strict=True):
        of_part = [allowed[min(pair), max(pair)] for pair in getattr(split, part).T.tolist()]
        assert column == [sum(value >= bar for value in of_part) for bar in (-1, 0, 1)]
    row = neighbour_logits(model, z, 4, graph.pairs)
    assert torch.equal(row.isfinite(), graph.kinds != graph.kinds[4])


def test_hard_negatives_have_the_most_paths_of_three_steps() -> None:
    """Users 0–2, items 3–6. From user 0, item 5 is three steps away by two ways, item 6 by none."""
    edges = torch.tensor([[0, 0, 1, 1, 1, 2], [3, 4, 3, 4, 5, 6]])
    graph = Graph(
        title="small", edge_index=edges, num_nodes=7, kinds=torch.tensor([0, 0, 0, 1, 1, 1, 1]), kind_names=("user", "item")
    )
    split = replace(split_edges(graph, 0), train=edges, test=edges[:, :1])
    _, hard = hard_negatives(graph, split, "test", 2, generator=torch.Generator().manual_seed(0))
    assert hard[:, 0].T.tolist() == [[0, 5], [3, 2]]


@pytest.fixture(scope="module")
def known() -> TrainedGraph:
    graph = two_kinds(40, 30, features=True)
    split = split_edges(graph, 0)
    state = trained(suited(replace(preset("vgae", num_nodes=70), epochs=40), graph), graph, split)
    model = state.finished_model()
    return TrainedGraph(graph=graph, split=split, model=model, posterior=encode_graph(model, graph, split.train))


def test_what_is_suggested_scored_and_placed_is_between_kinds(known: TrainedGraph, tmp_path: Path) -> None:
    graph = known.graph
    assert graph.kinds is not None
    calibration = calibrate_links(known.model, known.posterior.mu, known.split)
    assert sum(calibration.num_pairs) == 40 * 30 - known.split.train.shape[1] - known.split.validation.shape[1]
    for node in (None, 3):
        links = suggest_links(known, calibration, top=50, node=node).links
        assert across(graph, torch.tensor([[int(link.first), int(link.second)] for link in links]).T)
    first, second = graph.pairs.members
    pair = torch.tensor([[int(first[0]), int(second[0])], [int(second[1]), int(first[2])]])
    scored = score_pairs(known, pair, calibration)
    assert [one.of for one in scored] == [30, 40] if graph.kinds[pair[0, 0]] != graph.kinds[pair[0, 1]] else [30, 30]
    row = neighbour_logits(known.model, known.posterior.mu, int(pair[0, 0]), graph.pairs)
    assert scored[0].rank == 1 + int((row > row[pair[1, 0]]).sum())
    with pytest.raises(ValueError, match="of one kind"):
        score_pairs(known, first[:2, None], calibration)
    asked = read_pairs("p.csv", f"{first[0]},{second[0]}\n{first[0]},{first[1]}\n".encode(), graph)
    assert asked.pairs.shape[1] == 1
    assert "one kind (user)" in asked.left_out[0]
    placed = place_node(known, features=torch.ones(5), neighbours=[int(first[0])])
    assert torch.equal(placed.logits.isfinite(), graph.kinds == 0)
    with pytest.raises(ValueError, match="neighbour"):
        place_node(known, features=torch.ones(5))
    export_graph(tmp_path / "g.graphml", known, num_candidates=30)
    again = read_graph(tmp_path / "g.graphml")
    assert again.found is not None
    used = again.used(["kinds"])
    assert torch.equal(used.edge_index, graph.edge_index)
    assert used.kinds is not None
    assert [used.kind_names[kind] for kind in used.kinds.tolist()] == [graph.kind_names[kind] for kind in graph.kinds.tolist()]


def test_baselines_of_two_kinds(known: TrainedGraph) -> None:
    chosen = baselines_of(known.graph)
    assert "three_steps" in chosen
    assert not {"common_neighbours", "adamic_adar"} & set(chosen)
    assert "three_steps" not in baselines_of(replace(known.graph, kinds=None))
    seen = nx.Graph()
    seen.add_nodes_from(range(70))
    seen.add_edges_from(known.split.train.T.tolist())
    cubed = np.linalg.matrix_power(nx.to_numpy_array(seen), 3)
    pairs = known.split.test
    np.testing.assert_array_equal(BASELINES["three_steps"].scorer(known.graph, known.split)(pairs), cubed[pairs[0], pairs[1]])
    figures = link_figures(lambda pairs: known.model.edge_logits(known.posterior.mu, pairs), known.graph, known.split)
    assert 0 <= figures.scores.auc <= 1


def test_a_loss_over_all_pairs_is_refused() -> None:
    graph = two_kinds()
    with pytest.raises(ValueError, match=r'choose loss="sampled"'):
        GraphTraining.start(GraphTrainConfig(), graph, graph.edge_index)
    assert suited(GraphTrainConfig(), graph).loss == "sampled"


def test_a_graph_refuses_edges_within_a_kind() -> None:
    with pytest.raises(ValueError, match="1 of 1 edges join two nodes of one kind"):
        Graph(title="g", edge_index=torch.tensor([[0], [1]]), num_nodes=2, kinds=torch.tensor([0, 0]), kind_names=("a", "b"))


BIPARTITE = """<graphml><key id="k" for="node" attr.name="bipartite" attr.type="int"/><graph edgedefault="undirected">
<node id="a"><data key="k">0</data></node><node id="b"><data key="k">0</data></node><node id="x"><data key="k">1</data></node>
<edge source="a" target="x"/><edge source="b" target="x"/></graph></graphml>"""
FILES: dict[str, tuple[str, str, Choices, list[str] | None]] = {
    "by the columns' names": ("g.csv", "user,item\n1,1\n1,2\n2,2\n", Choices(), ["item", "item", "user", "user"]),
    "by the names of two of three columns": (
        "g.csv",
        "user,film,liked\n1,1,3\n1,2,1\n2,2,2\n",
        Choices(),
        ["film"] * 2 + ["user"] * 2,
    ),
    "as was said": ("g.csv", "1,1\n1,2\n2,2\n", Choices(two_kinds=True), ["column 1", "column 1", "column 2", "column 2"]),
    "no name in both columns, and cycles": ("g.txt", "a x\na y\nb x\nb y\n", Choices(), ["column 1"] * 2 + ["column 2"] * 2),
    "no name in both columns of a tree": ("g.txt", "a x\na y\nb x\n", Choices(), None),
    "denied": ("g.txt", "a x\na y\nb x\nb y\n", Choices(two_kinds=False), None),
    "names in both columns": ("g.csv", "source,target\na,b\nb,c\nc,a\n", Choices(), None),
    "an attribute": ("g.graphml", BIPARTITE, Choices(), ["bipartite 0", "bipartite 0", "bipartite 1"]),
    "an attribute of some": ("g.graphml", BIPARTITE.replace('<data key="k">0</data>', "", 1), Choices(), None),
    "an edge within": ("g.graphml", BIPARTITE.replace("</graph>", '<edge source="a" target="b"/></graph>'), Choices(), None),
    "Pajek": ("g.net", '*Vertices 3 2\n1 "a"\n2 "b"\n3 "x"\n*Edges\n1 3\n2 3\n', Choices(), ["first kind"] * 2 + ["second kind"]),
    "Pajek with an edge within": ("g.net", '*Vertices 3 2\n1 "a"\n2 "b"\n3 "x"\n*Edges\n1 3\n1 2\n', Choices(), None),
    "a matrix": (
        "g.mtx",
        "%%MatrixMarket matrix coordinate pattern general\n2 3 3\n1 1\n1 3\n2 2\n",
        Choices(),
        ["rows"] * 2 + ["columns"] * 3,
    ),
}


@pytest.mark.parametrize("case", FILES)
def test_which_files_have_two_kinds(case: str) -> None:
    name, text, choices, expected = FILES[case]
    graph = read_graph(name, text.encode(), choices=choices)
    assert graph.kinds is None, "not before it is asked for"
    assert graph.found is not None
    if expected is None:
        assert graph.found.uses == ()
        with pytest.raises(ValueError, match="--two-kinds"):
            graph.used(["kinds"])
        return
    used = graph.used(["kinds"])
    assert used.kinds is not None
    assert [used.kind_names[kind] for kind in used.kinds.tolist()] == expected
    assert any("only such are scored" in note for note in used.notes)
    assert any("is not used" in note for note in graph.used([]).notes)
    assert used.fingerprint != graph.fingerprint == graph.used([]).fingerprint


def test_nodes_that_only_the_features_know_have_no_kind() -> None:
    graph = read_graph("g.csv", b"user,item\na,x\nb,x\n", features=("f.csv", b"id,v\na,1\nb,2\nx,3\nz,4\n"))
    assert graph.found is not None
    assert graph.found.uses == ()
    assert any("1 node is of neither" in note for note in graph.notes)


def test_a_run_says_what_it_uses_and_finds_it_again(tmp_path: Path) -> None:
    path = tmp_path / "g.csv"
    path.write_text("user,item\n" + "".join(f"{a},{b}\n" for a in range(6) for b in range(5) if (a + b) % 3))
    used = open_graph(str(path), uses=["kinds"])
    config = GraphRunConfig(
        graph=str(path), uses=used.uses, preset="vgae", num_features=11, split_seed=0, training=preset("vgae", num_nodes=11)
    )
    assert config.open_graph().fingerprint == used.fingerprint != open_graph(str(path)).fingerprint
    with pytest.raises(ValueError, match="nothing in the file says"):
        open_graph("karate", uses=["kinds"])


def test_what_speaks_for_a_link_is_ways_of_three_edges(known: TrainedGraph) -> None:
    graph, edges = known.graph, known.split.train
    adjacency = np.zeros((graph.num_nodes, graph.num_nodes))
    adjacency[tuple(edges.numpy())] = adjacency[tuple(edges.flip(0).numpy())] = 1
    calibration = calibrate_links(known.model, known.posterior.mu, known.split)
    links = suggest_links(known, calibration, top=12).links
    finder = NodeFinder(graph)
    for link in links:
        first, second = finder.find(link.first), finder.find(link.second)
        # No edge of the graph, so that no way goes back and forth on it.
        assert link.paths == np.linalg.matrix_power(adjacency, 3)[first, second]
        for way in link.along:
            near, far = map(finder.find, way.split(" – "))
            assert adjacency[first, near] == adjacency[near, far] == adjacency[far, second] == 1
    (row, *_) = suggestion_rows(links)
    assert {"paths", "along"} <= set(row)
    assert not {"common_neighbours", "neighbours"} & set(row)
    first, second = edges[:, 0].tolist()
    facts = pair_facts(graph, first, second, edges)
    without = adjacency.copy()
    without[first, second] = without[second, first] = 0
    assert facts.paths.shape[1] == np.linalg.matrix_power(without, 3)[first, second], "the edge itself is no way to it"
