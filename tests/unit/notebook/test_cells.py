"""A cell that is run again closes what it had made."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from vizvae.notebook import cells


class Made:
    closed = False

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(cells, "_made", {})

    def running(cell: str, request: str) -> None:
        parent = {"metadata": {"cellId": cell}, "header": {"msg_id": request}}
        monkeypatch.setattr(cells, "shell", lambda: SimpleNamespace(get_parent=lambda: parent))

    return running


def test_only_earlier_runs_of_the_same_cell_are_closed(run: Any) -> None:
    first, second, elsewhere, again = Made(), Made(), Made(), Made()
    run("a", "1")
    cells.made_here(first)
    cells.made_here(second)
    run("b", "2")
    cells.made_here(elsewhere)
    assert not any(view.closed for view in (first, second, elsewhere))
    run("a", "3")
    cells.made_here(again)
    assert [view.closed for view in (first, second, elsewhere, again)] == [True, True, False, False]


def test_a_notebook_that_names_no_cells_keeps_all(run: Any) -> None:
    first, second = Made(), Made()
    for request, view in (("1", first), ("2", second)):
        run("", request)
        cells.made_here(view)
    assert not first.closed
