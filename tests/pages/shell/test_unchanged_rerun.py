"""What a rerun in which nothing has changed does again: counted, as 200 visitors make forty of them a second."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.navigation.page import Page

from tests.helpers.small import write_checkpoint
from tests.pages.dashboard import Dashboard
from vizvae.catalogue import list_checkpoints

LONG_AGO = 1_600_000_000
LARGE = 5_000
"""Characters of JSON"""
PAGES = ["sliders", "manifold", "factors", "train", "models"]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, str], Counter[str]]:
    """How often a function has been called since, by its name."""
    counter: Counter[str] = Counter()

    def count(owner: Any, name: str) -> Counter[str]:
        original = getattr(owner, name)

        def counted(*args: Any, **kwargs: Any) -> Any:
            counter[name] += 1
            return original(*args, **kwargs)

        monkeypatch.setattr(owner, name, counted)
        return counter

    return count


def opened(page: str) -> Dashboard:
    visitor = Dashboard()
    if page != "sliders":
        visitor.go_to(page)
    visitor.rerun()
    assert not visitor.app.exception
    return visitor


@pytest.mark.parametrize("page", PAGES)
def test_no_page_is_looked_for_and_no_folder_of_models_listed(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calls: Callable[..., Counter[str]]
) -> None:
    monkeypatch.setenv("VIZVAE_RUNS", str(tmp_path))
    monkeypatch.setattr("vizvae.folders.SETTLED_NS", 0)
    visitor = opened(page)
    calls(Page, "__init__")
    calls(os, "getcwd")
    counted = calls(os, "listdir")
    visitor.rerun()
    assert not counted


@pytest.mark.parametrize("page", ["sliders", "manifold"])
def test_what_is_said_of_a_model_is_not_turned_into_json_again(page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = opened(page)
    assert len(json.dumps(visitor.data["model"])) > LARGE
    large: list[int] = []
    dumps = json.dumps

    def watched(value: Any, *args: Any, **kwargs: Any) -> str:
        text = dumps(value, *args, **kwargs)
        if len(text) > LARGE and not is_text(value):
            large.append(len(text))
        return text

    monkeypatch.setattr(json, "dumps", watched)
    visitor.rerun()
    assert large == []


def is_text(value: Any) -> bool:
    return isinstance(value, str) or (isinstance(value, dict) and all(isinstance(part, str) for part in value.values()))


def test_a_model_that_comes_or_goes_is_noticed(own_models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_checkpoint(own_models / "one")
    monkeypatch.setattr("vizvae.folders.SETTLED_NS", 0)
    assert [one.name for one in list_checkpoints()] == ["one"]
    write_checkpoint(own_models / "two")
    assert [one.name for one in list_checkpoints()] == ["one", "two"]
    os.rename(own_models / "one", own_models / "three")
    assert [one.name for one in list_checkpoints()] == ["three", "two"]


def test_a_folder_in_the_place_of_another_of_the_same_date_is_noticed(own_models: Path, tmp_path: Path) -> None:
    write_checkpoint(own_models / "one")
    write_checkpoint(tmp_path / "others" / "two")
    for folder in (own_models, tmp_path / "others"):
        os.utime(folder, (LONG_AGO, LONG_AGO))
    assert [one.name for one in list_checkpoints()] == ["one"]
    os.rename(own_models, tmp_path / "old")
    os.rename(tmp_path / "others", own_models)
    assert [one.name for one in list_checkpoints()] == ["two"]


def test_a_model_that_comes_within_a_tick_of_the_clock_is_noticed(own_models: Path) -> None:
    write_checkpoint(own_models / "one")
    changed = own_models.stat().st_mtime_ns
    assert [one.name for one in list_checkpoints()] == ["one"]
    write_checkpoint(own_models / "two")
    os.utime(own_models, ns=(changed, changed))
    assert [one.name for one in list_checkpoints()] == ["one", "two"]


def test_a_card_is_described_once_until_it_is_another(own_models: Path, calls: Callable[..., Counter[str]]) -> None:
    from vizvae.ui.models import listed

    write_checkpoint(own_models / "one")
    visitor = opened("models")
    counted = calls(listed, "rows_of")
    visitor.rerun()
    assert not counted
    card = json.loads((own_models / "one" / "card.json").read_text())
    card["num_parameters"] = 12345
    (own_models / "one" / "card.json").write_text(json.dumps(card))
    visitor.rerun()
    assert [row["weights"] for row in visitor.models if row["name"] == "one"] == [12345]
    assert counted["rows_of"] == 1


def test_what_the_models_page_draws_does_not_grow_with_the_models(own_models: Path) -> None:
    """Each thing that Streamlit draws costs a quarter of a millisecond, and there were five for each card."""
    visitor = opened("models")
    before = drawn(visitor)
    write_checkpoint(own_models / "one")
    visitor.rerun()
    assert "one" in [row["name"] for row in visitor.models]
    assert drawn(visitor) == before


def drawn(visitor: Dashboard) -> int:
    return sum(1 for _ in visitor.app.main)


def test_memory_is_checked_once_for_everybody_even_where_it_does_not_suffice(calls: Callable[..., Counter[str]]) -> None:
    from vizvae.ui.train import shown_cost

    shown_cost._memory.cache_clear()
    counted = calls(shown_cost, "check_memory")
    for _ in range(2):
        opened("train")
    assert counted["check_memory"] == 1
    for _ in range(2):
        visitor = opened("train")
        visitor.app.session_state["run_batch_size"] = 99_999
        visitor.rerun()
        visitor.rerun()
        assert any("99,999" in error for error in visitor.errors)
    assert counted["check_memory"] == 2
