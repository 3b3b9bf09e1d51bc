"""Every card with its figures, and the way into the sliders."""

from pathlib import Path

from tests.helpers.small import write_checkpoint
from tests.pages.dashboard import Dashboard
from vizvae.catalogue import list_checkpoints
from vizvae.metrics.likelihood import Evaluation
from vizvae.ui.text import shown_text


def test_every_card_and_its_figures() -> None:
    page = Dashboard()
    page.go_to("models")
    assert not page.app.exception
    assert not page.errors
    checkpoints = list_checkpoints()
    assert [shown_text(heading.value) for heading in page.app.subheader] == [checkpoint.title for checkpoint in checkpoints]
    captions = [shown_text(caption.value) for caption in page.app.caption]
    shown = [(metric.label, metric.value) for metric in page.app.metric]
    expected = []
    for checkpoint in checkpoints:
        card = checkpoint.card
        assert any(
            f"`{checkpoint.name}`, ships with VizVAE" in caption and f"{card['num_parameters']:,}" in caption
            for caption in captions
        )
        for evaluation in (Evaluation(**fields) for fields in card["evaluations"]):
            expected += [
                (label, "—" if value is None else f"{value:.2f}")
                for label, value in (
                    ("NLL", evaluation.nll),
                    ("ELBO", evaluation.elbo),
                    ("Reconstruction", evaluation.recon_nll),
                    ("KL", evaluation.kl),
                )
            ]
            expected.append(("Active latents", "—" if evaluation.active_units is None else str(evaluation.active_units)))
            assert any(evaluation.protocol in caption and evaluation.data in caption for caption in captions)
    assert shown == expected
    assert [code.value for code in page.app.code] == [checkpoint.card["command"] for checkpoint in checkpoints]


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
    assert "`mine`, trained on this machine" in page.app.caption[0].value
