"""Colour images through the whole contract: train, decode, export."""

from pathlib import Path

import numpy as np
import pytest
import torch

from tests.helpers.onnx import run_onnx
from vizvae.data.factor_sets import factor_set, split_factors
from vizvae.export import export_decoder
from vizvae.training.config import TrainConfig
from vizvae.training.loop import train
from vizvae.training.state import TrainingState


@pytest.mark.parametrize("likelihood", ["bernoulli", "gaussian"])
def test_faces_are_trained_on_and_exported_in_colour(likelihood: str, tmp_path: Path) -> None:
    faces = factor_set("faces")
    images = faces.images(split_factors(faces, "validation")[:64])
    config = TrainConfig(
        data="faces",
        model="vae_strided",
        model_config={"latent_dim": 3, "channels": [4, 6, 8], "image_shape": [3, 64, 64], "likelihood": likelihood},
        binarisation="none" if likelihood == "gaussian" else "draw",
        batch_size=32,
        epochs=2,
    )
    mean = images.float().mean(0) / 255
    state = TrainingState.start(config, mean)
    z = torch.randn(5, 3, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        colours = state.model.decode_mean(torch.zeros(1, 3))[0].mean((1, 2))
    # Before any training, the mean image in its own colours, up to what fresh weights add.
    torch.testing.assert_close(colours, mean.mean((1, 2)), atol=0.02, rtol=0)
    *_, last = train(state, images)
    assert np.isfinite(last.loss)
    export_decoder(state.model, tmp_path / "decoder.onnx")
    found = run_onnx(tmp_path / "decoder.onnx", "z", z)["mean"]
    with torch.no_grad():
        expected = state.model.decode_mean(z)
    assert expected.shape == (5, 3, 64, 64)
    np.testing.assert_allclose(found, expected.numpy(), atol=1e-5)
