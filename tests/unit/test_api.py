"""What `import vizvae` gives, and what it says to arrays that are not as they should be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

import vizvae
from tests.helpers.small import small_config
from tests.helpers.training import make_quick
from vizvae.catalogue import find_checkpoint
from vizvae.gaussian import DiagonalGaussian
from vizvae.paths import PROJECT

MODEL = "mnist-2d"


@pytest.fixture(scope="module")
def images() -> torch.Tensor:
    return torch.rand(3, 1, 28, 28, generator=torch.Generator().manual_seed(0))


def test_all_that_is_promised_is_there() -> None:
    assert {name for name in vizvae.__all__ if getattr(vizvae, name).__doc__ is None} <= {"__version__"}
    assert set(vizvae.__all__) <= set(dir(vizvae))
    with pytest.raises(AttributeError, match=r"has no attribute 'load'.*load_model"):
        _ = vizvae.load


def test_the_page_of_the_documentation_names_all_of_it() -> None:
    page = (PROJECT / "docs" / "api.md").read_text(encoding="utf-8")
    assert [name for name in vizvae.__all__ if name != "__version__" and f":: vizvae.{name}\n" not in page] == []


FOR_EVERYBODY = """
import sys, vizvae
vizvae.__version__
print("torch" in sys.modules)
for wrong in (lambda: vizvae.decode(object(), [[0.0]]), lambda: vizvae.list_models("text")):
    try:
        wrong()
    except (TypeError, ValueError) as error:
        print(error)
"""


def test_the_version_costs_no_torch_and_other_types_are_a_sentence() -> None:
    """In a process of its own, where no test's checker of types looks first."""
    said = subprocess.run([sys.executable, "-c", FOR_EVERYBODY], capture_output=True, text=True, check=True).stdout.splitlines()
    assert said[0] == "False"
    assert "got object; vizvae.adopt takes models of other classes" in said[1]
    assert said[2] == "kind: expected 'image' or 'graph', got 'text'"


def test_models_are_found_by_name() -> None:
    assert MODEL in vizvae.list_models()
    assert "cora-vgae" in vizvae.list_models("graph")
    assert not set(vizvae.list_models()) & set(vizvae.list_models("graph"))
    with pytest.raises(ValueError, match="expected one of images"):
        vizvae.load_model("cora-vgae")
    with pytest.raises(ValueError, match="mnist-conv"):  # the known ones are listed
        vizvae.load_model("nothing")


def test_encoding_and_decoding_are_the_models_own(images: torch.Tensor) -> None:
    model = find_checkpoint(MODEL).load_model()
    with torch.no_grad():
        expected = model.encode(images)
        decoded = torch.sigmoid(model.decode(expected.mu))  # of Bernoulli logits
    posterior = vizvae.encode(MODEL, images.numpy())
    assert isinstance(posterior, DiagonalGaussian)
    torch.testing.assert_close(posterior.mu, expected.mu)
    torch.testing.assert_close(vizvae.decode(vizvae.load_model(MODEL), posterior.mu), decoded)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda x: (255 * x).byte(), r"expected floats in \[0, 1\], got torch.uint8: divide bytes by 255"),
        (lambda x: x[0], r"got \(1, 28, 28\): give images\[None\], a batch of one"),
        (lambda x: x[:, 0], r"got \(3, 28, 28\): give images\[:, None\]"),
        (lambda x: x.permute(0, 2, 3, 1), r"put the channels first"),
        (lambda x: x[:, :, :20], r"expected \(image, channel, height, width\) = \(…, 1, 28, 28\), got \(3, 1, 20, 28\)$"),
        (lambda x: 2 * x - 1, r"expected pixels in \[0, 1\], got values from -"),
        (lambda x: x * torch.nan, r"expected pixels in \[0, 1\]"),
        (lambda x: x[:0], "expected at least one, got none"),
    ],
)
def test_other_arrays_are_a_sentence(change, said: str, images: torch.Tensor) -> None:
    with pytest.raises(ValueError, match=said):
        vizvae.encode(MODEL, change(images))


