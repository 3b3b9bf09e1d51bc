"""Images of any size: every model that can be trained takes them, and scores their true pixels alone."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from tests.helpers.onnx import run_onnx
from tests.helpers.small import MODEL_CASES, small_model
from vizvae.export import export_decoder, export_encoder
from vizvae.likelihoods import Bernoulli
from vizvae.models import IMAGE_MODELS
from vizvae.models.base import cropped, padded
from vizvae.objectives import elbo_terms
from vizvae.training.config import ObjectiveConfig, TrainConfig
from vizvae.training.loop import EpochReport, train
from vizvae.training.state import TrainingState

SIZES = (17, 28, 45, 64, 100)
SMALL = {"latent_dim": 3, "channels": [4, 6], "num_blocks": 1}
TRAINED: dict[str, tuple[str, dict[str, Any], ObjectiveConfig]] = {
    "ae_mixture": ("ae_mixture", {**SMALL, "num_components": 2}, ObjectiveConfig(kind="reconstruction")),
    "classifier": ("classifier", {"channels": [3, 4], "feature_dim": 5}, ObjectiveConfig(kind="classification")),
    "flow_vae": ("flow_vae", {**SMALL, "num_couplings": 2, "prior_hidden_dim": 8}, ObjectiveConfig()),
    "gan": ("gan", {"latent_dim": 3, "channels": [4, 6]}, ObjectiveConfig(kind="adversarial")),
    "pixelcnn": ("pixelcnn", {"channels": 4, "dilations": [1], "out_channels": 4}, ObjectiveConfig(kind="likelihood")),
    "pixelrnn": ("pixelrnn", {"hidden_dim": 4, "num_layers": 1, "out_channels": 4}, ObjectiveConfig(kind="likelihood")),
    **{
        case: (name, config, ObjectiveConfig(kind="reconstruction" if name == "ae_conv" else "elbo"))
        for case, (name, config) in MODEL_CASES.items()
    },
}


def test_every_model_is_tried() -> None:
    assert {name for name, _, _ in TRAINED.values()} == set(IMAGE_MODELS)


@pytest.mark.parametrize("side", SIZES)
@pytest.mark.parametrize("case", TRAINED)
def test_images_of_any_size_are_trained_on(case: str, side: int) -> None:
    name, settings, objective = TRAINED[case]
    gaussian = settings.get("likelihood") == "gaussian"
    config = TrainConfig(
        model=name, model_config={**settings, "image_shape": [1, side, side]}, objective=objective, batch_size=4, epochs=1,
        binarisation="none" if gaussian or name in ("gan", "classifier") else "draw",
    )  # fmt: skip
    generator = torch.Generator().manual_seed(side)
    images = torch.randint(0, 256, (8, 1, side, side), dtype=torch.uint8, generator=generator)
    state = TrainingState.start(config, images.float().mean(0) / 255)
    *_, last = train(state, images, labels=torch.arange(8) % 10)
    assert isinstance(last, EpochReport)
    assert math.isfinite(last.loss)


@pytest.mark.parametrize("case", ["vae_strided-bernoulli", "vae_broadcast-gaussian", "vae_conv"])
def test_only_true_pixels_are_scored(case: str) -> None:
    """ELBO and reconstruction are sums over the pixels of the image, of what the decoder says of each of them."""
    model = small_model(case, image_shape=(3 if "gaussian" in case else 1, 17, 22))
    x = (torch.rand(2, *model.image_shape, generator=torch.Generator().manual_seed(0)) > 0.5).float()
    z = torch.randn(2, model.latent_dim, generator=torch.Generator().manual_seed(1))
    likelihood = model.likelihood(z)
    decoded = model.decode(z)
    assert decoded.shape == x.shape
    if isinstance(likelihood, Bernoulli):
        by_pixel = -torch.nn.functional.binary_cross_entropy_with_logits(decoded, x, reduction="none")
        torch.testing.assert_close(likelihood.log_prob(x.flatten(1)), by_pixel.flatten(1).sum(1))
    assert elbo_terms(model, x, generator=torch.Generator().manual_seed(2)).elbo.shape == (2,)


def test_padding_repeats_the_border_and_is_taken_off_again() -> None:
    x = torch.rand(2, 3, 17, 22, generator=torch.Generator().manual_seed(0))
    wide = padded(x, 8)
    assert wide.shape == (2, 3, 24, 24)
    assert torch.equal(cropped(wide, (3, 17, 22)), x)
    assert torch.equal(wide[..., :3, 1:-1], x[..., :1, :].expand(2, 3, 3, 22))
    even = torch.rand(1, 1, 16, 24)
    assert padded(even, 8) is even


@pytest.mark.parametrize("case", ["vae_strided-gaussian", pytest.param("vae_conv", marks=pytest.mark.long)])
def test_a_model_of_an_odd_size_is_exported_as_it_is(case: str, tmp_path: Path) -> None:
    model = small_model(case, image_shape=(1, 17, 22)).eval().requires_grad_(False)
    x = torch.rand(3, 1, 17, 22, generator=torch.Generator().manual_seed(0))
    z = torch.randn(3, model.latent_dim, generator=torch.Generator().manual_seed(1))
    export_decoder(model, tmp_path / "decoder.onnx")
    export_encoder(model, tmp_path / "encoder.onnx")
    close(run_onnx(tmp_path / "decoder.onnx", "z", z)["mean"], model.decode_mean(z))
    close(run_onnx(tmp_path / "encoder.onnx", "x", x)["mu"], model.encode(x).mu)


def close(found: np.ndarray, expected: Tensor) -> None:
    np.testing.assert_allclose(found, expected.numpy(), atol=1e-5)
