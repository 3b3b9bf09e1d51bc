"""What was dropped and not added yet: harmless names, nothing outside its folder, one step to a data set."""

from __future__ import annotations

import base64
import io
import os
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.unit.data.own.pictures import fill, noise
from vizvae.data.own.build import add_set, build_set
from vizvae.data.own.example import EACH, SHAPES, draw_example
from vizvae.data.own.incoming import MOST_KEPT, Incoming, add_built, built, discard, find_incoming, keep_files, refer_to
from vizvae.data.own.options import Options
from vizvae.data.own.sheet import sheet_of_set, sheet_of_source, spread
from vizvae.data.own.store import image_names, list_sets, open_factors, open_images
from vizvae.paths import own_data_dir

pytestmark = pytest.mark.usefixtures("runs")
SMALL = Options(size=16)


def png(seed: int) -> Callable[[Path], object]:
    return lambda path: noise(seed).save(path, "PNG")


def text(words: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(words)


def there(incoming: Incoming) -> list[str]:
    root = incoming.folder / "files"
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def build(incoming: Incoming, options: Options = SMALL) -> None:
    build_set(incoming.path, incoming.target(options), options, title=incoming.title, confined=incoming.uploaded)


def test_names_stay_within_the_folder_and_readable() -> None:
    names = ["../../etc/a.png", "/b.png", "c\\d.png", "dir/./e.png", "ü n.png", "x" * 300 + ".png", "ü n.png", "Ü N.png", ""]
    incoming = keep_files([(name, png(seed)) for seed, name in enumerate(names)])
    found = there(incoming)
    assert set(found) >= {"etc/a.png", "b.png", "c/d.png", "dir/e.png", "ü n.png", "ü n (2).png", "Ü N (3).png", "file"}
    (long,) = [name for name in found if name.startswith("xxx")]
    assert long.endswith(".png")
    assert len(long.encode()) <= 120
    assert len(found) == len(names)
    assert (incoming.title, incoming.source) == ("9 files", ".")
    assert find_incoming(incoming.token) == incoming
    assert [path.name for path in own_data_dir().iterdir()] == [".incoming"]
    discard(incoming)
    assert find_incoming(incoming.token) is None


@pytest.mark.parametrize("token", ["", "..", "a" * 32, "../" * 4, "0" * 400, "A" * 32])
def test_what_is_no_token_finds_nothing(token: str) -> None:
    assert find_incoming(token) is None


@pytest.mark.parametrize(
    ("names", "title", "source"),
    [
        (["birds.zip"], "birds.zip", "birds.zip"),
        (["birds/finch/a.png", "birds/wren/b.png"], "birds", "."),
        (["a.png", "labels.csv", "factors.csv"], "3 files", "."),
        (["a.png", "table.csv"], "2 files", "table.csv"),
    ],
)
def test_what_is_read_of_what_was_dropped(names: list[str], title: str, source: str) -> None:
    incoming = keep_files([(name, text("")) for name in names])
    assert (incoming.title, incoming.source) == (title, source)


def test_a_note_beside_pictures_is_no_table_of_their_paths() -> None:
    pictures = [(f"p{number}.png", png(number)) for number in range(3)]
    for note in ("", "Taken in May, see p0.png.\n", "all rights reserved"):
        assert keep_files([*pictures, ("README.txt", text(note))]).source == "."
    assert keep_files([*pictures, ("list.txt", text("path\np0.png\np2.png\n"))]).source == "list.txt"
    assert keep_files([("list.txt", text("path\n/somewhere/a.png\n"))]).source == "list.txt"


def test_what_cannot_be_taken_is_said_and_nothing_kept() -> None:
    def full(path: Path) -> None:
        raise OSError("No space left on device")

    for files, error, says in (
        ([("a.zip", text("")), ("b.png", png(1))], ValueError, "got a.zip with 1 other file beside it"),
        ([("a", text("")), ("a/b.png", png(1))], ValueError, "one name that is both"),
        ([("a.png", full)], OSError, "No space left"),
        ([], ValueError, "got none"),
    ):
        with pytest.raises(error, match=says):
            keep_files(files)
    assert not own_data_dir().exists() or not list((own_data_dir() / ".incoming").iterdir())


def test_a_table_that_was_dropped_cannot_name_a_file_of_the_server(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    noise(99).save(secret)
    files = [(f"{seed}.png", png(seed)) for seed in range(14)]
    rows = "".join(f"{seed}.png,{'ab'[seed % 2]}\n" for seed in range(14))
    table = f"path,label\n{rows}{secret},a\n../about.json,b\n{'y' * 5000},a\n"
    incoming = keep_files([*files, ("table.csv", text(table))])
    build(incoming)
    own = built(incoming, SMALL)
    assert own is not None
    assert (len(own), own.class_names) == (14, ("a", "b"))
    assert sum("leads out of what was uploaded" in line for line in own.left_out) == 2
    assert own.num_left_out == 3
    # On one's own machine it may.
    alone = tmp_path / "alone.csv"
    alone.write_text(table.replace("\n../about.json,b", ""))
    for name, write in files:
        write(tmp_path / name)
    assert len(add_set(alone, "mine", SMALL)) == 15


def test_what_was_built_becomes_a_set_in_one_step(tmp_path: Path) -> None:
    incoming = refer_to(fill(tmp_path / "birds", 14))
    assert (incoming.title, incoming.uploaded) == ("birds", False)
    assert built(incoming, SMALL) is None
    build(incoming)
    build(incoming, Options(size=32))
    assert not list_sets()
    add_set(fill(tmp_path / "other", 14, first=50), "taken", SMALL)
    with pytest.raises(ValueError, match="there is a data set 'taken' already"):
        add_built(incoming, SMALL, "taken")
    own = add_built(incoming, Options(size=32), "birds")
    assert (own.name, own.source, own.image_shape) == ("birds", "birds", (3, 32, 32))
    assert [one.name for one in list_sets()] == ["birds", "taken"]
    assert not incoming.folder.exists()
    assert (tmp_path / "birds" / "p000.png").exists()
    with pytest.raises(ValueError, match="not here any more"):
        add_built(incoming, SMALL, "again")


def test_a_path_that_is_not_there_is_said(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", Path("a\0b"), Path("x" * 5000), Path("~nobody-of-this-name/x")):
        with pytest.raises(ValueError, match="there is no such file or folder on this machine"):
            refer_to(path)


def test_old_uploads_make_room() -> None:
    old = keep_files([("a.zip", text(""))])
    now = time.time()
    os.utime(old.folder, (now - 90_000, now - 90_000))
    kept = []
    for number in range(MOST_KEPT + 2):
        kept.append(keep_files([("a.zip", text(""))]))
        os.utime(kept[-1].folder, (now - 1000 + number, now - 1000 + number))
    assert find_incoming(old.token) is None
    assert find_incoming(kept[0].token) is None
    assert sum(find_incoming(one.token) is not None for one in kept) == MOST_KEPT


def pixels(url: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(url.partition(",")[2]))).convert("RGB"))


def test_a_sheet_shows_what_the_set_will_hold(tmp_path: Path) -> None:
    folder = fill(tmp_path / "birds", 14, size=(30, 20))
    (folder / "broken.png").write_bytes(b"")
    options = Options(size=16, fit="pad", ground="white")
    sheet = sheet_of_source(folder, options)
    assert (sheet.size, sheet.num_files, sheet.kind, len(sheet.cells)) == (16, 15, "folder", 15)
    assert sheet.cells[0].name == "broken.png"
    assert sheet.cells[0].about.startswith("left out: it is empty")
    own = add_set(folder, "birds", options)
    images, names = open_images(own), image_names(own)
    for cell in sheet.cells[1:]:
        assert cell.about == "30 × 20, colour"
        assert np.array_equal(pixels(cell.made), images[names.index(cell.name)].transpose(1, 2, 0))
        assert pixels(cell.found).shape == (20, 30, 3)
    assert {cell.name for cell in sheet_of_set(own, 5)} <= set(names)
    assert len(sheet_of_source(folder, options, count=4).cells) == 4


def test_spread_has_both_ends() -> None:
    assert spread(0, 5) == []
    assert spread(3, 5) == [0, 1, 2]
    assert spread(101, 5) == [0, 25, 50, 75, 100]


def test_the_example_is_what_people_have(tmp_path: Path) -> None:
    draw_example(tmp_path / "shapes")
    own = add_set(tmp_path / "shapes", "shapes", SMALL)
    assert len(own) == len(SHAPES) * EACH
    assert len(own.modes) >= 3
    assert own.num_left_out == 1
    ink, size, angle = open_factors(own)
    assert ink.values
    assert not np.isnan(size.numbers).any()
    assert np.isnan(angle.numbers).sum() == EACH
