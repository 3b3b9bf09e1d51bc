"""The section about how far to trust a model, without a browser: what is computed and drawn, and that nothing is before it is opened."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from sklearn.metrics import roc_auc_score

from tests.pages.graph.graph_page import graph_page
from vizvae.figures import plot_calibration, plot_degree, plot_roc_pr
from vizvae.graph.catalogue import find_graph_checkpoint
from vizvae.ui.graph import awaited
from vizvae.ui.graph.answers import graph_answers
from vizvae.ui.graph.links_answer import read_links
from vizvae.ui.graph.opened import OpenedGraph
from vizvae.ui.graph.trust_answer import read_trust, trust_answer
from vizvae.ui.graph.trust_view import CHANCES, CURVES, DEGREES, SAYS

MODEL = "karate-vgae"


@pytest.fixture(scope="module")
def opened() -> OpenedGraph:
    return OpenedGraph.of(find_graph_checkpoint(MODEL))


def computed(what: Any, opened: OpenedGraph) -> bytes:
    until = time.monotonic() + 120
    while not isinstance(found := graph_answers().get(what, opened), bytes):
        assert time.monotonic() < until
        time.sleep(0.1)
    return found


def test_what_is_computed_is_what_the_figure_of_the_model_draws(opened: OpenedGraph) -> None:
    found = read_trust(trust_answer(opened))
    assert found.links is not None
    assert plot_roc_pr(found.links).to_json() == plot_roc_pr(opened.trained).to_json()
    assert plot_degree(found.degrees).to_json() == plot_degree(opened.trained).to_json()
    edges, non_edges = opened.trained.split.held_out("test")
    logits = [(opened.trained.posterior.mu[a] * opened.trained.posterior.mu[b]).sum(-1) for a, b in (edges, non_edges)]
    expected = roc_auc_score(np.repeat([1, 0], [len(one) for one in logits]), torch.cat(logits).numpy())
    assert found.links.auc == pytest.approx(expected, abs=1e-6)


def test_where_nothing_was_hidden_there_are_no_curves_of_hidden_edges(opened: OpenedGraph) -> None:
    split = replace(opened.trained.split, test=torch.empty(2, 0, dtype=torch.long))
    found = read_trust(trust_answer(replace(opened, trained=replace(opened.trained, split=split))))
    assert found.links is None
    assert sum(found.degrees[0].shares) > 0


def test_each_chart_stands_in_the_page_with_words_on_its_axes(opened: OpenedGraph) -> None:
    links, trust = computed("links", opened), read_trust(computed("trust", opened))
    assert trust.links is not None
    page = graph_page(model=MODEL)
    page.app.session_state["trust_box"] = True
    drawn = {
        CURVES: plot_roc_pr(trust.links),
        CHANCES: plot_calibration(read_links(links).calibration),
        DEGREES: plot_degree(trust.degrees),
    }
    for which, figure in drawn.items():
        page.app.session_state["trust_which"] = which
        page.app.run()
        assert not page.app.exception
        (chart,) = page.app.get("plotly_chart")
        shown: Any = json.loads(chart.proto.spec or "")
        assert shown["data"] == json.loads(figure.to_json() or "")["data"]
        assert any(SAYS[which] in text.value for text in page.app.markdown)


def test_nothing_is_computed_before_it_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(awaited, "graph_answers", lambda: asked.append("the child process"))
    assert not graph_page(model=MODEL).app.exception
    assert asked == []
