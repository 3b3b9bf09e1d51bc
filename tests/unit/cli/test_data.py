"""vizvae data: what a person types, and what each mistake is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.data.own.pictures import fill
from vizvae.cli import main
from vizvae.data.own.naming import name_for
from vizvae.data.own.store import list_sets

pytestmark = pytest.mark.usefixtures("runs")


def said(capsys: pytest.CaptureFixture[str], *words: str, status: int = 0) -> str:
    assert main(["data", *words]) == status
    out, err = capsys.readouterr()
    if status:
        assert not out
        assert err.startswith("error: ")
        assert err.count("\n") == 1
    return err if status else out


def test_add_list_show_rename_remove_and_restore(tmp_path: Path, capsys: pytest.CaptureFixture[str], runs: Path) -> None:
    folder = fill(tmp_path / "my birds")
    (folder / "broken.png").write_bytes(b"")
    assert "None yet" in said(capsys, "list")
    out = said(capsys, "add", str(folder), "--size", "16", "--fit", "pad", "--ground", "white")
    assert "my-birds: 14 images of 16 × 16, colour" in out
    assert "left out: 1 file" in out
    assert "broken.png: it is empty" in out
    assert "vizvae train --data my-birds" in out
    assert said(capsys, "list") == "my-birds: 14 images of 16 × 16, colour\n"
    assert json.loads(said(capsys, "show", "my-birds", "--json"))["fit"] == "pad"
    assert said(capsys, "rename", "my-birds", "birds") == "birds\n"
    (runs / "first").mkdir()
    (runs / "first" / "run.json").write_text(json.dumps({"config": {"data": "my-birds"}}))
    assert "birds is used by first" in said(capsys, "remove", "birds", status=1)
    assert "vizvae data restore birds" in said(capsys, "remove", "birds", "--force")
    assert not list_sets()
    assert said(capsys, "restore", "birds") == "birds: 14 images are back\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["add", "nowhere", "--name", "a"], "there is no such file or folder"),
        (["add", "FOLDER", "--name", "mnist"], "comes with the program"),
        (["add", "FOLDER", "--name", "a b"], "expected a name of up to 64 letters"),
        (["add", "FOLDER", "--name", "x" * 300], "expected a name of up to 64 letters"),
        (["add", "FOLDER", "--name", "a", "--size", "8"], "expected a size of 16 to 256"),
        (["add", "FOLDER", "--name", "a", "--ground", "blurple"], "expected auto or a colour"),
        (["add", "FOLDER/p000.png"], "expected a folder, a .zip, .npz or .npy file, or a .csv of paths; got one picture"),
        (["show", "other"], "there is no data set 'other' of your own; there are: none"),
        (["rename", "other", "new"], "there is no data set 'other'"),
        (["remove", "other"], "there is no data set 'other'"),
        (["restore", "other"], "was removed in the last days"),
    ],
)
def test_each_mistake_is_one_message(words: list[str], says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = str(fill(tmp_path / "birds"))
    assert says in said(capsys, *(word.replace("FOLDER", folder) for word in words), status=1)
    assert not list_sets()


@pytest.mark.parametrize(
    ("file", "name"), [("Meine Vögel!.zip", "Meine-Vogel"), ("a.b.npz", "a.b"), ("x" * 200 + ".csv", "x" * 64), ("-_-x.npy", "x")]
)
def test_a_name_is_made_of_that_of_the_file(file: str, name: str) -> None:
    assert name_for(Path(file)) == name


def test_a_file_of_which_no_name_can_be_made() -> None:
    with pytest.raises(ValueError, match="choose one with --name"):
        name_for(Path("鳥.zip"))
