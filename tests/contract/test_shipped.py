"""Every model that ships: complete, true to its card, and its ONNX equal to its PyTorch."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.helpers.onnx import run_onnx
from tests.helpers.shipped import NAMES, SHIPPED
from vizvae.catalogue import list_checkpoints
from vizvae.checkpoint import CARD, CONFIG, DECODER, ENCODER, HISTORY, REFERENCE, WEIGHTS, Checkpoint, open_checkpoint
from vizvae.data.binarise import scored_pixels
from vizvae.data.factor_sets import factor_set, split_factors
from vizvae.data.images import load_images
from vizvae.data.registry import image_spec
from vizvae.gaussian import DiagonalGaussian
from vizvae.graph.catalogue import find_graph_checkpoint
from vizvae.graph.checkpoint import codes_name
from vizvae.latent.aggregate import REFERENCE_SEED
from vizvae.latent.projection import ProjectionConfig, config_from_text, projected_points
from vizvae.latent.projection_cache import ProjectionCache, file_name
from vizvae.metrics.likelihood import Evaluation
from vizvae.models.base import LatentModel
from vizvae.objectives import recon_nll
from vizvae.paths import SHIPPED_MODELS, SHIPPED_PROJECTIONS

LARGEST = 20_000_000
"""Bytes of one file."""
GRAPHS_WITH_MAPS = ("cora-vgae", "cora-gae", "cora-masked", "cora-vgnae")
IMAGES = 50


def shipped() -> list[tuple[Checkpoint, LatentModel]]:
    return [
        (checkpoint, checkpoint.load_model()) for checkpoint in map(open_checkpoint, (SHIPPED_MODELS / name for name in NAMES))
    ]


@cache
def sample_pixels(key: str, bernoulli: bool) -> tuple[torch.Tensor, int]:
    """The first pixels of the sample, as they are encoded and scored, and how many images it has. The draw is one of the whole sample,
    whatever the other images are: of a set that is drawn in code only these are drawn, since all faces take ten seconds."""
    if image_spec(key).drawn:
        factors = split_factors(factor_set(key), "sample")
        images = torch.zeros(len(factors), *image_spec(key).image_shape, dtype=torch.uint8)
        images[:IMAGES] = factor_set(key).images(factors[:IMAGES])
    else:
        images = load_images(key, "sample").images
    return scored_pixels(images, bernoulli=bernoulli, seed=REFERENCE_SEED)[:IMAGES].clone(), len(images)


def test_every_folder_is_complete_and_loads() -> None:
    for checkpoint, model in shipped():
        names = {path.name for path in checkpoint.folder.iterdir()}
        assert {CARD, CONFIG, DECODER, ENCODER, HISTORY, REFERENCE, WEIGHTS} <= names, checkpoint.name
        assert not [name for name in names if name.endswith(".writing") or name.startswith("resume")], checkpoint.name
        assert max(path.stat().st_size for path in checkpoint.folder.iterdir()) < LARGEST
        assert checkpoint.load_reference().mu.shape == (5000, model.latent_dim)


def test_encodings_are_those_of_the_weights() -> None:
    for checkpoint, model in shipped():
        reference = checkpoint.load_reference()
        x, count = sample_pixels(checkpoint.card["data"]["key"], model.likelihood_name == "bernoulli")
        assert len(reference.recon_nll) == count
        posterior = model.encode(x)
        torch.testing.assert_close(reference.mu[:IMAGES], posterior.mu, rtol=1e-3, atol=1e-3)
        torch.testing.assert_close(reference.recon_nll[:IMAGES], recon_nll(model, x, reference.z[:IMAGES]), rtol=1e-3, atol=1e-2)
        if isinstance(posterior, DiagonalGaussian):
            assert reference.kl is not None
            torch.testing.assert_close(reference.kl[:IMAGES], posterior.kl, rtol=1e-3, atol=1e-3)


def test_maps_that_ship_are_those_the_page_opens_with() -> None:
    """Of models of more than two latents, by each method that takes long; and no file that nobody would find."""
    expected = set()
    for checkpoint, model in shipped():
        if model.latent_dim == 2:
            continue
        for method in ("umap", "tsne"):
            config = config_from_text({"method": method})
            points = projected_points(checkpoint.load_reference(), config)
            expected.add(file_name(points, config))
            layout = ProjectionCache((SHIPPED_PROJECTIONS,)).read(points, config)
            assert layout is not None, f"run `python -m vizvae project {checkpoint.name} --method {method} --ship`"
            assert layout.std(0).min() > 1
    for name in GRAPHS_WITH_MAPS:
        graph_model = find_graph_checkpoint(name)
        graph = graph_model.load_graph()
        config = ProjectionConfig(num_points=graph.num_nodes)
        points, known_as = (
            torch.zeros(graph.num_nodes, graph_model.config.training.model.latent_dim),
            codes_name(graph_model.digest, graph),
        )
        expected.add(file_name(points, config, known_as))
        layout = ProjectionCache((SHIPPED_PROJECTIONS,)).read(points, config, known_as)
        assert layout is not None, f"run `python -m vizvae graph project {name} --ship`"
        assert layout.std(0).min() > 1
    assert {path.name for path in SHIPPED_PROJECTIONS.iterdir()} == expected


def test_no_folder_is_left_out_of_the_list() -> None:
    folders = {path.name for path in SHIPPED_MODELS.glob("*") if path.is_dir()}
    assert folders <= {checkpoint.name for checkpoint in list_checkpoints()}


def test_cards_hold_measured_figures_and_no_machine() -> None:
    for checkpoint, model in shipped():
        card = checkpoint.card
        assert card["evaluations"], f"{checkpoint.name} was never measured"
        for fields in card["evaluations"]:
            figures = Evaluation(**fields)
            assert (figures.nll is None) == (not model.stochastic)
            assert figures.num_images >= 1000
        assert card["num_parameters"] == sum(p.numel() for p in model.parameters())
        for forbidden in (str(Path.home()), "/work/", "/tmp/"):
            assert forbidden not in json.dumps(card), f"{checkpoint.name} names a folder of the machine it was made on"


@pytest.mark.parametrize("name", SHIPPED)
def test_onnx_computes_what_pytorch_computes(name: str) -> None:
    folder = SHIPPED_MODELS / name
    checkpoint = open_checkpoint(folder)
    model = checkpoint.load_model()
    z = torch.randn(2, model.latent_dim, generator=torch.Generator().manual_seed(0))
    mean = run_onnx(folder / DECODER, "z", z)["mean"]
    np.testing.assert_allclose(mean, model.decode_mean(z).numpy(), atol=1e-4)
    x = sample_pixels(checkpoint.card["data"]["key"], model.likelihood_name == "bernoulli")[0][:2]
    mu = run_onnx(folder / ENCODER, "x", x)["mu"]
    np.testing.assert_allclose(mu, model.encode(x).mu.numpy(), rtol=1e-3, atol=1e-4)
