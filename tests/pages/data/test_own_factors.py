"""Factors of one's own images: a model of them opens there, with the metrics that need no grid and a word on the others."""

from __future__ import annotations

import csv
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.small import write_checkpoint
from tests.pages.dashboard import TIMEOUT, Dashboard
from tests.unit.data.own.pictures import fill
from vizvae.data.own.build import add_set
from vizvae.data.own.options import Options
from vizvae.data.own.store import remove_set
from vizvae.ui.factors.measurements import measurements


@pytest.fixture
def birds(own_models: Path, tmp_path: Path) -> Iterator[Path]:
    """130 images, with a kind by name and a size by number that is not always known; one model of them, and one of sprites."""
    folder = fill(tmp_path / "birds", 130)
    with (folder / "factors.csv").open("w", newline="") as file:
        rows = [(f"p{n:03d}.png", "big" if n % 3 else "small", "" if n % 10 == 0 else n / 7, f"bird {n}") for n in range(130)]
        csv.writer(file).writerows([("file", "kind", "wing", "who"), *rows])
    add_set(folder, "birds", Options(size=16, grey=True))
    write_checkpoint(own_models / "mine", data="birds", image_shape=[1, 16, 16])
    write_checkpoint(own_models / "digits")
    yield own_models
    measurements().close()
    measurements.cache_clear()


def texts(page: Dashboard) -> str:
    return " ".join([*(one.value for one in page.app.markdown), *(one.value for one in page.app.caption)])


def test_what_can_be_computed_is_and_the_rest_is_named(birds: Path) -> None:
    page = Dashboard.at("factors")
    assert not page.errors
    assert page.app.selectbox(key="factor_model").options == ["Made here: mine · birds, 3 latents · MLP VAE"]
    assert page.address == {"model": "mine"}
    assert "were found, not drawn" in texts(page)
    page.app.button(key="own_measure").click().run()
    deadline = time.monotonic() + TIMEOUT
    while "Not computed" not in texts(page):
        assert time.monotonic() < deadline
        assert not page.errors
        time.sleep(0.2)
        page.rerun()
    said = texts(page)
    assert "**kind**: 2 names, known of 130 images" in said
    assert "**wing**: numbers, in 10 classes of 11 to 12 points, known of 117 images" in said
    assert "FactorVAE score: it needs groups" in said
    assert "β-VAE score: it needs pairs" in said
    assert "who is left out: it has 130 names for 130 points" in page.app.info[0].value
    tables = [one.proto.body for one in page.app.get("html")]
    assert any("Mutual information gap" in table for table in tables)
    assert any('aria-label="Images from the lowest to the highest z' in table for table in tables)
    # Kept: the next visitor waits for nothing.
    assert "Not computed" in texts(Dashboard.at("factors", model="mine"))


def test_a_set_without_factors_and_one_that_is_gone(birds: Path, tmp_path: Path) -> None:
    add_set(fill(tmp_path / "plain", first=500), "plain", Options(size=16, grey=True))
    write_checkpoint(birds / "other", data="plain", image_shape=[1, 16, 16])
    page = Dashboard.at("factors", model="mine")
    assert page.app.selectbox(key="factor_model").options == ["Made here: mine · birds, 3 latents · MLP VAE"]
    write_checkpoint(birds / "sprites", "vae_strided-bernoulli", data="sprites", image_shape=[1, 64, 64])
    page = Dashboard.at("factors", model="other")
    assert "nobody knows their true factors" in page.warnings[0]
    assert page.has_component
    # From the one kind to the other, and back.
    page.app.selectbox(key="factor_model").set_value("mine").run()
    assert page.address == {"model": "mine"}
    assert not page.has_component
    page.app.selectbox(key="factor_model").set_value("sprites").run()
    assert page.address["model"] == "sprites"
    assert page.has_component
    remove_set("birds")
    page = Dashboard.at("factors", model="mine")
    assert page.app.selectbox(key="factor_model").options == [
        "Made here: sprites · Sprites, 3 latents · strided convolutional VAE"
    ]
    assert page.warnings
