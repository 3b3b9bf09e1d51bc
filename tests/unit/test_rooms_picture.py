"""The picture of the rooms is drawn from the imports."""

import os
import re
from pathlib import Path

import networkx as nx
import pytest

from benchmarks import report, rooms
from tests.unit.test_imports import OURS, imported
from vizvae.ui.shell.pages import ROOMS

SOURCES = rooms.PACKAGE / "ui" / "frontend" / "src"


def circles(graph: nx.DiGraph) -> list[list[str]]:
    """Of things that reach each other along the arrows"""
    return [sorted(map(str, found)) for found in nx.strongly_connected_components(graph) if len(found) > 1]


def file_of(module: str) -> Path | None:
    """None for what is none of ours, and for the package's own face, which imports what it hands on when that is asked for."""
    path = rooms.PROJECT.joinpath(*module.split("."))
    files = [file for file in (path.with_suffix(".py"), path / "__init__.py") if file.is_file()]
    return files[0] if files and module.startswith("vizvae.") else None


def files_imported(path: Path) -> set[Path]:
    """A package of which only modules are imported is not imported itself."""
    files = {name: file for name in imported(path) if (file := file_of(name))}
    return {file for name, file in files.items() if not any(other.startswith(f"{name}.") for other in files)} - {path}


def test_every_room_and_every_page_is_in_it() -> None:
    found = rooms.imports()
    assert {"app.py", "pages", "models", "training", "graph", "checkpoint", *(f"ui/{name}" for name in ROOMS)} <= set(found)
    assert found.has_edge("training", "models")
    assert found.has_edge("ui/sliders", "ui/shell")
    assert not any(found.has_edge(room, "pages") for room in found if room != "app.py")


def test_no_rooms_import_each_other() -> None:
    """Nor by way of others: of a circle no part can be read, tested or moved without the rest."""
    assert circles(rooms.imports()) == []


def test_no_modules_import_each_other() -> None:
    graph = nx.DiGraph()
    for path in OURS:
        graph.add_edges_from((path, other) for other in files_imported(path))
    assert graph.number_of_edges() > 1000
    assert circles(graph) == []


def test_no_files_of_the_browser_half_import_each_other() -> None:
    graph = nx.DiGraph()
    sources = {path.with_suffix(""): path for path in SOURCES.rglob("*.ts*")}
    for name, path in sources.items():
        for asked in re.findall(r"""(?:from|import)\s*\(?\s*["'](\.[^"']+)["']""", path.read_text("utf-8")):
            other = Path(os.path.normpath(name.parent / asked))
            if (other := other if other in sources else other / "index") in sources:
                graph.add_edge(name, other)
    assert graph.number_of_edges() > 1000
    assert circles(graph) == []


@pytest.mark.parametrize(
    ("path", "room"),
    [
        ("app.py", "app.py"), ("pages/sliders.py", "pages"), ("vizvae/gaussian.py", "gaussian.py"), ("vizvae/__init__.py", None),
        ("vizvae/models/base.py", "models"), ("vizvae/metrics/disentanglement/dci.py", "metrics"),
        ("vizvae/ui/sliders/page.py", "ui/sliders"), ("vizvae/ui/__init__.py", None),
        ("vizvae/ui/frontend/node_modules/flatted/flatted.py", None),
    ],
)  # fmt: skip
def test_the_room_of_a_file(path: str, room: str | None) -> None:
    assert rooms.room_of(Path(path)) == room


def test_no_page_of_the_browser_half_imports_another_and_no_part_imports_a_page() -> None:
    """Nor does its stylesheet."""
    for path in (path for pattern in ("*.ts", "*.tsx", "*.css") for path in SOURCES.rglob(pattern)):
        imports = re.findall(r'(?:\bfrom|\bimport)\s*\(?"(\.[^"]+)"', path.read_text(encoding="utf-8"))
        for target in (Path(os.path.normpath(path.parent / name)).relative_to(rooms.PACKAGE / "ui") for name in imports):
            room, page = target.parts[2:4] if target.parts[2:3] == ("pages",) else ("", "")
            assert not room or path.relative_to(SOURCES).parts[:2] == (room, page), f"{path} imports {target}"


def test_arrows_that_follow_from_others_are_left_out_and_circles_share_a_box(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.DiGraph(
        [("pages", "ui/sliders"), ("ui/sliders", "training"), ("pages", "training"), ("training", "cli"), ("cli", "training")]
    )
    monkeypatch.setattr(rooms, "imports", lambda: graph)
    drawn = rooms.picture()
    assert drawn.count("-->") == 2
    assert "r_pages --> r_ui_sliders" in drawn
    assert "r_ui_sliders --> r_cli_training" in drawn
    assert 'r_cli_training["cli ⇄ training"]' in drawn


def test_a_stale_picture_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "architecture.md"
    page.write_text("<!-- generated: rooms -->\nas it was\n<!-- end -->\n", encoding="utf-8")
    monkeypatch.setattr(report, "DOCS", tmp_path)
    monkeypatch.setattr("sys.argv", ["report", "--check"])
    assert report.main() == 1
    assert "as it was" in page.read_text(encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["report"])
    assert report.main() == 0
    assert "flowchart" in page.read_text(encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["report", "--check"])
    assert report.main() == 0
