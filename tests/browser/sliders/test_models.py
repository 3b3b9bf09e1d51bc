"""Other models: never a blank in between, nobody else disturbed, broken ones explained."""

from collections.abc import Callable

import numpy as np
import torch
from playwright.sync_api import Page, Route, expect

from tests.browser.page import Sliders
from tests.browser.unusual_models import DAMAGED, DAMAGED_DECODER
from vizvae.catalogue import find_checkpoint

Visit = Callable[..., Sliders]
WATCH = """canvas => {
  const watch = window.__watch = { frames: [], stop: false };
  const look = () => {
    const now = canvas.isConnected ? canvas : null;
    const data = now?.getContext('2d').getImageData(0, 0, now.width, now.height).data;
    watch.frames.push(data ? data.reduce((sum, value, i) => (i % 4 === 3 ? sum : sum + value), 0) : -1);
    if (!watch.stop) requestAnimationFrame(look);
  };
  look();
}"""


def test_the_first_image_is_there_before_the_decoder(visit: Visit) -> None:
    """With the decoder held back, the picture that the server sent along is on the canvas."""
    held: list[Route] = []
    sliders = visit(
        "?model=mnist-2d&z=0.5_-1.25",
        ready=False,
        before=lambda page: page.route("**/decoder.onnx", lambda route: held.append(route)),
    )
    sliders.until(lambda: held and sliders("main-image").count() and sliders.pixels().std() > 5, "the first image is there")
    assert sliders.root.get_attribute("data-ready") == "false"
    assert sliders.frame() == 0
    image = sliders.pixels()
    expected = 255 * find_checkpoint("mnist-2d").load_model().decode_mean(torch.tensor([[0.5, -1.25]]))[0, 0].numpy()
    np.testing.assert_allclose(image.astype(float), expected, rtol=0, atol=1)
    for route in held:
        route.continue_()
    sliders.page.unroute("**/decoder.onnx")
    sliders.wait_until_ready("mnist-2d")
    np.testing.assert_allclose(sliders.pixels().astype(float), image.astype(float), rtol=0, atol=1)


def test_switching_never_shows_a_blank(visit: Visit) -> None:
    sliders = visit("?model=mnist-2d&input=data-3")
    sliders("main-image").evaluate(WATCH)
    for name in ("mnist-conv", "mnist-ae-2d", "mnist-2d"):
        sliders.choose_model(name)
        sliders.wait_until_ready(name)
        assert sliders.address["model"] == name
    sliders.page.get_by_role("button", name="Gallery").click()
    clothes = sliders.page.get_by_role("button", name="Clothes 24 latents")
    sliders.until(
        lambda: clothes.locator("img").evaluate("image => image.naturalWidth") == 4 * 64 + 3 * 4, "its picture is there"
    )
    assert sliders.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    clothes.click()
    sliders.wait_until_ready("fashion-conv")
    assert sliders.address["model"] == "fashion-conv"
    expect(clothes).not_to_be_attached()  # the gallery has closed
    sums = sliders.page.evaluate("() => { window.__watch.stop = true; return window.__watch.frames; }")
    assert len(sums) > 30
    assert min(sums) > 3 * 1000  # never removed (-1), never black
    assert sliders.address["input"] == "data-3"


def test_switching_away_while_a_decoder_is_under_way(visit: Visit) -> None:
    sliders = visit("?model=mnist-2d&input=data-3")
    held: list[Route] = []
    sliders.page.route("**/mnist-mlp/*/decoder.onnx", lambda route: held.append(route))
    sliders.choose_model("mnist-mlp")
    sliders.until(lambda: held, "the decoder is asked for")
    assert "Loading" in sliders.text("caption")
    sliders.choose_model("mnist-ae-2d")
    sliders.wait_until_ready("mnist-ae-2d")
    image = sliders.pixels()
    for route in held:
        route.continue_()
    sliders.page.wait_for_load_state("networkidle")
    assert sliders.root.get_attribute("data-model") == "mnist-ae-2d"
    np.testing.assert_array_equal(sliders.pixels(), image)


