"""The Models page: its cards are text, lead into the sliders, and unfold without a word to the server's pages."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import visiting
from tests.browser.look import assert_readable, assert_within
from tests.browser.page import Explorer, Server
from tests.helpers.hostile import HOSTILE
from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import CARD
from vizvae.paths import SHIPPED_MODELS

SMALL_TEXT = """(root, least) => [...root.querySelectorAll('*')]
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && parseFloat(getComputedStyle(e).fontSize) < least)
  .map(e => e.outerHTML.slice(0, 100))"""
SMALLEST = 13
"""Pixels"""
TEXTS = ["h3", "p", "code", "dt", "dd", ".hint", "summary", ".button", ".card-json"]


class Cards(Explorer):
    TESTID: ClassVar[str] = "models"
    PATH: ClassVar[str] = "/models"

    def wait_until_ready(self, model: str | None = None) -> None:
        self("cards").wait_for()
        self.settle()


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


def test_a_card_leads_into_the_sliders_within_the_session_or_into_another_tab(browser: Browser, server: Server) -> None:
    with visiting(Cards, browser, server) as visit:
        cards = visit(anew=True)  # the link of somebody who has been at a model leads on from there
        page = cards.page
        link = cards("card-mnist-mlp").get_by_role("link", name="Open in latent sliders")
        with page.context.expect_page() as opened:
            link.click(modifiers=["ControlOrMeta"])
        # What the page opens with may stand behind it already.
        opened.value.wait_for_url(lambda url: url.partition("&")[0] == f"{server.url}/?model=mnist-mlp")
        opened.value.close()
        page.evaluate("window.same = true")
        link.click()
        page.locator("[data-testid=latent-sliders][data-model=mnist-mlp][data-ready=true]").wait_for()
        assert page.evaluate("window.same")
        cards.until(lambda: cards.address.get("model") == "mnist-mlp", "the address names the model")
        page.go_back()
        page.go_back()
        cards.wait_until_ready()


def test_an_address_leads_to_its_card(browser: Browser, server: Server) -> None:
    """A browser does not look for it in a component's own tree."""
    with visiting(Cards, browser, server) as visit:
        cards = visit("#faces-beta-4", anew=True)
        heading = cards.page.locator("h3#faces-beta-4")
        expect(heading).to_be_in_viewport()
        other = cards("card-mnist-conv").get_by_role("heading")
        expect(other).not_to_be_in_viewport()
        cards.page.evaluate("location.hash = 'mnist-conv'")
        expect(other).to_be_in_viewport()


def test_how_a_model_was_made_unfolds_without_a_run_of_the_page(browser: Browser, server: Server) -> None:
    with visiting(Cards, browser, server) as visit:
        cards = visit()
        card = cards("card-mnist-2d")
        cards.sent.clear()
        card.get_by_text("How it was made").press("Enter")  # by keyboard, as every summary
        shown = card.get_by_role("region", name="card.json of mnist-2d")
        checkpoint = find_checkpoint("mnist-2d")
        assert json.loads(shown.inner_text()) == checkpoint.card
        expect(card.get_by_text(checkpoint.card["command"], exact=True)).to_be_visible()
        card.get_by_role("button", name="Copy the command").click()
        expect(card.get_by_text("Copied.")).to_be_visible()
        assert [Path(url).name for url in cards.sent] == ["card.json"]  # no message


def test_a_card_is_text_and_one_that_cannot_be_used_says_why(
    browser: Browser, server: Server, odd_models: tuple[str, str]
) -> None:
    hostile, broken = odd_models
    with visiting(Cards, browser, server) as visit:
        cards = visit()
        card = cards(f"card-{hostile}")
        assert card.get_by_role("heading").inner_text() == " ".join(" ".join(HOSTILE).split())
        assert "<img src=http://elsewhere.example/y.png> **x**" in card.inner_text()
        assert card.locator("img").count() == 0
        assert not [url for url in cards.sent if "elsewhere" in url]
        expect(card.get_by_text(f"python -m vizvae evaluate {hostile} --write-card", exact=True)).to_be_visible()
        said = cards(f"unusable-{broken}")
        expect(said).to_have_role("alert")
        expect(said).to_contain_text(f"{broken} cannot be used. ")
        expect(cards("card-mnist-2d")).to_be_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_cards_are_readable(browser: Browser, server: Server, odd_models: tuple[str, str], scheme: str, width: int) -> None:
    with visiting(Cards, browser, server) as visit:
        cards = visit(width=width, color_scheme=scheme)
        card = cards("card-mnist-2d")
        card.get_by_text("How it was made").click()
        card.get_by_role("region").wait_for()
        assert_readable(cards, TEXTS, scheme)
        assert_within(cards, width)
        assert cards.root.evaluate(SMALL_TEXT, SMALLEST) == []
