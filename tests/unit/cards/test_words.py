"""The order, the groups and the words of a picker."""

from pathlib import Path

import pytest

from tests.helpers.small import write_checkpoint
from vizvae.cards.words import HERE, choices, natural
from vizvae.catalogue import list_checkpoints


def test_a_group_after_the_other_and_beta_in_the_order_of_numbers() -> None:
    offered = [choice for choice in choices(list_checkpoints()).values() if choice.group != HERE]
    groups = [choice.group for choice in offered]
    assert list(dict.fromkeys(groups)) == ["Digits", "Clothes", "Faces", "Sprites", "Letters"]
    assert groups == sorted(groups, key=["Digits", "Clothes", "Faces", "Sprites", "Letters"].index)
    faces = [choice.name for choice in offered if choice.group == "Faces"]
    assert faces == [*(f"faces-beta-{beta:g}" for beta in (0.5, 1, 2, 4, 8, 16, 32)), "faces-128", "faces-btcvae"]


def test_what_it_shows_stands_first_and_technical_names_last() -> None:
    offered = choices(list_checkpoints())
    assert offered["mnist-2d"].label == "Digits, 2 latents, as a map · mnist-2d · convolutional VAE"
    assert offered["faces-beta-16"].label == "Faces, 10 latents, β = 16 · faces-beta-16 · strided convolutional VAE"
    assert offered["sprites-btcvae"].text == "Sprites, 10 latents pulled apart, β = 2.5"
    assert offered["letters-pairs"].text == "Letters, 10 latents pulled apart by pairs, β = 1"
    assert offered["sprites-polar"].text == "Sprites, 10 latents, one of them an angle, β = 1"
    assert "plain autoencoder" in offered["mnist-ae-2d"].text


def test_every_option_says_something_else() -> None:
    labels = [choice.label for choice in choices(list_checkpoints()).values()]
    assert len(set(labels)) == len(labels)


def test_what_was_made_here_comes_last_by_name_and_says_what_it_shows(runs: Path) -> None:
    for name in ("run-10", "run-2", "Ape"):
        write_checkpoint(runs / name, case="vae_conv")
    offered = choices(list_checkpoints())
    assert list(offered) == ["Ape", "run-2", "run-10"]
    assert offered["run-2"].label == "Made here: run-2 · Digits, 3 latents · convolutional VAE"


def test_a_model_of_images_that_were_removed_is_offered_all_the_same(runs: Path) -> None:
    import json

    write_checkpoint(runs / "mine")
    card = json.loads((runs / "mine" / "card.json").read_text())
    (runs / "mine" / "card.json").write_text(json.dumps({**card, "data": {**card["data"], "key": "gone"}}))
    assert choices(list_checkpoints())["mine"].text == "gone, 3 latents"


@pytest.mark.parametrize(("first", "second"), [("a2", "a10"), ("2", "a"), ("A1", "a2"), ("faces-beta-4", "faces-beta-16")])
def test_numbers_in_names_are_numbers(first: str, second: str) -> None:
    assert natural(first) < natural(second)
