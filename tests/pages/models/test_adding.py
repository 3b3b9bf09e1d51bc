"""Models → add one: what is dropped is among the models afterwards, or is told why not; who may change nothing adds nothing."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from starlette.applications import Starlette

import vizvae
from tests.pages.asgi import ask
from tests.pages.dashboard import Dashboard
from tests.unit.adoption.onnx_strangers import decoder, encoder, written
from vizvae.adoption import apart
from vizvae.adoption.bundle_zip import write_bundle_zip
from vizvae.catalogue import find_checkpoint
from vizvae.serving import Access
from vizvae.ui.access import permission as access
from vizvae.ui.models.download import bundle_url, download_routes

PIXELS = np.random.default_rng(0).integers(0, 255, (24, 8, 8), dtype=np.uint8)


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, own_models: Path) -> None:
    """Without a process of its own, which takes seconds to start; one is started in tests/unit/adoption/test_apart.py."""

    def run(module: str, request: dict[str, Any], **limits: int) -> apart.Answer:
        assert module == "vizvae.adoption.apart"
        return apart._answer(request | limits)

    monkeypatch.setattr(apart, "ask_child", run)


def models() -> Dashboard:
    page = Dashboard()
    page.go_to("models")
    assert not page.app.exception
    return page


def drop(page: Dashboard, **files: bytes) -> None:
    given = [(name.replace("_", "."), content, "application/octet-stream") for name, content in files.items()]
    page.app.file_uploader(key="adding_files").set_value(given).run()
    assert not page.app.exception


def press(page: Dashboard, name: str = "") -> None:
    if name:
        page.app.text_input[0].set_value(name)
    page.app.button(key="adding_start").click().run()
    assert not page.app.exception


def names(page: Dashboard) -> list[str]:
    return [row["name"] for row in page.models]


def bytes_of(network: onnx.ModelProto) -> bytes:
    return network.SerializeToString()


@pytest.fixture
def mailed(own_models: Path, tmp_path: Path) -> bytes:
    """The zip of a bundle that is not here."""
    paths = written(tmp_path, decoder=decoder(), encoder=encoder())
    folder = vizvae.adopt(paths, PIXELS, name="theirs", report=lambda _: None)
    write_bundle_zip(find_checkpoint("theirs"), tmp_path / "theirs.zip")
    folder.rename(tmp_path / "away")
    return (tmp_path / "theirs.zip").read_bytes()


def test_the_zip_of_a_bundle_is_a_model_that_opens(mailed: bytes) -> None:
    page = models()
    assert "theirs" not in names(page)
    drop(page, theirs_zip=mailed)
    press(page)
    assert not page.errors
    assert "theirs" in names(page)
    (link,) = page.app.get("page_link")
    assert link.proto.label == "Open in the sliders"
    assert link.proto.query_string == "model=theirs"
    found = page.app.dataframe[0].value
    assert dict(zip(found["What"], found["Found"], strict=True))["pixels out"] == "0…1"
    page.go_to("sliders", model="theirs")
    page.assert_usable("theirs")


def test_a_bundle_is_downloaded_as_the_zip_that_is_dropped_elsewhere(mailed: bytes) -> None:
    page = models()
    drop(page, theirs_zip=mailed)
    press(page)
    (said,) = [caption.value for caption in page.app.caption if caption.value.startswith("Download as one zip")]
    url = bundle_url(find_checkpoint("theirs"))
    assert f"]({url})" in said
    app = Starlette(routes=download_routes())
    answer = ask(app, url)
    assert answer.body == mailed
    assert answer.headers["content-disposition"] == 'attachment; filename="theirs.zip"'
    assert ask(app, url.replace("/theirs/", "/others/")).status == 404


def test_another_model_is_never_replaced_by_one_that_is_dropped(mailed: bytes) -> None:
    page = models()
    drop(page, theirs_zip=mailed)
    press(page)
    before = find_checkpoint("theirs").digest
    other = models()
    drop(other, theirs_onnx=bytes_of(decoder()))
    press(other)
    assert ["there is a model named theirs already" in error for error in other.errors] == [True]
    assert find_checkpoint("theirs").digest == before
    press(other, "others")
    assert not other.errors
    assert {"theirs", "others"} <= set(names(other))


def test_networks_are_shown_with_images_of_a_file(tmp_path: Path) -> None:
    page = models()
    drop(page, decoder_onnx=bytes_of(decoder()), encoder_onnx=bytes_of(encoder()))
    page.app.selectbox(key="adding_images").set_value("A file of images …").run()
    assert page.app.button(key="adding_start").disabled
    images = io.BytesIO()
    np.savez(images, images=PIXELS, labels=np.arange(24) % 3)
    page.app.file_uploader(key="adding_images_file").set_value(("mine.npz", images.getvalue(), "application/zip")).run()
    press(page, "mine")
    assert not page.errors
    assert len(find_checkpoint("mine").load_reference().mu) == 24


def test_what_cannot_be_decided_is_asked_with_its_choices() -> None:
    page = models()
    drop(page, decoder_onnx=bytes_of(decoder(ends="")))
    press(page, "mine")
    assert not page.errors
    assert ["know no bounds" in line for line in page.warnings] == [True]
    assert "mine" not in names(page)
    choice = page.app.radio[0]
    assert choice.options == ["0…1", "-1…1", "0…255", "logits"]
    choice.set_value("logits")
    press(page)
    assert not page.warnings
    assert "mine" in names(page)
    # And another answer, by who has added it, takes its place.
    before = find_checkpoint("mine").digest
    page.app.selectbox(key="adding_value_range").set_value("-1…1")
    press(page)
    assert not page.errors
    assert find_checkpoint("mine").digest != before


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"decoder_onnx": bytes_of(decoder())[:-200]}, "damaged or cut short"),
        ({"mine_zip": b"PK no zip"}, "expected the zip of a bundle"),
        ({"a_zip": b"", "b_onnx": b""}, "expected one zip, or one or two ONNX files"),
        ({"encoder_onnx": bytes_of(encoder())}, "so it is an encoder"),
    ],
)
def test_what_cannot_be_used_is_said_and_leaves_nothing(files: dict[str, bytes], words: str, own_models: Path) -> None:
    page = models()
    drop(page, **files)
    if page.app.button:
        press(page)
    assert [words in error for error in page.errors] == [True]
    assert list(own_models.glob("*")) == []
    assert "cora-vgae" in names(page), "the table is there all the same"


def test_who_may_change_nothing_adds_nothing(monkeypatch: pytest.MonkeyPatch, own_models: Path) -> None:
    page = models()
    drop(page, decoder_onnx=bytes_of(decoder()))
    monkeypatch.setattr(access, "this_access", lambda: Access(read_only=True))
    page.app.button(key="adding_start").click().run()  # as who speaks Streamlit's protocol does, whatever is disabled
    assert page.app.file_uploader(key="adding_files").proto.disabled
    assert [access.MAY_NOT["read-only"] in error for error in page.errors] == [True]
    assert not page.app.button
    assert list(own_models.glob("*")) == []
