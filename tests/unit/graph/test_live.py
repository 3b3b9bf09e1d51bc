"""Training that is watched is the same training."""

import math
from dataclasses import replace

import pytest
import torch

from tests.unit.graph.small import communities, trained
from vizvae.graph.config import GraphTrainConfig, preset
from vizvae.graph.live import Cost, LiveNews, measure, picture_stride, train_live
from vizvae.graph.split import split_edges
from vizvae.graph.training import GraphTraining

GRAPH = communities()
SPLIT = split_edges(GRAPH, 0)
SHORT = replace(preset("vgae", num_nodes=GRAPH.num_nodes), epochs=100)


def watched(config: GraphTrainConfig, stop_after: float = math.inf) -> tuple[GraphTraining, list[LiveNews]]:
    state = GraphTraining.start(config, GRAPH, SPLIT.train)
    return state, list(train_live(state, SPLIT, lambda: state.epoch >= stop_after))


@pytest.mark.parametrize("name", ["vgae", "gae", "vgnae", "masked"])
def test_looking_changes_nothing(name: str) -> None:
    config = replace(preset(name, num_nodes=GRAPH.num_nodes), epochs=24)
    alone = trained(config, GRAPH, SPLIT)
    state, _ = watched(config)
    for kept, other in zip(state.finished_model().parameters(), alone.finished_model().parameters(), strict=True):
        assert torch.equal(kept, other)


def test_every_epoch_is_told_once_and_pictures_come_evenly() -> None:
    _, news = watched(SHORT)
    assert [report.epoch for one in news for report in one.reports] == list(range(1, 101))
    pictures = [one for one in news if one.positions is not None]
    assert [one.reports[-1].epoch if one.reports else 0 for one in pictures] == list(range(0, 101, picture_stride(100, 40)))
    assert all(one.positions is not None and one.positions.shape == (40, 2) for one in pictures)
    assert pictures[0].validation is None
    last = pictures[-1].validation
    assert last is not None
    assert 0 <= last.auc <= 1


def test_stopped_after_an_epoch_with_a_last_picture() -> None:
    state, news = watched(SHORT, stop_after=7)
    assert state.epoch == 7
    assert [report.epoch for one in news for report in one.reports] == list(range(1, 8))
    assert news[-1].positions is not None


def test_large_graphs_have_fewer_pictures() -> None:
    assert picture_stride(80, 1000) == 1
    assert picture_stride(800, 1000) == 10
    assert picture_stride(800, 1_000_000) == 100
    assert picture_stride(3, 1_000_000) == 1


def test_divergence_is_said() -> None:
    with pytest.raises(ValueError, match="smaller learning rate"):
        watched(replace(SHORT, learning_rate=1e25))


def test_what_it_takes_is_measured_and_added_up() -> None:
    cost = measure(GraphTraining.start(SHORT, GRAPH, SPLIT.train), SPLIT, seconds=0.05)
    assert 0 < cost.step < 5
    assert 0 < cost.picture < 5
    assert Cost(step=2, picture=10).of(160, 1000) == 160 * 2 + 80 * 10
