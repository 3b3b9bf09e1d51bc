"""Colour images through the whole contract: train, decode, export."""

from pathlib import Path

import numpy as np
import pytest
import torch

from tests.helpers.examples import examples
from tests.helpers.onnx import run_onnx
from vizvae.data.factor_sets import factor_set, split_factors
from vizvae.export import export_decoder
from vizvae.training.config import TrainConfig
from vizvae.training.loop import train
from vizvae.training.state import TrainingState


def config_of(likelihood: str) -> TrainConfig:
    return TrainConfig(
        data="faces",
        model="vae_strided",
        model_config={"latent_dim": 3, "channels": [4, 6, 8], "image_shape": [3, 64, 64], "likelihood": likelihood},
        binarisation="draw" if likelihood == "bernoulli" else "none",
        batch_size=32,
        epochs=2,
    )


def latents() -> torch.Tensor:
    return torch.randn(5, 3, generator=torch.Generator().manual_seed(0))


@pytest.mark.parametrize("likelihood", ["bernoulli", "gaussian", "logistic"])
def test_faces_are_trained_on_and_decoded_in_colour(likelihood: str) -> None:
    faces = factor_set("faces")
    images = faces.images(split_factors(faces, "validation")[:64])
    config = config_of(likelihood)
    mean = images.float().mean(0) / 255
    state = TrainingState.start(config, mean)
    with torch.no_grad():
        colours = state.model.decode_mean(torch.zeros(1, 3))[0].mean((1, 2))
    # Before any training, the mean image in its own colours, up to what fresh weights add.
    torch.testing.assert_close(colours, mean.mean((1, 2)), atol=0.02, rtol=0)
    *_, last = train(state, images)
    assert np.isfinite(last.loss)
    with torch.no_grad():
        assert state.model.decode_mean(latents()).shape == (5, 3, 64, 64)


@pytest.mark.parametrize("likelihood", examples(["bernoulli", "gaussian", "logistic"], daily=["gaussian"]))
def test_a_model_of_colours_is_exported_as_it_is(likelihood: str, tmp_path: Path) -> None:
    state = TrainingState.start(config_of(likelihood), torch.rand(3, 64, 64, generator=torch.Generator().manual_seed(1)))
    export_decoder(state.model, tmp_path / "decoder.onnx")
    found = run_onnx(tmp_path / "decoder.onnx", "z", latents())["mean"]
    with torch.no_grad():
        expected = state.model.decode_mean(latents())
    np.testing.assert_allclose(found, expected.numpy(), atol=1e-5)
