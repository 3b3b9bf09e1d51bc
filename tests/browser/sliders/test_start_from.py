"""Where to start from: the data, a drawing, a picture of one's own, the prior."""

import io
import re
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from tests.browser.page import Sliders
from tests.browser.unusual_models import LARGE_ENCODER
from vizvae.data.images import load_images

Visit = Callable[..., Sliders]


def open_panel(sliders: Sliders, panel: str) -> None:
    button = sliders(f"start-{panel}")
    if button.get_attribute("aria-expanded") != "true":
        button.click()


def draw_a_one(sliders: Sliders) -> None:
    sliders("draw-canvas").scroll_into_view_if_needed()
    box = sliders("draw-canvas").bounding_box()
    assert box is not None
    mouse = sliders.page.mouse
    mouse.move(box["x"] + 0.5 * box["width"], box["y"] + 0.2 * box["height"])
    mouse.down()
    for step in range(1, 11):
        mouse.move(box["x"] + (0.5 - 0.01 * step) * box["width"], box["y"] + (0.2 + 0.06 * step) * box["height"])
    mouse.up()


def assert_encoded(sliders: Sliders, kind: str) -> None:
    assert sliders.address["input"].startswith(f"{kind}-")
    assert np.isfinite(sliders.z).all()
    sliders.until(lambda: "±" in sliders.text("elbo"), "the input is scored")
    assert np.isfinite([sliders.number("recon-nll"), sliders.number("kl"), sliders.number("elbo")]).all()
    assert sliders.number("recon-nll") > 0
    assert sliders.number("kl") > 0
    recon = float(sliders.text("elbo-note").split(": ")[1].replace("\u2212", "-"))
    assert -recon - sliders.number("kl") == pytest.approx(sliders.number("elbo"), abs=0.16)  # all three rounded to one place
    for latent in sliders.rows():
        title = sliders(f"posterior-{latent}").get_attribute("title") or ""
        mean, std = re.findall(r"[+−]?\d+\.\d+", title)
        assert "±" in title
        assert abs(float(mean.replace("−", "-")) - sliders.z[latent]) < 0.006  # z is at mu
        assert float(std) > 0


def test_a_drawn_digit_is_encoded(visit: Visit) -> None:
    sliders = visit("?model=mnist-2d&z=0_0")
    open_panel(sliders, "draw")
    with sliders.new_address():
        draw_a_one(sliders)
    assert_encoded(sliders, "drawing")
    assert "your drawing" in sliders.text("caption")
    shown = sliders.page.get_by_label("Original: your drawing")
    assert shown.evaluate(
        "canvas => canvas.getContext('2d').getImageData(0, 0, 28, 28).data.some((v, i) => i % 4 === 0 && v > 200)"
    )


def test_nothing_drawn_is_said_and_nothing_lost(visit: Visit) -> None:
    sliders = visit("?model=mnist-2d&z=0.5_-1")
    address, image = sliders.page.url, sliders.pixels()
    open_panel(sliders, "draw")
    sliders("draw-encode").click()
    expect(sliders("message")).to_contain_text("Draw something first")
    draw_a_one(sliders)
    sliders.until(lambda: "drawing-" in sliders.address.get("input", ""), "the drawing is encoded")
    expect(sliders("message")).to_have_text("")
    with sliders.new_address():
        sliders("undo").click()
    assert sliders.page.url == address
    sliders("draw-clear").click()
    assert sliders.pixels("draw-canvas").max() == 0
    sliders("draw-encode").click()
    expect(sliders("message")).to_contain_text("Draw something first")
    np.testing.assert_array_equal(sliders.pixels(), image)


