"""The panel of constructed codes: a code is chosen, turned, and what the metrics say of it is drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.pages.factors_page import Factors, visit
from vizvae.metrics.disentanglement.constructed import CONSTRUCTIONS, Constructed
from vizvae.metrics.truth import examine
from vizvae.ui.factors import metric_checks
from vizvae.ui.factors.metric_check_words import ASKS, CODES, Verdict, listed, verdict
from vizvae.ui.factors.metric_checks import all_by_all, verdicts

SLOW = [metric for metric in ASKS if metric not in ("mig", "modularity")]
TABLE = {
    "perfect": {"mig": 0.98, "modularity": 1.0},
    "permuted": {"mig": 0.97, "modularity": 1.0},
    "rotated": {"mig": 0.01, "modularity": 0.67},
    "duplicated": {"mig": 0.0, "modularity": 1.0},
    "noisy": {"mig": 0.46, "modularity": 0.99},
}


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, float]]:
    """What the child process has answered so far, by code; and what it was asked for."""
    found: dict[str, dict[str, float]] = {}
    monkeypatch.setattr(metric_checks, "known", lambda _, **recipe: found.get(f"{recipe['kind']} {recipe['angle']:g}"))
    monkeypatch.setattr(metric_checks, "ask", lambda _, **recipe: None)
    return found


def opened() -> Factors:
    page = visit(model="sprites-btcvae")
    assert "metric_checks_bars" not in page.charts(), "nothing of it is computed before somebody opens it"
    page.app.session_state["metric_checks"] = True
    page.rerun()
    assert not page.app.exception
    assert not page.errors
    return page


def bars(page: Factors) -> tuple[dict[str, float], dict[str, Any]]:
    drawn, *_ = page.chart("metric_checks_bars")["data"]
    return dict(zip(drawn["customdata"], drawn["x"], strict=True)), drawn


@pytest.mark.usefixtures("answers")
def test_quick_numbers_at_once_and_all_others_grey_until_they_are_there() -> None:
    page = opened()
    said, drawn = bars(page)
    truth = examine(Constructed(kind="rotated", angle=20)).quick
    assert said["mig"] == pytest.approx(truth["mig"])
    assert said["modularity"] == pytest.approx(truth["modularity"])
    grey = [key for key, colour in zip(drawn["customdata"], drawn["marker"]["color"], strict=True) if colour == "#808080"]
    assert grey == SLOW


def test_a_turned_code_and_another_one(answers: dict[str, dict[str, float]]) -> None:
    page = opened()
    page.app.slider(key="checked_angle").set_value(45).run()
    assert bars(page)[0]["mig"] == pytest.approx(examine(Constructed(kind="rotated", angle=45)).quick["mig"])
    answers["duplicated 45"] = dict.fromkeys(SLOW, 0.5)
    page.app.button_group(key="checked_code").set_value("duplicated").run()
    said, drawn = bars(page)
    assert said == {**dict.fromkeys(SLOW, 0.5), **examine(Constructed(kind="duplicated")).quick}
    assert "#808080" not in drawn["marker"]["color"]
    cells = np.array(page.chart("metric_checks_matrix")["data"][0]["customdata"])
    of = examine(Constructed(kind="duplicated"))
    shares = of.information.numpy() / of.entropies.numpy()[:, None]
    assert cells[:, 2].reshape(4, 8) == pytest.approx(np.clip(shares, 0, None))
    points = page.chart("metric_checks_points")["data"]
    assert [trace["name"] for trace in points] == ["1", "2", "3", "4", "5"]


def test_when_all_is_known_each_metric_has_its_verdict(answers: dict[str, dict[str, float]]) -> None:
    for place, kind in enumerate(CONSTRUCTIONS):
        answers[f"{kind} 45"] = dict.fromkeys(SLOW, 0.9 - place / 10)
    answers["rotated 20"] = dict.fromkeys(SLOW, 0.5)
    page = opened()
    (table,) = [one.proto.body for one in page.app.get("html") if "What each metric sees" in one.proto.body]
    assert "rotated, noisy, duplicated, half dead and random" in table
    assert table.count("0.90</td>") == len(SLOW), "the perfect code"


def test_what_a_metric_sees_and_where_it_is_blind_is_read_off_its_numbers() -> None:
    assert verdict("mig", TABLE) == Verdict(("rotated", "duplicated", "noisy"), (), 0.98)
    assert verdict("modularity", TABLE) == Verdict(("rotated",), ("duplicated", "noisy"), 1.0)


def test_tables_in_words() -> None:
    assert [listed([]), listed(["a"]), listed(["a", "b", "c"])] == ["", "a", "a, b and c"]
    table = {kind: dict.fromkeys(ASKS, 0.5) for kind in CODES}
    assert verdicts(table).count("Even the perfect code reaches only 0.50.") == len(ASKS)
    assert all_by_all(table).count("0.50") == len(ASKS) * len(CODES)
    assert tuple(CODES) == CONSTRUCTIONS
