"""What a page without a server shows of a model's factors: the dashboard's figures of its metrics, and the evidence of every cell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch

from vizvae.data.factor_sets import FACTOR_SETS
from vizvae.figures.evidence import spread
from vizvae.figures.metrics import matrix_of, plot_information, plot_metrics
from vizvae.figures.points import MOST_POINTS, plot_factor_points
from vizvae.latent_names import names_of
from vizvae.metrics.disentanglement.information import entropy
from vizvae.metrics.disentanglement.measure import measured_factors
from vizvae.metrics.disentanglement.points import encoder_of
from vizvae.metrics.disentanglement.record import read_measured
from vizvae.metrics.titles import METRIC_WORDS, UNSUPERVISED
from vizvae.ui.explorer.opened import OpenedModel
from vizvae.ui.factors.address import PARAMETERS, middle_of
from vizvae.ui.factors.cell_pictures import Strip, factor_strip, latent_strip
from vizvae.ui.factors.latents import latents_of
from vizvae.ui.factors.payload import factors_of
from vizvae.ui.http.packed_contract import PackedFactors, PackedMetric, PackedStrip

RANGE = PARAMETERS["range"].start


def has_factors(opened: OpenedModel) -> bool:
    """Whether its images' factors are known, and it has been measured."""
    return opened.data_key in FACTOR_SETS and read_measured(opened.checkpoint) is not None


def pack_factors(opened: OpenedModel) -> PackedFactors:
    """Of a model that `has_factors`. Its points are every twentieth of those that were measured, as many as a figure draws; what they lack
    is the bins, which are of all. Pictures are of the image in the middle of the grid."""
    dataset = factors_of(opened)
    results = read_measured(opened.checkpoint)
    assert results is not None
    latents = latents_of(opened, tuple(sorted(names_of(opened.digest).items())))
    mig = results["mig"]
    every = measured_factors(dataset, mig["num_points"], mig["seed"])
    rows = torch.from_numpy(spread(len(every), MOST_POINTS))
    codes = encoder_of(opened.model, dataset)(every[rows]).numpy()
    factors = every[rows].int().numpy()
    values = [[factor.said(index) for index in range(factor.size)] for factor in dataset.factors]
    at = middle_of(dataset)
    return PackedFactors(
        model=opened.name,
        factors=list(dataset.names),
        latents=list(latents.names),
        order=list(latents.order),
        bars=told(plot_metrics(results)),
        metrics=[
            PackedMetric(
                key=words.key,
                title=words.title,
                said=_said(results[words.key], words.rewards),
                by_factor=words.key not in UNSUPERVISED,
                cells=results[words.key]["matrix"],
                matrix=told(
                    matrix_of(
                        results[words.key], latents.names if words.key in UNSUPERVISED else dataset.names, latents.names,
                        order=latents.order, colours=latents.colours,
                    )
                ),
            )
            for words in METRIC_WORDS
        ],
        points=[
            [
                told(
                    plot_factor_points(
                        factors[:, factor], codes[:, latent].round(4), values[factor], factor_name=name, latent_name=latents.names[latent]
                    )
                )
                for latent in range(codes.shape[1])
            ]
            for factor, name in enumerate(dataset.names)
        ],
        information=[
            told(plot_information(np.array(mig["matrix"][factor]), entropy(every[:, factor].numpy()), latents.names, factor_name=name))
            for factor, name in enumerate(dataset.names)
        ],
        factor_strips=[_strip(factor_strip(opened, factor, at)) for factor in range(len(dataset.names))],
        latent_strips=[_strip(latent_strip(opened, latent, at, None, RANGE)) for latent in range(len(latents.names))],
    )  # fmt: skip


def told(figure: Any) -> str:
    """As JSON, without its template: the page has those of its two grounds once."""
    return figure.update_layout(template="none").to_json()


def _said(result: Mapping[str, Any], rewards: str) -> str:
    low, high = result["interval"]
    return (
        f"{result['value']:.3f}, 95 % interval {low:.3f} to {high:.3f} ({result['num_points']:,} points, seed {result['seed']}). "
        f"{rewards}"
    )


def _strip(strip: Strip) -> PackedStrip:
    return PackedStrip(url=strip.url, values=list(strip.values))
