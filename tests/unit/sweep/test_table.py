"""The knee, by curves whose bend is known, and the table's figures against their definition."""

from __future__ import annotations

import math
import statistics
from dataclasses import replace

import pytest

from vizvae.sweep.knee import find_knee, front_of
from vizvae.sweep.record import Sweep, SweptRun
from vizvae.sweep.sheet import sweep_sheet
from vizvae.sweep.table import as_lines, reasons, summarise


def test_the_front_has_what_no_other_beats() -> None:
    assert front_of([(3, 1), (1, 5), (2, 6), (2, 2), (2, 2), (4, 1)]) == (1, 3, 0)


def test_the_knee_of_a_curve_whose_bend_is_known() -> None:
    # Distortion 1 / rate from 0.1 to 10: scaled, it is farthest below the line where its slope is that of the line, at rate 1.
    rates = [10 ** (step / 10 - 1) for step in range(21)]
    knee = find_knee([(rate, 1 / rate) for rate in rates])
    assert knee is not None
    assert rates[knee.place] == pytest.approx(1)
    assert knee.saved_before == pytest.approx(10)
    assert knee.saved_after == pytest.approx(0.1)


@pytest.mark.parametrize(
    "points",
    [[], [(1.0, 2.0)], [(1.0, 2.0), (2.0, 1.0)], [(0.0, 2.0), (1.0, 1.0), (2.0, 0.0)], [(0.0, 2.0), (1.0, 1.8), (2.0, 0.0)]],
)  # fmt: skip
def test_where_there_is_none(points: list[tuple[float, float]]) -> None:
    assert find_knee(points) is None


def sweep() -> Sweep:
    """Three β, two seeds; the second has the bend."""
    runs = tuple(SweptRun(name=f"b{beta}-s{seed}", point=(beta,), seed=seed) for beta in (8, 2, 1) for seed in (0, 1))
    rates = {8: (2.0, 4.0), 2: (10.0, 12.0), 1: (30.0, 31.0)}
    costs = {8: (100.0, 102.0), 2: (60.0, 61.0), 1: (55.0, 54.0)}
    scores = {
        run.name: {
            "kl": rates[run.point[0]][run.seed], "recon_nll": costs[run.point[0]][run.seed], "active_units": run.seed + 1,
            "elbo": -rates[run.point[0]][run.seed] - costs[run.point[0]][run.seed], "mig": 0.25,
        }
        for run in runs
    }  # fmt: skip
    return Sweep(name="one", base={}, settings=("objective.beta",), runs=runs, scores=scores)


def test_means_deviations_and_the_sentence() -> None:
    summary = summarise(sweep(), {})
    row = summary.rows[1]
    assert row.mean["kl"] == pytest.approx(11)
    assert row.std["kl"] == pytest.approx(math.sqrt(2))
    assert row.std["recon_nll"] == pytest.approx(statistics.stdev([60, 61]))
    assert row.mean["elbo"] == pytest.approx(-11 - 60.5)
    assert summary.knee is not None
    assert summary.knee.place == 1
    assert "is at β 2: rate 11.0 nats, distortion 60.5." in summary.sentence
    assert (
        f"saves {(101 - 60.5) / (11 - 3):.2f} nats of distortion, beyond it {(60.5 - 54.5) / (30.5 - 11):.2f}" in summary.sentence
    )
    assert summary.sentence.endswith("Of each seed alone it is the knee in 2 of 2.")
    lines = as_lines(summary)
    assert lines[0].split() == ["β", "seeds", "rate", "(KL)", "distortion", "ELBO", "active", "units", "MIG", "front"]
    assert lines[2].split()[:4] == ["2", "2", "11.00", "±"]
    assert lines[2].endswith("* KNEE")
    assert summary.to_json()["rows"][0]["point"] == {"objective.beta": 8}


def test_runs_of_other_images_are_in_no_mean_and_named() -> None:
    """As when the full set came between two seeds, or a set of one's own was replaced; of early scores nobody knows."""
    of = {"b8-s0": "sample", "b8-s1": "full", "b2-s0": "full", "b2-s1": "full", "b1-s0": "sample"}
    before = sweep()
    scores = {name: {**score, **({"trained_on": of[name]} if name in of else {})} for name, score in before.scores.items()}
    summary = summarise(replace(before, scores=scores), {})
    assert [row.runs for row in summary.rows] == [("b8-s1",), ("b2-s0", "b2-s1"), ("b1-s1",)]
    assert set(summary.missing) == {"b8-s0", "b1-s0"}
    assert any("b8-s0, b1-s0: trained on other images than most runs of the sweep" in line for line in reasons(summary))


def test_what_is_taken_along_says_of_which_images_and_how_many_draws() -> None:
    first, *_ = (sweep_sheet(sweep(), summarise(sweep(), {})).cite or "").splitlines()
    assert "Rate, distortion and ELBO: of at most 2,000 validation images, with 4 posterior draws of each" in first


def test_runs_that_are_missing_are_in_no_mean() -> None:
    summary = summarise(sweep(), {"b2-s1": "killed", "b1-s0": "failed: full", "b1-s1": "killed"})
    assert [row.runs for row in summary.rows] == [("b8-s0", "b8-s1"), ("b2-s0",)]
    assert not summary.rows[1].std
    assert summary.knee is None
    assert "There is no knee: of 2 combinations 2 are on the front" in summary.sentence
