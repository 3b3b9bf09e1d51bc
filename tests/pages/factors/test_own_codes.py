"""The panel on Factors that measures codes of one's own."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.helpers.small import write_checkpoint
from tests.pages.dashboard import TIMEOUT, Dashboard
from vizvae.ui.factors.codes_data import brought_codes, keep_codes, measured_codes


@pytest.fixture
def page(own_models: Path) -> Iterator[Dashboard]:
    write_checkpoint(own_models / "sprites", "vae_strided-bernoulli", data="sprites", image_shape=[1, 64, 64])
    yield Dashboard.at("factors")
    brought_codes().close()
    brought_codes.cache_clear()


def wait(page: Dashboard, until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + TIMEOUT
    while not until():
        assert time.monotonic() < deadline
        assert not page.app.exception
        time.sleep(0.2)
        page.rerun()


def texts(page: Dashboard) -> str:
    return " ".join([*(one.value for one in page.app.markdown), *(one.value for one in page.app.caption)])


def test_made_up_songs_are_measured_shown_and_kept_for_the_session(page: Dashboard) -> None:
    assert page.app.button(key="codes_measure").disabled
    page.app.button(key="codes_example").click().run()
    wait(page, lambda: "songs.csv with songs" in texts(page) or bool(page.errors))
    assert not page.errors
    assert "800 rows, 6 latents" in texts(page)
    assert "**genre**: 4 names, known of 800 rows" in texts(page)
    assert "Constant, and so saying nothing: z5" in texts(page)
    assert "a link or a bookmark does not bring it back" in texts(page)
    (table,) = [one.proto.body for one in page.app.get("html") if 'aria-label="Metrics"' in one.proto.body]
    matrix, evidence, songs = (json.loads(one.proto.spec) for one in page.app.get("plotly_chart"))
    cells = matrix["data"][0]["hovertext"]
    assert cells[0] == "genre · z0"
    assert len(cells) == 4 * 6
    assert matrix["data"][0]["customdata"][7][:2] == [1, 1], "as JSON, which comes back as it went: not as an array's bytes"
    assert "z3 against year, 617 rows" in evidence["layout"]["title"]["text"], "the largest cell, until one is pressed"
    assert evidence["data"][0]["type"] == "scatter"
    assert len(songs["data"]) == 4
    assert table.count("<tr>") == 1 + 8

    # A cell that is chosen without a pointer; emptied, the largest again.
    assert [page.app.selectbox(key=f"codes_cell_{one}").value for one in ("row", "column")] == [2, 3]
    page.app.selectbox(key="codes_cell_row").set_value(0).run()
    matrix, evidence, _ = (json.loads(one.proto.spec) for one in page.app.get("plotly_chart"))
    assert "z3 against genre" in evidence["layout"]["title"]["text"]
    assert matrix["data"][0]["selectedpoints"] == [3], "and it is the one that is marked"
    page.app.selectbox(key="codes_cell_column").set_value(1).run()
    _, evidence, _ = (json.loads(one.proto.spec) for one in page.app.get("plotly_chart"))
    assert "z1 against genre" in evidence["layout"]["title"]["text"]
    page.app.selectbox(key="codes_cell_column").set_value(None).run()
    assert page.app.selectbox(key="codes_cell_row").value == 2

    # Another page and back: nothing is lost.
    page.app.selectbox(key="codes_metric").set_value("total_correlation").run()
    matrix, evidence, _ = (json.loads(one.proto.spec) for one in page.app.get("plotly_chart"))
    assert len(matrix["data"][0]["text"]) == 6 * 6
    page.go_to("data")
    page.go_to("factors")
    assert "800 rows, 6 latents" in texts(page)


def test_a_file_that_cannot_be_used_is_one_sentence_that_stays(page: Dashboard) -> None:
    page.app.file_uploader(key="codes_file").set_value(("bad.csv", b"a,b\n" + b"1,2\n" * 30 + b"1,x\n", "text/csv")).run()
    page.app.button(key="codes_measure").click().run()
    wait(page, lambda: bool(page.errors))
    for _ in range(2):
        (error,) = page.errors
        assert error == "This could not be computed: bad.csv, row 31, column b: expected a number, got 'x'"
        assert page.has_component
        page.rerun()


def test_what_was_measured_is_not_measured_again_and_names_cannot_lead_out(own_models: Path) -> None:
    brought = keep_codes(("../../up.csv", b"1,2"), None, "pca")
    assert brought.key == keep_codes(("../../up.csv", b"1,2"), None, "pca").key
    assert brought.key != keep_codes(("../../up.csv", b"1,2"), None, "umap").key
    kept = Path(brought.header["codes"])
    assert kept.read_bytes() == b"1,2"
    assert kept.name == "up.csv"
    assert measured_codes(brought) is None
