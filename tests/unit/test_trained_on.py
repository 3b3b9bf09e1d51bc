"""A model is shown with, scored on and gone on with the images that it was trained on, and with no others of the same name."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import numpy as np
import pytest

import vizvae
from tests.helpers.idx import write_mnist
from tests.helpers.small import write_checkpoint
from tests.unit.data.own.pictures import fill
from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import CARD, CheckpointError, read_json, write_card
from vizvae.cli import main
from vizvae.data.images import load_images
from vizvae.data.own.build import add_set
from vizvae.data.own.options import Options
from vizvae.data.own.store import remove_set, rename_set
from vizvae.figures.opened import open_for_figure
from vizvae.sweep.scores import score
from vizvae.trained_on import check_images, held_out_images

SMALL = Options(size=16, grey=True)


@pytest.fixture
def birds(runs: Path, tmp_path: Path) -> Path:
    """A model of 40 images."""
    add_set(fill(tmp_path / "birds", 40), "birds", SMALL)
    write_checkpoint(runs / "mine", data="birds", image_shape=[1, 16, 16])
    return runs / "mine"


def replace_birds(tmp_path: Path) -> None:
    remove_set("birds")
    add_set(fill(tmp_path / "others", 40, first=100), "birds", SMALL)


def test_its_own_images_are_those_also_after_a_rename_and_when_they_are_added_again(birds: Path, tmp_path: Path) -> None:
    checkpoint = find_checkpoint("mine")
    check_images(checkpoint)
    rename_set("birds", "vogel")
    assert held_out_images(checkpoint, "test").spec.key == "vogel"
    remove_set("vogel")
    check_images(checkpoint)  # what is gone is said by who loads it
    add_set(tmp_path / "birds", "birds", SMALL)
    check_images(checkpoint)


def test_others_of_the_same_name_are_refused_wherever_a_model_meets_its_images(
    birds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    replace_birds(tmp_path)
    for command in ("evaluate", "export"):
        assert main([command, "mine"]) == 1
        assert "mine was trained on other images than the data set 'birds' has now" in capsys.readouterr().err
    for meet in (
        lambda: check_images(find_checkpoint("mine")),
        lambda: vizvae.evaluate("mine", progress=False),
        lambda: open_for_figure("mine").sample,
    ):
        with pytest.raises(CheckpointError, match="mine was trained on other images than the data set 'birds' has now"):
            meet()


def test_a_card_that_does_not_say_which_they_were_is_not_refused(birds: Path, tmp_path: Path) -> None:
    card = read_json(birds / CARD)
    del card["data"]["fingerprint"]
    write_card(birds, card)
    replace_birds(tmp_path)
    check_images(find_checkpoint("mine"))


@pytest.mark.parametrize(("key", "name", "seen", "unseen"), [
    ("fashion", "FashionMNIST", "test", "validation"),
    ("mnist", "MNIST", "validation", "test"),
])  # fmt: skip
def test_a_model_of_the_sample_is_not_scored_on_it_once_the_full_set_is_there(
    key: str,
    name: str,
    seen: Literal["validation", "test"],
    unseen: Literal["validation", "test"],
    runs: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Fashion's sample was drawn from its test images, and that of the digits is the validation set."""
    write_checkpoint(runs / "mine", data=key)
    card = read_json(runs / "mine" / CARD)
    card["data"]["fingerprint"] = load_images(key, "train").fingerprint
    write_card(runs / "mine", card)
    checkpoint = find_checkpoint("mine")
    assert [held_out_images(checkpoint, split).source for split in (seen, unseen)] == ["sample", "sample"]
    sample = load_images(key, "sample").images[:20, 0].numpy()
    others = np.random.default_rng(0).integers(0, 256, (20, 28, 28), dtype=np.uint8)
    train, test = (sample, others) if seen == "validation" else (np.resize(others, (55_020, 28, 28)), sample)
    write_mnist(tmp_path / "full", train, test, name)
    monkeypatch.setenv("VIZVAE_DATA", str(tmp_path / "full"))
    with pytest.raises(CheckpointError, match=f"mine was trained on the committed sample of {key}, .* among the {seen} images"):
        held_out_images(checkpoint, seen)
    assert held_out_images(checkpoint, unseen).source == "full"
    if seen == "validation":
        with pytest.raises(CheckpointError, match="committed sample"):
            score("mine", None)
    else:
        assert main(["evaluate", "mine", "--write-card"]) == 1
        assert "committed sample" in capsys.readouterr().err
    write_card(runs / "mine", {**card, "data": {**card["data"], "fingerprint": load_images(key, "train").fingerprint}})
    assert held_out_images(find_checkpoint("mine"), seen).source == "full"
