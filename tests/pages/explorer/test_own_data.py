"""A model of one's own images opens with them; the Train page offers the set; a set that is gone is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.helpers.small import write_checkpoint
from tests.pages.dashboard import Dashboard
from tests.unit.data.own.pictures import fill
from vizvae.data.images import load_images
from vizvae.data.own.build import add_set
from vizvae.data.own.options import Options
from vizvae.data.own.store import OwnSet, remove_set, rename_set


@pytest.fixture
def birds(own_models: Path, tmp_path: Path) -> OwnSet:
    root = tmp_path / "birds"
    fill(root / "finch", 20)
    fill(root / "wren", 20, first=50)
    own = add_set(root, "birds", Options(size=16, grey=True))
    write_checkpoint(own_models / "first", data="birds", image_shape=[1, 16, 16])
    return own


def test_its_model_opens_on_sliders_and_map_with_its_images(birds: OwnSet) -> None:
    page = Dashboard(model="first", input="data-39")
    assert not page.errors
    assert not page.warnings
    data = page.data["model"]["data"]
    assert (data["title"], data["count"], data["classNames"]) == ("birds", 40, ["finch", "wren"])
    assert data["labels"] == load_images("birds", "sample").labels.tolist()
    rename_set("birds", "vogel")  # the model finds it all the same
    page.go_to("manifold", model="first")
    assert not page.errors
    assert page.has_component
    page.go_to("train")
    (choice,) = [box for box in page.app.selectbox if box.label == "Data"]
    assert "vogel" in choice.options


def test_a_model_whose_images_were_replaced_is_said_and_not_shown_with_the_others(birds: OwnSet, tmp_path: Path) -> None:
    remove_set("birds")
    root = tmp_path / "others"
    fill(root / "finch", 20, first=100)
    fill(root / "wren", 20, first=150)
    add_set(root, "birds", Options(size=16, grey=True))
    for page in ("sliders", "manifold"):
        shown = Dashboard.at(page, model="first")
        assert any("first was trained on other images than the data set 'birds' has now" in line for line in shown.errors)
        assert not shown.has_component


def test_a_model_whose_images_are_gone_is_said(birds: OwnSet) -> None:
    remove_set("birds")
    page = Dashboard(model="first")
    assert any("unknown image set 'birds'" in line for line in [*page.errors, *page.warnings])
