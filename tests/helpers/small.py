"""Networks and runs so small that a test may train them."""

from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from vizvae.checkpoint import file_sha256, write_card, write_model, write_network
from vizvae.data.factor_sets import factor_set, split_factors
from vizvae.data.images import load_images
from vizvae.data.registry import image_spec
from vizvae.latent.aggregate import encode_reference
from vizvae.models import build_image_model, build_model
from vizvae.models.base import LatentModel
from vizvae.training.config import ObjectiveConfig, TrainConfig

MODEL_CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "ae_conv": ("ae_conv", {"latent_dim": 2, "channels": [4, 6]}),
    "vae_conv": ("vae_conv", {"latent_dim": 3, "channels": [4, 6], "hidden_dims": [8]}),
    "vae_mlp-bernoulli": ("vae_mlp", {"latent_dim": 3, "hidden_dim": 16}),
    "vae_mlp-logistic": ("vae_mlp", {"latent_dim": 3, "hidden_dim": 16, "likelihood": "logistic"}),
    "vae_mlp-gaussian": ("vae_mlp", {"latent_dim": 3, "hidden_dim": 16, "likelihood": "gaussian"}),
    "vae_broadcast-bernoulli": (
        "vae_broadcast",
        {"latent_dim": 3, "channels": [4, 6], "hidden_dim": 16, "num_layers": 1, "image_shape": [1, 28, 28]},
    ),
    "vae_broadcast-gaussian": (
        "vae_broadcast",
        {
            "latent_dim": 3,
            "channels": [4, 6],
            "hidden_dim": 16,
            "num_layers": 1,
            "image_shape": [1, 28, 28],
            "likelihood": "gaussian",
        },
    ),
    "vae_strided-bernoulli": (
        "vae_strided",
        {"latent_dim": 3, "channels": [4, 6], "hidden_dim": 16, "image_shape": [1, 28, 28]},
    ),
    "vae_strided-logistic": (
        "vae_strided",
        {
            "latent_dim": 3,
            "channels": [4, 6],
            "hidden_dim": 16,
            "image_shape": [1, 28, 28],
            "likelihood": "logistic",
            "learned_std": True,
        },
    ),
    "vae_strided-gaussian": (
        "vae_strided",
        {"latent_dim": 3, "channels": [4, 6], "hidden_dim": 16, "image_shape": [1, 28, 28], "likelihood": "gaussian"},
    ),
}
"""Every registered model, with each likelihood it has; tests/contract checks that none is left out."""


def small_model(case: str = "vae_mlp-bernoulli", seed: int = 0, **config: Any) -> LatentModel:
    name, settings = MODEL_CASES[case]
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return build_model(name, {**settings, **config})


def sample_images(count: int) -> Tensor:
    """(count, 1, 28, 28) uint8: the first of the committed digits."""
    return load_images("mnist", "sample").images[:count]


def sample_image(key: str, index: int) -> Tensor:
    """(1, channel, height, width) uint8: one image of a set's sample. Of a set that is drawn in code only this one is drawn: all faces
    take ten seconds."""
    if image_spec(key).torchvision_name:
        return load_images(key, "sample").images[index : index + 1]
    dataset = factor_set(key)
    return dataset.images(split_factors(dataset, "sample")[index : index + 1])


def small_config(case: str = "vae_mlp-bernoulli", **changes: Any) -> TrainConfig:
    name, settings = MODEL_CASES[case]
    kind = "reconstruction" if name == "ae_conv" else "elbo"
    values: dict[str, Any] = {"objective": ObjectiveConfig(kind=kind), "batch_size": 32, "epochs": 2, "ema_decay": 0.9}
    return TrainConfig(model=name, model_config=settings, **{**values, **changes})


def write_checkpoint(folder: Path, case: str = "vae_mlp-bernoulli", *, data: str = "mnist", **config: Any) -> LatentModel:
    """An untrained model as a finished checkpoint folder without ONNX files; returns the model. Its `config` must fit the `data`."""
    name, _ = MODEL_CASES[case]
    model = small_model(case, **config).eval().requires_grad_(False)
    sample = load_images(data, "sample")
    fingerprint = load_images(data, "train").fingerprint if image_spec(data).own else sample.fingerprint
    sample = sample.subset(torch.arange(min(600, len(sample))))
    write_model(folder, name, model, encode_reference(model, sample))
    card = {
        "title": f"a small {case}",
        "data": {"key": data, "trained_on": "nothing", "fingerprint": fingerprint, "held_out": "everything"},
        "num_parameters": sum(parameter.numel() for parameter in model.parameters()),
        "command": "written by a test",
        "weights_sha256": file_sha256(folder / "model.safetensors"),
        "evaluations": [],
    }
    write_card(folder, card)
    return model


def write_image_model(folder: Path, name: str, **config: Any) -> None:
    """An untrained model of any kind as a finished run."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        model = build_image_model(name, config)
    write_network(folder, name, model)
    card = {
        "title": f"a small {name}", "command": "written by a test", "evaluations": [], "training_seconds": 12.4,
        "data": {"key": "mnist", "trained_on": "nothing"}, "num_parameters": sum(p.numel() for p in model.parameters()),
        "training": {"start_from": ""}, "started_from": None, "weights_sha256": file_sha256(folder / "model.safetensors"),
    }  # fmt: skip
    write_card(folder, card)
