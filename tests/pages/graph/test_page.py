"""What the graph page is told, and what of it reaches the address."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.pages.dashboard import Dashboard
from tests.pages.graph.graph_page import graph_page, told
from vizvae import checkpoint
from vizvae.graph.catalogue import SHIPPED_GRAPH_MODELS, find_graph_checkpoint, graph_runs_dir, list_graph_checkpoints
from vizvae.graph.families import relatives
from vizvae.ui.shell.graph_picture import graph_picture_url

DEFAULTS = {
    "nodes": [],
    "show": ["found", "missed"],
    "parts": ["training", "validation", "test"],
    "colour": "class",
    "plane": "pca",
    "leaked": False,
}
"""What a link means where it says nothing"""


def reported(page: Dashboard, **address: str) -> dict[str, Any]:
    """What the component tells when something was changed."""
    return {"address": {"predicted": "1", "show": "", **address}, "restoreId": told(page)["restoreId"]}


def test_opens_with_cora() -> None:
    page = graph_page()
    data = told(page)
    assert data["model"]["name"] == "cora-vgae"
    assert data["model"]["numNodes"] == 2708
    assert 85 < data["model"]["scores"]["auc"] < data["model"]["leakedScores"]["auc"] < 100
    assert [one["name"] for one in data["model"]["family"]] == [
        one.name for one in relatives(list_graph_checkpoints())["cora-vgae"].family
    ]
    assert "Cora, citations between papers, 2,708 nodes" in page.app.selectbox(key="graph_graph").options
    offered = page.app.selectbox(key="graph_model").options
    assert len(offered) == len(data["model"]["siblings"]), "of the family over the KL weight one is offered"
    assert page.address["model"] == "cora-vgae"


def test_a_link_is_followed_and_a_change_reaches_the_address() -> None:
    page = graph_page(model="karate-vgae", nodes="3", predicted="60", colour="degree", show="found_missed", parts="test")
    assert told(page)["initial"] == DEFAULTS | {
        "nodes": [3],
        "predicted": 60,
        "colour": "degree",
        "show": ["found", "missed"],
        "parts": ["test"],
    }
    page.report(reported(page, model="karate-vgae", nodes="5_6", predicted="40", show="invented"))
    assert page.address == {"model": "karate-vgae", "nodes": "5_6", "predicted": "40", "show": "invented"}
    assert told(page)["initial"]["nodes"] == [3]  # what the component started from stays: it is not restarted by its own report


def test_a_bad_link_is_said_and_the_rest_of_it_used() -> None:
    page = graph_page(model="karate-vgae", nodes="77", colour="degree")
    assert any("from 0 to 33" in line for line in page.warnings)
    assert told(page)["initial"] == DEFAULTS | {"colour": "degree"}
    other = graph_page(model="nobody")
    assert any("no graph model named nobody" in line for line in other.warnings)
    assert told(other)["model"]["name"]


def test_another_model_of_the_graph_keeps_colours_layers_and_nodes() -> None:
    page = graph_page(model="cora-vgae", colour="degree", show="found", nodes="9")
    page.app.selectbox(key="graph_model").set_value("cora-gae").run()
    data = told(page)
    assert data["model"]["name"] == "cora-gae"
    assert data["initial"] == DEFAULTS | {"colour": "degree", "show": ["found"], "nodes": [9]}


def test_another_graph_opens_with_the_same_kind_of_model() -> None:
    page = graph_page(model="cora-vgae", colour="degree", nodes="9")
    karate = find_graph_checkpoint("karate-vgae").card["data"]["fingerprint"]
    page.app.selectbox(key="graph_graph").set_value(karate).run()
    data = told(page)
    assert data["model"]["name"] == "karate-vgae"
    assert data["initial"] == DEFAULTS | {"colour": "degree"}, "its nodes are others"


def test_the_gallery_shows_all_graphs_and_a_picture_chooses_its_model() -> None:
    page = graph_page(model="cora-vgae", colour="degree", nodes="9")
    cards = lambda: [one for one in page.app.button if (one.key or "").startswith("gallery_")]  # noqa: E731
    assert cards() == []
    page.app.session_state["graph_model_gallery"] = True
    page.app.run()
    of_each = {one.representative.name for one in relatives(list_graph_checkpoints()).values()}
    assert {(one.key or "").removeprefix("gallery_") for one in cards()} == of_each
    groups = [text.value.strip("*") for text in page.app.markdown if text.value.startswith("**")]
    assert "Cora, citations between papers" in groups
    assert len(set(groups)) == len(groups)
    (shown,) = (one for one in cards() if "✓" in one.label)
    assert shown.key == "gallery_cora-vgae"
    assert f"]({graph_picture_url(find_graph_checkpoint('cora-vgae'))})" in shown.label
    assert "a place and how sure it is, 16 latents" in shown.label
    page.app.button(key="gallery_karate-vgae").click().run()
    assert told(page)["model"]["name"] == "karate-vgae"
    assert page.app.selectbox(key="graph_model").value == "karate-vgae"
    assert told(page)["initial"] == DEFAULTS | {"colour": "degree"}
    assert cards() == [], "it closes"


def test_a_member_of_the_family_stands_under_the_one_that_is_offered() -> None:
    page = graph_page(model="cora-vgae")
    page.report(reported(page, model="cora-vgae-kl-0.3", leaked="1"))
    assert page.address["model"] == "cora-vgae-kl-0.3"
    assert page.address["leaked"] == "1"
    assert page.app.selectbox(key="graph_model").value == "cora-vgae"
    assert told(page)["model"]["name"] == "cora-vgae", "the component moved there by itself: it is not started anew"
    linked = graph_page(model="cora-vgae-kl-0.3", leaked="1")
    assert told(linked)["model"]["name"] == "cora-vgae-kl-0.3"
    assert told(linked)["initial"] == DEFAULTS | {"leaked": True}


def test_a_report_of_another_model_is_left_out() -> None:
    page = graph_page(model="karate-vgae")
    page.report(reported(page, model="cora-vgae", nodes="1") | {"restoreId": "of another page"})
    assert page.address["model"] == "karate-vgae"
    assert "nodes" not in page.address


def test_a_rerun_reads_no_card_again_but_what_is_new_or_gone_is_seen_at_once(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def of_karate(page: Dashboard) -> list[str]:
        return [one["name"] for one in told(page)["model"]["siblings"]]

    page = graph_page(model="karate-vgae")
    read: list[str] = []
    real = checkpoint.read_json
    for module in ("vizvae.checkpoint.folder", "vizvae.graph.checkpoint"):
        monkeypatch.setattr(f"{module}.read_json", lambda path: read.append(f"{path.parent.name}/{path.name}") or real(path))
    page.rerun()
    assert read == []
    assert of_karate(page) == ["karate-vgae"]
    folder = Path(shutil.copytree(SHIPPED_GRAPH_MODELS / "karate-vgae", graph_runs_dir() / "mine"))
    page.rerun()
    assert sorted(read) == ["mine/card.json", "mine/config.json"]
    assert of_karate(page) == ["karate-vgae", "mine"]
    shutil.rmtree(folder)
    page.rerun()
    assert of_karate(page) == ["karate-vgae"]
    assert len(read) == 2
