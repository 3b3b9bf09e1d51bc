"""Every registered model through a checkpoint folder, and through ONNX."""

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from tests.helpers.examples import first_of_each
from tests.helpers.onnx import run_onnx
from tests.helpers.small import MODEL_CASES, sample_images, small_model, write_checkpoint
from vizvae.checkpoint import open_checkpoint
from vizvae.data.images import load_images
from vizvae.export import export_decoder, export_encoder
from vizvae.gaussian import DiagonalGaussian
from vizvae.latent.aggregate import encode_reference
from vizvae.likelihoods import OUTPUTS
from vizvae.models.base import LatentModel

every = pytest.mark.parametrize("case", list(MODEL_CASES))


@every
def test_save_and_load_is_bit_exact(case: str, tmp_path: Path) -> None:
    model = write_checkpoint(tmp_path / "one", case)
    loaded = open_checkpoint(tmp_path / "one").load_model()
    assert type(loaded) is type(model)
    assert loaded.config == model.config
    weights, again = model.state_dict(), loaded.state_dict()
    assert weights.keys() == again.keys()
    assert all(torch.equal(weights[name], again[name]) for name in weights)
    z = torch.randn(3, model.latent_dim)
    torch.testing.assert_close(
        model.decode(z), loaded.decode(z)
    )  # a convolution's last bits depend on where weights lie in memory


@every
def test_a_loaded_model_is_ready_to_share(case: str, tmp_path: Path) -> None:
    write_checkpoint(tmp_path / "one", case)
    loaded = open_checkpoint(tmp_path / "one").load_model()
    assert not loaded.training
    assert not any(parameter.requires_grad for parameter in loaded.parameters())


@every
def test_the_reference_is_read_back(case: str, tmp_path: Path) -> None:
    model = write_checkpoint(tmp_path / "one", case)
    reference = open_checkpoint(tmp_path / "one").load_reference()
    expected = encode_reference(model, load_images("mnist", "sample").subset(torch.arange(600)))
    assert torch.equal(reference.mu, expected.mu)
    assert torch.equal(reference.z, expected.z)
    assert torch.equal(reference.recon_nll, expected.recon_nll)
    assert (reference.kl is None) == (reference.kl_per_dim is None) == (not model.stochastic)
    if reference.logvar is not None and expected.logvar is not None:
        assert torch.equal(reference.logvar, expected.logvar)
    assert torch.equal(reference.mu, reference.z) == (not model.stochastic)


def equal(found: np.ndarray, expected: torch.Tensor) -> None:
    np.testing.assert_allclose(found, expected.detach().numpy(), rtol=1e-4, atol=1e-5)


def exported(model: LatentModel, folder: Path) -> tuple[Path, Path]:
    export_decoder(model, folder / "decoder.onnx")
    export_encoder(model, folder / "encoder.onnx")
    return folder / "decoder.onnx", folder / "encoder.onnx"


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::UserWarning")
@pytest.mark.parametrize(
    "case", first_of_each(MODEL_CASES, lambda case: (MODEL_CASES[case][0], MODEL_CASES[case][1].get("likelihood") == "logistic"))
)
def test_onnx_computes_what_pytorch_computes_and_names_no_machine(case: str, tmp_path: Path) -> None:
    """One test, because exporting is slow: outputs for batches of 1 and 3, names, a clean file."""
    model = small_model(case).eval()
    decoder, encoder = exported(model, tmp_path)
    for count in (1, 3):
        z = torch.randn(count, model.latent_dim)
        likelihood = model.likelihood(z)
        outputs = run_onnx(decoder, "z", z)
        equal(outputs.pop("mean"), model.decode_mean(z))
        assert list(outputs) == list(OUTPUTS[model.likelihood_name])[1:]
        for name, found in outputs.items():
            equal(found, getattr(likelihood, name).unflatten(-1, model.image_shape))

        x = sample_images(count).float() / 255
        posterior = model.encode(x)
        outputs = run_onnx(encoder, "x", x)
        equal(outputs.pop("mu"), posterior.mu)
        if isinstance(posterior, DiagonalGaussian):
            equal(outputs.pop("logvar"), posterior.logvar)
        assert not outputs
    for path in (decoder, encoder):
        content = path.read_bytes()
        home, project = str(Path.home()).encode(), str(Path(__file__).parents[2]).encode()
        assert [word for word in (home, project, b"site-packages", b".py", str(tmp_path).encode()) if word in content] == []
        onnx.checker.check_model(str(path), full_check=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["decoder.onnx", "encoder.onnx"]  # nothing half-written is left
