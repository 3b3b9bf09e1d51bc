"""What the browser computes is what PyTorch computes, for every model that ships and for one with Gaussian pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pytest
import torch
from playwright.sync_api import Browser

from tests.browser.conftest import visiting
from tests.browser.page import Server, Sliders
from tests.browser.torch_side import scored
from tests.browser.unusual_models import GAUSSIAN
from tests.helpers.shipped import SHIPPED
from vizvae.checkpoint import Checkpoint, open_checkpoint
from vizvae.gaussian import DiagonalGaussian
from vizvae.latent.density import draw_density, mean_density, percentile
from vizvae.models.base import LatentModel
from vizvae.objectives import recon_nll
from vizvae.paths import SHIPPED_MODELS

IMAGE = 7
DRAWS = 500
"""Of which PyTorch takes its mean of the ELBO"""


@dataclass(frozen=True)
class Shown:
    """A model in both: encoding and decoding change nothing here, so the tests share the page."""

    sliders: Sliders
    checkpoint: Checkpoint
    model: LatentModel
    x: torch.Tensor
    """The input, as it is encoded and scored."""


@pytest.fixture(scope="module", params=[*SHIPPED, GAUSSIAN])
def shown(request: pytest.FixtureRequest, browser: Browser, server: Server) -> Iterator[Shown]:
    root = server.runs if request.param == GAUSSIAN else SHIPPED_MODELS
    checkpoint = open_checkpoint(root / request.param)
    model = checkpoint.load_model()
    x = scored(model, checkpoint.card["data"]["key"], IMAGE)
    with visiting(Sliders, browser, server) as visit:
        sliders = visit(f"?model={checkpoint.name}&input=data-{IMAGE}")
        assert sliders.address["model"] == checkpoint.name
        yield Shown(sliders, checkpoint, model, x)


def test_scores(shown: Shown) -> None:
    sliders, model = shown.sliders, shown.model
    posterior = model.encode(shown.x)
    expected = float(recon_nll(model, shown.x, posterior.mu))
    assert sliders.number("recon-nll") == pytest.approx(expected, abs=0.06, rel=1e-4)
    if not isinstance(posterior, DiagonalGaussian):
        assert sliders.text("kl") == sliders.text("elbo") == "—"
        return
    sliders.until(lambda: "±" in sliders.text("elbo"), "the ELBO is estimated")
    assert sliders.number("kl") == pytest.approx(float(posterior.kl), abs=0.06)
    generator = torch.Generator().manual_seed(0)
    draws = posterior.sample(DRAWS, generator=generator)[:, 0]
    terms = -recon_nll(model, shown.x.expand(DRAWS, -1, -1, -1), draws) - posterior.kl
    error = float(sliders.text("elbo").split("±")[1])
    assert sliders.number("elbo") == pytest.approx(float(terms.mean()), abs=4 * error + 4 * float(terms.std()) / DRAWS**0.5 + 0.1)
    assert error == pytest.approx(float(terms.std()) / 8, rel=0.5, abs=0.06)


def test_decoding(shown: Shown) -> None:
    z = torch.randn(100, shown.model.latent_dim, generator=torch.Generator().manual_seed(0))
    z[:10] *= 3  # beyond the data, as far as the sliders go
    here = shown.sliders.decode(z.numpy())
    np.testing.assert_allclose(here, shown.model.decode_mean(z).flatten(1).numpy(), rtol=0, atol=1e-4)


def test_the_canvas_shows_the_decoded_image(shown: Shown) -> None:
    shown.sliders.page.reload()  # at the latents of the address, which has them rounded: an angle near its seam moves more than a grey
    shown.sliders.wait_until_ready()
    z = torch.tensor([shown.sliders.z])
    expected = 255 * shown.model.decode_mean(z)[0, 0].numpy()
    np.testing.assert_allclose(shown.sliders.pixels().astype(float), expected, rtol=0, atol=1)


def test_encoding(shown: Shown) -> None:
    sliders = shown.sliders
    with sliders.new_address():
        sliders("prior-mean").click()
    assert "input" not in sliders.address
    thumbnail = sliders("rail").locator("button").first
    index = int((thumbnail.get_attribute("data-testid") or "").removeprefix("thumb-"))
    with sliders.new_address():
        thumbnail.click()
    sliders.rest()
    assert sliders.address["input"] == f"data-{index}"
    x = scored(shown.model, shown.checkpoint.card["data"]["key"], index)
    np.testing.assert_allclose(sliders.z, shown.model.encode(x).mu[0].numpy(), rtol=0, atol=6e-4)


def test_density(shown: Shown) -> None:
    reference = shown.checkpoint.load_reference()
    density = draw_density(reference)
    quantiles = density.quantiles()
    for _ in range(4):
        with shown.sliders.new_address():
            shown.sliders("random").click()
        z = torch.tensor([shown.sliders.z])
        expected = percentile(float(density.log_density(z)), quantiles)
        told = float(shown.sliders("gauge").get_attribute("aria-valuenow") or "nan")
        assert told == pytest.approx(expected, abs=1)  # z is known to three decimals, the percentile is shown without any
        assert ("of the data's draws" in shown.sliders.text("gauge")) is shown.model.stochastic  # no posterior, no draws
    # An image's mean is ranked among means.
    with shown.sliders.new_address():
        shown.sliders("rail").locator("button").first.click()
    shown.sliders.rest()
    density = mean_density(reference)
    expected = percentile(float(density.log_density(torch.tensor([shown.sliders.z]))), density.quantiles())
    assert float(shown.sliders("gauge").get_attribute("aria-valuenow") or "nan") == pytest.approx(expected, abs=1)
    assert "data's draws" not in shown.sliders.text("gauge")
