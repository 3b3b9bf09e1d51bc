"""Every card with its figures, and the way into the sliders."""

import json
from pathlib import Path

import pytest
from starlette.applications import Starlette

from tests.helpers.hostile import HOSTILE
from tests.helpers.small import write_checkpoint
from tests.pages.asgi import ask
from tests.pages.dashboard import Dashboard
from vizvae.catalogue import find_checkpoint, list_checkpoints
from vizvae.checkpoint import CARD, TrainedCheckpoint
from vizvae.metrics.likelihood import Evaluation
from vizvae.ui.models import cards


def test_every_card_and_its_figures() -> None:
    page = Dashboard()
    page.go_to("models")
    assert not page.app.exception
    assert not page.errors
    checkpoints = list_checkpoints()
    assert list(page.data["figures"]) == ["NLL", "ELBO", "Reconstruction", "KL", "Active latents"]
    for checkpoint, shown in zip(checkpoints, page.data["cards"], strict=True):
        card = checkpoint.card
        assert (shown["name"], shown["title"]) == (checkpoint.name, checkpoint.title)
        assert shown["about"].startswith(f"ships with VizVAE. Trained on {card['data']['trained_on']}")
        assert f"{card['num_parameters']:,} weights" in shown["about"]
        assert shown["command"] == card["command"]
        evaluations = [Evaluation(**fields) for fields in card["evaluations"]]
        for found, told in zip(evaluations, shown["measured"], strict=True):
            assert told["figures"] == [
                *(
                    "—" if value is None else f"{value:,.2f}".replace("-", "−")
                    for value in (found.nll, found.elbo, found.recon_nll, found.kl)
                ),
                "—" if found.active_units is None else str(found.active_units),
            ]
            assert found.protocol in told["how"]
            assert found.data in told["how"]
            interval = found.nll_interval
            assert interval is None or f"95 % interval {interval[0]:,.2f} to {interval[1]:,.2f}".replace("-", "−") in told["how"]


def test_a_card_opens_its_model_for_somebody_who_has_been_at_another() -> None:
    page = Dashboard(model="mnist-2d", z="1_2")
    page.go_to("models")
    page.ask_to_open("mnist-mlp")
    page.assert_usable("mnist-mlp")
    assert page.address["model"] == "mnist-mlp"


def test_what_is_asked_for_and_is_no_model_is_said() -> None:
    page = Dashboard()
    page.go_to("models")
    page.ask_to_open(HOSTILE[0])
    page.assert_usable()
    assert "There is no model named" in page.warnings[0]


def test_a_model_that_was_not_measured_says_how_to_measure_it(own_models: Path) -> None:
    write_checkpoint(own_models / "mine")
    page = Dashboard()
    page.go_to("models")
    (card,) = (card for card in page.data["cards"] if card["name"] == "mine")
    assert card["measured"] == []
    assert card["measure"] == "python -m vizvae evaluate mine --write-card"
    assert card["about"].startswith("trained on this machine.")


@pytest.mark.parametrize("text", HOSTILE)
def test_the_text_of_a_card_is_told_as_it_is(tmp_path: Path, text: str) -> None:
    """It is no Markdown any more, and the component sets it as text: what is escaped for Markdown would be shown with the escapes."""
    checkpoint = TrainedCheckpoint(tmp_path / "mine")
    data, numbers = {"trained_on": text}, find_checkpoint("mnist-2d").card["evaluations"][0]
    vars(checkpoint)["card"] = {
        "title": text, "data": data, "num_parameters": 1, "command": text, "weights_sha256": "0" * 64,
        "evaluations": [{**numbers, "data": text, "protocol": text}],
    }  # fmt: skip
    card = cards.describe_card(checkpoint)
    assert (card.title, card.command) == (text, text)
    assert f"Trained on {text};" in card.about
    assert card.measured[0].how.endswith(f". {text}: {text}.")


def test_the_whole_card_is_given_to_who_asks(own_models: Path) -> None:
    write_checkpoint(own_models / "mine")
    app = Starlette(routes=cards.card_routes())
    url = cards.describe_card(find_checkpoint("mine")).url
    answer = ask(app, url)
    assert answer.status == 200
    assert json.loads(answer.body) == json.loads((own_models / "mine" / CARD).read_text())
    assert b'\n  "title": ' in answer.body  # for people
    assert answer.headers["cache-control"] == "no-store"  # a model of the same weights may be measured anew
    assert ask(app, url.replace("mine", "yours")).status == 404
