"""The manifold page as a visitor sees and handles it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from playwright.sync_api import Locator

from tests.browser.page import Explorer
from vizvae.models.base import LatentModel


@dataclass(frozen=True)
class Place:
    """A whole pixel of the screen, and the coordinates on the map of its corner, where the pointer is."""

    px: int
    py: int
    x: float
    y: float


class Manifold(Explorer):
    TESTID = "manifold"
    PATH = "/manifold"

    def wait_until_ready(self, model: str | None = None) -> None:
        super().wait_until_ready(model)
        if "lattice" in self.layers:
            self.until(lambda: self.lattice_is_drawn, "the lattice is drawn")

    # What is shown

    def on_map(self, testid: str) -> Locator:
        """Of a layer or a mark."""
        return self("map").get_by_test_id(testid)

    @property
    def lattice_is_drawn(self) -> bool:
        lattice = self.on_map("lattice")
        return lattice.get_attribute("data-drawing") == "false" and bool(self.cell(self.size // 2, self.size // 2).any())

    @property
    def size(self) -> int:
        return int(self("lattice-size").input_value())

    def cell(self, column: int, row: int) -> np.ndarray:
        """(height, width) grey bytes of the lattice's image in this column from the left and row from the top."""
        return self.pixels_of(self.on_map("lattice"), column, row, self.size)

    @property
    def settings(self) -> dict[str, Any]:
        """The map's, as the address has them."""
        return json.loads(self.address.get("map", "{}"))

    @property
    def window(self) -> tuple[float, float, float, float]:
        """Left, right, bottom, top, in the axes' units; at first all of the data of a VAE."""
        left, right, bottom, top = self.settings.get("window", (-3.0, 3.0, -3.0, 3.0))
        return left, right, bottom, top

    @property
    def layers(self) -> list[str]:
        return self.settings.get("show", ["lattice", "points"])

    def outline(self, testid: str) -> np.ndarray:
        """(corner, 2) of a polygon on the map, in CSS pixels from its top left."""
        points = self.on_map(testid).get_attribute("points") or ""
        return np.array([[float(number) for number in point.split(",")] for point in points.split()])

    def mark(self, testid: str) -> np.ndarray:
        """Where a mark is, in CSS pixels from the map's top left."""
        text = self.on_map(testid).get_attribute("transform") or self.on_map(testid).get_attribute("d") or ""
        x, y, *arm = (float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", text)[:3])
        return np.array([x + 9 if arm else x, y])

    @property
    def side(self) -> float:
        """Of the map, in CSS pixels, without its border."""
        return self("map").evaluate("map => map.clientWidth")

    # Where things are

    def place(self, x: float, y: float, window: tuple[float, float, float, float] | None = None) -> Place:
        """The pixel nearest to these coordinates of the map, in the axes' units."""
        left, right, bottom, top = window or self.window
        self("map").scroll_into_view_if_needed()
        box = self("map").bounding_box()
        assert box is not None
        px = round(box["x"] + (x - left) / (right - left) * box["width"])
        py = round(box["y"] + (top - y) / (top - bottom) * box["height"])
        return Place(
            px,
            py,
            left + (px - box["x"]) / box["width"] * (right - left),
            top - (py - box["y"]) / box["height"] * (top - bottom),
        )

    def hover(self, x: float, y: float) -> Place:
        place = self.place(x, y)
        self.page.mouse.move(place.px, place.py)
        return place

    def click(self, x: float, y: float) -> Place:
        place = self.place(x, y)
        self.page.mouse.click(place.px, place.py)
        return place

    def drag(self, way: list[tuple[float, float]]) -> list[Place]:
        """From place to place in a straight line each, without letting go in between."""
        places = [self.place(x, y) for x, y in way]
        mouse = self.page.mouse
        mouse.move(places[0].px, places[0].py)
        mouse.down()
        for place in places[1:]:
            mouse.move(place.px, place.py)
        mouse.up()
        return places

    @contextmanager
    def new_map(self) -> Iterator[None]:
        """Waits until what is done inside has changed the map's settings in the address."""
        before = self.settings
        yield
        self.until(lambda: self.settings not in (before, {}), "the address has the map's new settings")
        self.settle()

    def toggle(self, layer: str) -> None:
        with self.new_map():
            self(f"layer-{layer}").click()

    @contextmanager
    def toggled(self, layer: str) -> Iterator[None]:
        self.toggle(layer)
        try:
            yield
        finally:
            self.toggle(layer)

    # What is expected

    def until_shown(self, expected: np.ndarray, what: str, look: Callable[[], np.ndarray] | None = None) -> None:
        """Until an image (the main one, unless `look` says otherwise) is the expected one, within 2 of 255 grey levels."""
        seen = look or self.pixels
        self.until(lambda: close(seen(), expected), what)


def close(seen: np.ndarray, expected: np.ndarray) -> bool:
    return seen.shape == expected.shape and float(np.abs(seen.astype(float) - expected).max()) <= 2


@torch.no_grad()
def grey(model: LatentModel, *z: float) -> np.ndarray:
    """(height, width) of what PyTorch decodes at z, 0 to 255."""
    return 255 * model.decode_mean(torch.tensor([z]))[0, 0].numpy()


def saved(visitor: Explorer, testid: str, folder: Path) -> Path:
    """The file that a press on this button downloads."""
    with visitor.page.expect_download() as coming:
        visitor(testid).click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path


VisitMap = Callable[..., Manifold]
"""What the fixtures `visit_map` and `stay_on_map` are"""
