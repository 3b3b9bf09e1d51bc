from pathlib import Path

import numpy as np
import pytest
import torch

from tests.helpers.idx import write_mnist
from vizvae.data.images import ImageSet, load_images
from vizvae.data.registry import IMAGE_SETS

STORED = [key for key, spec in IMAGE_SETS.items() if spec.torchvision_name]


def as_bytes(images: ImageSet) -> list[bytes]:
    return [image.tobytes() for image in images.images.numpy()]


@pytest.mark.parametrize("key", STORED)
def test_the_committed_sample(key: str) -> None:
    sample = load_images(key, "sample")
    assert sample.images.shape == (5000, *sample.spec.image_shape)
    assert sample.images.dtype == torch.uint8
    assert torch.bincount(sample.labels).tolist() == [500] * 10
    assert len(sample.spec.class_names) == 10


@pytest.mark.parametrize("key", STORED)
def test_without_the_full_set_the_splits_are_disjoint_parts_of_the_sample(key: str) -> None:
    splits = {split: load_images(key, split) for split in ("train", "validation", "test")}
    assert {split: len(images) for split, images in splits.items()} == {"train": 3500, "validation": 500, "test": 1000}
    assert {images.source for images in splits.values()} == {"sample"}
    assert all("committed sample" in images.description for images in splits.values())
    together = [image for images in splits.values() for image in as_bytes(images)]
    assert sorted(together) == sorted(as_bytes(load_images(key, "sample")))
    for one, other in (("train", "validation"), ("train", "test"), ("validation", "test")):
        assert not set(as_bytes(splits[one])) & set(as_bytes(splits[other]))


def test_an_unknown_set_is_refused_with_the_known_ones() -> None:
    with pytest.raises(
        ValueError,
        match=r"unknown image set 'cifar'; known are \['faces', 'faces-128', 'fashion', 'letters', 'mnist', 'sprites'\]",
    ):
        load_images("cifar", "train")


def test_the_fingerprint_is_of_images_and_labels() -> None:
    test = load_images("mnist", "test")
    other = test.images.clone()
    other[5, 0, 3, 3] += 1
    changed = [
        ImageSet(spec=test.spec, split=test.split, source=test.source, images=other, labels=test.labels),
        ImageSet(spec=test.spec, split=test.split, source=test.source, images=test.images, labels=test.labels.flip(0)),
        test.subset(torch.arange(10)),
    ]
    assert test.fingerprint == load_images("mnist", "test").fingerprint
    assert len({test.fingerprint, *(images.fingerprint for images in changed)}) == 4


def images_drawn(count: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (count, 28, 28), dtype=np.uint8)


@pytest.fixture
def full_mnist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> np.ndarray:
    """A full MNIST of 70 training images, of which 30 are images of the committed sample, in mixed order."""
    sample = load_images("mnist", "sample").images[100:130, 0].numpy()
    train = np.concatenate([images_drawn(40, 1), sample])[np.random.default_rng(2).permutation(70)]
    write_mnist(tmp_path, train, images_drawn(25, 3))
    monkeypatch.setenv("VIZVAE_DATA", str(tmp_path))
    return train


def test_no_image_of_the_sample_is_trained_on(full_mnist: np.ndarray) -> None:
    train, validation = load_images("mnist", "train"), load_images("mnist", "validation")
    sample = set(as_bytes(load_images("mnist", "sample")))
    assert (len(train), len(validation)) == (40, 30)
    assert not sample & set(as_bytes(train))
    assert set(as_bytes(validation)) <= sample
    assert set(as_bytes(train)) | set(as_bytes(validation)) == {image.tobytes() for image in full_mnist}
    assert train.source == validation.source == "full"
    assert "full set" in train.description


def test_labels_stay_with_their_images(full_mnist: np.ndarray) -> None:
    train = load_images("mnist", "train")
    label_of = {image.tobytes(): number % 10 for number, image in enumerate(full_mnist)}
    assert train.labels.tolist() == [label_of[image] for image in as_bytes(train)]
    assert train.labels.dtype == torch.int64


@pytest.mark.usefixtures("full_mnist")
def test_the_test_images_are_the_whole_test_set() -> None:
    test = load_images("mnist", "test")
    assert len(test) == 25
    assert as_bytes(test) == [image.tobytes() for image in images_drawn(25, 3)]


@pytest.mark.usefixtures("full_mnist")
def test_a_full_set_of_one_name_is_none_of_another() -> None:
    assert load_images("fashion", "train").source == "sample"


def test_fashion_holds_out_its_last_training_images(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its sample is from the test images, so nothing of it needs to be left out; 5,000 others are for validation."""
    train = np.zeros((60_000, 28, 28), dtype=np.uint8)
    train[:, 0, :2] = np.stack(np.divmod(np.arange(60_000), 256), axis=1)
    write_mnist(tmp_path, train, images_drawn(10, 3), "FashionMNIST")
    monkeypatch.setenv("VIZVAE_DATA", str(tmp_path))
    assert [len(load_images("fashion", split)) for split in ("train", "validation", "test")] == [55_000, 5_000, 10]
    assert torch.equal(load_images("fashion", "validation").images[:, 0], torch.from_numpy(train[55_000:]))


@pytest.mark.usefixtures("full_mnist")
@pytest.mark.parametrize("damage", ["truncated", "missing"])
def test_a_damaged_full_set_is_one_clear_error(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "MNIST" / "raw" / "train-labels-idx1-ubyte"
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ValueError, match=r"MNIST.*damaged.*VIZVAE_DATA") as caught:
        load_images("mnist", "train")
    assert "\n" not in str(caught.value)


def test_a_download_that_fails_falls_back_on_the_sample(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    class NoNetwork:
        def MNIST(self, **_: object) -> None:
            raise RuntimeError("no mirror answered")

    monkeypatch.setattr("vizvae.data.images.import_torchvision", NoNetwork)
    assert load_images("mnist", "train", download=True).source == "sample"
    assert "no mirror answered" in caplog.text
    assert "committed sample is used instead" in caplog.text
