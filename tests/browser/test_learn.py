"""Through the steps of the Learn page in a browser: something is moved in each."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.page import Server


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1280, "height": 1400}) as context:
        opened = context.new_page()
        complaints: list[str] = []
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.goto(server.url + "/learn")
        yield opened
        assert complaints == []


def number(page: Page, testid: str) -> float:
    return float(page.get_by_test_id(testid).inner_text().replace("\u2212", "-"))


def test_through_the_steps(page: Page) -> None:
    step = page.get_by_test_id("step")
    expect(step).to_have_attribute("data-step", "latent-variables")
    expect(page.get_by_test_id("by-prior-std")).to_be_visible()
    far = number(page, "short")
    page.get_by_test_id("slider-doublings").press("End")
    assert 0 < number(page, "short") < far  # more draws: nearer, and still not there

    page.get_by_test_id("next").click()
    expect(step).to_have_attribute("data-step", "bound")
    evidence = number(page, "evidence")
    assert number(page, "elbo") + number(page, "gap") == pytest.approx(evidence, abs=0.02)
    page.get_by_test_id("close-gap").click()
    expect(page.get_by_test_id("gap")).to_have_text("0.00")
    assert number(page, "evidence") == evidence  # q has changed, the model has not
    page.get_by_test_id("slider-std").press("End")
    assert number(page, "gap") > 0
    page.get_by_role("button", name="ELBO, the evidence lower bound").hover()
    expect(page.get_by_text("it is what training raises")).to_be_visible()

    page.get_by_test_id("next").click()
    expect(step).to_have_attribute("data-step", "terms")
    expect(page.get_by_test_id("recon")).to_be_visible()
    recon, spread = number(page, "recon"), number(page, "by-formula-std")
    assert recon + number(page, "kl") == pytest.approx(number(page, "terms-elbo"), abs=0.02)
    page.get_by_test_id("slider-averaged").press("End")
    assert number(page, "by-formula-std") < spread / 2  # of 20 draws: a quarter or so
    page.get_by_test_id("other-digit").click()
    expect(page.get_by_test_id("recon")).not_to_have_text(f"{recon:.2f}".replace("-", "\u2212"))

    page.get_by_test_id("next").click()
    expect(step).to_have_attribute("data-step", "reparameterisation")
    expect(page).to_have_url(f"{page.url.partition('?')[0]}?step=reparameterisation")
    before = number(page, "z")
    page.get_by_test_id("draw").click()
    assert number(page, "z") != before
    expect(page.get_by_test_id("code")).to_contain_text("return self.mu + self.std * noise")
    ratio = number(page, "ratio")
    page.get_by_test_id("slider-std").press("Home")
    assert number(page, "ratio") > 2 * ratio  # a narrow q: the score function scatters, the other does not
    page.go_back()
    expect(step).to_have_attribute("data-step", "terms")
