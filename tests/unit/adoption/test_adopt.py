"""From a model to a bundle that opens like any other: the same numbers, nothing half-written, nothing left changed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
import torch
from torch import Tensor, nn

import vizvae
from tests.unit.adoption import strangers
from tests.unit.adoption.test_probe import images
from tests.unit.data.own.pictures import fill
from vizvae.adoption.images import as_images, images_in
from vizvae.catalogue import find_checkpoint, list_checkpoints
from vizvae.checkpoint import CheckpointError
from vizvae.checkpoint.bundle import digest_of
from vizvae.checkpoint.bundle_model import BundleModel
from vizvae.cli.adopt import _images as cli_images
from vizvae.data.images import load_images
from vizvae.data.own.store import list_sets
from vizvae.data.registry import image_spec
from vizvae.gaussian import DiagonalGaussian
from vizvae.models.base import LatentModel

LABELS = np.arange(24) % 3


@pytest.fixture(autouse=True)
def own_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VIZVAE_RUNS", str(tmp_path / "runs"))
    torch.manual_seed(0)
    return tmp_path / "runs"


def adopted(model: nn.Module, name: str = "theirs", **more: Any) -> BundleModel:
    said: list[str] = []
    vizvae.adopt(model, (images().numpy(), LABELS), name=name, report=said.append, **more)
    assert f"Adopted as {name}" in said[-1]
    loaded = find_checkpoint(name).load_model()
    assert isinstance(loaded, BundleModel)
    return loaded


@pytest.fixture(scope="module")
def original() -> strangers.Tutorial:
    torch.manual_seed(0)
    return strangers.Tutorial().train()


@pytest.fixture(scope="module")
def written(original: strangers.Tutorial, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundle of `original`, made once: an export takes seconds."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VIZVAE_RUNS", str(tmp_path_factory.mktemp("adopted")))
        return vizvae.adopt(original, (images().numpy(), LABELS), name="theirs", report=lambda _: None)


@pytest.fixture
def bundle(written: Path, own_runs: Path) -> Path:
    """A copy of it among the runs."""
    return Path(shutil.copytree(written, own_runs / "theirs"))


def test_a_bundle_is_the_model(original: strangers.Tutorial, bundle: Path, written: Path) -> None:
    """Encoder, decoder, codes, images, labels and card; and the model itself is as it was."""
    assert original.training
    assert all(value.requires_grad for value in original.parameters())
    checkpoint = find_checkpoint("theirs")
    model = checkpoint.load_model()
    x = images()
    with torch.no_grad():
        mu, logvar = original.encode(x.flatten(1))
        posterior = model.encode(x)
        assert isinstance(posterior, DiagonalGaussian)
        torch.testing.assert_close(posterior.mu, mu, atol=1e-5, rtol=0)
        torch.testing.assert_close(posterior.logvar, logvar, atol=1e-5, rtol=0)
        torch.testing.assert_close(model.decode_mean(mu).flatten(1), original.decode(mu), atol=1e-5, rtol=0)
    assert [one.name for one in list_checkpoints()][-1] == "theirs"
    torch.testing.assert_close(checkpoint.load_reference().mu, mu, atol=1e-5, rtol=0)
    assert checkpoint.load_reference().recon_nll.isnan().all()  # no likelihood, no score
    sample = load_images(checkpoint.data_key, "sample")
    torch.testing.assert_close(sample.images.float() / 255, x)
    assert sample.labels.tolist() == LABELS.tolist()
    assert image_spec(checkpoint.data_key).image_shape == strangers.SHAPE
    assert checkpoint.card["adopted"]["largest_difference"] < 1e-4
    assert {row["what"]: row["found"] for row in checkpoint.card["adopted"]["found"]}["pixels out"] == "0…1"
    assert [path.name for path in written.parent.iterdir()] == ["theirs"]


def test_nothing_is_scored_and_nothing_trained(bundle: Path) -> None:
    model = find_checkpoint(bundle.name).load_model()
    assert isinstance(model, LatentModel)
    assert model.likelihood_name == "unknown"
    with pytest.raises(ValueError, match="the likelihood of this model's pixels is not known"):
        model.likelihood(torch.zeros(1, strangers.LATENTS)).log_prob(torch.zeros(1, 64))
    with pytest.raises(ValueError, match="not trained"):
        model.start_from_mean(torch.zeros(strangers.SHAPE))


def test_a_bundle_is_renamed_by_moving_its_folder(bundle: Path) -> None:
    bundle.rename(bundle.with_name("mailed"))
    checkpoint = find_checkpoint("mailed")
    assert len(load_images(checkpoint.data_key, "sample")) == 24
    assert checkpoint.load_model().stochastic


def test_one_adopted_before_is_replaced_and_one_trained_here_is_not(bundle: Path) -> None:
    before = find_checkpoint("theirs").digest
    assert not adopted(strangers.PlainAutoencoder()).stochastic
    assert find_checkpoint("theirs").digest != before
    (bundle.parent / "trained").mkdir()
    with pytest.raises(ValueError, match="holds a model that was trained here"):
        adopted(strangers.PlainAutoencoder(), "trained")
    with pytest.raises(ValueError, match="name: expected up to 60 letters"):
        adopted(strangers.PlainAutoencoder(), "../elsewhere")
    with pytest.raises(ValueError, match="mnist-conv is a model that ships with the project"):  # which would hide it
        adopted(strangers.PlainAutoencoder(), "mnist-conv")


def test_a_code_that_is_an_image_is_shown_along_the_directions_of_the_codes() -> None:
    model = strangers.Spatial()
    bundle = adopted(model)
    checkpoint = find_checkpoint("theirs")
    assert "directions" in checkpoint.title
    assert bundle.latent_dim == 23  # one less than there are images
    x = images()
    posterior = bundle.encode(x)
    with torch.no_grad():
        means = model.encode(2 * x - 1).latent_dist.mean
        expected = (model.decode(means).sample + 1) / 2
    torch.testing.assert_close(bundle.decode_mean(posterior.mu), expected, atol=1e-4, rtol=0)  # of these images nothing is lost
    spread = posterior.mu.std(0)
    assert (spread.diff() <= 1e-5).all()  # the widest first


def test_a_conditional_model_is_a_model_for_each_class() -> None:
    model = strangers.ClassNumber()
    z = torch.randn(3, strangers.LATENTS)
    adopted(model)
    digests = set()
    for label, name in enumerate(("theirs", "theirs@1", "theirs@2")):
        found = find_checkpoint(name)
        assert found.name == name
        digests.add(found.digest)
        with torch.no_grad():
            expected = model.decode(z, torch.full((3,), label))
        torch.testing.assert_close(found.load_model().decode_mean(z).flatten(1), expected, atol=1e-5, rtol=0)
        assert found.data_key == find_checkpoint("theirs").data_key
    assert len(digests) == 3
    for name in ("theirs@3", "theirs@", "theirs@-1", "theirs@²"):
        with pytest.raises(CheckpointError, match="its classes are 0 to 2"):
            find_checkpoint(name)
    with pytest.raises(CheckpointError, match="takes no class"):
        find_checkpoint("mnist-conv@1")


def test_a_model_that_does_not_stay_the_same_in_a_network_is_refused_and_nothing_is_left(own_runs: Path) -> None:
    class DependsOnTheBatch(strangers.PlainAutoencoder):
        def decode(self, z: Tensor) -> Tensor:
            return torch.sigmoid(self.decoder[0](z) * (3.0 if len(z) == 2 else 1.0)).view(-1, *strangers.SHAPE)

    with pytest.raises(ValueError, match=r"differ from the model|cannot be turned into an ONNX network"):
        adopted(DependsOnTheBatch())
    assert list(own_runs.iterdir()) == []


def opened(name: str) -> Any:
    checkpoint = find_checkpoint(name)
    return checkpoint.load_model(), load_images(checkpoint.data_key, "sample")


@pytest.mark.parametrize("damage", ["decoder.onnx", "encoder.onnx", "config.json", "images.npy"])
def test_a_damaged_bundle_is_left_out_or_named(bundle: Path, damage: str) -> None:
    path = bundle / damage
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(ValueError, match="theirs"):
        opened("theirs")


def test_a_network_with_weights_elsewhere_is_not_opened(bundle: Path) -> None:
    """External data could name any file of the machine."""
    proto = onnx.load_from_string((bundle / "decoder.onnx").read_bytes())
    (bundle / "weights").write_bytes(proto.graph.initializer[0].raw_data)
    tensor = proto.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = onnx.TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="weights")
    (bundle / "decoder.onnx").write_bytes(proto.SerializeToString())
    card = json.loads((bundle / "card.json").read_bytes())
    card["weights_sha256"] = digest_of(*((bundle / f"{which}.onnx").read_bytes() for which in ("decoder", "encoder")))
    (bundle / "card.json").write_text(json.dumps(card))
    with pytest.raises(CheckpointError, match="its networks cannot be used"):
        opened("theirs")


LOADER = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.zeros(15, 1, 12, 12), torch.arange(15)), batch_size=4)


@pytest.mark.parametrize(
    ("given", "shape"),
    [
        (np.zeros((15, 12, 10), np.uint8), (1, 12, 10)),
        (np.zeros((15, 12, 10, 3), np.float32), (3, 12, 10)),
        (torch.zeros(15, 3, 12, 10), (3, 12, 10)),
        (np.zeros((15, 144)), (1, 12, 12)),
        ([(torch.zeros(1, 12, 12), 2), (torch.ones(1, 12, 12), 7)] * 6, (1, 12, 12)),
        (LOADER, (1, 12, 12)),
    ],
)
def test_images_in_whatever_they_are_held(given: Any, shape: tuple[int, int, int]) -> None:
    found = as_images(given)
    assert found.shape == shape
    assert found.pixels.dtype == np.uint8
    assert len(found.labels) == len(found.pixels)


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-1, 1), (0, 255)])
def test_pixels_are_the_same_bytes_whatever_their_range(low: float, high: float) -> None:
    unit = np.linspace(0, 1, 12 * 16 * 16, dtype=np.float64).reshape(12, 16, 16)
    assert (as_images(low + unit * (high - low)).pixels[:, 0] == np.rint(unit * 255)).all()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (np.zeros((10, 12, 12)), "expected at least 11, got 10"),
        (np.zeros((4, 5, 12, 12)), "channels first or last"),
        (np.zeros((4, 150)), "150 values each are no square"),
        (np.full((4, 12, 12), 300.0), "take off the normalisation"),
        (np.random.default_rng(0).normal(size=(4, 12, 12)) * 3, "take off the normalisation"),
        (np.full((4, 12, 12), np.nan), "not finite"),
        (np.zeros((4, 4, 4)), "from 8 to 512 pixels a side"),
        ([(torch.zeros(1, 12, 12), 0), (torch.zeros(1, 12, 13), 0)], "expected all of one size"),
        (7, "expected an array, a tensor, a data set"),
        ("no such set", "unknown image set"),
    ],
)
def test_images_that_cannot_be_used_are_said(given: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        as_images(given)


def test_a_folder_of_pictures_is_brought_into_form_and_not_added(tmp_path: Path) -> None:
    folder = tmp_path / "birds"
    fill(folder / "finch", 8)
    fill(folder / "wren", 8, first=50)
    found = as_images(folder)
    assert (found.shape, found.class_names, found.title) == ((3, 64, 64), ("finch", "wren"), "birds")
    assert len(found.pixels) == len(found.labels) == 16
    archive = Path(shutil.make_archive(str(tmp_path / "birds"), "zip", folder))
    small = images_in(archive, size=16, grey=True)
    assert small.shape == (1, 16, 16)
    assert cli_images(str(archive), 16, True) is not None
    assert as_images(small) is small
    assert not list_sets()
    with pytest.raises(ValueError, match="--size and --grey are for a folder"):
        cli_images("mnist", 28, False)
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match="there are no pictures in it"):
        as_images(tmp_path / "empty")
