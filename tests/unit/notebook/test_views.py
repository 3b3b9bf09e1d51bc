"""The views of a notebook from Python's side: what can be read, set and observed, and what goes to the browser and back."""

from __future__ import annotations

import gc
import json
import queue
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch

import vizvae
from vizvae.catalogue import find_checkpoint
from vizvae.notebook.explorer import Manifold, Sliders
from vizvae.notebook.graph import GraphView
from vizvae.notebook.view import View
from vizvae.standalone.built import built_file
from vizvae.ui.explorer.opened import open_model

MODEL = "mnist-2d"
PATIENCE_S = 60


@pytest.fixture(scope="module")
def sliders() -> Iterator[Sliders]:
    view = vizvae.explore(MODEL)
    yield view
    view.close()


@pytest.fixture(scope="module")
def graph() -> Iterator[GraphView]:
    view = vizvae.graph_view("karate-vgae")
    yield view
    view.close()


class Sent:
    """What a view sends to the browser."""

    def __init__(self, view: View, monkeypatch: pytest.MonkeyPatch) -> None:
        self.view = view
        self.messages: queue.Queue[tuple[dict[str, Any], list[bytes]]] = queue.Queue()
        monkeypatch.setattr(view, "send", lambda content, buffers=None: self.messages.put((content, list(buffers or []))))

    def next(self) -> tuple[dict[str, Any], list[bytes]]:
        return self.messages.get(timeout=PATIENCE_S)

    def ask(self, address: str, method: str = "GET", body: bytes = b"", media_type: str = "") -> tuple[int, str, bytes]:
        ask = {"kind": "ask", "id": "q-1", "address": address, "method": method, "mediaType": media_type}
        self.view._hear(self.view, ask, [memoryview(body)])
        answer, buffers = self.next()
        assert (answer["kind"], answer["id"]) == ("answer", "q-1")
        return answer["status"], answer["mediaType"], buffers[0]

    def move(self, z: Any, number: int = 1, **more: Any) -> None:
        here = {
            "kind": "moved",
            "by": "a",
            "number": number,
            "seen": self.view._moves,
            "resting": False,
            "names": {},
            "selection": [],
        }
        moved = here | more
        self.view._hear(self.view, moved, [] if z is None else [memoryview(np.array(z, "<f4").tobytes())])


@pytest.fixture
def sent(sliders: Sliders, monkeypatch: pytest.MonkeyPatch) -> Sent:
    return Sent(sliders, monkeypatch)


def test_it_begins_where_the_page_of_the_dashboard_does(sliders: Sliders) -> None:
    model, image = find_checkpoint(MODEL).load_model(), open_model(MODEL).sample.at([3])
    expected = model.encode((image >= 128).float()).mu[0].detach().numpy()
    np.testing.assert_allclose(sliders.z, expected, atol=1e-6)
    assert sliders.model == MODEL


def test_setting_z_moves_the_page_and_the_image_follows(sliders: Sliders, sent: Sent) -> None:
    seen: list[Any] = []
    sliders.observe(seen.append, ["z", "image"])
    sliders.z = [0.5, -1]
    sliders.unobserve(seen.append, ["z", "image"])
    message, [content] = sent.next()
    assert message == {"kind": "move", "by": "", "number": sliders._moves}
    np.testing.assert_array_equal(np.frombuffer(content, "<f4"), [0.5, -1])
    decoded = find_checkpoint(MODEL).load_model().decode_mean(torch.tensor([[0.5, -1.0]]))[0, 0].detach().numpy()
    np.testing.assert_allclose(sliders.image, decoded, atol=1e-6)
    assert [change.name for change in seen] == ["z", "image"]
    np.testing.assert_array_equal(seen[1].new, sliders.image)


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ([1.0], "expected 2 numbers, one for each latent of mnist-2d, got an array of shape \\(1,\\)"),
        ([[1.0, 2.0]], "got an array of shape \\(1, 2\\)"),
        ([1.0, float("nan")], "expected finite numbers, got 1 that are not"),
        ("middle", "expected 2 numbers, one for each latent of mnist-2d, got str"),
    ],
)
def test_another_z_than_the_model_takes_is_refused(sliders: Sliders, sent: Sent, value: Any, says: str) -> None:
    before = sliders.z
    with pytest.raises(ValueError, match=says):
        sliders.z = value
    assert sliders.z is before
    assert sent.messages.empty()


def test_what_python_has_read_cannot_be_changed_unnoticed(sliders: Sliders) -> None:
    with pytest.raises(ValueError, match="read-only"):
        sliders.z[0] = 1
    with pytest.raises(ValueError, match="set z"):
        sliders.image = sliders.image


