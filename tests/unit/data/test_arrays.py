"""Arrays of images, whoever gives them: `vizvae data add` and `vizvae adopt` read the same files."""

from pathlib import Path

import numpy as np
import pytest

from vizvae.adoption.images import as_images, given_images
from vizvae.data.arrays import channels_first, open_array_file
from vizvae.data.own.arrays import open_arrays

IMAGES = np.random.default_rng(0).integers(0, 256, (6, 12, 10, 3), dtype=np.uint8)


@pytest.mark.parametrize("name", ["images", "X_train", "pictures"])
def test_the_images_of_several_arrays_are_found_by_name_or_by_size(name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    np.savez_compressed(path, **{"ids": np.arange(6), name: IMAGES, "y": np.arange(6) % 2})  # pyright: ignore[reportArgumentType]
    with open_array_file(path) as (images, labels):
        assert np.array_equal(images, IMAGES)
        assert labels is not None
        assert labels.tolist() == [0, 1] * 3
    images, labels = given_images(str(path))
    assert np.array_equal(images, IMAGES), "they outlive the file that they were unpacked to"
    assert labels.tolist() == [0, 1] * 3


def test_a_file_of_one_array_and_the_name_of_a_set(tmp_path: Path) -> None:
    np.save(tmp_path / "a.NPY", IMAGES)
    (tmp_path / "a.NPY.npy").rename(tmp_path / "a.NPY")
    assert np.array_equal(given_images(str(tmp_path / "a.NPY")), IMAGES)  # pyright: ignore[reportArgumentType]
    assert given_images("mnist") == "mnist"


@pytest.mark.parametrize("suffix", ["npy", "npz"])
def test_nothing_is_unpickled(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{suffix}"
    objects = np.array([{"a": 1}] * 20, dtype=object)
    np.save(path, objects, allow_pickle=True) if suffix == "npy" else np.savez(path, images=objects)
    with pytest.raises(ValueError, match="objects are not read"):
        given_images(str(path))


@pytest.mark.parametrize("channels", [1, 3])
def test_channels_are_first_wherever_they_were(channels: int) -> None:
    last = IMAGES[..., :channels]
    first = last.transpose(0, 3, 1, 2)
    assert np.array_equal(channels_first(last, "a"), first)
    assert np.array_equal(channels_first(first, "a"), first)
    assert np.array_equal(channels_first(first.reshape(6, -1), "a", image_shape=(channels, 12, 10)), first)


@pytest.mark.parametrize("shape", [(6, 9), (6, 120), (6, 2, 12, 10), (6,), (6, 4, 12, 10)])
def test_what_are_no_images(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"^a: .*expected images as an array of shape"):
        channels_first(np.zeros(shape), "a")


RAMP = np.linspace(0, 1, 12 * 16 * 16).reshape(12, 16, 16)


@pytest.mark.parametrize(
    ("given", "adopted", "words"),
    [
        ((RAMP > 0.5).astype(np.uint8), (0, 255), "1 is white"),
        ((RAMP > 0.5).astype(np.uint8) * 2, "got 0 to 2: divide by what is white, as images / 2", "from 0 to 2 were scaled"),
        (RAMP * 16, "got 0 to 16: divide by what is white, as images / 16", "from 0 to 16 were scaled"),
        (RAMP - 0.5, r"got -0.5 to 0.5: if they were centred, put them back \(images \+ 0.5\)", "from -0.5 to 0.5 were scaled"),
        ((RAMP * 60_000).astype(np.uint16), "divide by what is white, as images / 65535", "from 0 to 60000 were scaled"),
        (2 * RAMP - 1, (0, 255), "−1 is black"),
        ((RAMP * 255).astype(np.int32), (0, 255), ""),
    ],
)
def test_values_are_read_alike_for_a_set_and_for_a_model(
    given: np.ndarray, adopted: tuple[int, int] | str, words: str, tmp_path: Path
) -> None:
    np.save(tmp_path / "a.npy", given)
    with open_arrays(tmp_path / "a.npy") as (items, _, notes):
        values = np.stack([np.asarray(item.read()) for item in items])
    assert (values.min(), values.max()) == (0, 255)
    assert words in " ".join(notes)
    if isinstance(adopted, str):
        with pytest.raises(ValueError, match=adopted):
            as_images(given)
    else:
        pixels = as_images(given).pixels
        assert (pixels.min(), pixels.max()) == adopted


@pytest.mark.parametrize("labels", [np.arange(12)[:, None] % 3, np.arange(12) % 3])
def test_labels_in_a_column_are_labels(labels: np.ndarray, tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", images=RAMP, labels=labels)
    with open_arrays(tmp_path / "a.npz") as (_, table, _):
        assert table is not None
        assert table.columns["label"][:4] == ["0", "1", "2", "0"]
    assert as_images(given_images(str(tmp_path / "a.npz"))).labels[:4].tolist() == [0, 1, 2, 0]


def test_labels_of_another_form_are_not_dropped() -> None:
    with pytest.raises(ValueError, match=r"one label for each of 12 images, got labels of shape \(12, 10\)"):
        as_images((RAMP, np.eye(10)[np.arange(12) % 10]))


def test_one_picture_in_colour_is_no_set_of_grey_ones() -> None:
    with pytest.raises(ValueError, match=r"a: \(64, 48, 3\) is one picture in colour"):
        channels_first(np.zeros((64, 48, 3)), "a")
