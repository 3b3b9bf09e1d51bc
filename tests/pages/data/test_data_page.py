"""The Data page without a browser: from files to a data set, and what each mistake is told."""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit import config

from tests.pages.dashboard import Dashboard
from tests.unit.data.own.pictures import fill, noise
from vizvae.data.own.build import add_set
from vizvae.data.own.example import EACH, SHAPES
from vizvae.data.own.incoming import find_incoming, keep_files
from vizvae.data.own.options import Options
from vizvae.data.own.sheet import Sheet, sheet_of_set
from vizvae.data.own.store import OwnSet, find_set, list_sets, open_factors
from vizvae.paths import own_data_dir
from vizvae.serving import Access
from vizvae.ui.access import permission
from vizvae.ui.data import session
from vizvae.ui.data.looks import looks
from vizvae.ui.jobs.background import Underway

PATIENCE_S = 120


@pytest.fixture(autouse=True)
def ended(runs: Path) -> Iterator[None]:
    yield
    looks().close()
    looks.cache_clear()


def zipped(folder: Path) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
    return buffer.getvalue()


def until_built(page: Dashboard) -> None:
    """A browser would ask by itself, twice a second."""
    deadline = time.monotonic() + PATIENCE_S
    while page.app.button(key="data_add").disabled and not page.errors:
        assert time.monotonic() < deadline, "it was not built in time"
        time.sleep(0.1)
        page.rerun()


def test_from_a_zip_to_a_set_that_train_shows(tmp_path: Path) -> None:
    folder = tmp_path / "birds"
    fill(folder / "finch", 10)
    fill(folder / "wren", 10, first=50, mode="L")
    (folder / "wren" / "broken.png").write_bytes(b"\x89PNG")
    page = Dashboard.at("data")
    assert "A good folder" in page.app.markdown[0].value
    assert any("None yet" in caption.value for caption in page.app.caption)
    page.app.file_uploader[0].set_value([("my birds.zip", zipped(folder), "application/zip")]).run()
    until_built(page)
    assert not page.errors
    assert page.app.text_input(key=f"data_name_{page.address['upload']}").value == "my-birds"
    report = page.app.markdown[0].value
    assert "20 images of 64 × 64, colour" in report
    assert "sizes as found: 24 × 20 (20)" in report
    assert "pixels as found: colour (10), grey (10)" in report
    assert page.app.dataframe[0].value.to_dict("list") == {"class": ["finch", "wren"], "images": [10, 10]}
    left_out = next(one.proto.body for one in page.app.get("html") if "Files left out" in one.proto.body)
    assert "<th>wren/broken.png</th>" in left_out
    # Another size: the set is built anew.
    page.app.number_input[0].set_value(32).run()
    until_built(page)
    assert "20 images of 32 × 32" in page.app.markdown[0].value
    page.app.button(key="data_add").click().run()
    own = find_set("my-birds")
    assert own is not None
    assert (own.image_shape, own.source) == ((3, 32, 32), "my birds.zip")
    assert not list((own_data_dir() / ".incoming").iterdir()), "what was uploaded is not kept twice"
    assert "upload" not in page.address
    assert "my-birds" in page.app.success[0].value
    # On it goes to Train.
    page.go_to("train", data="my-birds")
    assert page.app.selectbox(key="run_data").value == "my-birds"
    assert page.app.selectbox(key="run_model").value == "vae_strided"
    assert not page.errors


def place_of(node: Any, key: str, way: tuple[int, ...] = ()) -> tuple[int, ...] | None:
    """Of a widget among the page's elements: one that moves is made anew by the browser, without what is being typed into it."""
    if getattr(node, "key", None) == key:
        return way
    children: dict[int, Any] = getattr(node, "children", {})
    return next((found for at, child in children.items() if (found := place_of(child, key, (*way, at))) is not None), None)


