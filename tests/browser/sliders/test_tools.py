"""The buttons that are always in reach."""

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.page import Sliders
from tests.browser.torch_side import scored
from vizvae.catalogue import find_checkpoint
from vizvae.gaussian import DiagonalGaussian

Visit = Callable[..., Sliders]


def press(sliders: Sliders, tool: str) -> list[float]:
    with sliders.new_address():
        sliders(tool).click()
    return sliders.z


def test_resample_and_posterior_mean(visit: Visit) -> None:
    sliders = visit("?model=mnist-2d&input=data-3")
    mean = sliders.z
    model = find_checkpoint("mnist-2d").load_model()
    posterior = model.encode(scored(model, "mnist", 3))
    assert isinstance(posterior, DiagonalGaussian)
    draws = [press(sliders, "resample") for _ in range(4)]
    assert len({tuple(draw) for draw in draws}) == 4
    distance = np.abs(np.array(draws) - posterior.mu.numpy()) / posterior.std.numpy()
    assert 0 < distance.max() < 5
    assert sliders.address["input"] == "data-3"
    assert "Posterior draw 4" in sliders.text("caption")
    assert press(sliders, "posterior-mean") == mean


def test_undo_redo_reset_and_random(visit: Visit) -> None:
    sliders = visit("?model=mnist-2d&z=0.5_-0.5")
    start = sliders.page.url
    for tool in ("undo", "redo", "reset", "posterior-mean", "resample"):
        assert sliders(tool).is_disabled()
    first, image = press(sliders, "random"), sliders.pixels()
    second = press(sliders, "random")
    assert first != second
    assert press(sliders, "undo") == first
    sliders.until(lambda: np.array_equal(sliders.pixels(), image), "the first image is back")
    assert press(sliders, "undo") == [0.5, -0.5]
    assert sliders.page.url == start
    assert sliders("undo").is_disabled()
    assert press(sliders, "redo") == first
    assert press(sliders, "redo") == second
    assert sliders("redo").is_disabled()
    slider = sliders(f"slider-{sliders.rows()[0]}")
    slider.focus()
    with sliders.new_address():
        slider.press("PageUp")
    assert sliders.z != second
    with sliders.new_address():
        slider.press("Control+z")
    assert sliders.z == second
    with sliders.new_address():
        slider.press("Control+Shift+Z")
    assert press(sliders, "reset") == second  # where the last draw started


def test_animate_sweeps_and_stops(visit: Visit) -> None:
    sliders = visit("?model=mnist-2d&z=0_0")
    sliders("slider-1").focus()
    before, other = sliders.frame(), sliders.value(0)
    sliders.sent.clear()
    sliders("animate").click()
    assert sliders("animate").get_attribute("aria-pressed") == "true"
    sliders.until(lambda: sliders.frame() > before + 20, "the latent sweeps")
    assert sliders.sent == []
    assert sliders.value(0) == other
    with sliders.new_address():
        sliders("animate").click()
    assert sliders("animate").get_attribute("aria-pressed") == "false"
    frame = sliders.frame()
    sliders.page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert sliders.frame() <= frame + 1
    assert sliders.z[1] == pytest.approx(sliders.value(1), abs=6e-4)
    sliders("animate").click()
    with sliders.new_address():
        sliders("slider-0").press("ArrowRight")
    expect(sliders("animate")).to_have_attribute("aria-pressed", "false")


def test_snap_goes_to_the_nearest_image(visit: Visit) -> None:
    checkpoint = find_checkpoint("mnist-2d")
    reference = checkpoint.load_reference()
    target = reference.mu[123]
    z = "_".join(f"{value:.3f}" for value in target.tolist())
    sliders = visit(f"?model=mnist-2d&z={z}")
    with sliders.new_address():
        sliders("snap").click()
    index = int(sliders.address["input"].removeprefix("data-"))
    distance = ((reference.mu - target) / reference.std).norm(dim=1)
    assert float(distance[index]) == pytest.approx(float(distance.min()), abs=5e-3)
    # The image is encoded as it is scored, and the reference was binarised by another draw: near, not equal.
    assert np.isfinite(sliders.z).all()


def test_the_other_binarisation_is_another_score(visit: Visit) -> None:
    sliders = visit("?model=mnist-2d&input=data-3", height=1100)
    threshold = sliders.text("recon-nll")
    sliders("binarisation").select_option("draw")
    sliders.until(lambda: sliders.text("recon-nll") not in (threshold, "—"), "the other binarisation is scored")
    sliders("binarisation").select_option("threshold")
    sliders.until(lambda: sliders.text("recon-nll") == threshold, "the first score is back")
