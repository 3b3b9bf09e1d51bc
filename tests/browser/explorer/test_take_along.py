"""What is taken along is what stands on the page: the browser's figures against those that Python gives for the same point."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

from tests.browser.manifold_page import VisitMap
from tests.browser.page import NUMBER, Explorer, Sliders


def taken_along(visitor: Explorer, key: str, file: str) -> list[dict[str, str]]:
    """The rows of a file behind the button with this key, which is opened where it is not."""
    popover = visitor.page.locator("[data-testid=stPopoverBody]")
    if not popover.count():
        visitor.page.locator(f".st-key-{key} button").locator("visible=true").click()
    name = f"{file}.csv"
    button = visitor.page.locator(f"[class*='st-key-{key}_{name.replace('.', '-')}'] button").locator("visible=true")
    with visitor.page.expect_download() as coming:
        button.click()
    assert coming.value.suggested_filename == name
    return list(csv.DictReader(io.StringIO(Path(coming.value.path()).read_text("utf-8"))))


def numbers(visitor: Explorer, testid: str) -> list[float]:
    return [float(found.replace("−", "-")) for found in NUMBER.findall(visitor.text(testid).replace("± ", ""))]


def scores(visitor: Explorer) -> dict[str, list[float]]:
    """As the page shows them"""
    return {testid: numbers(visitor, testid) for testid in ("recon-nll", "kl", "elbo")}


def assert_same(shown: dict[str, list[float]], rows: list[dict[str, str]]) -> None:
    known = {row["figure"]: row for row in rows}
    for testid, figure in (("recon-nll", "reconstruction NLL"), ("kl", "KL"), ("elbo", "ELBO")):
        assert abs(shown[testid][0] - float(known[figure]["value"])) < 0.1, figure
    assert abs(shown["elbo"][1] - float(known["ELBO"]["standard_error"])) < 0.06


def test_the_sliders_scores_are_those_of_the_sheet_also_of_another_black_and_white(visit: Callable[..., Sliders]) -> None:
    sliders = visit("?model=mnist-conv&input=data-42")
    sliders.until(lambda: len(numbers(sliders, "elbo")) == 2, "the draws are scored")
    by_threshold = scores(sliders)
    assert_same(by_threshold, taken_along(sliders, "point_along", "mnist-conv-scores"))
    sliders.page.keyboard.press("Escape")
    sliders.page.locator("details.evidence summary.heading").click()
    sliders("binarisation").select_option("draw")
    sliders.until(lambda: scores(sliders)["kl"] != by_threshold["kl"], "it is encoded anew")
    sliders.until(lambda: len(numbers(sliders, "elbo")) == 2, "the draws are scored anew")
    sliders.rest()
    sliders.settle()
    assert_same(scores(sliders), taken_along(sliders, "point_along", "mnist-conv-scores"))


def test_the_manifolds_selection_and_path_are_those_of_the_sheets(visit_map: VisitMap) -> None:
    manifold = visit_map("?model=mnist-2d")
    manifold("mode-lasso").click()
    with manifold.new_address():
        manifold.drag([(-1.5, -1.0), (-0.5, -1.0), (-0.5, 0.5), (-1.5, 0.5), (-1.5, -1.0)])
    count = int(manifold.text("selection-summary").split()[0].replace(",", ""))
    manifold("mode-path").click()
    with manifold.new_map():
        manifold.drag([(-2.0, -1.0), (0.0, -1.0), (0.0, 1.0)])
    manifold("film-path").wait_for()
    near = [int(text) for text in manifold("film-path").get_by_test_id("neighbours").all_text_contents()]
    manifold.settle()
    path = taken_along(manifold, "map_along", "mnist-2d-path")
    assert len(path) == len(near)
    # The link rounds the path to a ten-thousandth, which may take an image in or leave one out.
    assert all(abs(int(row["neighbours"]) - shown) <= 1 for row, shown in zip(path, near, strict=True))
    assert sum(int(row["neighbours"]) == shown for row, shown in zip(path, near, strict=True)) > len(near) - 4
    selection = taken_along(manifold, "map_along", "mnist-2d-selection")
    assert len(selection) == count
    # The corners are whole pixels of the screen.
    assert all(-1.52 < float(row["x"]) < -0.48 and -1.02 < float(row["y"]) < 0.52 for row in selection)
