"""A page as a file: made once for all who ask for the same, and what cannot be is said."""

import sys
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from starlette.applications import Starlette

from tests.helpers.small import write_checkpoint
from tests.pages.asgi import Answer, ask, assert_refused
from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import write_card
from vizvae.latent_names import name_latent
from vizvae.ui.one_file import routes
from vizvae.ui.one_file.making import MOST_WAITING, FileMaker, words_of

APP = Starlette(routes=routes.one_file_routes())
SCRIPT = """
import pathlib, sys, zipfile
out, words = pathlib.Path(sys.argv[1].removeprefix("--output=")), sys.argv[2:]
with (out.parent / "calls").open("a") as calls: print(*words, file=calls)
if "--lighter" not in words and "large" in str(words): print("error: got 71.2 MB, with --lighter 9.1 MB", file=sys.stderr); sys.exit(3)
if "broken" in str(words): sys.exit("error: the sizes are such and such")
out.write_text("<p>" + " ".join(words))
with zipfile.ZipFile(out.with_suffix(".zip"), "w") as archive: archive.write(out, "page.html")
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    maker = FileMaker(tmp_path / "files", (sys.executable, "-c", SCRIPT))
    monkeypatch.setattr(routes, "file_maker", lambda: maker)
    return tmp_path / "files"


def until_there(address: str, query: str) -> Answer:
    deadline = time.monotonic() + 60
    while (answer := ask(APP, f"/vizvae/files/{address}/one-file", "POST", query=query)).status == 202:
        assert b"packing" in answer.body
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return answer


def test_it_is_made_once_and_comes_as_html_and_as_zip(folder: Path) -> None:
    query = "model=mnist-2d&z=0.5_-1"
    answer = until_there("sliders/html", query)
    assert answer.status == 200
    assert answer.body == b"<p>--page=sliders --at=z=0.5_-1 -- mnist-2d"
    assert answer.headers["content-disposition"] == "attachment"
    archive = until_there("sliders/zip", query)
    with zipfile.ZipFile(BytesIO(archive.body)) as opened:
        assert opened.read("page.html") == answer.body
    assert len((folder / "calls").read_text().splitlines()) == 1
    until_there("manifold/html", query)
    assert len((folder / "calls").read_text().splitlines()) == 2


def test_it_is_made_anew_when_what_is_in_it_is_another(folder: Path, own_models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that was given to a latent, another card, and a map that was computed meanwhile."""
    write_checkpoint(own_models / "mine")
    checkpoint = find_checkpoint("mine")
    query = "model=mine"

    def num_made() -> int:
        for page in ("sliders", "manifold"):
            assert until_there(f"{page}/html", query).status == 200
        return len((folder / "calls").read_text().splitlines())

    assert (num_made(), num_made()) == (2, 2)
    name_latent(checkpoint.digest, 2, "smile")
    assert (num_made(), num_made()) == (4, 4)
    write_card(own_models / "mine", {**checkpoint.card, "title": "called otherwise"})
    assert (num_made(), num_made()) == (6, 6)
    monkeypatch.setattr("vizvae.ui.one_file.making.kept_layouts", lambda _: {"tsne": None})
    assert (num_made(), num_made()) == (7, 7), "the map is on one of the two pages"


def test_why_it_could_not_be_made_is_said_and_it_may_be_asked_for_again(folder: Path) -> None:
    for _ in range(2):
        assert_refused(until_there("learn/html", "lesson=broken"), 500, "the sizes are such and such")
    assert len((folder / "calls").read_text().splitlines()) == 2


def test_failures_that_nobody_came_back_for_are_in_nobodys_way(folder: Path) -> None:
    """Eight of them, and no file was made any more until the server was started again."""
    for lesson in range(MOST_WAITING):
        assert ask(APP, "/vizvae/files/learn/html/one-file", "POST", query=f"lesson=broken{lesson}").status == 202
    while len((folder / "calls").read_text().splitlines() if (folder / "calls").exists() else ()) < MOST_WAITING:
        time.sleep(0.02)
    assert until_there("sliders/html", "model=mnist-2d").status == 200


def test_of_a_file_that_is_too_large_a_lighter_one_can_be_had(folder: Path) -> None:
    assert_refused(until_there("learn/zip", "lesson=large"), 413, "got 71.2 MB, with --lighter 9.1 MB")
    answer = until_there("learn/lighter-html", "lesson=large")
    assert answer.status == 200
    assert answer.body == b"<p>--lighter --lesson=lesson=large"


@pytest.mark.parametrize(
    ("address", "query", "status", "says"),
    [
        ("sliders/html", "model=nope", 404, "There is no model named nope"),
        ("graph/html", "model=mnist-2d", 404, "There is no graph model named mnist-2d"),
        ("train/html", "", 422, "expected one of the pages sliders, manifold, graph, learn, got 'train'"),
        ("sliders/pdf", "model=mnist-2d", 422, "expected html or zip, or lighter- and one of them, got 'pdf'"),
        ("learn/html", "step=" + 20_000 * "x", 422, "expected an address of at most 20,000 characters"),
    ],
)
def test_what_cannot_be_is_said(folder: Path, address: str, query: str, status: int, says: str) -> None:
    assert_refused(ask(APP, f"/vizvae/files/{address}/one-file", "POST", query=query), status, says)
    assert not folder.exists()


def test_an_address_never_becomes_an_option() -> None:
    assert words_of("sliders", {"model": "--output=/x", "-o": "/y"}) == ["--page=sliders", "--at=-o=%2Fy", "--", "--output=/x"]
    assert words_of("learn", {"lesson": "bound", "hide": "menu"}) == ["--lesson=lesson=bound&hide=menu"]
