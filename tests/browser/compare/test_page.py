"""The Compare page in a browser: one image through all models, the way between two digits, and a PixelCNN and a PixelRNN that draw."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import torch
from playwright.sync_api import Browser, expect

from tests.browser.conftest import visiting
from tests.browser.page import Explorer, Server
from vizvae.comparison.contenders import contender
from vizvae.models.autoregressive import AutoregressiveModel
from vizvae.ui.compare.address import PARAMETERS, columns_of
from vizvae.ui.compare.routes import images_of

COLUMNS = columns_of("mnist")
STAYING = ("ae", "pixelcnn")
"""When the others have been looked at: opening and drawing anew costs as much for each."""
LEVELS = 2
"""Of 255: the browser rounds a sum of other order."""


class Compare(Explorer):
    TESTID: ClassVar[str] = "compare"
    PATH: ClassVar[str] = "/compare"

    def wait_until_ready(self, model: str | None = None) -> None:
        self.page.locator("[data-testid=compare] [data-settled=true]").wait_for()
        self.settle()


def with_encoder() -> list[str]:
    return [name for name in COLUMNS if contender(name).latent_model is not None]


def test_one_image_goes_through_all_models_while_it_is_drawn_and_between_two_in_every_latent_space(
    browser: Browser, server: Server
) -> None:
    with visiting(Compare, browser, server) as visit:
        page = visit()
        codes = {}
        start, to = (images_of("mnist").images[int(PARAMETERS[key].start)].unsqueeze(0).float() / 255 for key in ("digit", "to"))
        for name in with_encoder():
            page.until(lambda name=name: page(f"back-{name}").get_attribute("data-ready") == "true", "the image came back")
            latent = contender(name).latent_model
            assert latent is not None
            with torch.no_grad():
                codes[name] = latent.encode(start).mu, latent.encode(to).mu
                expected = 255 * latent.decode_mean(codes[name][0])[0, 0].numpy()
            assert np.abs(page.pixels(f"back-{name}") - expected).max() <= LEVELS, name
        page.sent.clear()
        page("compare-at").fill("0.25")
        for name in with_encoder():
            latent = contender(name).latent_model
            assert latent is not None
            with torch.no_grad():
                expected = 255 * latent.decode_mean(0.75 * codes[name][0] + 0.25 * codes[name][1])[0, 0].numpy()
            page.until(
                lambda name=name, expected=expected: np.abs(page.pixels(f"between-{name}") - expected).max() <= LEVELS,
                "it is on its way",
            )
        before = {name: page.pixels(f"back-{name}") for name in with_encoder()}
        x, y = page.middle_of("draw-canvas")
        page.page.mouse.move(x, y - 50)
        page.page.mouse.down()
        page.page.mouse.move(x, y + 50, steps=6)
        for name in with_encoder():
            page.until(lambda name=name: (page.pixels(f"back-{name}") != before[name]).any(), "it follows the pen")
        page.page.mouse.up()
        assert [sent for sent in page.sent if "/vizvae/compare/" in sent and "map.f32" not in sent] == [], (
            "nothing is asked of the server"
        )
        page("draw-clear").click()
        for name in with_encoder():
            page.until(lambda name=name: (page.pixels(f"back-{name}") == before[name]).all(), "the digit is back")
        page("digits").get_by_role("radio", checked=True).press("ArrowRight")
        for name in with_encoder():
            page.until(lambda name=name: (page.pixels(f"back-{name}") != before[name]).any(), "the next digit goes in")
        chips = page("shown-models").get_by_role("button")
        for name, title in zip(COLUMNS, chips.all_inner_texts(), strict=True):
            if name not in STAYING:
                page("shown-models").get_by_role("button", name=title, exact=True).click()
        expect(page("draws-gan")).to_have_count(0)
        drawn = page.pixels("draw-pixelcnn")
        with page.new_address():
            page("other-draws").click()
        page.until(lambda: (page.pixels("draw-pixelcnn") != drawn).any(), "other draws have come")
        address = page.address
        assert address["seed"] == "1"
        assert sorted(address["models"].split("_")) == sorted(STAYING)
        page.page.reload()
        page.wait_until_ready()
        assert page.address == address
        expect(page("draws-vae")).to_have_count(0)
        chart = page.page.locator(".st-key-compare_points")
        points = chart.locator(".scatterlayer .trace").last.locator(".point")
        expect(points).to_have_count(8)
        chart.scroll_into_view_if_needed()
        page.page.wait_for_timeout(500)
        box = points.nth(2).bounding_box()  # of a model that has no column now: after the VAE and the β-VAE, the IWAE
        assert box is not None
        page.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        expect(page("draws-iwae")).to_have_count(1)
        page.until(lambda: "iwae" in page.address["models"].split("_"), "it is in the address")
        assert page.address["seed"] == "1"


def test_a_pixelcnn_draws_with_its_own_probabilities_and_both_complete_what_is_hidden(browser: Browser, server: Server) -> None:
    with visiting(Compare, browser, server) as visit:
        page = visit("?models=vae")
        page("pace").select_option("fast")
        for name in ("pixelcnn", "pixelrnn"):
            page("drawn-by").select_option(name)
            page("draw-pixels").click()
            title = contender(name).title
            page.page.get_by_label(f"What the {title} has drawn").wait_for()
            expect(page("pixel-pictures")).to_have_attribute("data-count", "784")
            drawn, probabilities = page.pixels("pixels-drawn"), page.pixels("pixel-probabilities")
            assert set(np.unique(drawn)) == {0, 255}
            model = contender(name).model
            assert isinstance(model, AutoregressiveModel)
            with torch.no_grad():
                expected = 255 * torch.sigmoid(model((torch.tensor(drawn) > 0).float()[None, None]))[0, 0].numpy()
            assert np.abs(probabilities - expected).max() <= LEVELS
        page("complete").click()
        page.until(
            lambda: page("by-pixels").get_attribute("data-count") == page("by-vae").get_attribute("data-count") == "3",
            "all are complete",
        )
        rows = 14
        shown = page.pixels("given")
        assert set(np.unique(shown[:rows])) == {0, 255}
        for way in ("by-pixels", "by-vae"):
            page.until(lambda way=way: page.pixels(f"{way}-2")[rows:].any(), "the last one is complete")
            for i in range(3):
                assert (page.pixels(f"{way}-{i}")[:rows] == shown[:rows]).all()
        page("completed-by").select_option("pixelrnn")
        page.page.get_by_label("The image as completed by PixelRNN, 1").wait_for()
        page.until(lambda: (page.pixels("by-pixels-2")[:rows] == shown[:rows]).all(), "the other completes it as well")
        page("reveal").click()
        page.until(lambda: set(np.unique(page.pixels("given"))) == {0, 255}, "the truth is shown")
        # Another image: never beside what was made of the one before.
        page("digits").get_by_role("radio", checked=True).press("ArrowRight")
        page.until(lambda: (page.pixels("given")[:rows] != shown[:rows]).any(), "another image is shown")
        for way in ("by-pixels", "by-vae"):
            beside = page.pixels(f"{way}-0")[:rows]
            assert not beside.any() or (beside == page.pixels("given")[:rows]).all()
            page.until(
                lambda way=way: (page.pixels(f"{way}-2")[:rows] == page.pixels("given")[:rows]).all(), "it is completed anew"
            )


def test_what_stands_below_the_models_waits_below_them_until_they_are_there(browser: Browser, server: Server) -> None:
    with visiting(Compare, browser, server) as visit:
        page = visit(ready=False, before=lambda empty: empty.route("**/compare-*.js", lambda _: None)).page
        below = page.get_by_role("heading", name="Figures against each other")
        below.wait_for(state="attached")
        # Of a window 800 high. Streamlit loads what draws the style after the heading is there, so this is waited for.
        below.evaluate("async it => { while (it.getBoundingClientRect().y < 800) await new Promise(requestAnimationFrame); }")
        page.unroute_all(behavior="ignoreErrors")


def test_clothes_take_the_place_of_digits_and_go_through_their_own_models(browser: Browser, server: Server) -> None:
    with visiting(Compare, browser, server) as visit:
        page = visit("?models=vae_gan")
        page.page.get_by_role("radio", name="Fashion-MNIST clothes").click()
        page("draws-fashion-gan").wait_for()
        expect(page("draws-gan")).to_have_count(0)
        chosen = int(PARAMETERS["digit"].start)
        images = images_of("fashion")
        image, named = images.images[chosen].unsqueeze(0).float() / 255, images.spec.class_names[int(images.labels[chosen])]
        for name in columns_of("fashion"):
            latent = contender(name).latent_model
            if latent is None:
                continue
            page.until(lambda name=name: page(f"back-{name}").get_attribute("data-ready") == "true", "the image came back")
            with torch.no_grad():
                expected = 255 * latent.decode_mean(latent.encode(image).mu)[0, 0].numpy()
            assert np.abs(page.pixels(f"back-{name}") - expected).max() <= LEVELS, name
        expect(page("digits").get_by_role("radio", checked=True)).to_have_accessible_name(f"{named}, number {chosen + 1}")
        page.until(lambda: page.address == {"data": "fashion"}, "what is shown is in the address")
        page("pace").select_option("fast")
        page("draw-pixels").click()
        expect(page("pixel-pictures")).to_have_attribute("data-count", "784")
        page.page.get_by_role("radio", name="MNIST digits").click()
        page("draws-gan").wait_for()
        page.until(lambda: page.address == {}, "digits are what is shown when nothing is said")
