"""Every card with its figures, and the way into the sliders."""

import re
from pathlib import Path

from tests.helpers.small import write_checkpoint
from tests.pages.dashboard import Dashboard
from vizvae.catalogue import find_checkpoint, list_checkpoints
from vizvae.metrics.likelihood import Evaluation
from vizvae.ui.text import shown_text


def test_every_card_and_its_figures() -> None:
    page = Dashboard()
    page.go_to("models")
    assert not page.app.exception
    assert not page.errors
    checkpoints = list_checkpoints()
    assert [shown_text(heading.value) for heading in page.app.subheader] == [checkpoint.title for checkpoint in checkpoints]
    texts = [shown_text(text.value) for text in page.app.markdown if "ships with VizVAE" in text.value]
    for checkpoint, text in zip(checkpoints, texts, strict=True):
        card = checkpoint.card
        assert text.startswith(f"`{checkpoint.name}`, ships with VizVAE")
        assert f"{card['num_parameters']:,}" in text
        evaluations = [Evaluation(**fields) for fields in card["evaluations"]]
        expected = [
            [
                *("—" if value is None else f"{value:.2f}" for value in (found.nll, found.elbo, found.recon_nll, found.kl)),
                "—" if found.active_units is None else str(found.active_units),
            ]
            for found in evaluations
        ]
        assert [re.findall(r"\*\*(\S+)\*\*", line) for line in text.splitlines() if line.startswith("NLL **")] == expected
        assert all(found.protocol in text and found.data in text for found in evaluations)


def test_how_a_model_was_made_is_told_to_who_asks() -> None:
    page = Dashboard()
    page.go_to("models")
    assert not page.app.code
    page.app.session_state["made mnist-2d"] = True
    page.rerun()
    assert [code.value for code in page.app.code] == [find_checkpoint("mnist-2d").card["command"]]


def test_a_link_into_the_sliders_for_each() -> None:
    page = Dashboard()
    page.go_to("models")
    links = [link.proto.query_string for link in page.app.page_link]
    assert links == [f"model={checkpoint.name}" for checkpoint in list_checkpoints()]


def test_a_link_from_the_cards_opens_that_model_for_somebody_who_has_been_at_another() -> None:
    page = Dashboard(model="mnist-2d", z="1_2")
    page.go_to("models")
    page.go_to("sliders", model="mnist-mlp")
    page.assert_usable("mnist-mlp")
    assert page.address["model"] == "mnist-mlp"


def test_a_model_that_was_not_measured_says_how_to_measure_it(own_models: Path) -> None:
    write_checkpoint(own_models / "mine")
    page = Dashboard()
    page.go_to("models")
    assert any("python -m vizvae evaluate mine --write-card" in text.value for text in page.app.markdown)
    assert "`mine`, trained on this machine" in page.app.markdown[1].value