def test_the_name_stays_in_its_place_while_the_set_is_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path / "birds", 14)
    looked = looks()
    states: dict[str, Any] = {"sheet": None, "build": Underway(0.5, "7 of 14")}
    monkeypatch.setattr(looked, "sheet", lambda *_: states["sheet"])
    monkeypatch.setattr(looked, "build", lambda *_: states["build"])
    page = Dashboard.at(
        "data", upload=keep_files([("birds.zip", lambda path: path.write_bytes(zipped(tmp_path / "birds")))]).token
    )
    key = f"data_name_{page.address['upload']}"
    first = place_of(page.app.main, key)
    assert first is not None
    own = add_set(tmp_path / "birds", "wrens", Options(size=16))
    for states["sheet"], states["build"] in (
        (sheet_of_set_alone(own), Underway(0.9, "13 of 14")),
        (sheet_of_set_alone(own), own),
        ("it is damaged", "it is damaged"),
    ):
        page.rerun()
        assert place_of(page.app.main, key) == first


def sheet_of_set_alone(own: OwnSet) -> Sheet:
    cells = sheet_of_set(own)
    return Sheet(kind="zip", num_files=len(own), size=16, cells=tuple(cells))


def test_the_example_is_a_set_with_factors() -> None:
    page = Dashboard.at("data")
    page.app.button(key="data_example").click().run()
    until_built(page)
    page.app.text_input[0].set_value("mnist").run()
    assert "comes with the program" in page.errors[0]
    page.app.text_input[0].set_value("shapes").run()
    page.app.button(key="data_add").click().run()
    own = find_set("shapes")
    assert own is not None
    assert len(own) == len(SHAPES) * EACH
    assert own.class_names == SHAPES
    assert [factor.name for factor in open_factors(own)] == ["ink", "size", "angle"]
    assert "star/cut short.png: it is damaged or cut short" in own.left_out[0]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.zip", b"PK\x03\x04 cut short", "a.zip: expected a zip archive, but it is none"),
        ("one.png", b"not a picture", "at least 12 pictures that can be read"),
        ("notes.md", b"text", "there are no pictures in it"),
        ("a.npz", b"", "a.npz: expected an archive written by numpy.savez"),
        ("paths.csv", b"path\n/etc/hostname\n", "none of 1 path in column"),
    ],
)
def test_what_cannot_be_used_is_one_message_without_a_path_of_the_server(name: str, content: bytes, says: str) -> None:
    page = Dashboard.at("data")
    page.app.file_uploader[0].set_value([(name, content, "")]).run()
    until_built(page)
    (error,) = page.errors
    assert says in error
    assert str(own_data_dir()) not in error
    assert page.app.button(key="data_add").disabled
    page.app.button(key="data_back").click().run()
    assert not page.errors
    assert not list_sets()
    assert not list((own_data_dir() / ".incoming").iterdir())


def test_an_archive_beside_pictures_is_refused_and_nothing_is_kept(tmp_path: Path) -> None:
    picture = io.BytesIO()
    noise(1).save(picture, "PNG")
    page = Dashboard.at("data")
    page.app.file_uploader[0].set_value([("a.zip", b"PK", ""), ("b.png", picture.getvalue(), "")]).run()
    assert "got a.zip with 1 other file beside it" in page.errors[0]
    assert not list(own_data_dir().glob(".incoming/*"))


def test_a_path_is_asked_for_on_this_machine_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = fill(tmp_path / "birds")
    page = Dashboard.at("data")
    assert page.app.button_group[0].options == ["Files, or a zip", "A folder", "A path on this machine"]
    page.app.button_group[0].set_value("A path on this machine").run()
    page.app.text_input[0].set_value(str(folder))
    page.app.button[0].click().run()
    until_built(page)
    assert "14 images" in page.app.markdown[0].value
    config.set_option("server.address", "0.0.0.0")
    try:
        other = Dashboard.at("data")
        assert "A path on this machine" not in other.app.button_group[0].options
    finally:
        config.set_option("server.address", "localhost")


