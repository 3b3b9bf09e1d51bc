"""The Learn page in a browser: something is moved in its steps, and what is moved stands in the address."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import ClassVar

import pytest
from playwright.sync_api import Browser, FloatRect, Page, expect

from tests.browser.conftest import visiting
from tests.browser.page import Explorer, Server
from vizvae.ui.learn.address import STEPS
from vizvae.ui.learn.comparison import comparison_data


class Learn(Explorer):
    TESTID: ClassVar[str] = "step"
    PATH: ClassVar[str] = "/learn"

    def wait_until_ready(self, model: str | None = None) -> None:
        self.root.wait_for()
        self.settle()


Visit = Callable[..., Learn]


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Visit]:
    with visiting(Learn, browser, server) as open_page:
        yield open_page


def number(page: Page, testid: str) -> float:
    return float(page.get_by_test_id(testid).inner_text().replace("\u2212", "-").replace(",", "").rstrip("%"))


def test_through_all_steps(visit: Visit) -> None:
    """And back."""
    page = visit(anew=True, height=1400).page
    step = page.get_by_test_id("step")
    for before, after in pairwise(STEPS):
        expect(step).to_have_attribute("data-step", before)
        expect(page.get_by_test_id("question")).to_be_visible()
        page.get_by_test_id("next").click()
        page.wait_for_url(f"**/learn?step={after}")
    expect(page.get_by_test_id("next")).to_have_count(0)
    for before in [*STEPS][-2:0:-1]:
        page.go_back()
        expect(step).to_have_attribute("data-step", before)


def test_what_is_moved_survives_a_reload_and_is_said_on_release(visit: Visit) -> None:
    visitor = visit("?step=bound&mu=1.25", height=1400)
    page = visitor.page
    expect(page.get_by_test_id("slider-mu")).to_have_value("1.25")
    visitor.settle()
    gap = page.get_by_test_id("gap").inner_text()
    visitor.sent.clear()
    box = page.get_by_test_id("slider-x").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.75 * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + box["height"] / 2, steps=10)
    assert page.get_by_test_id("gap").inner_text() != gap
    assert "message" not in visitor.sent
    page.mouse.up()
    page.wait_for_url("**/learn?step=bound&x=*&mu=1.25")
    moved = page.get_by_test_id("slider-x").input_value()
    page.reload()
    expect(page.get_by_test_id("slider-x")).to_have_value(moved)
    expect(page.get_by_test_id("slider-mu")).to_have_value("1.25")
    page.get_by_test_id("next").click()
    page.wait_for_url(lambda url: "bound" not in url)
    page.go_back()  # to where the thumb rested last, at once
    expect(page.get_by_test_id("slider-x")).to_have_value(moved)


def test_each_step_does_what_it_tells(visit: Visit) -> None:
    visitor = visit("?step=autoencoder", height=1400)
    page = visitor.page
    step = page.get_by_test_id("step")
    page.get_by_test_id("step-latent-variables").click()
    expect(step).to_have_attribute("data-step", "latent-variables")
    expect(page.get_by_test_id("by-prior-std")).to_be_visible()
    far = number(page, "short")
    page.get_by_test_id("slider-doublings").press("End")
    expect(page.get_by_test_id("slider-doublings")).to_have_attribute("aria-valuetext", "256")
    ticks = [
        float(one.replace("\u2212", "-")) for one in page.get_by_test_id("by-prior-axis").locator("span").all_text_contents()
    ]
    assert len(ticks) >= 3
    assert ticks == sorted(ticks)
    assert 0 < number(page, "short") < far  # more draws: nearer, and still not there

    page.get_by_test_id("step-bound").click()
    expect(step).to_have_attribute("data-step", "bound")
    evidence = number(page, "evidence")
    assert number(page, "elbo") + number(page, "gap") == pytest.approx(evidence, abs=0.02)
    assert -number(page, "recon") - number(page, "kl") == pytest.approx(number(page, "elbo"), abs=0.02)
    expect(page.get_by_text("Each number is rounded by itself")).to_be_visible()
    expect(page.locator(".gauge-label")).to_have_css("background-color", "rgb(255, 255, 255)")  # not the stripes of the gap
    page.get_by_test_id("close-gap").click()
    expect(page.get_by_test_id("gap")).to_have_text("0.00")
    assert number(page, "evidence") == evidence  # q has changed, the model has not
    page.get_by_test_id("slider-std").press("End")
    assert number(page, "gap") > 0
    assert page.evaluate("() => [...document.fonts].some(font => font.family === 'KaTeX_Main' && font.status === 'loaded')")
    page.get_by_role("button", name="ELBO, the evidence lower bound").hover()
    expect(page.get_by_test_id("said")).to_contain_text("it is what training raises")

    page.get_by_test_id("step-terms").click()
    expect(step).to_have_attribute("data-step", "terms")
    expect(page.get_by_test_id("recon")).to_be_visible()
    recon, spread = number(page, "recon"), number(page, "by-formula-std")
    assert recon > 0
    assert -recon - number(page, "kl") == pytest.approx(number(page, "terms-elbo"), abs=0.02)
    page.get_by_test_id("slider-averaged").press("End")
    assert number(page, "by-formula-std") < spread / 2  # of 20 draws: a quarter or so
    page.route("**/terms?digit=*", lambda route: route.abort())
    page.get_by_test_id("other-digit").click()
    expect(page.get_by_text("no answer from the server. What is shown stays.")).to_be_visible()
    assert number(page, "recon") == recon
    page.unroute("**/terms?digit=*")
    visitor.complaints.clear()
    page.get_by_test_id("ask-again").click()
    expect(page.get_by_test_id("recon")).not_to_have_text(f"{recon:.2f}")

    page.get_by_test_id("step-reparameterisation").click()
    expect(step).to_have_attribute("data-step", "reparameterisation")
    before = number(page, "z")
    page.get_by_test_id("draw").click()
    assert number(page, "z") != before
    expect(page.get_by_test_id("code")).to_contain_text("return self.mu + self.std * noise")
    ratio = number(page, "ratio")
    page.get_by_test_id("slider-std").press("Home")
    assert number(page, "ratio") > 2 * ratio  # a narrow q: the score function scatters, the other does not


def test_the_steps_around_models_do_what_they_tell(visit: Visit) -> None:
    """Autoencoder, few labels, what it is good for, graphs: in one visit."""
    page = visit("?step=autoencoder", height=1400).page
    step = page.get_by_test_id("step")
    expect(page.locator("[data-testid=decoded-ae][data-ready=true]")).to_be_visible()
    expect(page.get_by_test_id("says-ae")).to_contain_text("through 2 numbers")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    corner = page.get_by_test_id("plane-ae").bounding_box()
    assert corner is not None
    decoded = page.get_by_test_id("decoded-vae").locator("canvas")
    before = decoded.evaluate("canvas => canvas.toDataURL()")
    # Where it stands once it stands still: what is above it may still grow when its size is asked for.
    page.get_by_test_id("plane-ae").hover(position={"x": 4, "y": corner["height"] - 4})
    for model in ("ae", "vae"):  # the same place in both
        expect(page.get_by_test_id(f"says-{model}")).to_contain_text("No digit near")
    decoded.evaluate(
        "async (canvas, before) => { while (canvas.toDataURL() === before) await new Promise(requestAnimationFrame); }", before
    )
    assert asked == [], "it is decoded in the browser"
    assert number(page, "far-ae") > 1.5 * number(page, "far-vae")
    page.get_by_test_id("plane-vae").click()
    page.wait_for_url("**/learn?step=autoencoder&from=place**")
    page.get_by_test_id("choose-from").select_option("draw")
    page.get_by_test_id("another-draw").click()
    page.wait_for_url("**/learn?step=autoencoder&from=draw&draw=1*")
    page.mouse.move(0, 0)
    expect(page.get_by_test_id("says-vae")).to_contain_text("nearest")
    page.get_by_role("link", name="start a classifier that is given few labels").click()

    expect(step).to_have_attribute("data-step", "labels")
    expect(page.get_by_test_id("accuracy-pixels")).to_be_visible()
    means, said = number(page, "accuracy-posterior_means"), page.get_by_test_id("accuracy-posterior_means").inner_text()
    page.get_by_test_id("choose-labels").select_option("10")
    expect(page.get_by_test_id("accuracy-posterior_means")).not_to_have_text(said)
    assert number(page, "accuracy-posterior_means") < means  # ten labels are worth less than a hundred
    page.wait_for_url("**/learn?step=labels&*labels=10*")

    page.get_by_test_id("step-pros-and-cons").click()
    expect(step).to_have_attribute("data-step", "pros-and-cons")
    measured = {model.model: model for model in comparison_data().models}
    page.get_by_test_id("claim-likelihood").click()
    expect(page.get_by_test_id("figure-gan")).to_contain_text("no likelihood")
    expect(page.get_by_test_id("figure-pixelcnn")).to_contain_text(f"exactly {measured['pixelcnn'].nll:.2f}")
    page.get_by_test_id("claim-encoder").click()
    expect(page.get_by_test_id("figure-gan")).to_contain_text("no encoder")
    expect(page.get_by_test_id("figure-vae")).to_contain_text(f"{measured['vae'].recon_nll:.1f}")
    page.wait_for_url("**/learn?step=pros-and-cons&claim=encoder")

    page.get_by_test_id("step-graphs").click()
    expect(step).to_have_attribute("data-step", "graphs")
    pair = page.get_by_test_id("pair-AB")
    linked, propagated = pair.get_attribute("aria-pressed"), page.get_by_test_id("propagated").inner_text()
    pair.focus()
    page.keyboard.press("Enter")
    expect(pair).not_to_have_attribute("aria-pressed", linked or "")
    assert page.get_by_test_id("propagated").inner_text() != propagated
    page.wait_for_url("**/learn?step=graphs&edges=*")


def test_a_teachers_link_opens_with_the_chosen_controls_alone(visit: Visit) -> None:
    page = visit("?step=bound&mu=1.25", height=1400).page
    address = page.url.partition("?")[0]
    page.get_by_test_id("lesson-link").click()
    page.get_by_test_id("lesson-step-terms").check()
    for hidden in ("bound.x", "terms.digit", "words", "answer", "links"):
        page.get_by_test_id(f"show-{hidden}").uncheck()
    link = page.get_by_test_id("lesson-address").input_value()
    assert link == f"{address}?step=bound&lesson=bound_terms&hide=menu_bound.x_terms.digit_words_answer_links&mu=1.25"
    with page.expect_popup() as opened:
        page.get_by_test_id("lesson-try").click()
    lesson = opened.value
    expect(lesson.get_by_test_id("slider-mu")).to_have_value("1.25")
    controls = lesson.get_by_test_id("step").locator("input, select, summary, a:not([href^=https])")
    expect(controls).to_have_count(2)  # μ and σ
    expect(lesson.get_by_test_id("said")).to_have_count(0)
    expect(lesson.get_by_role("link", name="Manifold")).to_have_count(0)
    page.get_by_test_id("lesson-projector").check()
    assert page.get_by_test_id("lesson-address").input_value() == f"{link}&projector=on"
    assert [button.inner_text() for button in lesson.locator("nav.steps button").all()] == ["1. The bound", "2. The two terms"]
    lesson.get_by_test_id("next").click()
    lesson.wait_for_url("**/learn?step=terms&lesson=bound_terms&hide=*&bound.mu=1.25")
    expect(lesson.get_by_test_id("digit")).to_be_visible()
    expect(lesson.get_by_test_id("other-digit")).to_have_count(0)
    expect(lesson.get_by_test_id("slider-averaged")).to_be_visible()
    expect(lesson.get_by_test_id("next")).to_have_count(0)
    lesson.goto(f"{address}?lesson=bound&hide=bound.x")  # with the menu, and so with a way out
    expect(lesson.get_by_test_id("slider-x")).to_have_count(0)
    lesson.get_by_test_id("leave-lesson").click()
    lesson.wait_for_url("**/learn?step=bound")
    expect(lesson.get_by_test_id("slider-x")).to_be_visible()
    expect(lesson.locator("nav.steps button")).to_have_count(len(STEPS))
    lesson.close()


def test_on_paper_the_answer_and_the_words_are_read_and_nothing_is_clicked(visit: Visit) -> None:
    page = visit("?step=autoencoder", height=1400).page
    page.get_by_test_id("step-bound").click()
    answer = page.get_by_text("No. The gap is a Kullback")
    expect(answer).to_be_hidden()
    page.emulate_media(media="print")
    expect(answer).to_be_visible()
    expect(page.get_by_role("heading", name="The bound")).to_be_visible()
    expect(page.locator(".formula-words")).to_contain_text("Never below 0")
    expect(page.get_by_test_id("curves")).to_be_visible()
    expect(page.locator("button.button, input").locator("visible=true")).to_have_count(0)
    page.evaluate("window.print = () => {}")
    page.get_by_test_id("print-questions").dispatch_event("click")
    expect(page.get_by_text("Think first:").first).to_be_visible()
    expect(answer).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(answer).to_be_visible()


def test_the_picture_stands_beside_the_text(visit: Visit) -> None:
    """Where there is room for both; else text, formula and picture are of one width."""
    visitor = visit("?step=bound", width=1280, height=800)
    page = visitor.page
    expect(page.get_by_test_id("progress")).to_have_text("Step 3 of 10")
    text, formula, picture = (page.locator(part).first for part in (".lesson > p:not(.idea)", ".formula", ".picture"))

    def boxes() -> list[FloatRect]:
        found = [one.bounding_box() for one in (text, formula, picture)]
        return [box for box in found if box is not None]

    a, b, c = boxes()
    assert c["x"] > a["x"] + a["width"]
    assert c["y"] < 400
    assert a["width"] == pytest.approx(b["width"], abs=1)
    page.set_viewport_size({"width": 1000, "height": 800})
    visitor.until(lambda: boxes()[2]["y"] > boxes()[1]["y"], "they stand one below the other")
    assert len({round(box["width"]) for box in boxes()}) == 1


def test_a_number_and_its_unit_share_a_line_and_what_it_is_does_not_run_below_it(visit: Visit) -> None:
    page = visit("?step=gaussian-networks", height=1400).page
    cost = page.get_by_test_id("bernoulli").locator("xpath=..")
    assert cost.evaluate("e => e.clientHeight < 1.9 * parseFloat(getComputedStyle(e).fontSize)")
    page = visit("?step=graphs", height=1400).page
    values = page.locator(".sum .sum-value").evaluate_all("all => all.map((e) => e.getBoundingClientRect().right)")
    hints = page.locator(".sum .hint").evaluate_all("all => all.map((e) => e.getBoundingClientRect().left)")
    assert len(values) == len(hints) == 3
    assert max(values) <= min(hints)
