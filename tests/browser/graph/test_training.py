"""Training on the graph page, in a browser: started, watched while it forms, opened above, found again."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from playwright.sync_api import expect

from tests.browser.graph_page import GraphPage


def test_the_embedding_forms_and_the_model_is_opened_above(visit_graph: Callable[..., GraphPage]) -> None:
    graph = visit_graph("?model=karate-vgae", height=1500)
    graph.page.get_by_text("Train one here").click()
    expect(graph("cost")).to_contain_text("on this machine")
    epochs = graph.page.get_by_role("spinbutton", name="Epochs")
    epochs.fill("60")
    epochs.press("Enter")
    graph.page.get_by_role("textbox", name="Name of the model").fill("my-karate")
    graph.page.get_by_role("button", name="Start training").click()
    graph.until(lambda: int(graph("live-picture").get_attribute("data-painted") or 0) > 0, "the first picture is drawn")
    early = graph.pixels("live-picture")
    assert graph.number("shown-epoch") < 60
    expect(graph("open-above")).to_be_visible()
    expect(graph("shown-epoch")).to_have_text("60")
    curves = graph.page.locator(".st-key-live_graph_curves .js-plotly-plot:has(.js-line)")
    lines = "charts => charts.map(chart => chart._fullData.map(line => [line.name, line.x.length]))"
    whole = [[name, 60] for name in ("loss", "edges", "weighted KL", "AUC", "AP")]
    graph.until(lambda: whole in curves.evaluate_all(lines), "the curves have all epochs")
    late = graph.pixels("live-picture")
    assert not np.array_equal(late, early)
    expect(graph("result")).to_contain_text("On 7 test edges")
    film = graph("film")
    film.evaluate("slider => { slider.value = 0; slider.dispatchEvent(new Event('input', {bubbles: true})); }")
    expect(graph("shown-epoch")).to_have_text("0")
    graph.until(lambda: not np.array_equal(graph.pixels("live-picture"), late), "the first picture is shown again")

    with graph.new_address():
        graph("open-above").click()
    graph.wait_until_ready("my-karate")
    assert graph.address["model"] == "my-karate"
    graph.page.reload()
    graph.wait_until_ready("my-karate")
    expect(graph("run-state")).to_contain_text("done, 60 epochs")
    expect(graph("shown-epoch")).to_have_text("60")
    graph.until(lambda: np.array_equal(graph.pixels("live-picture"), late), "the finished picture is back")
    graph("dismiss").click()
    expect(graph("run")).to_have_count(0)

    # Deleted: another model is shown above, and says why. Undone: it is there again.
    graph("delete-my-karate").click()
    expect(graph("own-my-karate")).to_have_count(0)
    graph.wait_until_ready("cora-vgae")
    expect(graph.page.get_by_role("alert").filter(has_text="my-karate has been deleted")).to_be_visible()
    graph("undo-delete").click()
    expect(graph("own-my-karate")).to_be_visible()