def test_other_latents_are_a_sentence() -> None:
    with pytest.raises(ValueError, match=r"expected \(image, latent\) = \(…, 2\), got \(2,\): give z\[None\]"):
        vizvae.decode(MODEL, np.zeros(2))
    with pytest.raises(ValueError, match=r"got \(1, 3\)$"):
        vizvae.decode(MODEL, np.zeros((1, 3)))
    with pytest.raises(ValueError, match="expected finite numbers"):
        vizvae.decode(MODEL, np.full((1, 2), np.inf))


def test_a_traversal_varies_one_latent_in_each_row(images: torch.Tensor) -> None:
    found = vizvae.traverse(MODEL, images[0], [1, 0], num_values=5)
    model, reference = find_checkpoint(MODEL).load_model(), find_checkpoint(MODEL).load_reference()
    with torch.no_grad():
        start = model.encode(images[:1]).mu[0]
    assert found.latents == [1, 0]
    for row, latent in enumerate(found.latents):
        middle, spread = reference.z[:, latent].mean(), reference.z[:, latent].std()
        expected = np.linspace(middle - 3 * spread, middle + 3 * spread, 5)
        np.testing.assert_allclose(found.values[row], expected, rtol=1e-5)
        np.testing.assert_allclose(found.z[row, :, latent], expected, rtol=1e-5)
        assert (found.z[row, :, 1 - latent] == start[1 - latent]).all()
    with torch.no_grad():
        torch.testing.assert_close(found.images[1, 3], model.decode_mean(found.z[1, 3][None])[0])


def test_a_traversal_of_a_model_without_codes_goes_over_the_prior() -> None:
    found = vizvae.traverse(vizvae.load_model(MODEL), num_values=3)
    assert found.latents == [0, 1]
    assert found.values.tolist() == [[-3, 0, 3]] * 2
    assert found.z[0].tolist() == [[-3, 0], [0, 0], [3, 0]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"latents": [2]}, "expected numbers from 0 to 1, got 2"),
        ({"latents": []}, "name those to vary"),
        ({"num_values": 1}, "expected at least 2, got 1"),
        ({"image": torch.rand(3, 1, 28, 28)}, r"give one image, as images\[0\]"),
    ],
)
def test_a_traversal_of_nothing_is_a_sentence(arguments: dict, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        vizvae.traverse(MODEL, **arguments)


def test_evaluation_adds_up_and_says_over_what() -> None:
    found = vizvae.evaluate(MODEL, num_samples=2, num_images=20, progress=False)
    assert found.num_images == 20
    assert found.elbo == pytest.approx(-found.recon_nll - (found.kl or 0))
    again = vizvae.evaluate(vizvae.load_model(MODEL), "mnist", num_samples=2, num_images=20, progress=False)
    assert again == found
    with pytest.raises(ValueError, match="expected the name of an image set"):
        vizvae.evaluate(vizvae.load_model(MODEL), progress=False)
    with pytest.raises(ValueError, match=r"expected images of \(1, 28, 28\).*got faces"):
        vizvae.evaluate(MODEL, "faces", progress=False)


def test_what_is_trained_is_opened_by_its_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    make_quick(monkeypatch)
    monkeypatch.setenv("VIZVAE_RUNS", str(tmp_path))
    small = small_config()
    settings = {"model": small.model, "model_config": small.model_config, "epochs": 1, "batch_size": 32}
    folder = vizvae.train("mine", progress=False, **settings)
    assert folder == tmp_path / "mine"
    assert "mine" in vizvae.list_models()
    assert vizvae.decode("mine", torch.zeros(1, vizvae.load_model("mine").latent_dim)).shape == (1, 1, 28, 28)
    with pytest.raises(ValueError, match="already holds a finished model"):
        vizvae.train("mine", progress=False, **settings)
    with pytest.raises(ValueError, match="ships with the project"):
        vizvae.train(MODEL, progress=False)
    with pytest.raises(ValueError, match=r"unknown keys \['epoch'\]"):
        vizvae.train("other", epoch=1)
