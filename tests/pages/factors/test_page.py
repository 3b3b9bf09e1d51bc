"""What the factors page is told, and what of it reaches the address."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.examples import further
from tests.helpers.small import write_checkpoint
from tests.pages.factors_page import Factors, visit


@pytest.fixture
def sprites(own_models: Path) -> Callable[..., None]:
    def write(name: str, **config: Any) -> None:
        write_checkpoint(own_models / name, "vae_strided-bernoulli", data="sprites", image_shape=[1, 64, 64], **config)

    return write


def test_only_models_of_data_with_known_factors_are_offered(own_models: Path, sprites: Callable[..., None]) -> None:
    sprites("mine")
    write_checkpoint(own_models / "digits")
    page = visit()
    page.assert_usable("mine")
    assert page.app.selectbox(key="factor_model").options == ["Made here: mine · Sprites, 3 latents · strided convolutional VAE"]
    assert not page.warnings
    assert [factor["name"] for factor in page.data["model"]["dataset"]["factors"]] == ["shape", "scale", "orientation", "x", "y"]
    assert page.address == {"model": "mine", "at": "1,3,20,16,16", "factor": "3"}


def test_a_model_of_digits_in_the_address_or_on_the_other_page_is_said_to_have_none(
    own_models: Path, sprites: Callable[..., None]
) -> None:
    sprites("mine")
    write_checkpoint(own_models / "digits")
    page = visit(model="digits")
    page.assert_usable("mine")
    assert page.warnings[0].startswith("a small vae_mlp-bernoulli was trained on")
    assert page.warnings[1] == "a small vae_strided-bernoulli is shown instead."
    page = Factors(model="digits")
    assert not page.app.exception
    page.go_to("factors")
    page.assert_usable("mine")
    assert "nobody knows their true factors" in page.warnings[0]


def test_what_the_pointer_left_is_in_the_address_and_a_copy_of_it_opens_there(sprites: Callable[..., None]) -> None:
    sprites("mine")
    page = visit(model="mine", metric="sap", cell="4-2")
    page.report(page.view(at="2,5,7,3,30", z="0.5_-1_2", factor="3", range="extremes"))
    page.assert_usable("mine")
    address = {"model": "mine", "at": "2,5,7,3,30", "z": "0.5_-1_2", "factor": "3", "range": "extremes"}
    assert page.address == address | {"metric": "sap", "cell": "4-2"}
    copy = visit(**page.address)
    copy.assert_usable("mine")
    assert copy.data["initial"] == {"at": [2, 5, 7, 3, 30], "z": [0.5, -1, 2], "factor": 3, "range": "extremes"}
    assert copy.data["cell"] == [4, 2]


def test_a_report_changes_nothing_the_component_is_told(sprites: Callable[..., None]) -> None:
    sprites("mine")
    page = visit(model="mine")
    before = page.data
    page.report(page.view(at="0,0,0,0,0"))
    assert page.data == before


@pytest.mark.parametrize("at", ["1,2", "9,9,9,9,9", *map(further, ["<script>", "1;2;3;4;5"])])
def test_an_address_that_cannot_be_is_one_sentence(sprites: Callable[..., None], at: str) -> None:
    sprites("mine")
    page = visit(model="mine", at=at)
    page.assert_usable("mine")
    (warning,) = page.warnings
    assert warning.startswith("The link's at was left out: ")
    assert page.data["initial"]["at"] == [1, 3, 20, 16, 16]


def test_another_model_of_the_same_data_shows_the_same_image(sprites: Callable[..., None]) -> None:
    sprites("one", latent_dim=2)
    sprites("other", latent_dim=4)
    page = visit(model="one", metric="sap")
    page.report(page.view(at="0,1,2,3,4", z="1_1"))
    page.choose_model("other")
    page.assert_usable("other")
    assert page.data["initial"]["at"] == [0, 1, 2, 3, 4]
    assert page.data["initial"]["z"] is None
    assert page.address["metric"] == "sap"


def test_no_model_says_what_to_do(own_models: Path) -> None:
    write_checkpoint(own_models / "digits")
    page = visit()
    assert not page.app.exception
    (error,) = page.errors
    assert error.startswith("There is no model of images with known factors yet. Train one on sprites")


def test_a_model_of_one_latent_opens(sprites: Callable[..., None]) -> None:
    sprites("line", latent_dim=1)
    page = visit(model="line")
    page.assert_usable("line")
    assert page.data["model"]["latentDim"] == 1


@pytest.mark.parametrize(
    ("name", "saw"), [("letters-btcvae", "the images"), ("letters-pairs", "pairs of images that differ in one of them")]
)
def test_it_is_said_what_the_model_has_seen(name: str, saw: str) -> None:
    page = visit(model=name)
    page.assert_usable(name)
    assert any(f"The model never sees them, only {saw}. " in caption.value for caption in page.app.caption)
