"""What is in the folder, and which folders are left alone."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from vizvae.standalone.site import MARK, write_site

TODAY = date(2026, 4, 2)


def files_of(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_what_pages_share_is_there_once_and_an_earlier_site_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write_site(folder, ["karate-vgae"], "bound", TODAY)
    first = files_of(folder)
    assert {"index.html", "graph.html", "learn.html", MARK} <= first
    assert "explorer.html" not in first
    index = (folder / "index.html").read_text("utf-8")
    assert 'href="graph.html"' in index
    assert "explorer.html" not in index
    assert first - {MARK} == set(json.loads((folder / MARK).read_text("utf-8"))["files"])
    written = write_site(folder, ["karate-vgae"], None, TODAY)
    left = files_of(folder)
    assert "learn.html" not in left
    assert written.removed == len(first - left) > 1
    assert left < first


def test_a_folder_with_something_of_ones_own_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("mine")
    with pytest.raises(ValueError, match=r"expected an empty folder or an earlier site .* holds thesis\.tex: choose another"):
        write_site(tmp_path, ["karate-vgae"], None, TODAY)
    assert files_of(tmp_path) == {"thesis.tex"}
    (tmp_path / MARK).write_text(json.dumps({"files": ["../outside", "index.html"]}))
    with pytest.raises(ValueError, match=r"holds an earlier site and 1 other files, thesis\.tex"):
        write_site(tmp_path, ["karate-vgae"], None, TODAY)


def test_a_mark_cannot_lead_out_of_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write_site(folder, ["karate-vgae"], None, TODAY)
    (tmp_path / "outside").write_text("mine")
    mark = json.loads((folder / MARK).read_text("utf-8"))
    (folder / MARK).write_text(json.dumps({"files": [*mark["files"], "../outside", "files/../../outside"]}))
    write_site(folder, ["karate-vgae"], None, TODAY)
    assert (tmp_path / "outside").read_text() == "mine"


def test_nothing_to_write_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected models or lessons to write, got neither"):
        write_site(tmp_path / "site", [], None, TODAY)
    assert not (tmp_path / "site").exists()