def test_two_visitors_at_once_on_different_models(visit: Visit) -> None:
    one, other = visit("?model=mnist-2d&z=0_0"), visit("?model=fashion-conv&input=data-3")
    before = other.page.url, other.pixels()
    with one.new_address():
        one("random").click()
    one.choose_model("mnist-ae-2d")
    one.wait_until_ready("mnist-ae-2d")
    with other.new_address():
        other("resample").click()
    with other.new_address():
        other("posterior-mean").click()
    assert other.page.url == before[0]
    other.until(lambda: np.array_equal(other.pixels(), before[1]), "the other's image is as it was")
    assert one.address["model"] == "mnist-ae-2d"
    z = torch.tensor([other.z])
    expected = 255 * find_checkpoint("fashion-conv").load_model().decode_mean(z)[0, 0].numpy()
    np.testing.assert_allclose(other.pixels().astype(float), expected, rtol=0, atol=2)


def test_a_damaged_model_is_said_and_another_shown(visit: Visit) -> None:
    sliders = visit(f"?model={DAMAGED}")
    expect(sliders.page.get_by_role("alert").filter(has_text="is damaged or truncated")).to_be_visible()
    assert sliders.address["model"] != DAMAGED
    sliders.choose_model("mnist-2d")
    sliders.wait_until_ready("mnist-2d")
    image = sliders.pixels()
    sliders.choose_model(DAMAGED)
    expect(sliders.page.get_by_role("alert").filter(has_text="mnist-2d is still shown")).to_be_visible()
    np.testing.assert_array_equal(sliders.pixels(), image)
    with sliders.new_address():
        sliders("random").click()


def test_a_damaged_decoder_is_said_and_the_last_image_stays(visit: Visit) -> None:
    sliders = visit("?model=mnist-mlp&input=data-3")  # not mnist-2d, whose weights and so whose decoder it claims to have
    sliders.page.route("**/decode", lambda route: route.abort())
    sliders.choose_model(DAMAGED_DECODER)
    expect(sliders("message")).to_contain_text("does not answer in this browser")
    assert sliders.pixels().std() > 5
    sliders.page.unroute("**/decode")
    sliders.choose_model("mnist-mlp")
    sliders.wait_until_ready("mnist-mlp")
    expect(sliders("message")).to_have_text("")
    sliders.complaints.clear()  # ONNX Runtime may write its own


def test_a_decoder_that_the_browser_cannot_run_is_run_by_the_server(visit: Visit) -> None:
    sliders = visit(f"?model={DAMAGED_DECODER}&z=0_0", ready=False)
    expect(sliders("pace")).to_contain_text("the server draws the image")
    before = sliders.frame()
    with sliders.new_address():
        sliders("slider-0").focus()
        sliders.page.keyboard.press("PageUp")
    sliders.until(lambda: sliders.frame() > before, "the image follows")
    expected = 255 * find_checkpoint("mnist-2d").load_model().decode_mean(torch.tensor([sliders.z]))[0, 0].numpy()
    np.testing.assert_allclose(sliders.pixels(), expected, atol=1)
    expect(sliders("message")).to_have_text("")
    sliders.complaints.clear()  # ONNX Runtime may write its own


def test_a_decoder_that_does_not_come_can_be_asked_for_again(visit: Visit) -> None:
    sliders = visit("?model=mnist-2d&input=data-3")
    sliders.page.route("**/mnist-mlp/*/decoder.onnx", lambda route: route.abort())
    sliders.choose_model("mnist-mlp")
    expect(sliders("message")).to_contain_text("does not answer")
    sliders.page.unroute("**/mnist-mlp/*/decoder.onnx")
    sliders.page.get_by_role("button", name="Try again").click()
    sliders.wait_until_ready("mnist-mlp")
    expect(sliders("message")).to_have_text("")
    assert all("ERR_FAILED" in complaint for complaint in sliders.complaints)
    sliders.complaints.clear()


def test_without_data_the_sliders_still_work(visit: Visit) -> None:
    def without_data(page: Page) -> None:
        page.route("**/images.u8", lambda route: route.abort())
        page.route("**/reference.f32", lambda route: route.abort())

    sliders = visit("?model=mnist-2d&z=0_0", ready=False, before=without_data)
    expect(sliders("message")).to_contain_text("The sliders still work")
    frame = sliders.frame()
    slider = sliders("slider-0")
    slider.focus()
    with sliders.new_address():
        slider.press("PageUp")
    sliders.until(lambda: sliders.frame() > frame, "the image has followed")
    sliders.complaints.clear()
