"""What the manifold page is told, and what of it reaches the address and the other pages."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.damage import truncate
from tests.helpers.examples import further
from tests.helpers.shipped import SHIPPED
from tests.helpers.small import write_checkpoint
from tests.pages.dashboard import Dashboard
from vizvae.catalogue import OPENS_WITH
from vizvae.checkpoint import CARD, WEIGHTS

MODEL = "mnist-2d"
MAP = {"plane": [1, 0], "size": 10, "window": [-1.0, 1.0, -2.0, 2.0], "pins": [[0.5, -1.0]]}


def manifold(**address: str) -> Dashboard:
    """A visitor who has come to the manifold page first, so far as anybody can see."""
    page = Dashboard()
    page.go_to("manifold", **address)
    return page


def reported(settings: Any, model: str = MODEL) -> dict[str, Any]:
    return {"model": model, "settings": settings}


def view(z: list[float], model: str = MODEL) -> dict[str, Any]:
    return {"address": {"model": model, "z": "_".join(map(str, z))}}


def map_in(address: dict[str, str]) -> Any:
    return json.loads(address["map"])


def test_the_page_opens_with_the_two_latent_model() -> None:
    page = manifold()
    page.assert_usable(MODEL)
    assert page.app.header[0].value == "Latent manifold"
    assert not page.warnings
    assert not page.errors
    assert page.data["map"] == {}
    assert page.address["model"] == MODEL
    assert "map" not in page.address


@pytest.mark.parametrize("model", SHIPPED)
def test_a_linked_model_opens(model: str) -> None:
    page = manifold(model=model)
    page.assert_usable(model)
    assert not page.warnings
    assert not page.errors


def test_a_linked_map_is_restored_and_stays_in_the_address() -> None:
    page = manifold(model=MODEL, z="0.5_-1.25", map=json.dumps(MAP))
    page.assert_usable(MODEL)
    assert not page.warnings
    assert page.data["map"] == MAP
    assert page.data["initial"]["z"] == [0.5, -1.25]
    assert map_in(page.address) == MAP
    page.rerun()
    assert map_in(page.address) == MAP


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "is not valid JSON"),
        ('{"plane": [1, 1]}', "latent 1 on both axes: choose two different latents"),
        further('{"window": [NaN, 1, 0, 1]}', "4 finite numbers for its window"),
        further('{"size": 1000}', "expected one of 5 to 40"),
    ],
)
def test_a_bad_map_in_the_link_is_said_once_and_the_page_works(text: str, says: str) -> None:
    page = manifold(model=MODEL, z="0.5_-1.25", map=text)
    page.assert_usable(MODEL)
    (warning,) = page.warnings
    assert says in warning
    assert not page.errors
    assert page.data["map"] == {}
    assert page.data["initial"]["z"] == [0.5, -1.25]  # the rest of the link is kept
    assert "map" not in page.address
    page.report_map(reported(MAP))
    assert not page.warnings
    assert map_in(page.address) == MAP


def test_a_map_of_another_model_is_none_of_this_ones() -> None:
    """Without a model in the address nobody knows whose map it is."""
    page = manifold(map='{"pins": [[0, 0, 0]]}')
    page.assert_usable(MODEL)
    assert page.data["map"] == {}
    assert not page.warnings


def test_what_the_component_reports_lands_in_the_address_and_nowhere_else() -> None:
    page = manifold(model=MODEL)
    told = page.data
    page.report_map(reported(MAP))
    assert map_in(page.address) == MAP
    assert " " not in page.address["map"]
    assert page.data == told  # the component is not told what it has just said
    page.report(view([1, 2]))
    assert page.address["z"] == "1_2"
    assert map_in(page.address) == MAP


@pytest.mark.parametrize("settings", [{"size": 1}, [], *map(further, [{"pins": [[1]]}, None, "text"])])
def test_a_report_that_is_no_map_leaves_the_address_as_it_was(settings: Any) -> None:
    page = manifold(model=MODEL)
    page.report_map(reported(MAP))
    page.report_map(reported(settings))
    page.assert_usable(MODEL)
    (warning,) = page.warnings
    assert warning.startswith("The last change could not be kept in the address")
    assert map_in(page.address) == MAP
    page.report_map(reported(MAP | {"size": 20}))
    assert not page.warnings


@pytest.mark.parametrize("report", [reported(MAP, "mnist-conv"), None])
def test_a_report_of_the_model_shown_before_is_ignored(report: Any) -> None:
    page = manifold(model=MODEL)
    page.report_map(report)
    page.assert_usable(MODEL)
    assert "map" not in page.address
    assert not page.warnings


@pytest.mark.parametrize(
    ("report", "says"),
    [
        ([], "map: expected an object or nothing, got a list []"),
        (7, "map: expected an object or nothing, got a whole number 7"),
        (
            reported(MAP) | {"zoom": 2},
            "map: expected restoreId, model, settings, selection, through, projection, got 'zoom', too",
        ),
    ],
)
def test_a_report_of_another_form_is_said(report: Any, says: str) -> None:
    page = manifold(model=MODEL)
    page.report_map(report)
    page.assert_usable(MODEL)
    assert "map" not in page.address
    assert page.warnings == [f"The last change could not be kept in the address: {says}."]


def test_another_model_has_a_map_of_its_own() -> None:
    page = manifold(model=MODEL)
    page.report_map(reported(MAP))
    page.choose_model("mnist-conv")
    page.assert_usable("mnist-conv")
    assert page.data["map"] == {}
    assert "map" not in page.address


def test_while_nothing_is_chosen_each_page_opens_its_own_first_model() -> None:
    page = Dashboard()
    page.assert_usable(OPENS_WITH)
    page.go_to("manifold")
    page.assert_usable(MODEL)
    page.go_to("sliders")
    page.assert_usable(OPENS_WITH)


def test_what_was_chosen_is_carried_to_the_other_page_and_back() -> None:
    page = Dashboard()
    page.choose_model("mnist-mlp")
    page.go_to("manifold")
    page.assert_usable("mnist-mlp")
    page.choose_model("mnist-ae-2d")
    page.report(view([3, -4], "mnist-ae-2d"))
    page.go_to("sliders")
    page.assert_usable("mnist-ae-2d")
    assert page.data["initial"]["z"] == [3, -4]
    assert page.address["z"] == "3_-4"
    page.report(view([5, -6], "mnist-ae-2d"))
    page.go_to("models")
    page.go_to("manifold")
    page.assert_usable("mnist-ae-2d")
    assert page.data["initial"]["z"] == [5, -6]


def test_the_map_is_as_it_was_left() -> None:
    page = manifold(model=MODEL)
    page.report_map(reported(MAP))
    page.go_to("sliders")
    assert "map" not in page.address
    page.report(view([1, 2]))
    page.go_to("manifold")
    assert page.data["map"] == MAP
    assert map_in(page.address) == MAP
    assert page.address["z"] == "1_2"


def test_open_goes_to_the_sliders_with_the_point() -> None:
    page = manifold(model=MODEL)
    page.report(view([1, 2]))
    page.ask_to_open("sliders")
    page.assert_usable(MODEL)
    assert page.app.header[0].value == "Latent sliders"
    assert page.address["z"] == "1_2"


def test_open_goes_to_the_sliders_with_the_point_that_the_page_opened_with() -> None:
    page = manifold()
    z = page.data["initial"]["z"]
    page.ask_to_open("sliders")
    page.assert_usable(MODEL)
    assert page.data["initial"]["z"] == pytest.approx(z, abs=6e-4)  # the address rounds
    assert page.app.header[0].value == "Latent sliders"


def test_nothing_else_can_be_opened() -> None:
    page = manifold(model=MODEL)
    page.ask_to_open("models")
    page.assert_usable(MODEL)
    assert page.app.header[0].value == "Latent manifold"


def test_twins_are_other_models_of_two_latents_on_the_same_data() -> None:
    def twins(name: str) -> list[str]:
        return [twin["name"] for twin in manifold(model=name).data["twins"]]

    assert twins(MODEL) == ["mnist-ae-2d"]
    assert twins("mnist-ae-2d") == [MODEL]
    assert twins("mnist-conv") == twins("fashion-conv") == []


def test_twins_of_other_data_other_latents_or_damaged_weights_are_none(own_models: Path) -> None:
    for name, latents in (("mine", 2), ("same", 2), ("third", 3), ("fashion", 2), ("damaged", 2)):
        write_checkpoint(own_models / name, latent_dim=latents)
    card = json.loads((own_models / "fashion" / CARD).read_text())
    card["data"]["key"] = "fashion"
    (own_models / "fashion" / CARD).write_text(json.dumps(card))
    truncate(WEIGHTS)(own_models / "damaged")
    page = manifold(model="mine")
    page.assert_usable("mine")
    assert [twin["name"] for twin in page.data["twins"]] == ["same"]


def test_a_model_of_one_latent_says_what_to_do(own_models: Path) -> None:
    write_checkpoint(own_models / "line", latent_dim=1)
    write_checkpoint(own_models / "plane", latent_dim=2)
    page = manifold(model="line")
    assert not page.app.exception
    (error,) = page.errors
    assert error.startswith("A map needs two latents, and line has one")
    assert "Open it in the latent sliders, or choose a model with more latents" in error
    assert not page.has_component
    page.choose_model("plane")
    page.assert_usable("plane")
    assert not page.errors
    page.choose_model("line")
    page.go_to("sliders")
    page.assert_usable("line")


def test_two_models_of_one_title_are_two_options(own_models: Path) -> None:
    for name in ("one", "other"):
        write_checkpoint(own_models / name, latent_dim=2)
    write_checkpoint(own_models / "third", "ae_conv")
    for start in ("sliders", "manifold"):
        page = Dashboard()
        page.go_to(start, model="one")
        picker = page.app.selectbox(key="model")
        assert sorted(picker.options) == [
            "Made here: one · Digits, 2 latents, as a map · MLP VAE",
            "Made here: other · Digits, 2 latents, as a map · MLP VAE",
            "Made here: third · Digits, 2 latents, as a map, plain autoencoder · convolutional autoencoder",
        ]
        page.assert_usable("one")
        page.choose_model("other")
        page.assert_usable("other")
        assert page.address["model"] == "other"
        page.choose_model("one")
        page.assert_usable("one")
