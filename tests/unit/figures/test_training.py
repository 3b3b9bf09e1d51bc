"""The curves hold what the run has recorded, read here line by line."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.unit.figures.runs import change, step_row, write_image_run
from vizvae.figures.record import find_record, run_record
from vizvae.figures.ridges import MOST, PEAK, STEP, plot_kl_ridges
from vizvae.figures.style import BLUE, NEUTRAL, VERMILION
from vizvae.figures.training import MOST_POINTS, START_IGNORED, YET_TO_COME, plot_training
from vizvae.paths import SHIPPED_MODELS
from vizvae.runs.metrics import METRICS, MetricsReader, MetricsWriter


def recorded(folder: Path, kind: str, term: str) -> list[float]:
    rows = map(json.loads, (folder / METRICS).read_text().splitlines())
    return [row[term] for row in rows if row["kind"] == kind]


def traces(figure: Any) -> dict[str, Any]:
    return {f"{trace.name} {trace.yaxis}": trace for trace in figure.data}


def test_each_panel_has_the_lines_of_its_term(tmp_path: Path) -> None:
    folder = write_image_run(tmp_path / "mine", ema_decay=0.0)
    found = traces(plot_training(folder))
    for axis, term in (("y", "elbo"), ("y2", "recon_nll"), ("y3", "kl")):
        trained, held_out = found[f"training {axis}"], found[f"validation {axis}"]
        assert trained.y == pytest.approx(recorded(folder, "step", term), rel=1e-6)
        assert trained.x == pytest.approx(recorded(folder, "step", "epoch"), rel=1e-6)
        assert held_out.y == pytest.approx(recorded(folder, "epoch", f"validation_{term}"), rel=1e-6)
        assert (trained.line.color, held_out.line.color) == (BLUE, VERMILION)
    assert len(found) == 6


def test_one_curve_with_its_unit_and_an_axis_that_the_start_does_not_stretch(tmp_path: Path) -> None:
    figure: Any = plot_training(write_image_run(tmp_path / "mine", lines=100), curve="recon")
    assert figure.layout.yaxis.title.text == "nats"
    assert "Reconstruction" in figure.layout.annotations[0].text
    assert "lower is a better copy" in figure.layout.annotations[0].text
    assert figure.layout.xaxis.title.text == "passes over the data"
    first = int(100 * START_IGNORED)
    late = [step_row(line)["recon_nll"] for line in range(first, 100)]
    low, high = figure.layout.yaxis.range
    assert low < min(late) < max(late) < high < step_row(0)["recon_nll"]
    with pytest.raises(ValueError, match="expected a curve out of elbo, recon, kl, got 'loss'"):
        plot_training(tmp_path / "mine", curve="loss")


def test_of_an_average_of_the_weights_or_as_they_are_and_beside_other_runs(tmp_path: Path) -> None:
    mine = write_image_run(tmp_path / "mine", ema_decay=0.99)
    other = write_image_run(tmp_path / "other", passes=2, ema_decay=0.99)
    averaged = traces(plot_training(mine, beside=[other, mine], curve="kl"))
    assert set(averaged) == {"training y", "validation, averaged weights y", "other y"}
    assert averaged["other y"].y == pytest.approx(recorded(other, "epoch", "validation_kl"))
    assert averaged["other y"].line.dash != "solid"
    raw = traces(plot_training(mine, beside=[other], curve="kl", raw=True))
    assert raw["validation, weights as they are y"].y == pytest.approx(recorded(mine, "epoch", "raw_validation_kl"))
    assert raw["other y"].y == pytest.approx(recorded(other, "epoch", "raw_validation_kl"))


def test_what_was_changed_is_marked_where_it_was(tmp_path: Path) -> None:
    folder = write_image_run(tmp_path / "mine")
    change(folder, "beta", 1.25, 4.0)
    change(folder, "learning_rate", 2.0, 1e-4)
    figure: Any = plot_training(folder)
    assert [(note.text, note.x) for note in figure.layout.annotations[3:]] == [("β 4", 1.25), ("learning rate 0.0001", 2.0)]
    assert [line.x0 for line in figure.layout.shapes] == [1.25, 2.0]
    panels = [figure.layout[axis].domain for axis in ("yaxis", "yaxis2", "yaxis3")]
    assert panels[0][1] == 1
    assert panels[2][0] == pytest.approx(0)
    assert panels[0][0] > panels[1][1] > panels[1][0] > panels[2][1], "one below the other"


def test_a_long_line_keeps_its_ends_and_what_is_added_is_read_on(tmp_path: Path) -> None:
    folder = write_image_run(tmp_path / "long", lines=3_000)
    trained = traces(plot_training(folder, curve="kl"))["training y"]
    assert len(trained.y) == MOST_POINTS
    assert (trained.y[0], trained.y[-1]) == pytest.approx((step_row(0)["kl"], step_row(2_999)["kl"]), rel=1e-5)
    reader = MetricsReader(folder)
    assert len(run_record(folder, reader).steps) == 3_000
    writer = MetricsWriter(folder, step=10**6, epoch=10**6)
    writer.append(step_row(3_000))
    assert len(run_record(folder, reader).steps) == 3_001


def test_of_a_finished_model_its_history(tmp_path: Path) -> None:
    with (SHIPPED_MODELS / "mnist-conv" / "history.csv").open() as file:
        rows = list(csv.DictReader(file))
    found = traces(plot_training("mnist-conv"))
    assert found["validation y"].y == pytest.approx([float(row["validation_elbo"]) for row in rows], rel=1e-6)
    assert "training y" not in found or np.isfinite(found["training y"].y).any()
    with pytest.raises(ValueError, match="no run named 'nothing-like-it' here, and no model either"):
        find_record("nothing-like-it")
    with pytest.raises(ValueError, match="expected the folder of a run"):
        find_record(tmp_path)


def test_a_run_without_a_line_yet_is_not_drawn(tmp_path: Path) -> None:
    folder = write_image_run(tmp_path / "new", lines=0, passes=0)
    for plot, what in ((plot_training, "curves of new"), (plot_kl_ridges, "the KL of each latent of new over time")):
        with pytest.raises(ValueError, match=f"expected {what} to draw, got none"):
            plot(folder)


def test_a_curve_of_which_nothing_is_known_yet_says_so_and_has_no_numbers_at_its_axis(tmp_path: Path) -> None:
    folder = write_image_run(tmp_path / "bound", passes=0)
    rows = [json.loads(line) for line in (folder / METRICS).read_text().splitlines()]
    for row in rows:  # as of kind iwae, whose steps tell the bound alone
        row |= {"recon_nll": None, "kl": None}
    (folder / METRICS).write_text("".join(json.dumps(row) + "\n" for row in rows))
    figure: Any = plot_training(folder)
    told = [note for note in figure.layout.annotations if note.text == YET_TO_COME]
    assert max(map(len, YET_TO_COME.split("<br>"))) <= 40  # else it is cut off on a phone
    axes = [figure.layout.yaxis, figure.layout.yaxis2, figure.layout.yaxis3]
    assert [axis.showticklabels for axis in axes] == [True, False, False]
    assert [axis.domain[0] < note.y < axis.domain[1] for axis, note in zip(axes[1:], told, strict=True)] == [True, True]
    plain: Any = plot_training(write_image_run(tmp_path / "plain"))
    assert YET_TO_COME not in [note.text for note in plain.layout.annotations]


def test_ridges_are_the_kl_of_each_latent(tmp_path: Path) -> None:
    folder = write_image_run(tmp_path / "mine")
    kl = np.array(recorded(folder, "step", "kl_per_dim"))
    figure: Any = plot_kl_ridges(folder)
    order = np.argsort(-kl[-1])
    assert [ridge.name for ridge in figure.data] == [f"z{'₀₁₂₃'[latent]}" for latent in order]
    for row, (ridge, latent) in enumerate(zip(figure.data, order, strict=True)):
        assert ridge.customdata[:-2] == pytest.approx(kl[:, latent], rel=1e-6)
        heights = np.array(ridge.y[:-2]) + row * STEP
        assert heights == pytest.approx(PEAK * kl[:, latent] / kl.max(), abs=1e-3)
        assert ridge.line.color == (NEUTRAL if kl[-1, latent] < 0.01 else BLUE)
    assert "3 of 4 in use" in figure.layout.title.text
    assert f"{kl.max():.1f}" in figure.layout.yaxis.title.text
    assert len(order) <= MOST
