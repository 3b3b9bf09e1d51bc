"""What is taken along against the files of the cards, read here without any of the code that makes it."""

import csv
import io
import json
import math

import numpy as np
import pytest

from vizvae.cards.card_sheets import card_sheets, graph_models_sheet
from vizvae.cards.sheets import latent_columns, matrix_sheet, metrics_sheet, points_sheet
from vizvae.cards.source import source_of
from vizvae.catalogue import find_checkpoint
from vizvae.data.factor_sets import factor_set
from vizvae.graph.catalogue import find_graph_checkpoint
from vizvae.metrics.disentanglement.record import read_measured
from vizvae.paths import ASSETS
from vizvae.tables import Sheet

MODEL = "sprites-btcvae"
MEASURED = read_measured(find_checkpoint(MODEL)) or {}
CARD = json.loads((ASSETS / "models" / MODEL / "card.json").read_text())


def lines(sheet: Sheet) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(sheet.csv())))


def test_metrics_are_the_cards_unrounded_and_json_says_the_same_with_the_line_to_cite() -> None:
    sheet = metrics_sheet(MODEL, MEASURED, source_of(find_checkpoint(MODEL)).cite)
    rows, told = lines(sheet), json.loads(sheet.json())
    assert told["cite"] == sheet.cite
    assert len(rows) == len(told["rows"]) == len(MEASURED)
    for row, same in zip(rows, told["rows"], strict=True):
        found = MEASURED[row["metric"]]
        assert [float(row[key]) for key in ("value", "low", "high")] == [found["value"], *found["interval"]]
        assert (int(row["num_points"]), int(row["seed"]), row["estimator"]) == (
            found["num_points"],
            found["seed"],
            found["estimator"],
        )
        assert {key: str(value) for key, value in same.items()} == row


def test_dci_of_the_original_trees_stands_beside_ours_and_says_that_it_has_no_interval() -> None:
    original = {"disentanglement": 0.61234, "completeness": 0.5, "informativeness": 0.75, "num_points": 10_000, "seed": 0}
    sheet = metrics_sheet(MODEL, MEASURED, str, original_trees=original)
    rows = {row["metric"]: row for row in lines(sheet)}
    assert len(rows) == len(MEASURED) + 3
    for part in ("disentanglement", "completeness", "informativeness"):
        row = rows[f"dci_{part}_original_trees"]
        assert (float(row["value"]), row["low"], row["high"], row["num_points"]) == (original[part], "", "", "10000")
        assert row["estimator"] != rows[f"dci_{part}"]["estimator"]
    assert "DCI disentanglement by disentanglement_lib's boosting 0.612" in sheet.cite
    assert "10,000 points, seed 0, one fit" in sheet.cite


@pytest.mark.parametrize(("metric", "head"), [("mig", "factor"), ("total_correlation", "latent")])
def test_a_matrix_has_its_factors_or_latents_as_rows(metric: str, head: str) -> None:
    result, factors = MEASURED[metric], factor_set("sprites").names
    columns = latent_columns({"3": "height"}, 10)
    rows = lines(matrix_sheet(MODEL, metric, result, factors, columns, str))
    assert [row[head] for row in rows] == list(factors if head == "factor" else columns)
    assert np.array([[float(row[column]) for column in columns] for row in rows]).tolist() == result["matrix"]
    assert "z3 height" in columns


def test_what_is_no_number_is_empty_in_csv_and_null_in_json() -> None:
    sheet = Sheet(file="a", title="A", rows=[{"x": 1.5}, {"x": None, "y": math.nan}], cite="B")
    assert json.loads(sheet.json())["rows"] == [{"x": 1.5}, {"x": None, "y": None}]
    assert sheet.csv() == "x,y\n1.5,\n,nan\n"


def test_points() -> None:
    sheet = points_sheet(MODEL, "scale", [1, 2], "z4 size", [0.5, -0.25], str, over="2 points")
    assert (sheet.file, lines(sheet)) == (
        f"{MODEL}-scale-z4",
        [{"scale": "1", "z4 size": "0.5"}, {"scale": "2", "z4 size": "-0.25"}],
    )


def test_a_card_gives_its_likelihood_and_the_kl_of_each_latent() -> None:
    likelihood, kl, metrics = card_sheets(find_checkpoint(MODEL))
    for row, found in zip(lines(likelihood), CARD["evaluations"], strict=True):
        assert [float(row[key]) for key in ("elbo", "nll", "nll_low", "nll_high")] == [
            found["elbo"], found["nll"], *found["nll_interval"],
        ]  # fmt: skip
    assert [float(row["kl_nats"]) for row in lines(kl)] in [one["kl_per_dim"] for one in CARD["evaluations"]]
    assert metrics.file == f"{MODEL}-metrics"
    assert card_sheets(find_checkpoint("mnist-ae-2d"))[0].rows[0]["kl"] is None


def test_models_of_a_graph() -> None:
    card = json.loads((ASSETS / "graph_models" / "cora-vgae" / "card.json").read_text())
    (row,) = lines(graph_models_sheet("cora", [find_graph_checkpoint("cora-vgae")]))
    assert float(row["auc"]) == card["evaluation"]["scores"]["auc"]
    assert float(row["ap_percent_sd"]) == card["over_splits"]["ap"]["sd"]
    assert float(row["hr_100"]) == card["evaluation"]["hits"]["HR@100"]