def test_sets_are_shown_renamed_removed_and_brought_back(tmp_path: Path, runs: Path) -> None:
    add_set(fill(tmp_path / "birds"), "birds", Options(size=16))
    add_set(fill(tmp_path / "cats", first=50), "cats", Options(size=16))
    page = Dashboard.at("data", set="birds")
    assert any("14 images of 16 × 16" in markdown.value for markdown in page.app.markdown)
    assert page.app.button(key="data_show_birds").label == "Hide"
    page.app.text_input[0].set_value("cats")
    rename = next(button for button in page.app.button if button.label == "Rename")
    rename.click().run()
    assert "there is a data set 'cats' already" in page.errors[0]
    page.app.text_input[0].set_value("a b")
    next(button for button in page.app.button if button.label == "Rename").click().run()
    assert "expected a name of up to 64 letters" in page.errors[0]
    page.app.text_input[0].set_value("vogel")
    next(button for button in page.app.button if button.label == "Rename").click().run()
    assert [own.name for own in list_sets()] == ["cats", "vogel"]
    assert page.address["set"] == "vogel"
    # One that a run uses is asked about.
    (runs / "first").mkdir()
    (runs / "first" / "run.json").write_text(json.dumps({"config": {"data": "birds"}}))
    page.app.button(key="data_remove_vogel").click().run()
    assert "vogel is used by first" in page.warnings[0]
    page.app.button(key="data_remove_really").click().run()
    assert [own.name for own in list_sets()] == ["cats"]
    page.app.button(key="data_undo").click().run()
    assert [own.name for own in list_sets()] == ["cats", "vogel"]
    page.app.button(key="data_remove_cats").click().run()
    page.app.button(key="data_restore_cats").click().run()
    assert [own.name for own in list_sets()] == ["cats", "vogel"]


def test_a_link_to_what_is_gone_says_so() -> None:
    page = Dashboard.at("data", set="nothing", upload="0" * 32)
    assert not page.app.exception
    said = [warning.value for warning in page.app.warning]
    assert any("uploaded is not here any more" in text for text in said)
    assert any("There is no data set" in text for text in said)
    assert page.address == {}


def test_a_stopped_build_goes_on_when_asked(tmp_path: Path) -> None:
    page = Dashboard.at("data")
    page.app.button(key="data_example").click().run()
    token = page.address["upload"]
    page.app.button(key="data_stop").click().run()
    assert any("Stopped" in info.value for info in page.app.info)
    assert not list_sets()
    again = Dashboard.at("data", upload=token)  # after a reload, which is another session
    until_built(again)
    assert not again.app.button(key="data_add").disabled


def test_who_may_only_look_sees_the_sets_and_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add_set(fill(tmp_path / "birds"), "birds", Options(size=16))
    waiting = keep_files([("a.png", lambda path: noise(1).save(path))])
    monkeypatch.setattr(permission, "this_access", lambda: Access(read_only=True))
    page = Dashboard.at("data", set="birds")
    assert not page.errors
    assert page.app.file_uploader[0].proto.disabled
    assert page.app.button(key="data_example").disabled
    assert page.app.button(key="data_remove_birds").disabled
    assert not page.app.button(key="data_show_birds").disabled
    for door in (
        lambda: session.take_files([]),
        lambda: session.take_path(str(tmp_path)),
        lambda: session.add(waiting, Options(), "new"),
        lambda: session.rename("birds", "new"),
    ):
        with pytest.raises(ValueError, match="read-only"):
            door()
    for callback in (  # these say it above the page
        session.take_example,
        lambda: session.remove("birds"),
        lambda: session.restore("birds"),
        lambda: session.take_back(waiting),
        lambda: session.stop(waiting, Options()),
    ):
        callback()
    assert [own.name for own in list_sets()] == ["birds"]
    assert find_incoming(waiting.token) == waiting
    assert len(list((own_data_dir() / ".incoming").iterdir())) == 1
    other = Dashboard.at("data", upload=waiting.token)
    assert "read-only" in other.errors[0]
    assert not looks()._builds.jobs, "nothing is begun for who only looks"
