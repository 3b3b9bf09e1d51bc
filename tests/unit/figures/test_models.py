"""Figures of a model hold what the model makes, computed here another way."""

from __future__ import annotations

import base64
import io
import json
from statistics import fmean
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor

from tests.helpers.small import small_model
from vizvae import load_model
from vizvae.beta_family import OTHER_SEEDS
from vizvae.catalogue import find_checkpoint
from vizvae.data.images import load_images
from vizvae.figures import (
    plot_embedding,
    plot_interpolation,
    plot_manifold,
    plot_posterior,
    plot_rate_distortion,
    plot_reconstructions,
    plot_traversals,
)
from vizvae.figures.sheet import as_png, sheet_pixels

NAME = "mnist-2d"


@pytest.fixture(scope="module")
def model() -> Any:
    return load_model(NAME)


@pytest.fixture(scope="module")
def codes() -> Tensor:
    return find_checkpoint(NAME).load_reference().mu


def opened(source: str) -> np.ndarray:
    """Red, green, blue and opacity of a picture in a figure"""
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(source.partition(",")[2]))))


def cell(figure: Any, row: int, column: int, columns: int, side: int = 28, gap: int = 1) -> np.ndarray:
    """One of the images of a sheet, red alone"""
    picture = opened(figure.layout.images[0].source)
    scale = picture.shape[1] // (columns * (side + gap) - gap)
    small = picture[::scale, ::scale, 0]
    top, left = row * (side + gap), column * (side + gap)
    return small[top : top + side, left : left + side]


def decoded(model: Any, *z: float) -> np.ndarray:
    with torch.no_grad():
        return (255 * model.decode_mean(torch.tensor([z]))[0, 0]).round().byte().numpy()


def same(found: np.ndarray, expected: np.ndarray) -> bool:
    return np.abs(found.astype(int) - expected.astype(int)).max() <= 1  # rounding, where a batch is another size


def test_colours_and_gaps_of_a_sheet() -> None:
    images = torch.rand(2, 3, 3, 4, 5, generator=torch.Generator().manual_seed(0))
    pixels = opened(as_png(sheet_pixels(images), at_least=10))
    assert pixels.shape == (2 * 5 - 1, 3 * 6 - 1, 4)
    assert (pixels[5:9, 12:17, :3] == (255 * images[1, 2]).round().byte().permute(1, 2, 0).numpy()).all()
    assert (pixels[4, :, 3] == 0).all(), "the ground is seen between them"
    assert opened(as_png(sheet_pixels(images), at_least=170)).shape[1] == 170


def test_the_manifold_is_decoded_where_it_is_drawn_and_the_codes_lie_on_it(model: Any, codes: Tensor) -> None:
    figure: Any = plot_manifold(NAME, side=6)
    place = figure.layout.images[0]
    assert tuple(figure.layout.xaxis.range) == (place.x, place.x + place.sizex)
    assert tuple(figure.layout.yaxis.range) == (place.y - place.sizey, place.y)
    for row, column in ((0, 0), (0, 5), (4, 1)):
        x, y = place.x + (column + 0.5) * place.sizex / 6, place.y - (row + 0.5) * place.sizey / 6
        assert same(cell(figure, row, column, 6, gap=0), decoded(model, x, y)), "the centre of a cell is where it is decoded"
    labels = load_images("mnist", "sample").labels
    for trace in figure.data:
        rows = np.array(trace.customdata)
        assert {int(label) for label in labels[rows]} == {int(trace.name)}
        assert np.stack([trace.x, trace.y], 1) == pytest.approx(codes[rows].numpy())
    assert sum(len(trace.x) for trace in figure.data) == 1_500
    with pytest.raises(ValueError, match="latent must be in 0…1, got 7"):
        plot_manifold(NAME, latents=(0, 7))
    few: Any = plot_traversals("mnist-conv")
    assert "the 12 that carry most" in few.layout.title.text
    assert len(few.layout.yaxis.ticktext) == 12


def test_traversals_vary_one_latent_from_an_image_on(model: Any, codes: Tensor) -> None:
    figure: Any = plot_traversals(NAME, 3, num_values=5)
    kl = find_checkpoint(NAME).load_reference().kl_per_dim
    assert kl is not None
    order = np.argsort(-kl.numpy())
    z = find_checkpoint(NAME).load_reference().z
    for row, latent in enumerate(order):
        value = float(z[:, latent].mean() + 3 * z[:, latent].std())
        start = codes[3].clone()
        start[latent] = value
        assert same(cell(figure, row, 4, 5), decoded(model, *start.tolist()))
        assert figure.data[0].text[5 * row + 4] == f"z{'₀₁'[latent]} = {value:.3g}"
    assert "image 3" in figure.layout.title.text


def test_a_path_from_one_image_to_another(model: Any, codes: Tensor) -> None:
    figure: Any = plot_interpolation(NAME, 2, 5, steps=5)
    quarter = (0.75 * codes[2] + 0.25 * codes[5]).tolist()
    assert same(cell(figure, 0, 1, 5), decoded(model, *quarter))
    assert same(cell(figure, 1, 4, 5), decoded(model, *codes[5].tolist()))
    assert list(figure.layout.yaxis.ticktext) == ["straight", "great circle", "pixels mixed"]


