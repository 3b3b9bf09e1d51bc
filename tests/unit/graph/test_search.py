"""The search for settings: what is tried, what chooses, and what is never looked at."""

from dataclasses import replace

import pytest

from tests.unit.graph.small import communities
from vizvae.graph.config import PRESETS
from vizvae.graph.search import best, candidates, search
from vizvae.graph.split import EdgeSplit, split_edges
from vizvae.graph.training import GraphTraining, train


def test_the_settings_of_the_papers_come_first_and_none_comes_twice() -> None:
    found = candidates(40, 100)
    assert [one.preset for one in found[:6]] == list(PRESETS)
    assert [one.config for one in found[:6]] == list(PRESETS.values())
    assert len(found) == 40 == len({(one.preset, one.config) for one in found})
    assert found == candidates(40, 100), "the same each time"
    assert found[:10] == candidates(10, 100)
    assert all(one.config.loss == "sampled" for one in candidates(10, 10_000)), "the dense loss is not for large graphs"
    assert {one.config.kl_scale for one in found if not one.config.model.variational} == {1.0}
    with pytest.raises(ValueError, match="at least 1 trial, got 0"):
        candidates(0, 100)


def test_the_best_on_validation_edges_is_chosen_and_test_edges_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = communities(60)
    tried = [replace(one, config=replace(one.config, epochs=30)) for one in candidates(4, 60)]
    held_out = EdgeSplit.held_out

    def no_test(split: EdgeSplit, part: str):
        assert part == "validation"
        return held_out(split, part)

    monkeypatch.setattr(EdgeSplit, "check", lambda _: None)  # which counts the test edges, and no more
    monkeypatch.setattr(EdgeSplit, "held_out", no_test)
    epochs = []
    trials = list(search(graph, tried, (0, 1), progress=lambda: epochs.append(1)))
    monkeypatch.undo()
    assert [trial.candidate for trial in trials] == tried
    assert len(epochs) == 2 * 4 * 30
    assert best(trials).score == max((trial.auc + trial.ap) / 2 for trial in trials)
    # One of them by hand
    scores = []
    for seed in (0, 1):
        split = split_edges(graph, seed)
        state = GraphTraining.start(replace(tried[1].config, seed=seed), graph, split.train)
        for _ in train(state, split):
            pass
        edges, non_edges = split.held_out("validation")
        logits = [state.finished_model().edge_logits(state.posterior().mu, pairs) for pairs in (edges, non_edges)]
        wins = (logits[0][:, None] > logits[1]).double() + 0.5 * (logits[0][:, None] == logits[1])
        scores.append(100 * wins.mean().item())
    assert trials[1].auc == pytest.approx(sum(scores) / 2)
