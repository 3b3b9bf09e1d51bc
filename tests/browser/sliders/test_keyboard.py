"""Without a mouse: past the menu to the sliders, and through the thumbnails in both directions."""

from collections.abc import Callable

from tests.browser.page import Sliders

FOCUSED = """() => { let at = document.activeElement; while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return [at?.id ?? '', at?.type ?? '', at?.dataset?.testid ?? '']; }"""


def test_the_sliders_are_near_the_skip_link(visit: Callable[..., Sliders]) -> None:
    sliders = visit("?model=mnist-conv&input=data-3", anew=True)
    keyboard = sliders.page.keyboard
    keyboard.press("Tab")
    assert sliders.page.evaluate(FOCUSED)[0] == "vizvae-skip"  # the first stop of the page
    box = sliders.page.locator("#vizvae-skip").bounding_box()
    assert box is not None
    assert box["y"] >= 0  # and it is seen
    keyboard.press("Enter")
    for _ in range(3):
        keyboard.press("Tab")
        if sliders.page.evaluate(FOCUSED)[1] == "range":
            break
    first = sliders.rows()[0]
    assert sliders.page.evaluate(FOCUSED)[1:] == ["range", f"slider-{first}"]
    value = sliders.value(first)
    with sliders.new_address():
        keyboard.press("ArrowRight")
    assert sliders.value(first) > value


def test_arrows_lead_through_the_thumbnails_in_both_directions(visit: Callable[..., Sliders]) -> None:
    sliders = visit("?model=mnist-conv&input=data-3")
    thumbs = sliders("rail").locator("button")
    places = thumbs.evaluate_all("all => all.map(one => [one.dataset.testid, one.offsetLeft, one.offsetTop])")
    columns = sum(top == places[0][2] for _, _, top in places)
    assert 1 < columns < len(places) / 2
    thumbs.nth(1).focus()
    for key, expected in (
        ("ArrowDown", 1 + columns),
        ("ArrowRight", 2 + columns),
        ("ArrowUp", 2),
        ("ArrowLeft", 1),
        ("ArrowUp", 1),  # there is nothing above
        ("End", len(places) - 1),
        ("ArrowDown", len(places) - 1),
        ("Home", 0),
    ):
        sliders.page.keyboard.press(key)
        assert sliders.page.evaluate(FOCUSED)[2] == places[expected][0], key
