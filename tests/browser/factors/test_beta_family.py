"""More or less β: the slider over the family that ships is dragged, and everything moves with it."""

from playwright.sync_api import Browser, expect

from tests.browser.conftest import visiting
from tests.browser.factors_page import Factors
from tests.browser.page import Server
from vizvae.beta_family import Member, families
from vizvae.catalogue import list_checkpoints


def shown(page: Factors) -> tuple[str, ...]:
    """The metric, the longest bar and the last."""
    bars = [page(f"family-kl-{place}").get_attribute("style") or "" for place in (0, 9)]
    return page.text("family-mig"), *bars


def marked(page: Factors) -> list[bool]:
    """Whether each point of rate and distortion stands out."""
    points = page.page.locator(".st-key-family_points .scatterlayer .trace").last.locator(".point")
    return ["213, 94, 0" in colour for colour in points.evaluate_all("all => all.map(one => getComputedStyle(one).fill)")]


def score(member: Member) -> float:
    return member.scores["mig"]


def test_the_slider_moves_images_bars_and_metrics_together_without_a_word_to_the_server_and_a_pressed_point_moves_the_slider(
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
        expected = [True, *[False] * (len(family.betas) - 1)]
        page.until(lambda: marked(page) == expected, "the point of the slider stands out")
        left, right, y = page.track("family-slider")
        page.sent.clear()
        mouse = page.page.mouse
        mouse.move(left, y)
        mouse.down()
        mouse.move(right, y, steps=5)
        expect(page("family-panel")).to_have_attribute("data-member", high.checkpoint.name)
        after = shown(page)
        assert all(now != then for now, then in zip(after, before, strict=True))
        assert abs(float(after[0]) - score(high)) < 0.006
        assert page.number("family-said") == round(high.rate, 1)
        assert (page.pixels("family-true") == true).all()
        assert (page.pixels("family-decoded") != decoded).any()
        assert (page.pixels("family-strip-0") != strip).any()
        assert page.sent == []
        mouse.up()
        page.until(lambda: page.address.get("beta") == f"{high.beta:g}", "β is in the address")
        page.until(lambda: marked(page) == expected[::-1], "another point stands out")
        chart = page.page.locator(".st-key-family_points .scatterlayer .trace").last
        chart.scroll_into_view_if_needed()
        page.page.wait_for_timeout(300)
        box = chart.locator(".point").first.bounding_box()
        assert box is not None
        mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        expect(page("family-panel")).to_have_attribute("data-member", low.checkpoint.name)
        assert shown(page) == before
        page.until(lambda: page.address.get("beta") == f"{low.beta:g}", "the address has followed the pressed point")
        page(f"family-member-{high.checkpoint.name}").get_by_role("button").click()
        page.until(lambda: page.address.get("model") == high.checkpoint.name, "the model of the row is shown")
        expect(page("family-panel")).to_have_attribute("data-member", high.checkpoint.name)
        page.wait_until_ready(high.checkpoint.name)
