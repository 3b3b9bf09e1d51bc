"""A folder of one's own becomes a data set: what is kept, what is left out, and nothing half-loaded."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from tests.unit.data.own.pictures import fill, noise
from vizvae.data.images import count_training_images, load_images
from vizvae.data.own.build import add_set
from vizvae.data.own.naming import check_new_name
from vizvae.data.own.options import Options
from vizvae.data.own.store import (
    OwnSet,
    find_set,
    image_names,
    list_sets,
    open_factors,
    open_images,
    open_labels,
    remove_set,
    rename_set,
    restore_set,
    unreadable_sets,
)
from vizvae.data.registry import image_spec, image_specs
from vizvae.paths import own_data_dir
from vizvae.training.config import TrainConfig
from vizvae.training.loop import train
from vizvae.training.pixels import completed, usual_likelihood
from vizvae.training.state import TrainingState

pytestmark = pytest.mark.usefixtures("runs")
SMALL = Options(size=16)


def by_name(own: OwnSet) -> dict[str, str]:
    """Class of each picture"""
    labels = open_labels(own)
    return {name: own.class_names[label] for name, label in zip(image_names(own), labels, strict=True)}


def test_mixed_pictures_and_a_broken_one_become_one_array(tmp_path: Path) -> None:
    folder = fill(tmp_path / "birds", 12)
    noise(90, (300, 10)).save(folder / "very wide.png")
    noise(91, (9, 9), "L").save(folder / "ünïcode name.tif")
    noise(92).convert("RGBA").save(folder / ("x" * 200 + ".webp"))
    (folder / "broken.png").write_bytes((folder / "p000.png").read_bytes()[:80])
    (folder / "empty.jpg").write_bytes(b"")
    (folder / "text.png").write_text("not a picture")
    (folder / "notes.md").write_text("no picture by its name")
    seen: list[tuple[int, int]] = []
    own = add_set(folder, "birds", SMALL, progress=lambda done, of: seen.append((done, of)))
    assert own == find_set("birds")
    assert len(own) == sum(own.splits) == 15
    assert min(own.splits) >= 1
    images = open_images(own)
    assert (images.shape, images.dtype) == ((15, 3, 16, 16), np.uint8)
    assert {line.partition(":")[0] for line in own.left_out} == {"broken.png", "empty.jpg", "text.png"}
    assert "other files are not read: 1 .md" in own.notes
    assert own.sizes["24 × 20"] == 13
    assert seen[-1] == (18, 18)
    expected = noise(3).resize((16, 16), Image.Resampling.BICUBIC, (2, 0, 22, 20))
    row = image_names(own).index("p003.png")
    assert np.abs(images[row].transpose(1, 2, 0).astype(int) - np.asarray(expected)).max() <= 2
    assert [path.name for path in own_data_dir().iterdir()] == ["birds"]


@pytest.mark.parametrize("kind", ["none", "one", "broken", "text"])
def test_too_few_pictures_are_one_message_and_nothing_is_left(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "few"
    folder.mkdir()
    if kind == "one":
        fill(folder, 1)
    if kind == "broken":
        for number in range(20):
            (folder / f"{number}.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    if kind == "text":
        (folder / "a.txt").write_text("a")
    says = {
        "none": "there are no pictures in it",
        "one": "at least 12 pictures .*got 1 of 1 file",
        "broken": "got 0 of 20 files; left out: 0.png: ",
    }
    with pytest.raises(ValueError, match=says.get(kind, "no pictures in it; other files are not read: 1 .txt")) as caught:
        add_set(folder, "few")
    assert "\n" not in str(caught.value)
    assert not own_data_dir().exists() or not list(own_data_dir().iterdir())
    with pytest.raises(ValueError, match="no such file or folder"):
        add_set(tmp_path / "nowhere", "few")


def test_classes_are_the_first_folders_whatever_is_nested(tmp_path: Path) -> None:
    root = tmp_path / "all" / "animals"
    fill(root / "cats" / "tabby", 7)
    fill(root / "dogs", 7, first=50)
    own = add_set(tmp_path / "all", "pets", SMALL)
    assert (own.class_names, own.class_counts, own.labels_from) == (("cats", "dogs"), (7, 7), "folders")
    assert by_name(own)["animals/cats/tabby/p001.png"] == "cats"


def test_parts_of_a_set_are_no_classes(tmp_path: Path) -> None:
    for part, first in (("train", 0), ("test", 100)):
        for label in ("2", "10"):
            fill(tmp_path / "set" / part / label, 4, first=first + int(label) * 4)
    own = add_set(tmp_path / "set", "digits", SMALL)
    assert (own.class_names, own.class_counts) == (("2", "10"), (8, 8))


def test_pictures_without_folders_have_one_class(tmp_path: Path) -> None:
    own = add_set(fill(tmp_path / "flat"), "flat", SMALL)
    assert (own.class_names, own.labels_from) == (("image",), "nothing")


def test_a_zip_is_the_same_set_as_its_folder(tmp_path: Path) -> None:
    folder = fill(tmp_path / "birds")
    archive = Path(shutil.make_archive(str(tmp_path / "packed"), "zip", tmp_path, "birds"))
    assert add_set(folder, "one", SMALL).fingerprint == add_set(archive, "two", SMALL).fingerprint


def test_unsafe_archives_are_refused_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = (fill(tmp_path / "p", 1) / "p000.png").read_bytes()

    def archive(**entries: bytes) -> Path:
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            for name, content in entries.items():
                file.writestr(name, content)
        return path

    for name in ("../../evil.png", "/etc/evil.png", "a\\..\\..\\evil.png", "C:\\evil.png"):
        with pytest.raises(ValueError, match="leads out of the archive"):
            add_set(archive(**{name: picture, "fine.png": picture}), "a")
    with pytest.raises(ValueError, match=r"no pictures in it; other files are not read: 2 \.zip \(unpack the archives first\)"):
        add_set(archive(**{"a.zip": b"PK", "b.zip": b"PK"}), "a")
    (tmp_path / "no.zip").write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(ValueError, match="expected a zip archive"):
        add_set(tmp_path / "no.zip", "a")
    monkeypatch.setattr("vizvae.data.own.archive.MAX_UNPACKED_BYTES", 50_000_000)
    with pytest.raises(ValueError, match="unpacked it would have"):
        add_set(archive(**{"bomb.png": bytes(60_000_000)}), "a")
    with (tmp_path / "large.zip").open("wb") as file:
        file.truncate(2_000_000_001)
    with pytest.raises(ValueError, match=r"2\.0 GB are more than the 2 GB that a zip may have; unpack it"):
        add_set(tmp_path / "large.zip", "a")
    assert not list_sets()


def test_links_out_of_a_folder_are_not_followed(tmp_path: Path) -> None:
    secret = fill(tmp_path / "secret", 1)
    folder = fill(tmp_path / "birds")
    (folder / "link.png").symlink_to(secret / "p000.png")
    (folder / "away").symlink_to(secret)
    (folder / "same.png").symlink_to(folder / "p001.png")
    own = add_set(folder, "birds", SMALL)
    assert sorted(own.left_out) == ["away: a link to another folder", "link.png: a link out of the folder"]
    assert own.num_copies == 1


@pytest.mark.parametrize("form", ["npy", "npz"])
@pytest.mark.parametrize("kind", ["uint8", "float", "rounded", "signed", "first", "flat", "uint16", "bool"])
def test_arrays_of_every_kind(form: str, kind: str, tmp_path: Path) -> None:
    images = np.random.default_rng(0).integers(0, 256, (15, 16, 16), dtype=np.uint8)
    images[0, 0, :2] = (0, 255)
    given = {
        "uint8": images, "float": images.astype(np.float32) / 255, "signed": images.astype(np.float64) / 127.5 - 1,
        "rounded": images.astype(np.float32) / 255 * 1.0004 - 0.0002,
        "first": images[:, None], "flat": images.reshape(15, 256), "uint16": images.astype(np.uint16) * 100 + 700, "bool": images > 127,
    }[kind]  # fmt: skip
    path = tmp_path / f"a.{form}"
    np.save(path, given) if form == "npy" else np.savez_compressed(path, images=given, labels=np.arange(15) % 3)
    own = add_set(path, "digits")
    assert own.image_shape == (1, 16, 16)
    order = [int(name) for name in image_names(own)]
    expected = (images > 127) * np.uint8(255) if kind == "bool" else images
    assert (open_images(own)[:, 0] == expected[order]).all()
    assert own.black_and_white == (kind == "bool")
    if form == "npz":
        assert by_name(own) == {str(row): str(row % 3) for row in range(15)}


@pytest.mark.parametrize(
    ("array", "says"),
    [
        (np.zeros((20, 16, 16), np.uint8), "every pixel of every image is 0"),
        (np.full((20, 16, 16), np.nan), "NaN or infinite"),
        (np.zeros((20, 7)), r"expected images as an array of shape .*got \(20, 7\)"),
        (np.array([{"a": 1}] * 20, dtype=object), "objects are not read"),
        (np.array(["a"] * 20), "expected an array of numbers"),
    ],
)
@pytest.mark.parametrize("form", ["npy", "npz"])
def test_arrays_that_are_no_images(array: np.ndarray, says: str, form: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{form}"
    np.save(path, array, allow_pickle=True) if form == "npy" else np.savez(path, images=array)
    with pytest.raises(ValueError, match=says):
        add_set(path, "a")
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(ValueError, match="cut short"):
        add_set(path, "a")


def test_a_table_of_paths_with_labels_and_factors(tmp_path: Path) -> None:
    fill(tmp_path / "far" / "away", 14)
    rows = [f"far/away/p{row:03d}.png,{'ab'[row % 2]},{row / 2}" for row in range(14)]
    (tmp_path / "t.csv").write_text("\n".join(["path,label,weight", *rows, "gone.png,a,1"]))
    own = add_set(tmp_path / "t.csv", "t", SMALL)
    assert (own.class_names, own.factor_names) == (("a", "b"), ("weight",))
    assert own.left_out == ("gone.png: there is no such file",)
    (weight,) = open_factors(own)
    assert dict(zip(image_names(own), weight.numbers, strict=True))["far/away/p003.png"] == 1.5


def test_labels_and_factors_with_gaps_belong_to_their_pictures_though_some_cannot_be_read(tmp_path: Path) -> None:
    folder = fill(tmp_path / "birds")
    (folder / "p000.png").write_bytes(b"")
    (folder / "labels.csv").write_text(
        "file;class\n" + "".join(f"p{row:03d};{'finch' if row % 2 else 'wren'}\n" for row in range(1, 13))
    )
    lines = [f"{row},{'' if row == 2 else row * 10},{'small' if row % 3 else 'large'},5" for row in range(14)]
    (folder / "factors.csv").write_text("nr,angle,size,constant\n" + "\n".join(lines))
    own = add_set(folder, "birds", SMALL)
    assert (own.class_names, own.class_counts) == (("finch", "wren", "unlabelled"), (6, 6, 1))
    assert by_name(own)["p013.png"] == "unlabelled"
    assert own.factor_names == ("nr", "angle", "size")
    notes = "; ".join(own.notes)
    for words in ("column constant has fewer than two values", "column angle has 1 gaps", "in the order of the pictures' names"):
        assert words in notes
    nr, angle, size = open_factors(own)
    place = image_names(own).index("p005.png")
    assert (nr.numbers[place], angle.numbers[place], size.values[int(size.numbers[place])]) == (5, 50, "small")
    assert np.isnan(angle.numbers[image_names(own).index("p002.png")])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x\n1\n2\n", "or one row for each of the 14 pictures; got 2 rows"),
        ("x\n" + "1\n" * 30, "got 30 rows"),
        (
            "file,x\n" + "".join(f"p{row:03d}.png,{row if row != 7 else 'big'}\n" for row in range(14)),
            "column x: expected numbers, .*got 'big'",
        ),
        ("file,x\n" + "".join(f"p{row:03d}.png,4\n" for row in range(14)), "at least one column with two or more values"),
        ("", "expected a table with a header"),
        ("file,x\n", "got no row"),
    ],
)
def test_factors_that_do_not_fit_are_one_message_and_nothing_is_left(text: str, says: str, tmp_path: Path) -> None:
    folder = fill(tmp_path / "birds")
    (folder / "factors.csv").write_text(text)
    with pytest.raises(ValueError, match=says):
        add_set(folder, "birds", SMALL)
    assert not own_data_dir().exists() or not list(own_data_dir().iterdir())


def test_near_duplicates_are_never_in_two_splits(tmp_path: Path) -> None:
    folder = fill(tmp_path / "birds", 40, size=(64, 64))
    for seed in range(0, 40, 2):
        noise(seed, (64, 64)).save(folder / f"again {seed}.jpg", quality=60)
        noise(seed, (64, 64)).resize((50, 50)).save(folder / f"small {seed}.webp")
    own = add_set(folder, "birds", Options(size=32))
    train, validation, _ = own.splits
    split = {name: (place >= train) + (place >= train + validation) for place, name in enumerate(image_names(own))}
    for seed in range(0, 40, 2):
        assert len({split[f"p{seed:03d}.png"], split[f"again {seed}.jpg"], split[f"small {seed}.webp"]}) == 1
    assert own.num_alike == 40
    assert own.splits == (64, 8, 8)


def test_the_split_depends_on_the_pictures_and_not_on_their_names(tmp_path: Path) -> None:
    folder = fill(tmp_path / "birds", 30)
    first = add_set(folder, "first", SMALL)
    for number, file in enumerate(sorted(folder.iterdir(), reverse=True)):
        file.rename(folder / f"other {number}.png")
    second = add_set(folder, "second", SMALL)
    assert (open_images(first) == open_images(second)).all()
    assert first.fingerprint == second.fingerprint


def test_pictures_that_are_all_alike_are_split_all_the_same_and_that_is_said(tmp_path: Path) -> None:
    for number in range(14):
        (tmp_path / "same").mkdir(exist_ok=True)
        noise(0).save(tmp_path / "same" / f"{number}.png")
    own = add_set(tmp_path / "same", "same", SMALL)
    assert min(own.splits) >= 1
    assert own.num_copies == 13
    assert any("so alike" in note for note in own.notes)


def test_size_and_channels_are_those_of_the_pictures_where_they_agree(tmp_path: Path) -> None:
    assert add_set(fill(tmp_path / "a", size=(20, 20), mode="L"), "a").image_shape == (1, 20, 20)
    assert add_set(fill(tmp_path / "b", size=(20, 21)), "b").image_shape == (3, 64, 64)
    assert add_set(fill(tmp_path / "c", size=(12, 12)), "c", Options(grey=True)).image_shape == (1, 64, 64)
    grey_jpegs = fill(tmp_path / "d", mode="L", suffix=".jpg", size=(30, 30))
    noise(99, (30, 30), "L").convert("RGB").save(grey_jpegs / "z.jpg")
    assert add_set(grey_jpegs, "d").image_shape == (1, 30, 30)


@pytest.mark.parametrize("options", [{"size": 15}, {"size": 257}, {"ground": "blurple"}])
def test_options_that_cannot_be(options: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="expected"):
        Options(**options)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["", "a b", "../x", ".hidden", "ü", "x" * 300, "a/b"])
def test_names_that_cannot_be(name: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="expected a name of up to 64 letters"):
        add_set(fill(tmp_path / "birds", 1), name)


def test_an_interrupted_set_leaves_nothing_and_a_second_of_one_name_is_refused(tmp_path: Path) -> None:
    folder = fill(tmp_path / "birds")

    def interrupt(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        add_set(folder, "birds", SMALL, progress=interrupt)
    assert not list(own_data_dir().iterdir())
    killed = own_data_dir() / f".birds.{_host()}-999999999-1.writing"
    killed.mkdir()
    add_set(folder, "birds", SMALL)
    assert not killed.exists()
    with pytest.raises(ValueError, match="a data set 'birds' already"):
        add_set(folder, "birds", SMALL)


def _host() -> str:
    from vizvae import atomic_write

    return atomic_write._host()


def test_rename_remove_and_bring_back(tmp_path: Path) -> None:
    own = add_set(fill(tmp_path / "birds"), "birds", SMALL)
    renamed = rename_set("birds", "vogel")
    assert (renamed.name, renamed.former_names, renamed.fingerprint) == ("vogel", ("birds",), own.fingerprint)
    assert find_set("birds") == renamed  # for the models that were trained on it
    assert rename_set("vogel", "birds").former_names == ("vogel",)
    remove_set("birds")
    assert find_set("birds") is None
    with pytest.raises(
        ValueError, match=r"unknown image set 'birds'; it was removed, and can be brought back: .* restore birds; known are"
    ):
        image_spec("birds")
    assert restore_set("birds").fingerprint == own.fingerprint
    for call in (lambda: remove_set("other"), lambda: rename_set("other", "new"), lambda: restore_set("other")):
        with pytest.raises(ValueError, match="'other'"):
            call()


def test_a_name_that_another_set_had_is_taken(tmp_path: Path) -> None:
    """The models that were trained on it find it by that name, and would be shown with the pictures of the other."""
    add_set(fill(tmp_path / "birds"), "birds", SMALL)
    rename_set("birds", "vogel")
    other = fill(tmp_path / "other", first=100)
    for name in (lambda: add_set(other, "birds", SMALL), lambda: check_new_name("birds")):
        with pytest.raises(ValueError, match=r"'vogel' was called 'birds'.* choose another name"):
            name()
    add_set(other, "other", SMALL)
    with pytest.raises(ValueError, match="'vogel' was called 'birds'"):
        rename_set("other", check_new_name("birds", renamed="other"))
    assert rename_set("vogel", check_new_name("birds", renamed="vogel")).name == "birds"


def test_a_damaged_set_is_said_and_hides_no_other(tmp_path: Path) -> None:
    folder = fill(tmp_path / "birds")
    add_set(folder, "fine", SMALL)
    add_set(folder, "cut", SMALL)
    images = own_data_dir() / "cut" / "images.npy"
    images.write_bytes(images.read_bytes()[:-100])
    assert [own.name for own in list_sets()] == ["fine"]
    assert "expected" in unreadable_sets()["cut"]
    with pytest.raises(ValueError, match="cannot be used"):
        image_spec("cut")
    values = json.loads((own_data_dir() / "fine" / "set.json").read_text())
    (own_data_dir() / "fine" / "set.json").write_text(json.dumps(values | {"splits": [1e400, 1, 1]}))
    assert not list_sets()


def test_it_is_a_data_set_like_those_that_come_with_the_program(tmp_path: Path) -> None:
    own = add_set(fill(tmp_path / "birds", 30), "birds", SMALL)
    assert image_specs()["birds"].image_shape == (3, 16, 16)
    parts = {split: load_images("birds", split) for split in ("train", "validation", "test", "sample")}
    assert [len(part) for part in parts.values()] == [*own.splits, 30]
    assert count_training_images("birds") == own.splits[0]
    assert torch.equal(
        torch.cat([parts[split].images for split in ("train", "validation", "test")]),
        torch.from_numpy(np.array(open_images(own))),
    )
    assert len({part.fingerprint for part in parts.values()}) == 4
    assert parts["train"].description == f"birds, train, {own.splits[0]} images"
    assert usual_likelihood("birds", "vae_strided") == "gaussian"
    values = completed({"data": "birds", "model": "vae_strided"})
    assert values["batch_size"] == min(16, own.splits[0])  # small, so that a pass has some steps
    config = TrainConfig(**values)
    report = next(iter(train(TrainingState.start(config, parts["train"].mean_image()), parts["train"].images)))
    assert report.step == 1


def test_black_and_white_images_are_bernoulli(tmp_path: Path) -> None:
    folder = tmp_path / "runes"
    folder.mkdir()
    for number in range(14):
        pixels = (np.random.default_rng(number).random((4, 4)) > 0.5).astype(np.uint8) * 255
        Image.fromarray(pixels).resize((32, 32), Image.Resampling.NEAREST).save(folder / f"{number}.png")
    assert add_set(folder, "runes").black_and_white
    assert usual_likelihood("runes", "vae_strided") == "bernoulli"
    assert completed({"data": "runes"})["binarisation"] == "threshold"


def test_a_table_speaks_of_the_pictures_below_its_own_folder(tmp_path: Path) -> None:
    """As in a zip with one folder around all: names that occur in every class are told apart by the way from there."""
    root = tmp_path / "all" / "birds"
    for label, first in (("finch", 0), ("wren", 100)):
        for number in range(8):
            (root / label).mkdir(parents=True, exist_ok=True)
            noise(first + number).save(root / label / f"{number}.png")
    rows = "".join(
        f"{label}/{number}.png,{first + number}\n" for label, first in (("finch", 0), ("wren", 100)) for number in range(8)
    )
    (root / "factors.csv").write_text(f"file,number\n{rows}")
    (factor,) = open_factors(own := add_set(tmp_path / "all", "birds", SMALL))
    expected = [int(Path(name).stem) + (100 if "wren" in name else 0) for name in image_names(own)]
    assert factor.numbers.tolist() == expected
