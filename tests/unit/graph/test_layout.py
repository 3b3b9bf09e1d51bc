import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch

from tests.unit.graph.small import communities
from vizvae.graph import layout as module
from vizvae.graph.data import Graph
from vizvae.graph.layout import SHIPPED_LAYOUTS, compute_layout, layout
from vizvae.graph.shipped import GRAPHS, load_graph


def assert_neighbours_lie_closer_than_others(graph: Graph) -> None:
    places = compute_layout(graph)
    assert places.shape == (graph.num_nodes, 2)
    assert torch.equal(places, compute_layout(graph)), "the same at every call"
    first, second = graph.edge_index
    along_edges = (places[first] - places[second]).norm(dim=1).mean()
    between_all = torch.pdist(places).mean()
    assert along_edges < 0.7 * between_all


def test_neighbours_lie_closer_than_others() -> None:
    """For a large graph in ../latent/test_projection.py, which compiles the same code of umap-learn."""
    graph = communities(120)
    assert_neighbours_lie_closer_than_others(graph)


def test_computed_once_and_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = communities(30)
    first = layout(graph, [tmp_path])
    monkeypatch.setattr(module, "compute_layout", lambda _: pytest.fail("it was kept"))
    assert torch.equal(layout(graph, [tmp_path]), first)


def test_two_who_are_first_do_not_disturb_each_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have written aside before either renames."""
    graph = communities(30)
    both = threading.Barrier(2, timeout=60)
    rename = os.replace

    def together(*paths: Path) -> None:
        both.wait()
        rename(*paths)

    monkeypatch.setattr("os.replace", together)
    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(lambda _: layout(graph, [tmp_path]), range(2))
    assert torch.equal(first, second)
    assert [path.name for path in tmp_path.iterdir()] == [f"{graph.fingerprint}.safetensors"]


@pytest.mark.parametrize("key", sorted(GRAPHS))
def test_every_graph_that_ships_has_its_layout(key: str) -> None:
    graph = load_graph(key)
    assert layout(graph, [SHIPPED_LAYOUTS]).shape == (graph.num_nodes, 2)
    assert (SHIPPED_LAYOUTS / f"{graph.fingerprint}.safetensors").exists()


def test_a_damaged_layout_is_computed_again_and_one_that_cannot_be_kept_is_there_all_the_same(tmp_path: Path) -> None:
    """A graph was trained for minutes, and then it failed for the picture beside it."""
    graph = communities(30)
    first = layout(graph, [tmp_path])
    (tmp_path / f"{graph.fingerprint}.safetensors").write_bytes(b"torn")
    assert torch.equal(layout(graph, [tmp_path]), first)
    in_the_way = tmp_path / "file"
    in_the_way.write_text("no folder")
    assert torch.equal(layout(graph, [in_the_way]), first)