def test_the_rail_shows_a_class_and_a_click_takes_an_image(visit: Visit) -> None:
    sliders = visit("?model=mnist-2d&z=0_0")
    labels = load_images("mnist", "sample").labels.tolist()

    def shown() -> list[int]:
        ids = sliders("rail").locator("button").evaluate_all("all => all.map(one => one.dataset.testid)")
        return [int(one.removeprefix("thumb-")) for one in ids]

    everything = shown()
    assert len(everything) == len(set(everything)) == 60
    assert len({labels[index] for index in everything}) > 5
    sliders.page.get_by_role("group", name="Show one class only").get_by_role("button", name="7", exact=True).click()
    sevens = shown()
    assert {labels[index] for index in sevens} == {7}
    sliders("rail-more").click()
    assert not set(shown()) & set(sevens)
    assert {labels[index] for index in shown()} == {7}
    sliders("rail-shuffle").click()
    assert {labels[index] for index in shown()} == {7}
    chosen = shown()[3]
    with sliders.new_address():
        sliders(f"thumb-{chosen}").click()
    assert sliders.address["input"] == f"data-{chosen}"
    assert sliders(f"thumb-{chosen}").get_attribute("aria-pressed") == "true"
    assert_encoded(sliders, "data")


def test_prior_mean_and_random_draws(visit: Visit) -> None:
    sliders = visit("?model=mnist-2d&input=data-3")
    with sliders.new_address():
        sliders("prior-mean").click()
    assert sliders.z == [0, 0]
    assert "input" not in sliders.address
    assert sliders.text("recon-nll") == sliders.text("kl") == sliders.text("elbo") == "—"
    draws = []
    for _ in range(3):
        with sliders.new_address():
            sliders("start-random").click()
        draws.append(tuple(sliders.z))
    assert len(set(draws)) == 3
    assert np.abs(draws).max() < 6


def test_an_autoencoder_says_that_it_has_no_prior_and_no_posterior(visit: Visit) -> None:
    sliders = visit("?model=mnist-ae-2d&input=data-3")
    assert sliders("resample").is_disabled()
    assert "deterministic" in (sliders("resample").get_attribute("title") or "")
    assert sliders.text("kl") == sliders.text("elbo") == "—"
    assert "no prior" in sliders.root.inner_text()
    with sliders.new_address():
        sliders("prior-mean").click()
    assert np.isfinite(sliders.z).all()


def picture(size: tuple[int, int] = (300, 400)) -> bytes:
    """A one on paper."""
    image = Image.new("L", size, 225)
    ImageDraw.Draw(image).line([(160, 90), (145, 310)], fill=40, width=24)
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def test_an_uploaded_picture_is_encoded_and_a_bad_one_explained(visit: Visit) -> None:
    sliders = visit("?model=mnist-2d&z=0_0", anew=True)  # who has uploaded nothing before
    page = sliders.page
    page.get_by_role("button", name="Your own picture").click()
    chooser = page.locator("input[type=file]")
    with sliders.new_address():
        chooser.set_input_files({"name": "one.png", "mimeType": "image/png", "buffer": picture()})
    assert_encoded(sliders, "upload")
    address, image = sliders.page.url, sliders.pixels()
    chooser.set_input_files({"name": "notes.png", "mimeType": "image/png", "buffer": b"no picture"})
    expect(page.get_by_role("alert").filter(has_text="of this file: it is not a PNG")).to_be_visible()
    assert page.url == address
    np.testing.assert_array_equal(sliders.pixels(), image)


def test_an_encoder_on_the_server(visit: Visit) -> None:
    """Too large for the browser: the same numbers by one request."""
    here = visit("?model=mnist-2d&z=0_0")
    there = visit(f"?model={LARGE_ENCODER}&z=0_0")
    for sliders in (here, there):
        index = int((sliders("rail").locator("button").first.get_attribute("data-testid") or "").removeprefix("thumb-"))
        sliders.sent.clear()
        with sliders.new_address():
            sliders(f"thumb-{index}").click()
    assert there.address["input"] == here.address["input"]
    np.testing.assert_allclose(there.z, here.z, atol=2e-3)
    assert any(request.endswith("/encode") for request in there.sent)
    assert not any(request.endswith("/encode") for request in here.sent)
