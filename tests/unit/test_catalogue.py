import logging
import shutil
from pathlib import Path

import pytest

from tests.helpers.small import write_checkpoint
from vizvae.catalogue import find_checkpoint, is_shipped, list_checkpoints, load_model
from vizvae.checkpoint import CheckpointError, read_json, write_card


@pytest.fixture
def shipped(runs: Path) -> Path:
    return runs.parent / "shipped"


def names() -> list[str]:
    return [one.name for one in list_checkpoints()]


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


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read, in order."""
    files: list[str] = []

    def counted(path: Path) -> dict[str, object]:
        files.append(f"{path.parent.name}/{path.name}")
        return read_json(path)

    for module in ("folder", "reading"):
        monkeypatch.setattr(f"vizvae.checkpoint.{module}.read_json", counted)
    return files


def test_listing_again_reads_only_what_is_another(runs: Path, read: list[str]) -> None:
    write_checkpoint(runs / "one")
    write_checkpoint(runs / "two")
    assert names() == ["one", "two"]
    assert len(read) == 4
    for _ in range(3):
        assert names() == ["one", "two"]
        assert find_checkpoint("two").title == "a small vae_mlp-bernoulli"
    assert len(read) == 4
    write_card(runs / "two", {**find_checkpoint("two").card, "title": "measured"})
    assert [one.title for one in list_checkpoints()] == ["a small vae_mlp-bernoulli", "measured"]
    assert read[4:] == ["two/card.json", "two/config.json"]
    write_checkpoint(runs / "new")
    assert names() == ["new", "one", "two"]
    shutil.rmtree(runs / "one")
    assert names() == ["new", "two"]
    with pytest.raises(CheckpointError, match="no model named one"):
        find_checkpoint("one")


def test_a_broken_folder_is_read_once_and_mended_at_once(runs: Path, read: list[str]) -> None:
    write_checkpoint(runs / "broken")
    card = (runs / "broken" / "card.json").read_text()
    (runs / "broken" / "card.json").write_text(card[:20])
    errors = []
    for _ in range(3):
        with pytest.raises(CheckpointError, match="is damaged") as caught:
            find_checkpoint("broken")
        errors.append(caught.value)
    assert len(read) == 1
    assert len(set(map(id, errors))) == 3  # one error raised again and again would gather everybody's frames
    (runs / "broken" / "card.json").write_text(card)
    assert find_checkpoint("broken").title == "a small vae_mlp-bernoulli"
