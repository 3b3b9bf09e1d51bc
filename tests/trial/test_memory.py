"""A server's memory stays bounded, however many visitors come and whatever they look at; a small leak would be seen.

Streamlit keeps the session of a visitor who has left for two minutes, and 128 of them at most: they are there before anything is compared.
"""

from pathlib import Path

import pytest

from benchmarks.load import OPENS_FIRST, page_names
from tests.helpers.memory import change_models, open_pages, settled_mb, watched
from vizvae.catalogue import list_checkpoints

PAGES = ["" if page == OPENS_FIRST else page for page in page_names()]
KEPT_SESSIONS = 128


def growths_mb(folder: Path, *, before: int, openings: int, changes: int, leaks: bool = False) -> tuple[float, float]:
    """What `openings` visitors, and what `changes` of the model, leave behind in a server that has seen everything once."""
    models = [checkpoint.name for checkpoint in list_checkpoints()]
    with watched(folder, leaks=leaks) as (url, server):
        change_models(url, models, len(models))
        open_pages(url, PAGES, before)
        first = settled_mb(server)
        open_pages(url, PAGES, openings)
        second = settled_mb(server)
        change_models(url, models, changes)
        return second - first, settled_mb(server) - second


def test_forty_openings_leave_the_server_as_large_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.helpers.memory.SETTLED_AFTER", 0)
    grown, _ = growths_mb(tmp_path, before=len(PAGES), openings=40, changes=0)
    assert grown < 40, f"{grown:.0f} MB more after 40 visitors who each ran a page twice"


@pytest.mark.long
def test_three_hundred_openings_and_a_hundred_changes_of_the_model_leave_the_server_as_large_as_it_was(tmp_path: Path) -> None:
    of_openings, of_changes = growths_mb(tmp_path, before=KEPT_SESSIONS, openings=300, changes=100)
    assert of_openings < 30, f"{of_openings:.0f} MB more after 300 visitors: 0.1 MB a visitor is a leak"
    assert of_changes < 30, f"{of_changes:.0f} MB more after 100 changes of the model: a model is of 1 to 10 MB"


@pytest.mark.long
def test_a_page_that_keeps_a_megabyte_at_each_run_is_seen(tmp_path: Path) -> None:
    of_openings, of_changes = growths_mb(tmp_path, before=len(PAGES), openings=40, changes=40, leaks=True)
    assert of_openings > 40  # it was run twice each time, and some of it may be used again
    assert of_changes > 30
