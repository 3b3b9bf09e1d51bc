"""A model from elsewhere opens on sliders and map, without the figures that need a likelihood, and for the class that is chosen."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

import vizvae
from tests.pages.dashboard import Dashboard
from tests.unit.adoption import strangers


@pytest.fixture
def theirs(own_models: Path) -> Path:
    torch.manual_seed(0)
    pixels = np.random.default_rng(0).integers(0, 255, (24, 8, 8), dtype=np.uint8)
    return vizvae.adopt(strangers.Conditional(), (pixels, np.arange(24) % 3), name="theirs", report=lambda _: None)


def test_it_opens_with_its_images_and_for_the_class_that_is_chosen(theirs: Path) -> None:
    page = Dashboard(model="theirs")
    page.assert_usable("theirs")
    assert not page.warnings
    model = page.data["model"]
    assert (model["likelihood"], model["latentDim"], model["data"]["count"]) == ("unknown", strangers.LATENTS, 24)
    first = page.data["firstImage"]
    page.app.selectbox(key="class_of_model").set_value(2).run()
    assert not page.errors
    assert page.data["model"]["name"] == page.address["model"] == "theirs@2"
    assert page.data["model"]["digest"] != model["digest"]
    assert page.data["firstImage"] != first
    page.rerun()
    assert page.data["model"]["name"] == "theirs@2"
    page.go_to("manifold", model="theirs@1")
    assert not page.errors
    assert page.data["model"]["name"] == "theirs@1"
    assert page.app.selectbox(key="class_of_model").value == 1
    page.go_to("models")
    assert not page.errors
    (row,) = [row for row in page.models if row["name"] == "theirs"]
    assert row["origin"] == "from elsewhere"
    assert "theirs, from elsewhere). Not measured." in row["cite"]
    page.choose_row([one["name"] for one in page.models].index("theirs"))
    assert not page.errors
    assert any(text.value.startswith("Not measured: what the likelihood") for text in page.app.markdown)


def test_a_class_that_there_is_not_is_said(theirs: Path) -> None:
    page = Dashboard(model="theirs@7")
    assert not page.errors
    assert any("theirs has no class '7'; its classes are 0 to 2" in line for line in page.warnings)
    assert page.has_component


def test_what_is_known_of_it_is_taken_along_and_no_score_of_an_unknown_likelihood(theirs: Path) -> None:
    for page, key in ((Dashboard(model="theirs@1"), "point_along"), (Dashboard.at("manifold", model="theirs@1"), "map_along")):
        page.app.session_state[key] = True
        page.app.run()
        assert not page.errors
        assert not page.app.exception
        lines = [one.value for one in page.app.code if "theirs" in one.value]
        assert all("from elsewhere" in line for line in lines)
        assert any("denser than this share of posterior means" in line for line in lines)
        assert not any("NLL" in line or "ELBO" in line for line in lines)
