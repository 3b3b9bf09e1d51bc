"""Arrays of images, whoever gives them: `vizvae data add` and `vizvae adopt` read the same files."""

from pathlib import Path

import numpy as np
import pytest

from vizvae.adoption.images import given_images
from vizvae.data.arrays import channels_first, open_array_file

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
