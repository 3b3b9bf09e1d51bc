"""Every β of a family by what it carries and what it loses; the slider's own stands out, and a pressed point moves the slider."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from statistics import fmean
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from vizvae.beta_family import Spread
from vizvae.cards.source import FIGURES_ALONE, source_of
from vizvae.catalogue import find_checkpoint
from vizvae.figures.rate_distortion import plot_rate_distortion
from vizvae.figures.rate_points import RatePoints, Single
from vizvae.single_flight import single_flight
from vizvae.tables import Sheet
from vizvae.ui.factors.beta_family_contract import FamilyData
from vizvae.ui.factors.session import SESSION, choose_family_beta
from vizvae.ui.shell.charts import CHART, pressed, ready
from vizvae.ui.shell.errors import guarded_callback
from vizvae.ui.shell.take_along import take_along
from vizvae.words import counted, decimal

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

POINTS = "family_points"
HEIGHT = 380
FIGURES_KEPT = 64
Measured = tuple[tuple[str, float, float, float], ...]
"""Name, β, rate and distortion of each member, to be hashed"""


def show_family_chart(family: FamilyData) -> None:
    """`family`: what the component is told, which stands above it."""
    members = tuple((one.name, one.beta, one.figures["rate"], one.figures["distortion"]) for one in family.members)
    here = place_of(family, SESSION.view.beta)
    st.plotly_chart(
        _figure(tuple(family.betas), members, here), key=POINTS, on_select=_press, selection_mode="points", config=CHART,
        alt="Rate and distortion of each β",
    )  # fmt: skip
    st.caption(
        "The nats lost in the image against the nats carried: lower and further left is better, and no β has both. Press a point to move "
        "the slider above to its β."
        + (
            " Where the curve bends back, a model carries more and yet draws no better: it was not trained to the end. With enough "
            "training the curve only falls."
            if bends_back(family.spreads)
            else ""
        )
    )
    take_along("family_along", lambda: [family_sheet(family)], of="The models of this family with their figures")


def family_sheet(family: FamilyData) -> Sheet:
    """A row for each model. Nobody has repeated these measurements: the spread is that between seeds, where there are several."""
    rows, lines = [], []
    for one in family.members:
        figures = {"rate_nats": one.figures["rate"], "distortion_nats": one.figures["distortion"]}
        figures |= {metric.key: one.figures.get(metric.key) for metric in family.metrics}
        in_use = sum(kl > family.in_use_kl for kl in one.kl)
        rows.append(
            {
                "model": one.name if one.pictured else "",
                "beta": one.beta,
                "seed": one.seed,
                "latents_in_use": in_use,
                **figures,
                "test_images": one.num_images,
            }
        )
        said = [f"rate {decimal(one.figures['rate'], 2)} nats", f"distortion {decimal(one.figures['distortion'], 2)} nats"]
        measured = [
            f"{metric.label} {decimal(value, 3)}"
            for metric in family.metrics
            if (value := one.figures.get(metric.key)) is not None
        ]
        over = f"means over {counted(one.num_images, 'test image')}"
        text = f"β = {one.beta:g}: {', '.join(said)}, {over}" + (f"; {', '.join(measured)}" if measured else "")
        source = source_of(find_checkpoint(one.name))
        if not one.pictured:  # trained alike with another seed, and only its figures were kept
            source = replace(
                source, name=f"like {one.name}", origin=FIGURES_ALONE, seed=one.seed, weights_sha256=one.weights_sha256
            )
        lines.append(source.cite(text))
    return Sheet(file=f"{family.members[0].name}-family", title="More or less β", rows=rows, cite="\n".join(lines))


def place_of(family: FamilyData, beta: float | None) -> int:
    """Of the slider: at `beta`, else at the model that the page shows, else at the lowest."""
    wanted = beta if beta is not None else next((one.beta for one in family.members if one.name == family.shown), None)
    return family.betas.index(wanted) if wanted in family.betas else 0


def bends_back(spreads: Sequence[dict[str, Spread]]) -> bool:
    """Whether some β carries more nats than another and loses more all the same: with more to say, it has not yet learned to say it."""
    by_rate = sorted(spreads, key=lambda of: of["rate"].mean)
    lost = [of["distortion"].mean for of in by_rate]
    return any(more > less for less, more in pairwise(lost))


@guarded_callback
def _press() -> None:
    if (point := pressed(POINTS)) is not None:
        choose_family_beta(int(point[0]))


@single_flight(FIGURES_KEPT)
def _figure(betas: tuple[float, ...], members: Measured, here: int) -> go.Figure:
    of = [[one for one in members if one[1] == beta] for beta in betas]
    rate = np.array([fmean(one[2] for one in seeds) for seeds in of])
    distortion = np.array([fmean(one[3] for one in seeds) for seeds in of])
    several = len(members) > len(betas)
    singles = [Single(one[0], place, one[2], one[3]) for place, seeds in enumerate(of) for one in seeds] if several else []
    names = [f"β = {beta:g}" for beta in betas]
    points = RatePoints(rate=rate, distortion=distortion, names=names, knee=here, singles=singles)
    figure = plot_rate_distortion(points).update_layout(height=HEIGHT)
    curve: Any = figure.data[0]  # not the front alone: the line goes from β to β, so that one sees where it bends back
    curve.update(x=rate, y=distortion)
    return ready(figure)
