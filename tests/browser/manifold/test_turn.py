"""Between two codes of a model that has an angle: the shorter way round, across the seam of its latent."""

import json
from statistics import NormalDist
from urllib.parse import quote

import numpy as np
from playwright.sync_api import expect

from tests.browser.manifold_page import VisitMap, grey
from vizvae.models.base import LatentModel

NAME = "sprites-polar"
START, END = 0.9, 0.17
"""Shares of a turn: between them lies a quarter of it, across the seam."""
STEPS = 11


def test_the_angle_turns_the_shorter_way(visit_map: VisitMap, model: LatentModel) -> None:
    assert model.polar
    direction, quantile = model.polar[0], NormalDist().inv_cdf
    a, b = np.zeros(model.latent_dim), np.full(model.latent_dim, 0.3)
    a[direction], b[direction] = round(quantile(START), 4), round(quantile(END), 4)
    settings = quote(json.dumps({"pins": [a.tolist(), b.tolist()]}))
    manifold = visit_map(f"?model={NAME}&z={'_'.join('0' * model.latent_dim)}&map={settings}")
    manifold("tab-interpolate").click()
    manifold("film-cross-fade").wait_for()
    strip = manifold.pixels_of(manifold("film-turning").locator("canvas.film-images"))
    for i, t in enumerate(np.linspace(0, 1, STEPS)):
        z = (1 - t) * a + t * b
        z[direction] = quantile((START + t * (1 + END - START)) % 1) if 0 < i < STEPS - 1 else z[direction]
        shown = strip[:, 64 * i : 64 * (i + 1)].astype(float)
        np.testing.assert_allclose(shown, grey(model, *z.tolist()), rtol=0, atol=3, err_msg=f"image {i + 1}")
    expect(manifold("interpolate-panel")).to_contain_text("the angle turns the shorter way round")


def test_no_other_model_is_said_to_turn(visit_map: VisitMap) -> None:
    pins = quote(json.dumps({"pins": [[-1.5, 0.5], [1.0, 1.5]]}))
    manifold = visit_map(f"?model=mnist-2d&z=0_0&map={pins}")
    manifold("tab-interpolate").click()
    manifold("film-cross-fade").wait_for()
    expect(manifold("film-turning")).to_have_count(0)
