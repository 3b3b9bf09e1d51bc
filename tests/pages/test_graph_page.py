"""The graph page without a browser."""

import json
from typing import Any

from tests.pages.dashboard import Dashboard
from vizvae.graph.checkpoint import list_graph_checkpoints


def graph_page(**address: str) -> Dashboard:
    page = Dashboard()
    page.go_to("graph", **address)
    assert not page.app.exception
    assert not page.errors
    return page


def told(page: Dashboard) -> dict[str, Any]:
    (component,) = page.app.get("bidi_component")
    return json.loads(component.proto.json)


def test_opens_with_cora() -> None:
    page = graph_page()
    data = told(page)
    assert data["model"]["name"] == "cora-vgae"
    assert data["model"]["numNodes"] == 2708
    assert 85 < data["model"]["auc"] < 100
    assert page.app.selectbox(key="graph_model").options == [checkpoint.card["title"] for checkpoint in list_graph_checkpoints()]
    assert page.address["model"] == "cora-vgae"


def test_a_link_is_followed_and_a_change_reaches_the_address() -> None:
    page = graph_page(model="karate-vgae", nodes="3", predicted="60", colour="degree", show="found_missed")
    assert told(page)["initial"] == {"nodes": [3], "predicted": 60, "colour": "degree", "show": ["found", "missed"]}
    page.report({"model": "karate-vgae", "nodes": [5, 6], "predicted": 40, "colour": "class", "show": ["invented"]})
    assert page.address == {"model": "karate-vgae", "nodes": "5_6", "predicted": "40", "colour": "class", "show": "invented"}
    assert told(page)["initial"]["nodes"] == [3]  # what the component started from stays: it is not restarted by its own report


def test_a_bad_link_is_said_and_the_rest_of_it_used() -> None:
    page = graph_page(model="karate-vgae", nodes="77", colour="degree")
    assert any("from 0 to 33" in line for line in page.warnings)
    assert told(page)["initial"] == {"colour": "degree"}
    other = graph_page(model="nobody")
    assert any("no graph model named 'nobody'" in line for line in other.warnings)
    assert told(other)["model"]["name"]


def test_another_model_keeps_colours_and_layers() -> None:
    page = graph_page(model="cora-vgae", colour="degree", show="found", nodes="9")
    page.app.selectbox(key="graph_model").set_value("karate-vgae").run()
    data = told(page)
    assert data["model"]["name"] == "karate-vgae"
    assert data["initial"] == {"colour": "degree", "show": ["found"]}


def test_a_report_of_another_model_is_left_out() -> None:
    page = graph_page(model="karate-vgae")
    page.report({"model": "cora-vgae", "nodes": [1], "predicted": 1, "colour": "class", "show": []})
    assert page.address["model"] == "karate-vgae"
    assert "nodes" not in page.address
