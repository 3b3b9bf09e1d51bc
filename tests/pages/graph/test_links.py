"""The section about missing links without a browser: what it shows beside what the library says."""

import time

import pytest
import torch

from tests.pages.dashboard import Dashboard
from tests.pages.graph.graph_page import graph_page
from vizvae.graph.catalogue import find_graph_checkpoint
from vizvae.graph.evaluation import evaluate_graph
from vizvae.graph.links.calibration import calibrate_links
from vizvae.graph.links.suggest import suggest_links
from vizvae.ui.graph.answers import graph_answers
from vizvae.ui.graph.links_answer import Contender, baselines_answer, links_answer, read_baselines, read_links, verdict
from vizvae.ui.graph.links_view import BASELINES, NAMED, SUGGESTED
from vizvae.ui.graph.opened import OpenedGraph

MODEL = "karate-vgae"


@pytest.fixture(scope="module")
def opened() -> OpenedGraph:
    return OpenedGraph.of(find_graph_checkpoint(MODEL))


@pytest.fixture(scope="module")
def page(opened: OpenedGraph) -> Dashboard:
    """Everything that the section shows has been computed."""
    until = time.monotonic() + 120
    for what in ("links", "baselines"):
        while not isinstance(graph_answers().get(what, opened), bytes):
            assert time.monotonic() < until
            time.sleep(0.1)
    page = graph_page(model=MODEL)
    page.app.session_state["links_box"] = True
    page.app.run()
    return page


def show(page: Dashboard, which: str) -> None:
    page.app.session_state["links_which"] = which
    page.app.run()
    assert not page.app.exception


def test_the_answer_is_what_the_library_says(opened: OpenedGraph) -> None:
    found = read_links(links_answer(opened))
    trained = opened.trained
    calibration = calibrate_links(trained.model, trained.posterior.mu, trained.split)
    assert found.calibration == calibration
    links = suggest_links(trained, calibration, top=500).links
    assert [(row["first"], row["second"]) for row in found.rows] == [(link.first, link.second) for link in links]
    assert len(found.precision) == 3, "of the first ten, the first hundred, and all"


def test_the_likeliest_links_stand_in_the_page(page: Dashboard, opened: OpenedGraph) -> None:
    show(page, SUGGESTED)
    graph = opened.trained.graph
    frame = page.app.dataframe[0].value
    assert len(frame) == graph.num_pairs - graph.num_edges, "of so small a graph all of them"
    names = {graph.name_of(node): node for node in range(graph.num_nodes)}
    pairs = torch.tensor([[names[first], names[second]] for first, second in zip(frame["first"], frame["second"], strict=True)]).T
    assert not graph.has_edges(pairs).any()
    assert frame["probability"].is_monotonic_decreasing
    assert any("that the model was not shown" in one.value for one in page.app.markdown)
    page.app.text_input(key="links_node").set_value("member 12").run()
    of_one = page.app.dataframe[0].value
    assert set(of_one["first"]) == {"member 12"}
    assert len(of_one) == graph.num_nodes - 1 - int(graph.degrees[11])
    page.app.text_input(key="links_node").set_value("member I").run()
    assert any("no node of this graph is called" in error for error in page.errors)
    page.app.text_input(key="links_node").set_value("").run()


def test_pairs_that_a_visitor_names(page: Dashboard, opened: OpenedGraph) -> None:
    show(page, NAMED)
    page.app.text_area(key="links_asked_text").set_value("member 1,member 2\nmember 5,member 30\nmember 1,nobody").run()
    page.app.button(key="links_asked_button").click().run()
    frame = page.app.dataframe[0].value
    assert list(zip(frame["first"], frame["second"], strict=True)) == [("member 1", "member 2"), ("member 5", "member 30")]
    status = opened.trained.split.status(torch.tensor([[0, 4], [1, 29]])).tolist()
    assert list(frame["known"]) == [("", "train", "validation", "test")[one] for one in status]
    assert any("nobody" in one.value for one in page.app.info)
    page.app.text_area(key="links_asked_text").set_value(" ").run()
    page.app.button(key="links_asked_button").click().run()
    assert any("expected a pair of names" in error for error in page.errors)


def test_baselines_stand_beside_the_model(page: Dashboard, opened: OpenedGraph) -> None:
    show(page, BASELINES)
    frame = page.app.dataframe[0].value.set_index("score")
    trained = opened.trained
    result = evaluate_graph(trained.model, trained.graph, trained.split)
    mine = frame.loc["▸ this model"]
    assert mine["AUC"] == pytest.approx(100 * result.scores.auc)
    assert "HR@100" not in mine, "among seven non-edges there is no hundredth"
    assert not result.hits
    assert mine["MRR"] == pytest.approx(100 * (result.mrr or 0))
    assert frame["AUC"].is_monotonic_decreasing
    rows = read_baselines(baselines_answer(opened))
    assert any(verdict(rows).split(" of AUC")[0] in one.value for one in page.app.markdown)


def test_the_verdict_says_which_is_ahead() -> None:
    def rows(model: float, other: float) -> list[Contender]:
        one = {"explained": "", "ap": 0.5, "hits": 0.5, "mrr": None}
        return [
            Contender(title="this model", auc=model, is_model=True, **one),
            Contender(title="Katz", auc=other, is_model=False, **one),
            Contender(title="worse", auc=0.1, is_model=False, **one),
        ]

    assert "the model is 12.0 points of AUC above Katz" in verdict(rows(0.9, 0.78))
    assert "Katz, which needs no training, is 12.0 points of AUC above the model" in verdict(rows(0.78, 0.9))
    assert "within half a point" in verdict(rows(0.78, 0.784))
