"""The Learn page: the address opens what it names, and code that is the code."""

from pathlib import Path

import pytest
from msgspec import structs

from tests.pages.dashboard import Dashboard
from vizvae.catalogue import load_model
from vizvae.comparison.contenders import checkpoint_of
from vizvae.gaussian import DiagonalGaussian
from vizvae.latent_names import name_latent
from vizvae.ui.http.parameters import Choice, Number
from vizvae.ui.learn.address import STEPS
from vizvae.ui.learn.payload import excerpt
from vizvae.ui.learn.terms import NUM_DIGITS


@pytest.fixture(scope="module")
def page() -> Dashboard:
    return Dashboard()


def test_every_step_opens_by_its_address(page: Dashboard) -> None:
    for step, controls in STEPS.items():
        moved = {key: list(c.options)[-1] if isinstance(c, Choice) else c.write(c.max) for key, c in controls.items()}
        page.go_to("models")
        page.go_to("learn", step=step, **moved)
        assert not page.app.exception
        assert page.warnings == []
        assert page.data["address"] == page.address == {"step": step} | moved


def test_what_is_read_and_moved_stands_in_the_address(page: Dashboard) -> None:
    page.go_to("models")
    page.go_to("learn", step="reparameterisation")
    told = page.data
    page.report({"address": {"step": "bound", "mu": "1.5"}, "restoreId": told["restoreId"]})
    assert page.address == {"step": "bound", "mu": "1.5"}
    assert page.data == told, "the component is told nothing that it has said itself"
    page.report({"address": {"step": "terms"}, "restoreId": "of another link"})
    assert page.address == {"step": "bound", "mu": "1.5"}
    page.go_to("models")
    page.go_to("learn")
    assert page.data["address"] == {"step": "bound", "mu": "1.5"}


@pytest.mark.parametrize(
    ("view", "says"),
    [
        ({}, "view.address: expected restoreId, address, got no address"),
        ({"address": 3}, "view.address: expected an object, got a whole number 3"),
        ({"address": {"step": 3, "mu": []}}, "view.address[]: expected text, got a whole number"),
    ],
)
def test_a_report_that_is_none_is_said_and_changes_nothing(page: Dashboard, view: dict, says: str) -> None:
    page.go_to("models")
    page.go_to("learn", step="bound")
    page.report(view | {"restoreId": page.data["restoreId"]})
    assert not page.app.exception
    assert page.address == {"step": "bound"}
    assert page.warnings == [f"The last change could not be kept in the address: {says}."]


def test_what_a_report_says_and_cannot_be_is_left_out(page: Dashboard) -> None:
    page.go_to("models")
    page.go_to("learn", step="bound")
    page.report({"address": {"step": "<b>", "mu": "1e999"}, "restoreId": page.data["restoreId"]})
    assert not page.app.exception
    assert page.address == {}


def test_a_link_that_cannot_be_used_in_full_says_so(page: Dashboard) -> None:
    page.go_to("models")
    page.go_to("learn", step="bound", mu="99", std="wide")
    assert len(page.warnings) == 2
    assert page.data["address"] == page.address == {"step": "bound", "mu": "3"}


def test_a_lesson_goes_without_the_menu_and_the_title_if_its_link_says_so(page: Dashboard) -> None:
    address = {"step": "terms", "lesson": "terms_bound", "hide": "menu_list", "bound.mu": "1.25"}
    page.go_to("models")
    page.go_to("learn", **address)
    assert page.data["address"] == page.address == address
    assert not page.app.header
    assert any("stHeader], .st-key-projector { display: none } .st" in style.proto.body for style in page.app.get("html"))
    page.report({"address": {"step": "bound", "lesson": "terms_bound"}, "restoreId": page.data["restoreId"]})
    assert page.address == {"step": "bound", "lesson": "terms_bound"}
    assert page.app.header[0].value == "Learn"


def test_without_a_link_it_opens_plainly() -> None:
    page = Dashboard()
    page.go_to("learn")
    assert not page.app.exception
    assert page.data["address"] == page.address == {}


def test_the_digits_to_choose_from_are_those_that_the_server_knows() -> None:
    for step in ("latent-variables", "terms"):
        digit = STEPS[step]["digit"]
        assert isinstance(digit, Number)
        assert digit.max == NUM_DIGITS - 1


def test_the_code_that_is_shown_is_the_code_without_its_docstring(page: Dashboard) -> None:
    page.go_to("models")
    page.go_to("learn")
    shown = page.data["code"]["at"]
    assert shown == structs.asdict(excerpt(DiagonalGaussian.at))
    assert shown["file"] == "vizvae/gaussian.py"
    assert shown["lines"][-1].strip() == "return self.mu + self.std * noise.to(self.mu.device)"
    assert not any('"""' in line for line in shown["lines"])


def test_the_numbers_of_latents_that_steps_speak_of_are_the_models_own(page: Dashboard) -> None:
    page.go_to("models")
    page.go_to("learn")
    told = page.data["latentDims"]
    assert told["mnist-conv"] == load_model("mnist-conv").latent_dim == 32
    assert {page.data["terms"]["model"], page.data["likelihood"]["model"], "mnist-mlp", *page.data["labels"]} <= told.keys()
    assert all(told[name] == checkpoint_of(name).load_model().latent_dim for name in told)


def test_latents_have_the_names_that_people_gave_them(page: Dashboard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIZVAE_RUNS", str(tmp_path))
    name_latent(checkpoint_of("mnist-mlp").digest, 3, "slant")
    page.go_to("models")
    page.go_to("learn", step="terms")
    assert page.data["latentNames"]["mnist-mlp"] == {"3": "slant"}
