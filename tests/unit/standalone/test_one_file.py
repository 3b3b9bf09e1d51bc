"""What a file holds and says, and what is refused."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from vizvae.catalogue import list_checkpoints
from vizvae.cli import main
from vizvae.exit_status import TOO_LARGE
from vizvae.graph.catalogue import list_graph_checkpoints
from vizvae.paths import PROJECT, SHIPPED_MODELS
from vizvae.standalone import one_file as module
from vizvae.standalone.facts import licence_facts
from vizvae.standalone.one_file import Asked, TooLarge, images_that_fit, one_file
from vizvae.ui.explorer.opened import open_model

TODAY = date(2026, 4, 2)


def index_of(content: bytes) -> dict:
    found = re.search(rb'<script type="application/json" id=\'vizvae-index\'>(.*?)</script>', content, re.DOTALL)
    assert found
    return json.loads(found[1])


@pytest.fixture(scope="module")
def content() -> bytes:
    return one_file(Asked(("mnist-2d", "mnist-ae-2d"), lighter=True), TODAY)


def test_shipped_models_take_at_most_8_mb() -> None:
    for name in ("mnist-conv", "mnist-2d"):
        assert len(one_file(Asked((name,)), TODAY)) < 8_000_000


def test_it_holds_both_pages_of_both_models_and_what_they_share_once(content: bytes) -> None:
    index = index_of(content)
    pages = [(one["page"], one["model"]) for one in index["pages"]]
    assert pages == [(page, model) for model in ("mnist-2d", "mnist-ae-2d") for page in ("sliders", "manifold")]
    addresses = list(index["answers"])
    assert sum("images.u8" in address for address in addresses) == 1
    assert sum("decoder.onnx" in address for address in addresses) == 2
    used = {
        *index["answers"].values(),
        *index["files"].values(),
        *index["styles"].values(),
        *(one["data"] for one in index["pages"]),
    }
    assert used == set(index["blocks"])
    for name in used:
        assert content.count(f"id='{name}'".encode()) == 1


def test_it_loads_nothing_from_anywhere(content: bytes) -> None:
    assert b"connect-src 'none'" in content
    assert b"default-src 'none'" in content
    assert not re.search(rb"""(?:src|href)=["'](?!data:)""", content[: content.index(b"<script")])
    assert {content[:3000].count(mark) for mark in (b"http://", b"https://")} == {0}


def test_it_says_what_it_is(content: bytes) -> None:
    facts = {(fact["what"], fact["text"]) for fact in index_of(content)["facts"]}
    said = " ".join(text for _, text in facts)
    for text in (
        "2026-04-02",
        "mnist-2d",
        open_model("mnist-2d").digest[:16],
        "The first 100 of the 5,000",
        "CC BY-SA 3.0",
        "MIT",
    ):
        assert text in said


def test_the_same_is_written_the_same(content: bytes) -> None:
    assert one_file(Asked(("mnist-2d", "mnist-ae-2d"), lighter=True), TODAY) == content


def test_as_many_images_as_fit() -> None:
    assert images_that_fit(open_model("mnist-2d")) == 5000
    assert 1000 < images_that_fit(open_model("mnist-conv")) < 4000


def test_too_large_a_file_is_refused_with_the_sizes_of_its_parts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    light = len(one_file(Asked(("mnist-2d",), lighter=True), TODAY))
    monkeypatch.setattr(module, "LARGEST", 4_000_000)
    parts = r"runtime\.wasm 2\.\d MB, (de|en)coder of mnist-2d 2\.0 MB, .*images of mnist"
    with pytest.raises(ValueError, match=rf"expected a file of at most 4\.0 MB, got \d\.\d MB \({parts}.*: choose fewer models$"):
        one_file(Asked(("mnist-2d",)), TODAY)
    monkeypatch.setattr(module, "LARGEST", light)
    said = rf"{parts}.*: with --lighter, which takes 100 images of each data set, it has {light / 1e6:.1f} MB$"
    with pytest.raises(TooLarge, match=said):
        one_file(Asked(("mnist-2d",)), TODAY)
    assert main(["html", "mnist-2d", "-o", str(tmp_path / "file.html")]) == TOO_LARGE
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nope"], "There is no model named nope. Known models: mnist-conv"),
        (["mnist-2d", "--at", "z=1_2_3"], "it has 3 numbers, but this model has 2 latents"),
        (["mnist-2d", "--at", "map=7"], "it is not a JSON object"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    words: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["html", *words, "-o", str(tmp_path / "file.html")]) == 1
    assert says in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_it_is_written_to_an_html_file_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["html", "mnist-2d", "-o", str(tmp_path / "file.zip")]) == 1
    assert "expected the name of an HTML file" in capsys.readouterr().err


WITHOUT_STREAMLIT = """
import sys
sys.modules["streamlit"] = sys.modules["starlette"] = None
from vizvae.cli import main
sys.exit(main(sys.argv[1:]))
"""


def test_it_needs_no_streamlit_and_takes_a_model_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIZVAE_RUNS", str(tmp_path / "runs"))
    shutil.copytree(SHIPPED_MODELS / "mnist-2d", tmp_path / "runs" / "mine")
    file = tmp_path / "mine.html"
    words = [sys.executable, "-c", WITHOUT_STREAMLIT, "html", "mine", "--lighter", "-o", str(file)]
    result = subprocess.run(words, cwd=PROJECT, capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stderr
    assert [line.split()[0] for line in result.stdout.splitlines()] == [str(file), str(file.with_suffix(".zip"))]
    assert {one["model"] for one in index_of(file.read_bytes())["pages"]} == {"mine"}


def test_of_all_data_that_ship_it_is_said_whose_they_are() -> None:
    keys = {one.card["data"]["key"] for one in (*list_checkpoints(), *list_graph_checkpoints())}
    assert {"mnist", "cora", "karate"} <= keys
    [said] = [fact.text for fact in licence_facts(sorted(keys)) if fact.what == "Licence of the data"]
    assert "somebody's own" not in said
    assert "mine: data of somebody's own" in licence_facts(["mine"])[1].text
