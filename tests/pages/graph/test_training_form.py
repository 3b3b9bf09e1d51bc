"""The controls from which the graph page starts a run."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.pages.dashboard import Dashboard, data_of
from tests.pages.graph.training_runs import Held, start
from vizvae.graph.catalogue import find_graph_checkpoint, graph_runs_dir
from vizvae.graph.checkpoint import GraphRunConfig
from vizvae.graph.config import preset
from vizvae.runs import queue
from vizvae.runs.folder import read_run
from vizvae.ui.graph.training_cost import GraphCosts
from vizvae.ui.shell.text import shown_text

pytestmark = pytest.mark.usefixtures("costs")


def opened_form() -> Dashboard:
    page = Dashboard()
    page.go_to("graph", model="karate-vgae")
    page.app.session_state["train_here"] = True
    page.rerun()
    assert not page.app.exception
    assert page.errors == []
    return page


def started() -> tuple[Path, GraphRunConfig]:
    """The only run there is."""
    (job,) = queue.list_runs()
    return job.folder, read_run(job.folder, GraphRunConfig).config


def told(page: Dashboard) -> dict:
    """What the training component was told."""
    return data_of(page.app.get("bidi_component")[-1].proto)


def test_folded_away_until_there_is_something_to_see(held: Held, costs: GraphCosts) -> None:
    page = Dashboard()
    page.go_to("graph", model="karate-vgae")
    assert len(page.app.get("bidi_component")) == 1
    assert costs.background.child.process is None  # who does not train costs nothing
    start("slow")
    other = Dashboard()
    other.go_to("graph", model="karate-vgae")
    assert len(other.app.get("bidi_component")) == 2


def test_the_controls_make_the_run(held: Held) -> None:
    page = opened_form()
    plan = told(page)["plan"]
    assert plan["epochs"] == 200
    assert plan["numParameters"] == 34 * 32 + 32 * 32  # two matrices, and no more
    page.app.number_input(key="train_epochs_vgae").set_value(7)
    page.app.number_input(key="train_seed").set_value(5)
    page.app.number_input(key="train_split_seed").set_value(9)
    page.app.number_input(key="train_Test").set_value(20)
    page.app.number_input(key="train_latent_vgae").set_value(2)
    page.app.number_input(key="train_subgraph_0").set_value(12)
    page.app.selectbox(key="train_beta_vgae").set_value("1")
    page.app.text_input(key="train_name_").set_value("slow-mine")
    page.app.button(key="train_start").click().run()  # all at once, as when a field is left by clicking the button
    assert page.errors == []
    (folder, config) = started()
    assert folder.name == "slow-mine"
    assert (config.split_seed, config.test_share, config.validation_share) == (9, 0.2, 0.05)
    training = config.training
    assert (training.epochs, training.seed, training.model.latent_dim, training.learning_rate) == (7, 5, 2, 0.01)
    assert (training.subgraph_nodes, training.loss) == (12, "sampled")
    num_train = 78 - 3 - 15
    assert training.kl_weight == pytest.approx(34 / (2 * num_train))
    follow = told(page)["follow"]
    assert follow.startswith("slow-mine~")
    name = page.app.text_input(key=f"train_name_{follow}")
    assert name.value == ""
    name.set_value("slow-mine").run()
    page.app.button(key="train_start").click().run()
    assert any("choose another name" in error for error in page.errors)
    assert len(queue.list_runs()) == 1


def test_a_graph_too_large_for_a_page_is_refused_before_anything_starts(held: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    page = opened_form()
    monkeypatch.setattr("vizvae.ui.graph.training_form.MOST_NODES", 33)
    page.rerun()
    assert any("34 nodes" in error and "graph train FILE" in error for error in page.errors)


def test_each_model_has_its_own_settings(held: Held) -> None:
    page = opened_form()
    page.app.selectbox(key="train_preset").set_value("gae").run()
    assert page.app.selectbox(key="train_beta_gae").disabled
    page.app.selectbox(key="train_preset").set_value("vgnae").run()
    assert page.app.number_input(key="train_epochs_vgnae").value == 300
    assert page.app.number_input(key="train_hidden_vgnae").disabled
    page.app.button(key="train_start").click().run()
    folder, config = started()
    assert folder.name == "karate-vgnae-here1"
    assert config.training == replace(preset("vgnae", num_nodes=34), seed=0)


def test_a_graph_of_ones_own(held: Held) -> None:
    page = opened_form()
    page.app.selectbox(key="train_graph").set_value("A graph of your own …").run()
    assert told(page)["plan"] is None
    assert not page.app.button
    edges = page.app.file_uploader(key="train_edges")
    edges.set_value(("friends.csv", b"source,target,weight\na,b,1\nb,a,2\nb,c,1\nc,d,1\nd,a,1\nd,d,1\n", "text/csv")).run()
    assert page.errors == []
    read = next(caption.value for caption in page.app.caption if "friends" in caption.value)
    for said in ("4 nodes, 4 undirected edges", "no features", "Weights are used", "1 self-loops", "1 repeated edges"):
        assert said in read
    (weights,) = [box for box in page.app.checkbox if box.label.startswith("Edges have weights")]
    weights.uncheck().run()
    read = next(caption.value for caption in page.app.caption if "friends" in caption.value)
    assert "weights, are left out" in read
    assert "Weights are not used" in read
    weights.check().run()
    page.app.button(key="train_start").click().run()
    folder, config = started()
    assert config.uses == ("weights",)
    assert config.training.model.weights == "log_normal"
    assert folder.name == "friends-vgae-here1"
    assert config.graph.startswith("uploads/")
    page.app.file_uploader(key="train_features").set_value(("x.csv", b"node,x\na,1\n", "text/csv")).run()
    assert any("has no features for" in error for error in page.errors)
    assert told(page)["plan"] is None  # nothing half-loaded
    later = opened_form()
    assert "friends (uploaded)" in later.app.selectbox(key="train_graph").options


def test_a_file_that_could_be_read_in_two_ways_is_asked_about(held: Held) -> None:
    page = opened_form()
    page.app.selectbox(key="train_graph").set_value("A graph of your own …").run()
    page.app.file_uploader(key="train_edges").set_value(("pairs.csv", b"ann,bob\ncat,dan\neve,dan\nfay,eve\n", "text/csv")).run()
    assert page.errors == []
    assert any("stand in no other row" in shown_text(warning.value) for warning in page.app.warning)
    assert told(page)["plan"] is None
    assert page.app.dataframe[0].value.iloc[0].tolist() == ["ann", "bob"]
    (header,) = [button for button in page.app.button if button.label.startswith("The first row names")]
    header.click().run()
    assert page.errors == []
    assert any("4 nodes, 3 undirected edges" in caption.value for caption in page.app.caption)
    page.app.button(key="train_start").click().run()
    assert started()[1].reading.header is True


def test_attributes_of_a_file_may_be_classes_and_features(held: Held) -> None:
    page = opened_form()
    page.app.selectbox(key="train_graph").set_value("A graph of your own …").run()
    keys = "".join(f'<key id="{key}" for="node" attr.name="{key}" attr.type="string"/>' for key in ("club", "age", "town"))
    nodes = "".join(
        f'<node id="n{i}"><data key="club">{"ab"[i % 2]}</data><data key="age">{30 + i}</data><data key="town">{"xyz"[i % 3]}</data></node>'
        for i in range(6)
    )
    ring = "".join(f'<edge source="n{i}" target="n{(i + 1) % 6}"/>' for i in range(6))
    file = f'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{keys}<graph edgedefault="undirected">{nodes}{ring}</graph></graphml>'
    page.app.file_uploader(key="train_edges").set_value(("ring.graphml", file.encode(), "text/xml")).run()
    assert page.errors == []
    assert any("no features, 2 classes" in caption.value for caption in page.app.caption)
    (classes,) = [box for box in page.app.selectbox if box.label == "Classes from"]
    assert classes.value == "club"
    page.app.multiselect[0].set_value(["age"]).run()
    assert page.errors == []
    assert any("1 feature, 2 classes" in caption.value for caption in page.app.caption)
    (classes,) = [box for box in page.app.selectbox if box.label == "Classes from"]
    classes.set_value("town").run()
    assert any("1 feature, 3 classes" in caption.value for caption in page.app.caption)


def test_a_model_trained_here_stands_in_the_picker_beside_its_shipped_twin(held: Held) -> None:
    """With the usual settings they are of one kind, and the shipped ones are a family of which only one is offered."""
    twin = graph_runs_dir() / "cora-vgae-here1"
    shutil.copytree(find_graph_checkpoint("cora-vgae").folder, twin)
    page = Dashboard()
    page.go_to("graph", model=twin.name)
    assert page.errors == []
    options = page.app.selectbox(key="graph_model").options
    assert [option for option in options if twin.name in option] == [
        "Made here: cora-vgae-here1 · Cora, citations between papers, a place and how sure it is, 16 latents · "
        "VGAE (Kipf & Welling 2016)"
    ]
    assert page.app.selectbox(key="graph_model").value == twin.name


def test_the_latest_edges_are_held_out_where_edges_have_dates(held: Held) -> None:
    page = opened_form()
    assert page.app.checkbox(key="train_in_time").disabled, "the karate club's edges have no dates"
    page.app.selectbox(key="train_graph").set_value("A graph of your own …").run()
    rows = [f"n{a},n{(3 * a + 1) % 40},2024-01-{1 + a % 28:02}" for a in range(40)]
    table = "\n".join(["from,to,date", *rows]).encode()
    page.app.file_uploader(key="train_edges").set_value(("calls.csv", table, "text/csv")).run()
    assert page.errors == []
    latest = page.app.checkbox(key="train_in_time")
    assert not latest.disabled
    latest.check().run()
    page.app.text_input(key="train_name_").set_value("slow-calls")
    page.app.button(key="train_start").click().run()
    assert page.errors == []
    (_, config) = started()
    assert config.in_time


def test_a_header_of_ones_own_invention(held: Held) -> None:
    """What was decided is shown of the graph that is trained on, and the column that holds the weights can be named."""
    page = opened_form()
    page.app.selectbox(key="train_graph").set_value("A graph of your own …").run()
    rows = [f"ann {a};bob {(3 * a + 1) % 40};{1 + a % 5};{20 + a}" for a in range(40)]
    table = "\n".join(["from_person;to_person;calls;age", *rows]).encode()
    page.app.file_uploader(key="train_edges").set_value(("calls.csv", table, "text/csv")).run()
    assert page.errors == []
    decided = page.app.table[0].value.index.tolist()
    assert any(shown_text(row).startswith("Directions are used") for row in decided)
    assert not any("undirected" in row or "not used" in row for row in decided)
    (weights,) = [box for box in page.app.selectbox if box.label == "Weights from"]
    assert weights.options == ["none: all edges alike", "calls", "age"]
    assert weights.value == "", "a number may mean anything: nothing is guessed"
    weights.set_value("calls").run()
    assert page.errors == []
    (said,) = [caption.value for caption in page.app.caption if "directed edges with weights" in caption.value]
    assert "Weights are used" in said
    page.app.button(key="train_start").click().run()
    config = started()[1]
    assert (config.reading.weights, config.uses) == ("calls", ("weights", "direction"))

    (anew,) = [button for button in page.app.button if button.label == "Decide anew"]
    anew.click().run()
    (weights,) = [box for box in page.app.selectbox if box.label == "Weights from"]
    assert weights.value == ""
    (first,) = [box for box in page.app.selectbox if box.label == "One end of an edge"]
    assert first.options[3] == "column 4: age …"
    first.set_value("4")
    (submit,) = [button for button in page.app.button if button.label == "Read it so"]
    submit.click().run()
    assert page.errors == []
    assert any("Ends are `age` and `to_person`: as was said" in shown_text(caption.value) for caption in page.app.caption)
