"""The Models page: a row by pointer and by keyboard opens its card, which leads into the pages, and whose text is text."""

import json
import shutil
from collections.abc import Iterator
from typing import ClassVar

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.conftest import visiting
from tests.browser.look import assert_readable
from tests.browser.page import Explorer, Server
from tests.helpers.hostile import HOSTILE
from vizvae.checkpoint import CARD
from vizvae.paths import SHIPPED_MODELS

HEAD, ROW = 36, 44
"""Pixels of the table's lines"""
OVERFLOWING = "() => document.querySelector('[data-testid=stMain]').scrollWidth - innerWidth"


class Models(Explorer):
    TESTID: ClassVar[str] = "stDataFrame"
    PATH: ClassVar[str] = "/models"

    def wait_until_ready(self, model: str | None = None) -> None:
        self.root.wait_for()
        self.settle()

    @property
    def card(self) -> Locator:
        return self.page.get_by_role("heading", level=3)

    def click_row(self, row: int) -> None:
        self.root.click(position={"x": 250, "y": HEAD + ROW * row + ROW // 2})


@pytest.fixture
def odd_models(server: Server) -> Iterator[tuple[str, str]]:
    """A model whose card is hostile and without figures, and a folder that is none."""
    names = ("hostile-card", "no-card")
    for name in names:
        shutil.copytree(SHIPPED_MODELS / "mnist-2d", server.runs / name)
    card = json.loads((server.runs / names[0] / CARD).read_text())
    data = {**card["data"], "trained_on": "<img src=http://elsewhere.example/y.png> **x**"}
    (server.runs / names[0] / CARD).write_text(json.dumps({**card, "title": " ".join(HOSTILE), "data": data, "evaluations": []}))
    (server.runs / names[1] / CARD).write_text("{")
    yield names
    for name in names:
        shutil.rmtree(server.runs / name)


def test_a_row_by_pointer_and_by_keyboard_opens_its_card_which_leads_into_the_sliders(browser: Browser, server: Server) -> None:
    with visiting(Models, browser, server) as visit:
        models = visit(anew=True)  # the link of somebody who has been at a model leads on from there
        page = models.page
        expect(models.card).to_have_count(0)
        models.click_row(0)
        expect(models.card).to_have_text("MNIST digits, convolutional VAE, 32 latents")
        expect(models.card).to_be_in_viewport()
        assert models.address == {"model": "mnist-conv"}
        page.keyboard.press("ArrowDown")
        expect(models.card).to_have_text("MNIST digits, MLP VAE, 20 latents")
        expect(page.get_by_role("img", name="What it draws of four images")).to_have_js_property("complete", True)
        page.get_by_text("How it was made").click()
        expect(
            page.get_by_text("python -m vizvae train --config assets/configs/mnist-mlp.toml", exact=False).first
        ).to_be_visible()
        # Sorted by NLL, the second time the largest first: the place in the table is not that in the list.
        for _ in range(2):
            models.root.click(position={"x": 690, "y": HEAD // 2})
        models.click_row(0)
        expect(models.card).to_have_text("Drawn faces, large, strided convolutional VAE, β-TCVAE with β = 10, 10 latents")
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="Open in Manifold").click(button="middle")
        opened.value.wait_for_url(lambda url: url.partition("&")[0] == f"{server.url}/manifold?model=faces-128")
        opened.value.close()
        page.evaluate("window.same = true")
        page.get_by_role("link", name="Open in Latent sliders").click()
        page.locator("[data-testid=latent-sliders][data-model=faces-128][data-ready=true]").wait_for()
        assert page.evaluate("window.same")


def test_a_card_is_text_and_one_that_cannot_be_used_says_why(
    browser: Browser, server: Server, odd_models: tuple[str, str]
) -> None:
    hostile, broken = odd_models
    with visiting(Models, browser, server) as visit:
        models = visit(f"?model={hostile}", width=390, color_scheme="dark")
        page = models.page
        expect(models.card).to_be_visible()
        assert page.get_by_text("elsewhere.example/y.png> **x**").count() == 1
        assert not [url for url in models.sent if "elsewhere" in url]
        expect(page.get_by_text(f"python -m vizvae evaluate {hostile} --write-card", exact=True)).to_be_visible()
        expect(page.get_by_role("alert").filter(has_text=f"{broken} cannot be used. ")).to_be_visible()
        assert page.evaluate(OVERFLOWING) <= 0
        page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
        models.click_row(1)
        expect(models.card).to_have_text("MNIST digits, MLP VAE, 20 latents")
        assert page.evaluate(OVERFLOWING) <= 0
        assert_readable(models, ["p", "code", "td", "th"], "dark")


def test_what_is_taken_along_at_the_foot_of_the_page_has_room(browser: Browser, server: Server) -> None:
    with visiting(Models, browser, server) as visit:
        page = visit("?model=mnist-conv", anew=True).page
        button = page.locator(".st-key-card_along button").locator("visible=true")
        page.get_by_text("How it was made").locator("visible=true").scroll_into_view_if_needed()
        button.click()
        csv = page.get_by_test_id("stPopoverBody").get_by_role("button", name="CSV").first
        expect(csv).to_be_in_viewport(ratio=1)
        box = page.get_by_test_id("stPopoverBody").bounding_box()
        assert box is not None
        assert box["height"] > 200


def test_under_a_finger_the_tools_of_the_table_cover_nothing(browser: Browser, server: Server) -> None:
    """They lay over the arrow of the picker above."""
    with visiting(Models, browser, server) as visit:
        page = visit(width=390, has_touch=True, anew=True).page
        picker = page.locator(".stSelectbox").locator("visible=true").last.bounding_box()
        tools = page.get_by_test_id("stElementToolbar").locator("visible=true").bounding_box()
        assert picker is not None
        assert tools is not None
        assert picker["y"] + picker["height"] <= tools["y"]