def test_dragging_sets_z_and_is_acknowledged(sliders: Sliders, sent: Sent) -> None:
    heard: list[Any] = []
    sliders.observe(heard.append, "z")
    sent.move([1, 2], number=7, selection=[1])
    sliders.unobserve(heard.append, "z")
    np.testing.assert_array_equal(sliders.z, [1, 2])
    assert sliders.selection == (1,)
    np.testing.assert_array_equal(heard[0].new, [1, 2])
    assert sent.next()[0] == {"kind": "taken", "by": "a", "number": 7}


def test_a_report_that_crosses_what_python_has_set_does_not_put_it_back(sliders: Sliders, sent: Sent) -> None:
    sent.move([1, 2])
    sent.next()
    before = sliders._moves
    sliders.z = [-1.5, 0.25]
    told, _ = sent.next()
    assert (told["kind"], told["number"]) == ("move", before + 1)
    sent.move([1, 2], number=8, seen=before, resting=True)
    np.testing.assert_array_equal(sliders.z, [-1.5, 0.25])
    assert sent.next()[0] == {"kind": "taken", "by": "a", "number": 8}
    sent.move([1, 1], number=9, seen=before + 1)
    np.testing.assert_array_equal(sliders.z, [1, 1])


def test_other_views_of_the_same_widget_go_there_too(sliders: Sliders, sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sliders, "_heard_from", {"a", "b"})
    sent.move([2, 1])
    to_others, [content] = sent.next()
    assert (to_others["kind"], to_others["by"]) == ("move", "a")  # which that one knows
    np.testing.assert_array_equal(np.frombuffer(content, "<f4"), [2, 1])
    assert sent.next()[0]["kind"] == "taken"


def test_what_is_no_place_of_the_model_is_acknowledged_and_not_taken(sliders: Sliders, sent: Sent) -> None:
    """It was on the way when another model came."""
    before = sliders.z
    sent.move([1, 2, 3])
    assert sliders.z is before
    assert sent.next()[0]["kind"] == "taken"
    with pytest.raises(ValueError, match="expected"):
        sliders._hear(sliders, {"kind": "moved"}, [])


def test_at_rest_a_picture_of_it_is_kept(sliders: Sliders, sent: Sent) -> None:
    sent.move([0, 0])
    before = sliders._still
    sent.move([2, 2], resting=True)
    assert sliders._still.startswith("data:image/png;base64,")
    assert sliders._still != before


def test_an_observer_that_fails_holds_nothing_up(sliders: Sliders, sent: Sent) -> None:
    def fail(_: Any) -> None:
        raise RuntimeError("of whoever observes")

    sliders.observe(fail, "z")
    with pytest.raises(RuntimeError):
        sent.move([3, 3], number=9)
    sliders.unobserve(fail, "z")
    assert sent.next()[0]["number"] == 9


def test_the_page_is_told_where_python_is(sliders: Sliders, sent: Sent) -> None:
    sent.move([0.25, 0.75])
    sent.next()
    status, media_type, content = sent.ask("page")
    data = json.loads(content)["data"]
    assert (status, media_type) == (200, "application/json")
    assert data["initial"]["z"] == [0.25, 0.75]
    again = json.loads(sent.ask("page")[2])["data"]
    assert data["restoreId"] != again["restoreId"]  # each begins where Python is, and not where an earlier view was left


def test_it_answers_what_the_page_asks_of_a_server(sent: Sent) -> None:
    opened = open_model(MODEL)
    assert sent.ask(f"{opened.url}/decoder.onnx") == (
        200,
        "application/octet-stream",
        opened.checkpoint.network("decoder.onnx"),
    )
    images = sent.ask(json.loads(sent.ask("page")[2])["data"]["model"]["data"]["imagesUrl"] + "?rows=3_1")[2]
    assert images == opened.sample.at([3, 1]).numpy().tobytes()
    z = np.array([0.5, 1], "<f4")
    decoded = np.frombuffer(sent.ask(f"{opened.url}/decode", "POST", z.tobytes())[2], "<f4")
    expected = opened.model.decode_mean(torch.from_numpy(z.copy())[None]).flatten().numpy()
    np.testing.assert_allclose(decoded[: expected.size], expected, atol=1e-6)
    assert sent.ask(f"{opened.url}/decode", "POST", b"abc")[0] == 422
    assert sent.ask("/vizvae/nothing")[0] == 404


def test_files_of_the_browser_half_come_by_name(sent: Sent) -> None:
    assert sent.ask("built/worker.js")[2] == built_file("worker.js")
    assert sent.ask("built/page_sliders.js")[2] == built_file("page_sliders.js")
    status, _, said = sent.ask("built/../card.json")
    assert status == 404
    assert b"expected one of runtime.js" in said


