"""The graph page as somebody uses it who comes with a file of her own, on a server that is killed twice."""

from __future__ import annotations

import csv
import os
import random
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from benchmarks.served import free_port, start_server, wait_until_healthy
from tests.browser.graph_page import GraphPage
from vizvae.runs.folder import read_status

GROUPS, EACH = 3, 20
HEADER = "from_person;to_person;calls;since"


class OwnServer:
    """On one port and one folder of runs, however often it is killed."""

    def __init__(self, folder: Path) -> None:
        self.runs, self._port, self._log = folder / "runs", free_port(), folder / "server.log"
        self.url = f"http://127.0.0.1:{self._port}"
        self.start()

    def start(self) -> None:
        self.process = start_server(self._port, environment={"VIZVAE_RUNS": str(self.runs)}, log=self._log)
        wait_until_healthy(self.url, self.process)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[OwnServer]:
    server = OwnServer(tmp_path)
    yield server
    server.kill()


def write_calls(path: Path) -> list[tuple[str, str, int]]:
    """Who calls whom, and how often: of three groups, mostly within them, each pair once."""
    drawn = random.Random(0)
    people = [f"{first} {family}" for family in ("Berg", "Costa", "Dorn") for first in map(str, range(EACH))]
    calls: dict[tuple[str, str], int] = {}
    while len(calls) < 400:
        one = drawn.randrange(len(people))
        other = drawn.randrange(EACH) + one // EACH * EACH if drawn.random() < 0.9 else drawn.randrange(len(people))
        if one != other:
            calls[people[one], people[other]] = drawn.randrange(1, 9)
    rows = [(*pair, many) for pair, many in calls.items()]
    lines = [f"{one};{other};{many};2024-{1 + i % 12:02}-0{1 + i % 9}" for i, (one, other, many) in enumerate(rows)]
    path.write_text("\n".join([HEADER, *lines]) + "\n")
    return rows


def choose(graph: GraphPage, label: str, option: str) -> None:
    """In one of Streamlit's boxes, whose list closes when the page is scrolled, as Playwright does before it clicks."""
    box, wanted = graph.page.get_by_role("combobox", name=label, exact=True), graph.page.get_by_role("option", name=option)

    def is_open() -> bool:
        if not wanted.is_visible():
            box.click()
            graph.page.wait_for_timeout(300)
        return wanted.is_visible()

    graph.until(is_open, f"the list of {label} is open")
    wanted.click()
    graph.settle()


@pytest.mark.long
def test_from_a_file_to_links_one_may_quote(own_server: OwnServer, browser: Browser, tmp_path: Path) -> None:
    rows = write_calls(tmp_path / "calls.csv")
    graph = GraphPage.open(browser, own_server.url, "?model=karate-vgae")
    page = graph.page
    page.get_by_text("Train one here").click()
    choose(graph, "Train on", "A graph of your own")
    page.locator("input[type=file]").first.set_input_files(tmp_path / "calls.csv")
    choose(graph, "Weights from", "calls")
    people = {name for one, other, _ in rows for name in (one, other)}
    expect(page.get_by_text(f"calls: {len(people)} nodes, {len(rows)} directed edges with weights")).to_be_visible()
    page.get_by_text("How the file was read").click()
    decided = page.get_by_role("table").filter(has_text="Because")
    expect(decided).to_contain_text("Directions are used")
    expect(decided).to_contain_text("Weights are used")
    expect(decided).not_to_contain_text("undirected")

    epochs = page.get_by_role("spinbutton", name="Epochs")
    epochs.fill("5000")
    epochs.press("Enter")
    name = page.get_by_role("textbox", name="Name of the model")
    name.fill("my-calls")
    name.press("Enter")
    graph.settle()
    page.get_by_role("button", name="Start training").click()
    graph.until(lambda: int(graph("live-picture").get_attribute("data-painted") or 0) > 2, "it is seen to form")
    expect(graph("live-picture")).to_be_in_viewport(ratio=0.5)
    assert graph.complaints == []

    # The server dies, then the run, too: both are found again, and the run goes on.
    own_server.kill()
    expect(page.get_by_text("no answer from the server; trying again")).to_be_visible()
    status, switch = page.get_by_test_id("stStatusWidget").bounding_box(), page.locator(".st-key-projector").bounding_box()
    assert status is not None
    assert switch is not None
    assert status["x"] + status["width"] <= switch["x"], "one is written over the other"
    folder = own_server.runs / "graphs" / "my-calls"
    os.kill(read_status(folder).pid, signal.SIGKILL)
    own_server.start()
    page.goto(f"{own_server.url}/graph?model=karate-vgae")
    graph.wait_until_ready("karate-vgae")
    expect(graph("run-state")).to_contain_text("killed after epoch")
    reached = graph.number("run-state")
    share = graph("run").locator("progress").evaluate("bar => bar.position")
    assert share == pytest.approx(reached / 5000)
    graph("resume").click()

    def goes_on() -> bool:
        found = re.match(r"epoch (\d+) of", graph.text("run-state"))
        return found is not None and int(found[1]) > reached

    graph.until(goes_on, "it goes on")
    graph("stop").click()
    graph("open-above").click()
    graph.wait_until_ready("my-calls")

    own_server.kill()
    own_server.start()
    page.goto(f"{own_server.url}/graph")
    graph.wait_until_ready()
    choose(graph, "Graph", "calls")
    graph.wait_until_ready("my-calls")
    page.get_by_text("Missing links: which").click()
    said = page.get_by_text("likeliest pairs that the model was not shown").first
    expect(said).to_have_text(re.compile(r"Of the \d+ likeliest pairs .* are test edges: \d+\.\d % \(95 % interval \d"))
    graph.settle()
    page.locator(".st-key-links_along button").locator("visible=true").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="CSV", exact=True).click()
    links = list(csv.DictReader(Path(saved.value.path()).read_text(encoding="utf-8-sig").splitlines()))
    known = {(one, other) for one, other, _ in rows}
    assert all({link["first"], link["second"]} <= people and (link["first"], link["second"]) not in known for link in links)
    assert {"weight", "common_neighbours"} <= links[0].keys()
    assert "shared_features" not in links[0], "the graph has no features"
    page.get_by_role("radio", name="Is it worth its training?").click()
    expect(page.get_by_text(re.compile(r"On these test edges .*, (which|the best of what) needs? no training"))).to_be_visible()
    page.close()
