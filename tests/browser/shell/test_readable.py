"""Every page can be read: no text under 13 pixels, and nothing that axe finds serious, in both themes, wide and narrow.

One visitor walks through all pages by links, which costs a second each; everything that unfolds is unfolded."""

from collections.abc import Callable

import pytest

from tests.browser.lent import FOLLOW
from tests.browser.page import ColorScheme, Sliders
from vizvae.paths import PROJECT
from vizvae.ui.learn.address import STEPS
from vizvae.ui.shell.pages import ROOMS

SMALLEST = 13
"""Pixels"""
WAITED_FOR = {"sliders": "latent-sliders", "learn": "step", "models": "stDataFrame", "train": "training"}
"""The test id of a page's component where it is not the page's name."""
OPENED = {"factors": "/factors?model=sprites-btcvae&cell=3-0"}
"""Pages on which something is opened first"""
Looks = tuple[tuple[int, ColorScheme], ...]
LOOKS: Looks = ((1280, "light"), (390, "dark"))
"""Colours hang on the theme and places on the width: two looks of four show both."""
OTHER_LOOKS: Looks = ((1280, "dark"), (390, "light"))
AXE = PROJECT / "vizvae" / "ui" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
"""`python scripts/npm.py ci` brings it, as installing does."""
EVERYTHING = """const everything = root =>
  [...root.querySelectorAll('*')].flatMap(e => e.shadowRoot ? [e, ...everything(e.shadowRoot)] : [e]);"""
UNFOLD = f"""() => {{ {EVERYTHING} for (const e of everything(document)) if (e.tagName === 'DETAILS') e.open = true; }}"""
TOO_SMALL = f"""least => {{ {EVERYTHING}
  return everything(document).filter(e => {{
    if (![...e.childNodes].some(node => node.nodeType === 3 && node.textContent.trim())) return false;
    if (e.closest('.katex, style, script')) return false; // the indices of a formula are small by nature
    const box = e.getBoundingClientRect();
    if (!box.width || !box.height || !e.checkVisibility({{ visibilityProperty: true, opacityProperty: true }})) return false;
    const drawn = e.ownerSVGElement && e.getScreenCTM ? e.getScreenCTM() : null; // a picture may be scaled, and its text with it
    return parseFloat(getComputedStyle(e).fontSize) * (drawn ? Math.hypot(drawn.a, drawn.b) : 1) < least - 0.01;
  }}).map(e => e.outerHTML.slice(0, 120));
}}"""
STILL = f"""async () => {{ {EVERYTHING}
  // The theme is followed two frames later, and then its colours glide there.
  for (let i = 0; i < 3; i += 1) await new Promise(done => requestAnimationFrame(done));
  for (const root of [document, ...everything(document).map(e => e.shadowRoot).filter(Boolean)])
    for (const glide of root.getAnimations()) if (glide instanceof CSSTransition) glide.finish();
}}"""
SILENT = f"""() => {{ {EVERYTHING}
  return everything(document).filter(e => e.matches('.slider[type=range]') && !e.ariaValueText).map(e => e.outerHTML.slice(0, 120)); }}"""
"""Sliders that would say how far along they are instead of their value."""
SERIOUS = """async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
  .filter(found => ['serious', 'critical'].includes(found.impact))
  .flatMap(found => found.nodes.map(node => `${found.id}: ${node.html.slice(0, 120)} ${node.any[0]?.message ?? ''}`))"""


@pytest.mark.parametrize("looks", [LOOKS, pytest.param(OTHER_LOOKS, marks=pytest.mark.further)], ids=["two", "the other two"])
def test_no_text_is_small_and_axe_finds_nothing_serious(visit: Callable[..., Sliders], looks: Looks) -> None:
    visitor = visit()
    page = visitor.page
    page.evaluate(AXE.read_text(encoding="utf-8"))
    wrong: list[str] = []
    addresses = [
        "/",
        *(OPENED.get(name, f"/{name}") for name in ROOMS[1:] if name != "learn"),
        *(f"/learn?step={step}" for step in STEPS),
    ]
    for address in addresses:
        name = address.split("?")[0].strip("/") or "sliders"
        page.set_viewport_size({"width": looks[0][0], "height": 800})
        page.evaluate(FOLLOW, address)
        if name == "data":
            page.get_by_role("heading", name="Data", exact=True).wait_for()
        elif name == "learn":
            page.locator(f"[data-testid=step][data-step={address.split('=')[1]}]").wait_for()
        else:
            # What is awaited may be pale.
            settled = {"compare": " [data-settled=true]", "train": "", "models": ""}.get(name, "[data-settled=true]")
            page.locator(f"[data-testid={WAITED_FOR.get(name, name)}]{settled}").first.wait_for()
        if name == "factors":
            page.locator(".st-key-factors_information .gtitle").wait_for()
        if name == "graph":
            page.locator(".st-key-trust_box summary").click()
            page.locator(".st-key-trust_box .js-plotly-plot .trace").first.wait_for(state="attached")
        visitor.settle()
        page.evaluate(UNFOLD)
        wrong += [f"{address}: says no value: {found}" for found in page.evaluate(SILENT)]
        for width, scheme in looks:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)
            visitor.settle()
            page.evaluate(STILL)
            wrong += [f"{address} {width} {scheme}: {found}" for found in page.evaluate(SERIOUS)]
            wrong += [f"{address} {width}: smaller than {SMALLEST} px: {found}" for found in page.evaluate(TOO_SMALL, SMALLEST)]
    assert wrong == []
