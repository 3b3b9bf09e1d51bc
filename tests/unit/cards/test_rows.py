"""The table of models against what stands in the files of their cards, read here without any of the code that makes the table."""

import csv
import io
import json
import math
import re
from pathlib import Path
from typing import Any

import pytest

from tests.helpers.small import write_checkpoint
from vizvae import __version__
from vizvae.cards.rows import ModelRow, rows_of
from vizvae.cards.table import models_sheet
from vizvae.catalogue import list_checkpoints
from vizvae.graph.catalogue import list_graph_checkpoints
from vizvae.paths import ASSETS
from vizvae.source import commit

NUM_DIMS = {"mnist": 784, "fashion": 784, "sprites": 4096, "letters": 4096, "faces": 12288, "faces-128": 49152}


def rows() -> list[ModelRow]:
    def fail(name: str, error: Exception) -> None:
        raise AssertionError(name) from error

    return rows_of(list_checkpoints(), list_graph_checkpoints(), fail)


def card_of(row: ModelRow) -> dict[str, Any]:
    return json.loads((ASSETS / {"images": "models", "graph": "graph_models"}[row.kind] / row.name / "card.json").read_text())


def shown(value: float, places: int) -> str:
    return f"{value:,.{places}f}".replace("-", "−")


def test_the_csv_says_what_the_cards_say() -> None:
    shipped = rows()
    lines = list(csv.DictReader(io.StringIO(models_sheet(shipped).csv())))
    assert len(lines) == len(shipped) == sum(1 for kind in ("models", "graph_models") for _ in (ASSETS / kind).iterdir())
    measured = 0
    for row, line in zip(shipped, lines, strict=True):
        card = card_of(row)
        assert (line["title"], int(line["weights"]), line["weights_sha256"]) == (
            card["title"],
            card["num_parameters"],
            card["weights_sha256"],
        )
        assert (int(line["epochs"]), int(line["seed"])) == (card["training"]["epochs"], card["training"]["seed"])
        assert f", {line['latents']} latents" in card["title"]
        evaluations = [one for one in card.get("evaluations", []) if one["nll"] is not None]
        if evaluations:
            cited = sorted(evaluations, key=lambda one: (one["num_images"], one["num_samples"]))[-1]
            numbers = [cited["nll"], *cited["nll_interval"]]
            assert [float(line[key]) for key in ("nll", "nll_low", "nll_high")] == numbers
            bits = [number / math.log(2) / NUM_DIMS[card["data"]["key"]] for number in numbers]
            assert [float(line[f"bits_per_dim{part}"]) for part in ("", "_low", "_high")] == pytest.approx(bits, rel=1e-12)
            assert f"{cited['num_samples']:,} draws an image" in line["nll_over"]
            assert cited["data"] in line["nll_over"]
            assert (
                f"NLL {shown(numbers[0], 2)} nats an image (95 % interval {shown(numbers[1], 2)} to {shown(numbers[2], 2)})"
                in line["cite"]
            )
            measured += 1
        else:
            assert line["nll"] == line["bits_per_dim"] == ""
        for key, title in (("mig", "MIG"), ("dci_disentanglement", "DCI-D")):
            found = card.get("disentanglement", {}).get(key)
            assert line[key] == ("" if found is None else str(found["value"]))
            if found is not None:
                low, high = found["interval"]
                assert (float(line[f"{key}_low"]), float(line[f"{key}_high"])) == (low, high)
                assert f"{title} {found['value']:.3f} (95 % interval {low:.3f} to {high:.3f})" in line["cite"]
                measured += 1
        for key in ("auc", "ap"):
            several = card.get("over_splits", {}).get(key)
            assert (line[key], line[f"{key}_sd"]) == (("", "") if several is None else (str(several["mean"]), str(several["sd"])))
            if several is not None:
                assert re.search(rf"{key.upper()} {several['mean']:.2f} % \(± {several['sd']:.2f} SD\)", line["cite"])
                measured += 1
        assert line["cite"].endswith(f"weights SHA-256 {card['weights_sha256'][:12]}.")
        assert f"VizVAE {__version__}" in line["cite"]
        assert commit() in line["cite"]
    assert measured > 40


def test_of_two_measurements_the_one_over_more_images_is_cited() -> None:
    """5,000 draws on 1,000 images stand in the card, too."""
    (row,) = (row for row in rows() if row.name == "mnist-conv")
    assert "all 10,000 images" in row.figures["nll"].over
    assert row.citation.count("over MNIST digits, test") == 1  # said once for both units


def test_graph_models_are_sorted_by_graph_and_the_weight_of_the_kl_as_a_number() -> None:
    graphs = [row for row in rows() if row.kind == "graph"]
    order = [row.data for row in graphs]
    assert order == sorted(order, key=order.index), "the models of a graph stand together"
    family = [row.name for row in graphs if row.name.startswith("cora-vgae")]
    assert family == [
        "cora-vgae",
        *(f"cora-vgae-kl-{weight}" for weight in ("0", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3")),
    ]


def test_what_was_made_here_is_cited_with_what_has_written_it(runs: Path) -> None:
    write_checkpoint(runs / "mine")
    card = json.loads((runs / "mine" / "card.json").read_text())
    card |= {"versions": {"vizvae": "0.0.9", "commit": "abc123"}, "date": "2026-11-29", "training": {"seed": 7, "epochs": 3}}
    (runs / "mine" / "card.json").write_text(json.dumps(card))
    (row,) = (row for row in rows() if row.name == "mine")
    assert (row.date, row.seed, row.epochs, row.origin) == ("2026-11-29", 7, 3, "trained on this machine")
    assert row.citation == (
        f"{card['title']} (mine, trained on this machine). Not measured. "
        f"Training seed 7, VizVAE 0.0.9, commit abc123, weights SHA-256 {card['weights_sha256'][:12]}."
    )


def test_a_card_whose_figures_are_of_another_form_is_refused_by_name(runs: Path) -> None:
    for name in ("bad", "good"):
        write_checkpoint(runs / name)
    card = json.loads((runs / "bad" / "card.json").read_text())
    (runs / "bad" / "card.json").write_text(json.dumps({**card, "disentanglement": {"mig": {"value": "high"}}}))
    refused: dict[str, str] = {}
    found = rows_of(list_checkpoints(), [], lambda name, error: refused.update({name: str(error)}))
    assert [row.name for row in found] == ["good"]
    assert refused.keys() == {"bad"}
    assert "--metrics disentanglement --write-card" in refused["bad"]
