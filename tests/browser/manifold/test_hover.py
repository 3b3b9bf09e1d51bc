"""Looking around on the map: what is under the pointer is decoded or shown, and nothing else happens."""

import re

import numpy as np
import pytest

from tests.browser.manifold_page import Manifold, VisitMap, grey
from vizvae.data.images import load_images
from vizvae.latent.aggregate import Reference
from vizvae.models.base import LatentModel

NAME = "mnist-2d"


@pytest.fixture(scope="module")
def shown(stay_on_map: VisitMap) -> Manifold:
    """Looking changes nothing, so the tests share the page."""
    return stay_on_map(f"?model={NAME}&input=data-3")


def lonely_image(reference: Reference) -> int:
    """A data image well inside the map and far from all others: what the pointer means there is clear."""
    mu = reference.mu.numpy()
    inside = np.flatnonzero(np.abs(mu).max(1) < 2.7)
    distances = np.linalg.norm(mu[inside, None] - mu[None], axis=-1)
    nearest = np.partition(distances, 1, axis=1)[:, 1]
    return int(inside[nearest.argmax()])


def test_empty_space_is_decoded_under_the_pointer_and_leaving_restores(shown: Manifold, model: LatentModel) -> None:
    with shown.toggled("points"):  # so that no data point is meant
        shown.rest()
        before, address, caption = shown.pixels(), shown.page.url, shown.text("caption")
        shown.hover(0, 0)
        shown.until(lambda: "Looking at" in shown.text("caption"), "the caption says so")
        shown.page.evaluate("() => document.fonts.ready.then(() => {})")  # its italics are fetched now
        shown.sent.clear()
        for x, y in ((0.0, 0.0), (2.9, -2.9), (-2.9, 0.4), (1.0, 2.9), (-1.2, -0.7)):
            place = shown.hover(x, y)
            shown.until_shown(grey(model, place.x, place.y), f"{x}, {y} is decoded")
            assert shown.text("caption").startswith("Looking at z₀ ")
            left, right, bottom, top = shown.window
            expected = [(place.x - left) / (right - left) * shown.side, (top - place.y) / (top - bottom) * shown.side]
            np.testing.assert_allclose(shown.mark("mark-hover"), expected, atol=1)
        shown.rest()
        shown.until(lambda: np.array_equal(shown.pixels(), before), "the image is back")
        assert shown.text("caption") == caption
        assert shown.on_map("mark-hover").count() == 0
        assert shown.sent == []
        assert shown.page.url == address


def test_a_data_point_shows_what_its_image_costs(shown: Manifold, model: LatentModel, reference: Reference) -> None:
    index = lonely_image(reference)
    x, y = reference.mu[index].tolist()
    shown.sent.clear()
    shown.hover(x, y)
    shown.until(lambda: shown("hovered").count() == 1, "the data point is meant")
    assert reference.kl is not None
    digits = load_images("mnist", "sample")
    nll, kl = float(reference.recon_nll[index]), float(reference.kl[index])
    numbers = dict(re.findall(r"(NLL|KL|ELBO) (−?[\d.]+)", shown.text("hovered")))
    told = {name: float(number.replace("−", "-")) for name, number in numbers.items()}
    assert told == pytest.approx({"NLL": nll, "KL": kl, "ELBO": -nll - kl}, abs=0.051)
    assert f"image {index} (class {int(digits.labels[index])})" in shown.text("hovered")
    original = shown("hovered").get_by_role("img")
    np.testing.assert_array_equal(shown.pixels_of(original), digits.images[index, 0].numpy())
    assert f"Looking at image {index} (class " in shown.text("caption")
    shown.until_shown(grey(model, x, y), "the mean of its posterior is decoded")
    shown.rest()
    shown.until(lambda: shown("hovered").count() == 0, "its facts are gone")
    assert shown.sent == []


def test_the_posterior_is_drawn_to_scale(shown: Manifold, reference: Reference) -> None:
    index = lonely_image(reference)
    assert reference.logvar is not None
    std = (reference.logvar[index] / 2).exp().numpy()
    shown.hover(*reference.mu[index].tolist())
    shown.until(lambda: shown("hovered").count() == 1, "the data point is meant")
    left, right, _, top = shown.window
    scale = shown.side / (right - left)
    x, y = reference.mu[index].tolist()
    for num_std in (1, 2):
        outline = shown.outline(f"posterior-{num_std}")
        radii = (outline.max(0) - outline.min(0)) / 2
        np.testing.assert_allclose(radii, num_std * std * scale, rtol=2e-3, atol=0.11)  # written to tenths of a pixel
        middle = (outline.max(0) + outline.min(0)) / 2
        np.testing.assert_allclose(middle, [(x - left) * scale, (top - y) * scale], atol=0.11)
    shown.rest()


def test_without_a_data_point_the_posterior_is_the_inputs(shown: Manifold, reference: Reference) -> None:
    shown.rest()
    shown.until(lambda: shown("hovered").count() == 0, "no data point is meant")
    outline = shown.outline("posterior-1")
    left, right, _, top = shown.window
    scale = shown.side / (right - left)
    x, y = shown.z  # the page opened at the posterior mean
    middle = (outline.max(0) + outline.min(0)) / 2
    np.testing.assert_allclose(middle, [(x - left) * scale, (top - y) * scale], atol=0.2)
    np.testing.assert_allclose(shown.mark("mark-here"), middle, atol=0.2)


def test_the_priors_rings_are_circles_to_scale(shown: Manifold) -> None:
    assert shown.on_map("prior-1").count() == 0
    with shown.toggled("prior"):
        scale = shown.side / 6
        for num_std in (1, 2, 3):
            from_middle = shown.outline(f"prior-{num_std}") - shown.side / 2
            np.testing.assert_allclose(np.linalg.norm(from_middle, axis=1), num_std * scale, atol=0.1)
    assert shown.on_map("prior-1").count() == 0


def test_thumbnails_are_drawn_over_the_points(shown: Manifold) -> None:
    with shown.toggled("thumbnails"):
        shown.until(lambda: shown.pixels("thumbnails").any(), "images are drawn")
    assert shown("thumbnails").count() == 0
