"""Who comes for the first time is invited: a slider moves by itself, once, and gives way to the first touch."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.page import Sliders

Visit = Callable[..., Sliders]
WATCH = """() => {
  // Every value that the first slider says it has, at the frames at which it has it: a busy machine may be slow to ask.
  window.seen = [];
  const find = window.findFirst = root => {
    for (const element of root.querySelectorAll('*')) {
      if (element.matches('input[type=range]')) return element;
      const inner = element.shadowRoot && find(element.shadowRoot);
      if (inner) return inner;
    }
    return null;
  };
  const look = () => {
    const slider = find(document);
    if (slider && slider.ariaValueText && window.seen.at(-1) !== slider.ariaValueText) window.seen.push(slider.ariaValueText);
    if (window.seen.length > 2) window.onMoved?.();
    requestAnimationFrame(look);
  };
  look();
}"""
SEEN = "() => window.seen"
FIRST = "() => window.findFirst(document).ariaValueText"


def watched(page: Page) -> None:
    page.add_init_script(f"({WATCH})()")


def test_one_slider_moves_by_itself_once(visit: Visit) -> None:
    sliders = visit(newcomer=True, before=watched)
    page = sliders.page
    invited = sliders.rows()[0]
    expect(sliders(f"row-{invited}").get_by_test_id("invitation")).to_have_text("Drag this one")
    expect(page.get_by_role("link", name="Start with Learn")).to_be_visible()
    known = visit(
        anew=True, before=watched
    )  # for whom nothing moves: where it stands. On a busy machine the first look comes too late
    start = known.page.evaluate(FIRST)
    sliders.until(lambda: len(set(seen := page.evaluate(SEEN))) > 5 and seen[-1] == start, "it has moved and is back")
    assert sliders("undo").is_disabled()  # nothing has been done
    page.reload()
    sliders.wait_until_ready()
    expect(sliders("invitation")).to_have_count(0)
    expect(page.get_by_role("link", name="Start with Learn")).to_have_count(0)


def test_the_first_touch_ends_it(visit: Visit) -> None:
    def touched(page: Page) -> None:
        watched(page)
        # Some frames after it has begun to move.
        page.add_init_script(
            "window.onMoved = () => { window.onMoved = null; window.moved = window.seen.at(-1); dispatchEvent(new Event('pointerdown')) }"
        )

    sliders = visit(newcomer=True, before=touched)
    page = sliders.page
    sliders.until(lambda: page.evaluate("() => window.moved"), "it moves")
    expect(sliders("invitation")).to_have_count(0)
    start = visit(anew=True, before=watched).page.evaluate(FIRST)
    sliders.until(lambda: page.evaluate(SEEN)[-1] == start, "it is back where it was")
    before = len(page.evaluate(SEEN))
    page.evaluate(
        "() => new Promise(done => { let n = 0; const on = () => (++n < 10 ? requestAnimationFrame(on) : done()); on(); })"
    )
    assert len(page.evaluate(SEEN)) == before
    expect(page.get_by_role("link", name="Start with Learn")).to_be_visible()


def test_nothing_moves_where_motion_is_unwelcome_or_a_link_was_followed(visit: Visit) -> None:
    def calm(page: Page) -> None:
        watched(page)
        page.emulate_media(reduced_motion="reduce")

    sliders = visit(newcomer=True, before=calm)
    expect(sliders("invitation")).to_have_count(1)
    assert len({*sliders.page.evaluate(SEEN)}) == 1
    led = visit("?model=mnist-conv", newcomer=True, before=watched)
    expect(led("invitation")).to_have_count(0)
    assert len({*led.page.evaluate(SEEN)}) == 1
