"""What is measured of a run of a sweep, against asking the metrics themselves; and the reasons where there is nothing to measure."""

from __future__ import annotations

import csv
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.metrics import mutual_info_score

from tests.helpers import small
from tests.helpers.small import small_model, write_checkpoint
from tests.unit.data.own.pictures import fill
from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import CARD, CheckpointError, read_json, write_card
from vizvae.data.factor_sets import factor_set
from vizvae.data.images import load_images
from vizvae.data.own.build import add_set
from vizvae.data.own.options import Options
from vizvae.data.own.store import find_set, image_names, remove_set
from vizvae.metrics.disentanglement import encoder_of, measure, measure_grid, sample_points
from vizvae.metrics.disentanglement.dci import fit_dci
from vizvae.metrics.disentanglement.record import measure_checkpoint
from vizvae.metrics.likelihood import evaluate
from vizvae.models.base import LatentModel
from vizvae.sweep import scores
from vizvae.sweep.scores import METRICS, NO_METRICS, NUM_SAMPLES, score

NUM_POINTS, NUM_POOL, NUM_SCORED = 200, 400, 200
COUNT = 120
"""Pictures of which factors are known: a hundred are needed"""
DRAWN = {"data": "sprites", "image_shape": [1, 64, 64]}
OWN = {"data": "birds", "image_shape": [3, 16, 16]}


@pytest.fixture
def few_points(monkeypatch: pytest.MonkeyPatch) -> None:
    """Instead of the 50,000 that are drawn and encoded, and trees and groups to go with so few."""
    monkeypatch.setattr("vizvae.metrics.disentanglement.dci.ROUNDS", 1)
    monkeypatch.setattr("vizvae.metrics.disentanglement.codes.REFITS", 2)
    monkeypatch.setattr(scores, "NUM_IMAGES", NUM_SCORED)
    for votes in ("NUM_VOTES", "NUM_TEST_VOTES"):
        monkeypatch.setattr(sys.modules[measure_grid.__module__], votes, 100)
    monkeypatch.setattr(scores, "measure_checkpoint", partial(measure_checkpoint, num_points=NUM_POINTS))
    few = partial(measure_grid, num_pool=NUM_POOL)
    monkeypatch.setattr("vizvae.metrics.disentanglement.record.measure_grid", few)


@pytest.fixture
def collapsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every model that is written encodes all images alike."""

    def dead(*about: object, **config: object) -> LatentModel:
        model = small_model(*about, **config)  # pyright: ignore[reportArgumentType]
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                if not name.startswith("decoder"):
                    parameter.zero_()
        return model

    monkeypatch.setattr(small, "small_model", dead)


@pytest.fixture
def lively(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every model that is written has codes that spread, though it has learned nothing."""

    def spread(*about: object, **config: object) -> LatentModel:
        model = small_model(*about, **config)  # pyright: ignore[reportArgumentType]
        with torch.no_grad():
            model.get_parameter("to_posterior.2.weight")[: model.latent_dim].mul_(50)
        return model

    monkeypatch.setattr(small, "small_model", spread)