def test_copies_and_what_they_cost(model: Any, codes: Tensor) -> None:
    figure: Any = plot_reconstructions(NAME, (4, 7))
    assert same(cell(figure, 1, 1, 2), decoded(model, *codes[7].tolist()))
    x = cell(figure, 0, 1, 2) / 255
    assert set(np.unique(x)) == {0, 1}, "as the model sees it: black and white"
    with torch.no_grad():
        p = model.decode_mean(codes[7:8])[0, 0].double().numpy()
    nats = -(x * np.log(p) + (1 - x) * np.log1p(-p)).sum()
    assert figure.data[0].text[3].endswith(f": {nats:.1f} nats")
    with pytest.raises(ValueError, match=r"expected places from 0 to 4999 in the sample, got 5000"):
        plot_reconstructions(NAME, 5_000)
    with pytest.raises(ValueError, match="expected images to draw, got none"):
        plot_reconstructions(NAME, ())


def test_the_posterior_of_images(codes: Tensor) -> None:
    figure: Any = plot_posterior(NAME, (1, 6))
    logvar = find_checkpoint(NAME).load_reference().logvar
    assert logvar is not None
    for trace, place in zip(figure.data, (1, 6), strict=True):
        mu, std = codes[place].numpy(), np.exp(0.5 * logvar[place].numpy())
        assert trace.y == pytest.approx(mu, abs=1e-5)
        assert trace.error_y.array == pytest.approx(std, rel=1e-4)
        kl = np.log(1 / std) + (std**2 + mu**2 - 1) / 2
        assert [row[1] for row in trace.customdata] == pytest.approx(kl, rel=1e-3)
    with pytest.raises(ValueError, match="expected at most 5 images"):
        plot_posterior(NAME, range(6))


def test_a_model_that_is_no_name_shows_images_that_are_given() -> None:
    model = small_model(latent_dim=2)
    images = load_images("mnist", "sample").images[:3] / 255
    for figure in (plot_reconstructions(model, images), plot_posterior(model, images), plot_manifold(model, side=3)):
        assert "VaeMlp" in figure.to_plotly_json()["layout"]["title"]["text"]
    plot_interpolation(model, images[0], images[1])
    plot_traversals(model, images[0])
    with pytest.raises(ValueError, match="a model that is not given by its name"):
        plot_reconstructions(model)
    with pytest.raises(ValueError, match=r"expected \(image, channel, height, width\)"):
        plot_posterior(model, images[:, :, :5])


def test_the_codes_of_a_model_by_class_and_with_their_images(codes: Tensor) -> None:
    figure: Any = plot_embedding(NAME, images=True)
    labels = load_images("mnist", "sample").labels.numpy()
    drawn = {
        name: np.count_nonzero(labels[np.linspace(0, 4_999, 4_000).round().astype(int)] == int(name)) for name in "0123456789"
    }
    assert {trace.name: len(trace.x) for trace in figure.data} == drawn
    assert len(figure.layout.images) > 50
    centres = np.array([[one.x + one.sizex / 2, one.y - one.sizey / 2] for one in figure.layout.images])
    first = np.abs(codes.numpy() - centres[0]).sum(1).argmin()
    expected = load_images("mnist", "sample").images[first, 0].numpy()
    assert (opened(figure.layout.images[0].source)[..., 0] == expected).all()


def test_points_of_many_dimensions_are_projected() -> None:
    random = np.random.default_rng(0)
    points = random.normal(size=(60, 5)) * [5, 3, 1, 1, 1]
    figure: Any = plot_embedding(points)
    (trace,) = figure.data
    centred = points - points.mean(0)
    _, _, axes = np.linalg.svd(centred)
    for found, axis in ((trace.x, axes[0]), (trace.y, axes[1])):
        expected = centred @ axis
        assert min(np.abs(found - expected).max(), np.abs(found + expected).max()) < 1e-3
    with pytest.raises(ValueError, match="expected points to draw, got none"):
        plot_embedding(np.empty((0, 2)))


def test_rate_and_distortion_of_models_that_differ_in_beta() -> None:
    figure: Any = plot_rate_distortion("faces-beta-4")
    found = {name: (x, y) for name, x, y in zip(figure.data[-1].hovertext, figure.data[-1].x, figure.data[-1].y, strict=True)}
    assert list(found) == ["β 0.5", "β 1", "β 2", "β 4", "β 8", "β 16", "β 32"]
    for beta in (1, 16):
        shipped = find_checkpoint(f"faces-beta-{beta}")
        others = json.loads((shipped.folder / OTHER_SEEDS).read_text()).values()
        seeds = [card["evaluations"][-1] for card in (shipped.card, *others)]
        assert len(seeds) >= 2
        assert list(found[f"β {beta}"]) == pytest.approx([fmean(one[key] for one in seeds) for key in ("kl", "recon_nll")])
    with pytest.raises(ValueError, match="was trained for one β alone"):
        plot_rate_distortion("mnist-2d")
    with pytest.raises(ValueError, match="no sweep named 'nothing-like-it'"):
        plot_rate_distortion("nothing-like-it")