def test_names_go_both_ways_and_are_kept_with_the_model(sliders: Sliders, sent: Sent) -> None:
    sliders.names = {1: " slant "}
    assert sent.next()[0]["names"] == {"1": "slant"}
    assert sliders.names == {1: "slant"}
    url = open_model(MODEL).url + "/latent-names"
    body = json.dumps({"latent": 0, "name": "width"}).encode()
    assert json.loads(sent.ask(url, "PUT", body, "application/json")[2]) == {"0": "width", "1": "slant"}
    sent.move([0, 0], names={"0": "width", "1": "slant"})
    assert sliders.names == {0: "width", 1: "slant"}
    for refused in ({2: "third"}, {"first": "x"}, 3):
        with pytest.raises(ValueError, match="names: expected"):
            sliders.names = refused
    sliders.names = {}
    assert sliders.names == {}


def test_the_selection_is_checked(sliders: Sliders) -> None:
    sliders.selection = [1]
    assert sliders.selection == (1,)
    for refused in ([2], [-1], [0, 0], [0.5], 1):
        with pytest.raises(ValueError, match="selection: expected numbers of one latent"):
            sliders.selection = refused


def test_another_model_takes_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    view = vizvae.explore(MODEL)
    sent = Sent(view, monkeypatch)
    seen: list[Any] = []
    view.observe(seen.append, ["z", "model"])
    view.model = "fashion-conv"
    assert sent.next()[0] == {"kind": "changed"}
    assert view.z.shape == (find_checkpoint("fashion-conv").load_model().latent_dim,)
    assert [change.name for change in seen] == ["z", "model"]
    assert json.loads(sent.ask("page")[2])["data"]["model"]["name"] == "fashion-conv"
    with pytest.raises(ValueError, match="There is no model named nothing"):
        view.model = "nothing"
    assert view.name == view.model == "fashion-conv"
    view.close()


def test_a_map_selects_images_and_needs_two_latents(monkeypatch: pytest.MonkeyPatch) -> None:
    view = vizvae.walk(MODEL)
    assert isinstance(view, Manifold)
    sent = Sent(view, monkeypatch)
    view.selection = [5, 7]
    assert sent.next()[0] == {"kind": "move", "by": "", "number": view._moves, "selection": [5, 7]}
    with pytest.raises(ValueError, match="images of the data, each once, from 0 to 4999"):
        view.selection = [5000]
    data = json.loads(sent.ask("page")[2])["data"]
    status, _, content = sent.ask(f"{data['projectionUrl']}?method=pca&num_points=500", "POST")
    assert (status, len(content)) == (200, 500 * 8)
    view.close()


def test_a_graph_is_read_and_its_nodes_are_chosen(graph: GraphView, monkeypatch: pytest.MonkeyPatch) -> None:
    from vizvae.graph.catalogue import find_graph_checkpoint

    sent = Sent(graph, monkeypatch)
    trained = find_graph_checkpoint("karate-vgae").load()
    np.testing.assert_allclose(graph.z, trained.posterior.mu.numpy(), atol=1e-6)
    assert graph.names[0] == trained.graph.names[0]
    graph.selection = [0, 33]
    assert sent.next()[0] == {"kind": "move", "by": "", "number": graph._moves, "selection": [0, 33]}
    sent.move(None, selection=[4])
    assert graph.selection == (4,)
    for refused in ([34], [0, 1, 2]):
        with pytest.raises(ValueError, match="selection: expected"):
            graph.selection = refused
    with pytest.raises(ValueError, match="read alone"):
        graph.z = graph.z
    sent = Sent(graph, monkeypatch)
    data = json.loads(sent.ask("page")[2])["data"]
    assert data["initial"]["nodes"] == [4]
    assert np.frombuffer(sent.ask(data["model"]["neighboursUrl"] + "?node=0")[2], "<f4").shape == (34,)


def test_without_anywidget_it_says_which_line_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vizvae.notebook.find_spec", lambda name: None)
    for view in (vizvae.explore, vizvae.walk, vizvae.graph_view):
        with pytest.raises(ImportError, match='pip install "vizvae\\[notebook\\]"'):
            view(MODEL)


@pytest.mark.filterwarnings("error::pytest.PytestUnraisableExceptionWarning")
def test_a_view_that_could_not_be_made_goes_without_a_word() -> None:
    """Each attempt of a loop had written to the cell's output, until JupyterLab stood still."""
    with pytest.raises(ValueError, match="There is no model"):
        vizvae.explore("nothing")
    with pytest.raises(ValueError, match="There is no graph model"):
        vizvae.graph_view("nothing")
    gc.collect()


def test_what_cannot_be_shown_is_said() -> None:
    with pytest.raises(ValueError, match="There is no model named nothing"):
        vizvae.explore("nothing")
    with pytest.raises(ValueError, match=r"expected the name of a model or a run.*got builtins.int"):
        vizvae.explore(3)  # pyright: ignore[reportArgumentType]
    with pytest.raises(ValueError, match=r"images: .* got none"):
        vizvae.explore(torch.nn.Linear(2, 2))
    with pytest.raises(ValueError, match="mnist-2d brings its own"):
        vizvae.explore(MODEL, "mnist")
