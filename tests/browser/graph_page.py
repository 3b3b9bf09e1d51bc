"""The graph page as a visitor sees and handles it."""

from typing import ClassVar

from playwright.sync_api import FloatRect

from tests.browser.page import Explorer
from vizvae.graph.catalogue import find_graph_checkpoint
from vizvae.graph.checkpoint import TrainedGraph
from vizvae.ui.graph.opened import OpenedGraph


class GraphPage(Explorer):
    TESTID: ClassVar[str] = "graph"
    PATH: ClassVar[str] = "/graph"

    def wait_until_ready(self, model: str | None = None) -> None:
        named = f"[data-model='{model}']" if model else ""
        self.page.locator(f"[data-testid=graph]{named}[data-settled=true]").wait_for()
        self.until(lambda: int(self("embedding").get_attribute("data-painted") or 0) > 0, "the nodes are drawn")
        self.settle()

    def painted(self) -> int:
        return sum(int(self(picture).get_attribute("data-painted") or 0) for picture in ("embedding", "layout"))

    def box(self, testid: str) -> FloatRect:
        self(testid).scroll_into_view_if_needed()
        box = self(testid).bounding_box()
        assert box is not None
        return box

    def click_node(self, place: tuple[float, float]) -> None:
        box = self.box("layout")
        self.page.mouse.click(box["x"] + place[0], box["y"] + place[1])

    def place_of(self, node: int) -> tuple[float, float]:
        """Of a marked node, from the corner of the graph's own picture."""
        mark = self.page.locator(f"svg.marks [data-testid=node-mark-{node}] circle").nth(1)
        return float(mark.get_attribute("cx") or 0), float(mark.get_attribute("cy") or 0)

    def counts(self) -> list[int]:
        return [int(self.text(f"count-{kind}").replace(",", "")) for kind in ("found", "invented", "missed")]


def trained(name: str) -> TrainedGraph:
    return OpenedGraph.of(find_graph_checkpoint(name)).trained
