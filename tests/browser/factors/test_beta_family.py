"""More or less β: the slider over the family that ships is dragged, and everything moves with it."""

from playwright.sync_api import Browser, expect

from tests.browser.conftest import visiting
from tests.browser.factors_page import Factors
from tests.browser.page import Server
from vizvae.beta_family import Member, families
from vizvae.catalogue import list_checkpoints


def shown(page: Factors) -> tuple[str, ...]:
    """The metric, the longest bar and the last, and the name of the filled point."""
    bars = [page(f"family-kl-{place}").get_attribute("style") or "" for place in (0, 9)]
    filled = page.page.locator(".family-point[data-here=true]").get_attribute("data-testid") or ""
    return page.text("family-mig"), *bars, filled.removeprefix("family-point-")


def score(member: Member) -> float:
    return member.scores["mig"]


def test_the_slider_moves_images_bars_metrics_and_the_point_together_without_a_word_to_the_server(
    browser: Browser, server: Server
) -> None:
    family = next(family for family in families(list_checkpoints()) if family.data == "sprites")
    low, high = family.at(family.betas[0])[0], family.at(family.betas[-1])[0]
    with visiting(Factors, browser, server) as visit:
        page = visit(f"?model={low.checkpoint.name}")
        page("family-panel").scroll_into_view_if_needed()
        page.page.locator("[data-testid=family-panel][data-settled=true]").wait_for()
        before, true, decoded = shown(page), page.pixels("family-true"), page.pixels("family-decoded")
        strip = page.pixels("family-strip-0")
        assert before[3] == low.checkpoint.name
        left, right, y = page.track("family-slider")
        page.sent.clear()
        mouse = page.page.mouse
        mouse.move(left, y)
        mouse.down()
        mouse.move(right, y, steps=5)
        expect(page("family-panel")).to_have_attribute("data-member", high.checkpoint.name)
        after = shown(page)
        assert all(now != then for now, then in zip(after, before, strict=True))
        assert after[3] == high.checkpoint.name
        assert abs(float(after[0]) - score(high)) < 0.006
        assert page.number("family-said") == round(high.rate, 1)
        assert (page.pixels("family-true") == true).all()
        assert (page.pixels("family-decoded") != decoded).any()
        assert (page.pixels("family-strip-0") != strip).any()
        assert page.sent == []
        mouse.up()
        page.until(lambda: page.address.get("beta") == f"{high.beta:g}", "β is in the address")
        page("family-slider").press("Home")
        expect(page("family-panel")).to_have_attribute("data-member", low.checkpoint.name)
        assert shown(page) == before
        page.until(lambda: page.address.get("beta") == f"{low.beta:g}", "the address has followed the key")
        page(f"family-member-{high.checkpoint.name}").get_by_role("button").click()
        page.until(lambda: page.address.get("model") == high.checkpoint.name, "the model of the row is shown")
        expect(page("family-panel")).to_have_attribute("data-member", high.checkpoint.name)
        page.wait_until_ready(high.checkpoint.name)
