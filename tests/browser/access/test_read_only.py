"""On a read-only dashboard what would be refused cannot be pressed, and says why; what only looks can."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from filelock import FileLock
from playwright.sync_api import Browser, Locator, Page, Route, expect

from benchmarks.served import serving
from tests.browser.conftest import visiting
from tests.browser.graph_page import GraphPage
from tests.browser.lent import keep_none
from tests.browser.manifold_page import Manifold
from tests.browser.page import Explorer, Server, Sliders
from tests.helpers.small import small_config
from vizvae.runs.folder import Phase, RunSpec, Status, write_run, write_status
from vizvae.runs.lock import LOCK
from vizvae.ui.access.permission import MAY_NOT

WHY = MAY_NOT["read-only"]
RUNS: tuple[Phase, ...] = ("paused", "killed", "queued")
ENDED, UNDERWAY = (
    {
        "id": state, "name": state, "title": "", "state": state, "message": "", "epoch": 1, "epochs": 2, "secondsLeft": None,
        "variational": True, "latentDim": 2, "numRows": 0, "numPictures": 0, "facts": None, "result": None,
    }
    for state in ("failed", "training")
)  # fmt: skip


@pytest.fixture(scope="module")
def read_only(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """With a run in each state in which something could be asked of it."""
    folder = tmp_path_factory.mktemp("read-only")
    runs = folder / "runs"
    for phase in RUNS:
        (runs / phase).mkdir(parents=True)
        write_run(runs / phase, RunSpec(config=small_config(), command="a test"))
        write_status(runs / phase, Status(phase=phase, queued=1.0))
    environment = {"VIZVAE_RUNS": str(runs), "VIZVAE_READ_ONLY": "1"}
    with FileLock(runs / "paused" / LOCK), serving(environment=environment, log=folder / "server.log") as url:
        yield Server(url, folder / "server.log", runs)
        keep_none(url)
    shutil.rmtree(folder, ignore_errors=True)


class Training(Explorer):
    TESTID = "training"
    PATH = "/train"

    def wait_until_ready(self, model: str | None = None) -> None:
        self.page.locator("[data-testid=training][data-settled=true]").wait_for()
        self.settle()


def assert_locked(*controls: Locator) -> None:
    for control in controls:
        expect(control).to_be_disabled()
        expect(control).to_have_attribute("title", WHY)
        expect(control).to_have_attribute("aria-description", WHY)


def test_runs_can_be_looked_at_and_nothing_asked_of_them(browser: Browser, read_only: Server) -> None:
    with visiting(Training, browser, read_only) as visit:
        train = visit("?run=paused")
        asked = ["pause", "step", "slow", "stop", "discard", "collapse", "cure", "slide-beta", "slide-learning_rate"]
        assert_locked(*map(train, [*asked, "slide-free_bits"]))
        assert_locked(train.root.get_by_role("button", name="Take a single one"))
        assert_locked(train("delete-killed"), train("run-killed").get_by_role("button", name="resume"))
        assert_locked(train("run-queued").get_by_role("button", name="cancel"))
        expect(train("run-killed").get_by_role("button", name="clone")).to_be_enabled()
        train("run-killed").get_by_role("button", name="killed").click()
        assert_locked(train("resume-run"), train("rename"))
        train("run-queued").get_by_role("button", name="queued").click()
        assert_locked(train("cancel"))
        assert not [url for url in train.sent if "/control" in url]


def test_latents_are_not_renamed(browser: Browser, read_only: Server) -> None:
    with visiting(Sliders, browser, read_only) as visit:
        sliders = visit("?model=mnist-2d")
        name = sliders.root.get_by_role("textbox", name="Name of latent 0")
        expect(name).not_to_be_editable()
        expect(name).to_have_attribute("aria-description", WHY)
        expect(name).to_have_value("z₀")
        expect(sliders("random")).to_be_enabled()


def underway(page: Page) -> None:
    """As if somebody had asked for every projection just now."""
    page.route("**/projection?**", lambda route: route.fulfill(status=202, json={"progress": 0.5, "message": "Fitting"}))


def test_a_projection_that_others_wait_for_is_not_stopped(browser: Browser, read_only: Server) -> None:
    with visiting(Manifold, browser, read_only) as visit:
        manifold = visit("?model=mnist-mlp", before=underway)
        manifold("plane").select_option("umap")
        assert_locked(manifold("projection-progress").get_by_role("button", name="Stop"))


def test_graph_models_are_neither_stopped_nor_deleted(browser: Browser, read_only: Server) -> None:
    listing = {"runs": [ENDED, UNDERWAY], "measured": None, "models": [{"name": "mine", "title": ""}], "trash": {}}

    def trained(page: Page) -> None:
        underway(page)
        page.route("**/vizvae/graph-runs**", lambda route: answered(route, listing))

    with visiting(GraphPage, browser, read_only) as visit:
        graph = visit("?model=cora-vgae", height=1500, before=trained)
        graph("plane").select_option("umap")
        assert_locked(graph("projection-progress").get_by_role("button", name="Stop"))
        graph.page.get_by_text("Train one here").click()
        assert_locked(*map(graph, ["stop", "discard", "dismiss", "delete-mine"]))


def answered(route: Route, listing: dict[str, object]) -> None:
    assert route.request.method == "GET"
    route.fulfill(json=listing)
