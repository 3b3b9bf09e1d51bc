"""What a site says of a model's factors is what was measured, and what the model and its images are."""

from __future__ import annotations

import base64
import io
import json
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from vizvae.catalogue import find_checkpoint
from vizvae.data.factor_sets import factor_set
from vizvae.metrics.disentanglement.record import read_measured
from vizvae.standalone.packing_factors import has_factors, pack_factors
from vizvae.ui.explorer.opened import open_model


def test_only_models_that_were_measured_on_known_factors_have_some() -> None:
    assert has_factors(open_model("sprites-vae"))
    assert not has_factors(open_model("mnist-2d"))


def test_figures_and_pictures_are_of_the_model() -> None:
    opened = open_model("sprites-vae")
    checkpoint, dataset = find_checkpoint("sprites-vae"), factor_set("sprites")
    results = read_measured(checkpoint)
    assert results is not None
    packed = pack_factors(opened)
    assert packed.factors == list(dataset.names)
    for metric in packed.metrics:
        cells = np.array(json.loads(metric.matrix)["data"][0]["customdata"])
        matrix = np.array(results[metric.key]["matrix"])
        assert matrix[cells[:, 0].astype(int), cells[:, 1].astype(int)] == pytest.approx(cells[:, 2])
        assert f"{results[metric.key]['value']:.3f}, 95 % interval" in metric.said

    # Independently: every twentieth of the points that are measured, of which 50,000 and then half as many groups are drawn.
    mig = results["mig"]
    drawn = dataset.sample_factors(50_000, generator=torch.Generator().manual_seed(mig["seed"]))[: mig["num_points"]]
    rows = np.linspace(0, len(drawn) - 1, 500).round().astype(int)
    with torch.no_grad():
        codes = checkpoint.load_model().encode(dataset.images(drawn[rows[:40]]).float() / 255).mu.numpy()
    for factor, latent in ((0, 1), (3, 7)):
        points = json.loads(packed.points[factor][latent])["data"][0]
        assert array(points["y"])[:40] == pytest.approx(codes[:, latent], abs=1e-3)
        assert (np.round(array(points["x"])) == drawn[rows, factor].numpy()).all()

    counts = np.bincount(drawn[:, 3].numpy()) / len(drawn)
    entropy = -(counts * np.log(counts)).sum()
    known, gap = json.loads(packed.information[3])["data"]
    best = np.sort(np.array(mig["matrix"])[3])[::-1]
    assert array(known["x"])[0] + array(gap["x"])[0] == pytest.approx(best[0] / entropy)
    assert array(gap["x"])[0] == pytest.approx((best[0] - best[1]) / entropy)

    at = [size // 2 for size in dataset.sizes]
    strip = np.array(Image.open(io.BytesIO(base64.b64decode(packed.factor_strips[3].url.split(",")[1]))))
    at[3] = dataset.sizes[3] - 1
    assert (strip[:, -64:] == dataset.images(torch.tensor([at]))[0, 0].numpy()).all()
    assert packed.factor_strips[3].values[-1] == dataset.factors[3].said(dataset.sizes[3] - 1)


def array(told: Any) -> np.ndarray:
    """As plotly writes one: as a list, or as bytes."""
    if isinstance(told, list):
        return np.array(told)
    return np.frombuffer(base64.b64decode(told["bdata"]), np.dtype(told["dtype"]))
