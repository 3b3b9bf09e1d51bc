import logging
from pathlib import Path

import pytest

from tests.helpers.small import write_checkpoint
from vizvae.catalogue import find_checkpoint, is_shipped, list_checkpoints, load_model
from vizvae.checkpoint import CheckpointError


@pytest.fixture
def shipped(runs: Path) -> Path:
    return runs.parent / "shipped"


def names() -> list[str]:
    return [checkpoint.name for checkpoint in list_checkpoints()]


def test_nothing_at_hand(runs: Path) -> None:
    assert names() == []
    with pytest.raises(CheckpointError, match=r"There is no model named mine. Known models: none yet\."):
        find_checkpoint("mine")


def test_shipped_first_the_opening_one_in_front_then_runs_by_name(runs: Path, shipped: Path) -> None:
    for name in ("mnist-conv", "fashion-conv", "mnist-2d"):
        write_checkpoint(shipped / name)
    for name in ("zebra", "ape", "mnist-2d"):  # the last is hidden by the shipped one of that name
        write_checkpoint(runs / name)
    assert names() == ["mnist-conv", "fashion-conv", "mnist-2d", "ape", "zebra"]
    assert is_shipped(find_checkpoint("mnist-2d"))
    assert not is_shipped(find_checkpoint("ape"))
    assert load_model("ape").latent_dim == 3


def test_an_unfinished_run_is_no_model(runs: Path) -> None:
    write_checkpoint(runs / "going")
    (runs / "going" / "card.json").unlink()
    assert names() == []


@pytest.mark.parametrize("damage", ["", "{", "{}", "[" * 100_000, "a folder"])
@pytest.mark.parametrize("file", ["card.json", "config.json"])
def test_a_broken_folder_does_not_hide_the_others(runs: Path, damage: str, file: str, caplog: pytest.LogCaptureFixture) -> None:
    write_checkpoint(runs / "broken")
    write_checkpoint(runs / "good")
    (runs / "broken" / file).unlink()
    if damage == "a folder":
        (runs / "broken" / file).mkdir()
    else:
        (runs / "broken" / file).write_text(damage)
    with caplog.at_level(logging.WARNING):
        assert names() == ["good"]
    assert "broken is left out" in caplog.text
    with pytest.raises(CheckpointError, match=file):
        find_checkpoint("broken")


@pytest.mark.parametrize(
    "name", ["../outside", "good/../../outside", "..", ".", "", "/etc", "goo*", "good\n", "GOOD", "<script>"]
)
def test_a_name_is_never_a_path(runs: Path, name: str) -> None:
    write_checkpoint(runs.parent / "outside")
    write_checkpoint(runs / "good")
    with pytest.raises(CheckpointError, match="There is no model named") as caught:
        find_checkpoint(name)
    assert "Known models: good." in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_very_long_name_is_cut(runs: Path) -> None:
    with pytest.raises(CheckpointError) as caught:
        find_checkpoint("x" * 5000)
    assert len(str(caught.value)) < 200
