"""How often a watched run is looked at, and what that takes."""

from dataclasses import replace

from tests.unit.graph.small import communities
from vizvae.graph.config import preset
from vizvae.graph.live import Cost, measure, picture_stride
from vizvae.graph.split import split_edges
from vizvae.graph.training import GraphTraining

GRAPH = communities()
SPLIT = split_edges(GRAPH, 0)
SHORT = replace(preset("vgae", num_nodes=GRAPH.num_nodes), epochs=100)


def test_large_graphs_have_fewer_pictures() -> None:
    assert picture_stride(80, 1000) == 1
    assert picture_stride(800, 1000) == 10
    assert picture_stride(800, 1_000_000) == 100
    assert picture_stride(3, 1_000_000) == 1


def test_what_it_takes_is_measured_and_added_up() -> None:
    cost = measure(GraphTraining.start(SHORT, GRAPH, SPLIT.train), SPLIT, seconds=0.05)
    assert 0 < cost.step < 5
    assert 0 < cost.picture < 5
    assert Cost(step=2, picture=10).of(160, 1000) == 160 * 2 + 80 * 10
