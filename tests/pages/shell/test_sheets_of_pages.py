"""What is taken along of runs, of few labels and of a data set of one's own, against the files that these wrote, read here anew."""

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest

from tests.helpers.small import small_config
from tests.helpers.training import complete, make_quick
from tests.unit.data.own.pictures import fill
from vizvae.cards.data_sheets import data_sheets
from vizvae.cards.source import source_of
from vizvae.checkpoint import open_checkpoint
from vizvae.data.own.build import add_set
from vizvae.data.own.options import Options
from vizvae.data.own.store import open_labels, set_folder
from vizvae.figures.labels import label_curves
from vizvae.figures.record import run_record
from vizvae.paths import ASSETS
from vizvae.runs.folder import read_run, read_status
from vizvae.runs.queue import Job
from vizvae.tables import Sheet
from vizvae.training.config import TrainConfig
from vizvae.ui.learn.sheet import labels_sheet
from vizvae.ui.train.sheets import RunFound, curves_sheets, runs_sheet


def lines(sheet: Sheet) -> list[dict[str, str]]:
    assert json.loads(sheet.json())["cite"] == sheet.cite
    return list(csv.DictReader(io.StringIO(sheet.csv())))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as patched:
        make_quick(patched)
        return complete(tmp_path_factory.mktemp("runs") / "small", small_config(epochs=2, seed=7))


def written(run: Path, kind: str) -> list[dict[str, object]]:
    rows = [json.loads(line) for line in (run / "metrics.jsonl").read_text().splitlines()]
    return [row for row in rows if row["kind"] == kind]


def test_curves_are_the_lines_of_the_runs_own_file(run: Path) -> None:
    config = read_run(run, TrainConfig).config
    for sheet, kind in zip(curves_sheets(run_record(run), config, None), ("epoch", "step"), strict=True):
        expected = written(run, kind)
        rows = lines(sheet)
        assert len(rows) == len(expected) > 1
        for row, line in zip(rows, expected, strict=True):
            for key, value in line.items():
                if isinstance(value, list):
                    name = key.removesuffix("_per_dim")
                    assert [float(row[f"{name}_z{latent}"]) for latent in range(len(value))] == value
                elif key != "kind":
                    assert row[key] == ("" if value is None else str(value))
        assert "training seed 7" in sheet.cite.casefold()
    passes = curves_sheets(run_record(run), config, None)[0].cite
    last = written(run, "epoch")[-1]
    assert f"ELBO −{abs(float(str(last['validation_elbo']))):.3f} nats" in passes
    assert "after pass 2 of 2" in passes
    assert "not finished" in passes


def test_a_finished_run_is_cited_with_its_weights(run: Path) -> None:
    checkpoint = open_checkpoint(run)
    assert checkpoint is not None
    for sheet in curves_sheets(run_record(run), read_run(run, TrainConfig).config, checkpoint):
        assert json.loads((run / "card.json").read_text())["weights_sha256"][:12] in sheet.cite
        assert "not finished" not in sheet.cite


def test_the_list_of_runs_has_the_figures_of_the_last_pass_and_one_that_cannot_be_read(run: Path, tmp_path: Path) -> None:
    last = written(run, "epoch")[-1]
    whole = RunFound(
        job=Job(folder=run, status=read_status(run), kind="image"), config=read_run(run, TrainConfig).config, last=last
    )
    broken = RunFound(job=Job(folder=tmp_path / "broken", status=read_status(tmp_path), kind="image"), config=None, last={})
    sheet = runs_sheet([whole, broken])
    first, second = lines(sheet)
    assert (first["run"], first["phase"], first["seed"], first["epochs"]) == ("small", "finished", "7", "2")
    assert float(first["validation_elbo"]) == last["validation_elbo"]
    assert (second["run"], second["validation_elbo"]) == ("broken", "")
    assert sheet.cite.startswith("2 runs")


def test_accuracy_with_few_labels_is_the_files_that_ship() -> None:
    name = "mnist-2d"
    known = json.loads((ASSETS / "labels" / f"{name}.json").read_text())
    card = json.loads((ASSETS / "models" / name / "card.json").read_text())
    checkpoint = open_checkpoint(ASSETS / "models" / name)
    assert checkpoint is not None
    sheet = labels_sheet(name, label_curves(name), source_of(checkpoint).cite)
    rows = lines(sheet)
    expected = [
        (one["representation"], one["classifier"], count, accuracy, sd)
        for one in known["curves"]
        for count, accuracy, sd in zip(one["num_labels"], one["accuracy"], one["sd"], strict=True)
    ]
    found = [
        (row["representation"], row["classifier"], int(row["num_labels"]), float(row["accuracy"]), float(row["sd"]))
        for row in rows
    ]
    assert found == expected
    assert card["weights_sha256"][:12] in sheet.cite
    assert "over 10 draws of the labels, seeds 0 to 9" in sheet.cite
    pixels = known["curves"][0]
    assert f"pixels {100 * pixels['accuracy'][0]:.2f} (± {100 * pixels['sd'][0]:.2f} SD) with 10 labels" in sheet.cite
    assert known["test"] in sheet.cite


def test_images_of_a_class_are_counted_in_the_files_of_the_set(tmp_path: Path, runs: Path) -> None:
    fill(tmp_path / "birds" / "finch", 12)
    fill(tmp_path / "birds" / "wren", 8, first=50, mode="L")
    (tmp_path / "birds" / "wren" / "broken.png").write_bytes(b"\x89PNG")
    own = add_set(tmp_path / "birds", "birds", Options())
    classes, found, left_out = data_sheets(own, open_labels(own))
    labels = np.load(set_folder("birds") / "labels.npy")
    train, validation, test = own.splits
    parts = {"train": labels[:train], "validation": labels[train : train + validation], "test": labels[train + validation :]}
    rows = lines(classes)
    assert [(row["class"], row["images"]) for row in rows] == [("finch", "12"), ("wren", "8")]
    for place, row in enumerate(rows):
        assert {part: int(row[part]) for part in parts} == {part: int((of == place).sum()) for part, of in parts.items()}
    assert {(row["found"], row["pictures"]) for row in lines(found)} >= {("24 × 20", "20"), ("colour", "12"), ("grey", "8")}
    assert [row["file"] for row in lines(left_out)] == ["wren/broken.png"]
    assert f"{train} train, {validation} validation, {test} test" in classes.cite
    assert own.fingerprint in classes.cite
