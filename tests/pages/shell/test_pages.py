"""A page is declared in its room, and nowhere else: a new one is in the navigation, is drawn, and answers what its browser half asks."""

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from tests.pages.asgi import ask
from tests.pages.dashboard import Dashboard
from vizvae.paths import PAGES, PROJECT
from vizvae.ui.server import routes
from vizvae.ui.shell import navigation, pages
from vizvae.ui.shell.page import Page

FRONTEND = PROJECT / "vizvae" / "ui" / "frontend" / "src" / "pages"


def test_a_page_has_the_same_name_everywhere() -> None:
    for page in pages.all_pages():
        assert (PAGES / f"{page.name}.py").is_file()
        assert (PROJECT / "vizvae" / "ui" / page.name / "page.py").is_file()
        for component in page.components:
            assert component.name == page.name or component.name.startswith((f"{page.name}_", "shell_"))
    assert {path.stem for path in PAGES.glob("*.py")} == set(pages.ROOMS)


def test_the_tests_of_a_room_stand_under_its_name() -> None:
    ui = PROJECT / "vizvae" / "ui"
    rooms = {path.parent.name for path in ui.glob("*/__init__.py")} | {path.name for path in (ui / "frontend" / "src").iterdir()}
    rooms |= {
        "notebook",
        "standalone",
        "firefox",
    }  # hosts beside the dashboard, and another browser than the others are tested in
    for tests in ("pages", "browser", "unit/ui"):
        assert {path.parent.name for path in (PROJECT / "tests" / tests).glob("*/__init__.py")} <= rooms
    assert not list((PROJECT / "tests" / "pages").glob("test_*.py"))


def test_the_components_are_those_that_are_built_and_those_that_streamlit_looks_for() -> None:
    declared = {component.name for page in pages.all_pages() for component in page.components}
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    assert {one["name"] for one in settings["tool"]["streamlit"]["component"]["components"]} == declared
    built = {path.parent.relative_to(FRONTEND).as_posix().replace("/", "_") for path in FRONTEND.rglob("main.tsx")}
    assert built == declared


@pytest.fixture
def dummy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A page that did not exist: a file in `pages/`, a room, and its name in the one list."""
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "dummy.py").write_text("import streamlit as st\n\nst.header('A dummy')\n")
    for path in PAGES.glob("*.py"):
        (tmp_path / "pages" / path.name).symlink_to(path)
    room = ModuleType("vizvae.ui.dummy.page")
    answer = Route("/vizvae/dummy", lambda _: PlainTextResponse("an answer"))
    room.PAGE = Page(name="dummy", title="Dummy", icon=":material/smart_toy:", routes=[answer], former_names=["stand-in"])  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "vizvae.ui.dummy.page", room)
    monkeypatch.setattr(pages, "ROOMS", (*pages.ROOMS, "dummy"))
    monkeypatch.setattr(navigation, "PAGES", tmp_path / "pages")
    monkeypatch.setattr("tests.pages.dashboard.PAGES", tmp_path / "pages")
    caches = (pages.all_pages, navigation._pages)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()


@pytest.mark.usefixtures("dummy")
def test_a_new_page_is_its_room_its_file_and_a_name_in_one_list() -> None:
    app = Starlette(routes=routes.all_routes())
    assert ask(app, "/vizvae/dummy").body == b"an answer"
    assert ask(app, "/stand-in").headers["location"] == "dummy"
    visitor = Dashboard()
    visitor.go_to("dummy")
    assert not visitor.app.exception
    assert [header.value for header in visitor.app.header] == ["A dummy"]


def test_links_to_a_former_address_lead_to_the_page_with_all_that_they_say() -> None:
    app = Starlette(routes=routes.ALL_ROUTES)
    answer = ask(app, "/disentanglement", query="model=faces-btcvae&at=1%2C2&metric=sap")
    assert (answer.status, answer.headers["location"]) == (308, "factors?model=faces-btcvae&at=1%2C2&metric=sap")
    # The first page has no name in its address, and is found by its name as the others are.
    assert ask(app, "/sliders", query="model=mnist-2d").headers["location"] == "./?model=mnist-2d"
