"""A damaged model in the catalogue: a message says so, another model is shown, and the picker still works."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.runtime.scriptrunner import StopException
from streamlit.runtime.state import SCRIPT_RUN_WITHOUT_ERRORS_KEY, SafeSessionState

from tests.helpers.damage import truncate
from tests.helpers.examples import examples
from tests.helpers.small import write_checkpoint
from tests.pages.dashboard import Dashboard
from vizvae.cards.figures import Figure
from vizvae.checkpoint import CARD, CONFIG, REFERENCE, WEIGHTS, Checkpoint


def replace_card(**changes: Any) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        card = json.loads((folder / CARD).read_text())
        (folder / CARD).write_text(json.dumps({**card, **changes}))

    return damage


def other_weights(folder: Path) -> None:
    write_checkpoint(folder.parent / "aside", seed=1)
    shutil.copy(folder.parent / "aside" / WEIGHTS, folder / WEIGHTS)
    shutil.rmtree(folder.parent / "aside")


def other_config(folder: Path) -> None:
    (folder / CONFIG).write_text(json.dumps({"model": "vae_mlp", "model_config": {"latent_dim": 3, "hidden_dim": 17}}))


WITHOUT_A_MODEL = {
    "truncated weights": (truncate(WEIGHTS), "is damaged or truncated"),
    "no weights": (lambda folder: (folder / WEIGHTS).unlink(), "is missing"),
    "a web page as weights": (lambda folder: (folder / WEIGHTS).write_bytes(b"<!doctype html>"), "is damaged or truncated"),
    "a card of other weights": (other_weights, "card.json describes other weights"),
    "a configuration of another size": (other_config, "does not fit its config.json"),
    "a configuration that cannot be": (
        lambda folder: (folder / CONFIG).write_text('{"model": "vae_mlp", "model_config": {"latent_dim": -1}}'),
        "latent_dim",
    ),
    "data that nobody has": (replace_card(data={"key": "imagenet", "trained_on": "x"}), "imagenet"),
}
WITHOUT_ENCODINGS = {
    "truncated encodings": truncate(REFERENCE),
    "no encodings": lambda folder: (folder / REFERENCE).unlink(),
}


@pytest.fixture
def models(own_models: Path) -> Path:
    write_checkpoint(own_models / "broken")
    write_checkpoint(own_models / "good", case="vae_conv")
    return own_models


@pytest.mark.parametrize("damage", WITHOUT_A_MODEL)
def test_another_model_is_shown(models: Path, damage: str) -> None:
    break_it, says = WITHOUT_A_MODEL[damage]
    break_it(models / "broken")
    page = Dashboard(model="broken", z="1_2_3")
    page.assert_usable("good")
    assert not page.errors
    reason, instead = page.warnings
    assert says in reason
    assert instead == "good is shown instead."
    page.choose_model("broken")
    page.assert_usable("good")
    reason, stays = page.warnings
    assert says in reason
    assert stays == "good is still shown."
    assert page.address["model"] == "good"


@pytest.mark.parametrize("damage", WITHOUT_ENCODINGS)
def test_a_model_without_its_encodings_says_so_and_the_picker_works(models: Path, damage: str) -> None:
    WITHOUT_ENCODINGS[damage](models / "broken")
    page = Dashboard(model="broken")
    page.assert_usable("good")
    assert REFERENCE in page.warnings[0]
    page.choose_model("broken")
    page.assert_usable("good")
    assert REFERENCE in page.warnings[0]


@pytest.mark.parametrize("damage", examples(WITHOUT_A_MODEL, daily=["truncated weights", "data that nobody has"]))
def test_nothing_but_a_broken_model(models: Path, damage: str) -> None:
    break_it, says = WITHOUT_A_MODEL[damage]
    shutil.rmtree(models / "good")
    break_it(models / "broken")
    page = Dashboard()
    assert not page.app.exception
    (error,) = page.errors
    assert says in error


def test_no_model_at_all(own_models: Path) -> None:
    page = Dashboard()
    assert not page.app.exception
    (error,) = page.errors
    assert "python -m vizvae train" in error
    write_checkpoint(own_models / "mine")
    page.rerun()
    page.assert_usable("mine")


def test_a_model_that_goes_while_it_is_looked_at(models: Path) -> None:
    page = Dashboard(model="broken")
    page.assert_usable("broken")
    shutil.rmtree(models / "broken")
    page.rerun()
    page.assert_usable("good")
    assert "broken" in page.warnings[0]
    page.choose_model("good")
    page.assert_usable("good")


def test_a_model_trained_anew_while_it_is_looked_at(models: Path) -> None:
    page = Dashboard(model="broken", z="1_2_3")
    shutil.rmtree(models / "broken")
    write_checkpoint(models / "broken", latent_dim=5)
    page.rerun()
    page.assert_usable("broken")
    assert len(page.address["z"].split("_")) == 5


def test_a_model_page_shows_the_other_cards_when_one_cannot_be_used(models: Path) -> None:
    replace_card(evaluations=[{"elbo": "high"}])(models / "broken")
    page = Dashboard(model="good")
    page.go_to("models")
    assert not page.app.exception
    assert of_images(page) == ["good"]
    (said,) = page.errors
    assert "broken cannot be used" in said
    assert "expected a number as elbo" in said


def test_a_card_of_figures_of_another_form_is_explained_in_its_place(models: Path) -> None:
    replace_card(evaluations=[{"elbo": 1.0}])(models / "broken")
    page = Dashboard(model="good")
    page.go_to("models")
    assert of_images(page) == ["good"]
    (said,) = page.errors
    assert "broken: card.json holds figures of another form" in said


def test_a_card_that_breaks_our_own_code_is_one_card(models: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from vizvae.cards import rows

    described = rows.figures_of

    def fails(checkpoint: Checkpoint) -> dict[str, Figure]:
        if checkpoint.name == "broken":
            raise RuntimeError("secret")
        return described(checkpoint)

    monkeypatch.setattr(rows, "figures_of", fails)
    page = Dashboard(model="good")
    page.go_to("models")
    assert of_images(page) == ["good"]
    assert page.errors[0].startswith("broken: Something broke on our side")


def of_images(page: Dashboard) -> list[str]:
    """Beside those of graphs, which ship"""
    return [row["name"] for row in page.models if row["name"] in ("good", "broken")]


@pytest.mark.parametrize("last", examples(range(6), daily=[0, 2, 5]))
def test_a_run_that_is_stopped_between_two_changes_of_its_state_shows_one_model_all_the_same(
    models: Path, monkeypatch: pytest.MonkeyPatch, last: int
) -> None:
    shutil.rmtree(models / "good")
    shutil.copytree(models / "broken", models / "twin")  # of the same weights: a hash tells no difference
    page = Dashboard(model="broken")
    page.assert_usable("broken")
    changes = 0
    change = SafeSessionState.__setitem__

    def stopped(self: SafeSessionState, key: str, value: object) -> None:
        """As when the visitor does something else at this moment."""
        nonlocal changes
        changes += key != SCRIPT_RUN_WITHOUT_ERRORS_KEY  # Streamlit's own, which nothing stops
        if changes > last:
            raise StopException
        change(self, key, value)

    with monkeypatch.context() as patch:
        patch.setattr(SafeSessionState, "__setitem__", stopped)
        page.choose_model("twin")
    page.rerun()
    page.assert_usable()
    assert page.data["initial"]["z"] is not None
    assert page.address["model"] == page.data["model"]["name"] == page.model