@pytest.fixture
def birds(runs: Path, tmp_path: Path) -> Path:
    """The factors of pictures: a size that can be seen on them, and a kind with a gap."""
    folder = fill(tmp_path / "birds", COUNT)
    rows = [
        ["file", "size", "kind"],
        *([f"p{row:03d}.png", row // 40, "" if row == 7 else "ab"[row % 2]] for row in range(COUNT)),
    ]
    with (folder / "factors.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    add_set(folder, "birds", Options(size=16))
    return folder / "factors.csv"


@pytest.mark.usefixtures("few_points", "lively")
def test_of_drawn_images_the_metrics_are_those_of_the_grid(runs: Path) -> None:
    write_checkpoint(runs / "mine", "vae_strided-bernoulli", **DRAWN)
    checkpoint, dataset = find_checkpoint("mine"), factor_set("sprites")
    found = score("mine", None)
    represent = encoder_of(checkpoint.load_model(), dataset)
    keys = ("sap", "modularity")
    alone = measure_grid(dataset, represent, keys=keys, num_points=NUM_POINTS, num_pool=NUM_POOL)
    assert {key: found[key] for key in keys} == {key: alone[key].value for key in keys}
    pool = sample_points(dataset, represent, NUM_POOL, generator=torch.Generator().manual_seed(0))
    points, test = pool.rows(slice(NUM_POINTS)), pool.rows(slice(NUM_POINTS, NUM_POINTS + NUM_POINTS // 2))
    codes = points.codes.double().numpy()
    trees = fit_dci(points.factors.numpy(), codes, test.factors.numpy(), test.codes.double().numpy(), trees="histogram", seed=0)
    assert (found["dci_disentanglement"], found["dci_completeness"]) == (trees.disentanglement, trees.completeness)
    # The mutual information gap by hand.
    bins = [np.digitize(code, np.histogram_bin_edges(code, 20)[1:-1]) for code in codes.T]
    gaps = []
    for factor in points.factors.numpy().T:
        information = sorted(mutual_info_score(factor, one) for one in bins)
        gaps.append((information[-1] - information[-2]) / mutual_info_score(factor, factor))
    assert found["mig"] == pytest.approx(np.mean(gaps), abs=1e-6)

    likelihood = evaluate(
        checkpoint.load_model(), load_images("sprites", "validation"), num_samples=NUM_SAMPLES, num_images=NUM_SCORED
    )
    assert (found["kl"], found["recon_nll"], found["active_units"]) == (
        likelihood.kl,
        likelihood.recon_nll,
        likelihood.active_units,
    )
    assert NO_METRICS not in found
    assert score("mine", found) is found
    assert score("mine", {**found, "weights_sha256": "of other weights"}) == found


def test_of_ones_own_images_the_metrics_are_those_of_the_codes_and_the_table(birds: Path, runs: Path) -> None:
    model = write_checkpoint(runs / "mine", "vae_strided-gaussian", **OWN)
    found = score("mine", None)
    with birds.open() as file:
        rows = {row["file"]: row for row in csv.DictReader(file)}
    own = load_images("birds", "sample")
    named = find_set("birds")
    assert named is not None
    with torch.no_grad():
        codes = model.encode(own.images / 255).mu
    factors = {name: [rows[image][name] or None for image in image_names(named)] for name in ("size", "kind")}
    factors["size"] = [float(value) for value in factors["size"] if value is not None]
    alone = measure(codes, factors)
    assert {key for key in METRICS if key in found} == set(METRICS)
    for key in METRICS:
        assert found[key] == pytest.approx(alone.results[key].value, abs=1e-6), key


@pytest.mark.usefixtures("few_points", "collapsed")
def test_a_model_that_has_collapsed_has_a_reason_instead_of_metrics(runs: Path, birds: Path) -> None:
    write_checkpoint(runs / "drawn", "vae_strided-bernoulli", **DRAWN)
    write_checkpoint(runs / "own", "vae_strided-gaussian", **OWN)
    for name in ("drawn", "own"):
        found = score(name, None)
        assert "every latent is constant" in found[NO_METRICS]
        assert not set(METRICS) & set(found)
        assert found["active_units"] == 0
        assert score(name, found) is found, "that is known once and for all of these weights"


def test_where_nobody_knows_the_factors_that_is_the_reason(runs: Path) -> None:
    write_checkpoint(runs / "digits")
    found = score("digits", None)
    assert found[NO_METRICS] == "no factors are known of the images of mnist"
    assert found["trained_on"] == find_checkpoint("digits").card["data"]["fingerprint"]
    # A record of before there were reasons says neither.
    before = {key: value for key, value in found.items() if key != NO_METRICS}
    assert score("digits", before) == found
    # And one of before there were fingerprints does not say of which images: the card of the same weights does.
    unsaid = {key: value for key, value in found.items() if key != "trained_on"}
    assert score("digits", unsaid) == found


def test_so_few_images_that_nothing_can_be_said_are_a_reason(runs: Path, tmp_path: Path) -> None:
    folder = fill(tmp_path / "few", 30)
    (folder / "factors.csv").write_text("size\n" + "".join(f"{row % 3}\n" for row in range(30)))
    add_set(folder, "few", Options(size=16))
    write_checkpoint(runs / "mine", "vae_strided-gaussian", data="few", image_shape=[3, 16, 16])
    assert "it is known of 30 of these points, and 100 are needed" in score("mine", None)[NO_METRICS]


def test_images_that_were_replaced_are_not_scored(birds: Path, runs: Path) -> None:
    write_checkpoint(runs / "mine", "vae_strided-gaussian", **OWN)
    remove_set("birds")
    add_set(fill(birds.parent.parent / "others", COUNT, first=500), "birds", Options(size=16))
    with pytest.raises(CheckpointError, match="mine was trained on other images than the data set 'birds' has now"):
        score("mine", None)


def test_images_that_were_replaced_are_not_measured_with_the_codes_of_the_old(birds: Path, runs: Path) -> None:
    """Of a model of an early version, whose card does not say which they were: their number does."""
    write_checkpoint(runs / "mine", "vae_strided-gaussian", **OWN)
    card = read_json(runs / "mine" / CARD)
    del card["data"]["fingerprint"]
    write_card(runs / "mine", card)
    remove_set("birds")
    folder = fill(birds.parent.parent / "fewer", 30)
    (folder / "factors.csv").write_text("size\n" + "".join(f"{row % 3}\n" for row in range(30)))
    add_set(folder, "birds", Options(size=16))
    assert "has encoded other images than birds has now" in score("mine", None)[NO_METRICS]


def test_what_nobody_expected_is_not_hidden(birds: Path, runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_checkpoint(runs / "mine", "vae_strided-gaussian", **OWN)

    def broken(*_: object) -> None:
        raise ValueError("operands could not be broadcast together")

    monkeypatch.setattr(scores, "measure_known", broken)
    with pytest.raises(ValueError, match="broadcast"):
        score("mine", None)
