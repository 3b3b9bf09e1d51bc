"""What the metrics of disentanglement say of a model or of several, and the matrix behind each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from jaxtyping import Float

from vizvae.figures.matrix import beside, plot_matrix, short
from vizvae.figures.style import BLUE, LINES, NEUTRAL, VERMILION, escaped, laid_out, latent_name, legend_below, require_something
from vizvae.metrics.titles import METRIC_WORDS, UNSUPERVISED, MetricWords

if TYPE_CHECKING:
    import plotly.graph_objects as go

Results = Mapping[str, Mapping[str, Any]]
"""Metric to its `MetricResult`, as `disentanglement.json` holds it"""
ROW = 26
"""Pixels, of a metric with one bar; each further bar takes half as much"""
MOST_LATENTS = 5
"""Of those that know about a factor"""


def plot_metrics(results: Results | Mapping[str, Results] | str, *, chosen: str | None = None) -> go.Figure:
    """A bar for each metric, with its 95 % interval: those that are a share of 1 above, those in nats below on a scale of their own.

    `results`: of one model, or those of several by what each is called, or the name of a model that has been measured. `customdata` of
    each bar: the metric's key. `chosen`: the key of the metric that stands out, of one model. Raises ValueError for no results.
    """
    from plotly.subplots import make_subplots

    models = _models(results)
    words = [one for one in METRIC_WORDS if any(one.key in of for of in models.values())]
    require_something(
        len(words), "metrics of a model", "measure it with `python -m vizvae evaluate NAME --metrics disentanglement`"
    )
    groups = [group for group in (_among(words, False), _among(words, True)) if group]
    height = ROW * (1 + (len(models) - 1) / 2)
    figure = make_subplots(
        rows=len(groups),
        cols=1,
        vertical_spacing=0.2 if len(groups) > 1 else 0,
        row_heights=[len(group) + 0.5 for group in groups],
    )
    for place, group in enumerate(groups, 1):
        for colour, (title, of) in zip(_colours(len(models)), models.items(), strict=True):
            found = [(one, of[one.key]) for one in group if one.key in of]
            values = [float(result["value"]) for _, result in found]
            bars = [VERMILION if one.key == chosen else colour for one, _ in found]
            figure.add_bar(
                row=place, col=1, orientation="h", x=values, y=[escaped(one.label) for one, _ in found], name=escaped(title),
                marker={"color": bars, "line": {"width": 0}}, customdata=[one.key for one, _ in found], showlegend=place == 1,
                error_x=_interval(values, [result["interval"] for _, result in found]),
                hovertemplate=f"{escaped(title)}<br>%{{y}} %{{x:.3f}}<br>95 % interval %{{hovertext}}<extra></extra>",
                hovertext=["{:.3f} to {:.3f}".format(*result["interval"]) for _, result in found],
            )  # fmt: skip
        if len(models) == 1:
            for row, one in enumerate(group):
                beside(figure, row, short(float(next(iter(models.values()))[one.key]["value"])), f"y{place}")
        nats = group[0].unsupervised
        figure.update_xaxes(
            row=place, col=1, rangemode="tozero", range=None if nats else [0, 1],
            title_text="nats: less is better" if nats else "of at most 1: more is better",
        )  # fmt: skip
        figure.update_yaxes(row=place, col=1, autorange="reversed", showgrid=False)
    laid_out(figure, title="What the metrics say", height=round(height * len(words) + 90 * len(groups) + 60))
    figure.update_layout(barmode="group", bargap=0.3, bargroupgap=0.1, margin={"r": 10 if len(models) > 1 else 48})
    return legend_below(figure) if len(models) > 1 else figure


def plot_metric_matrix(model: str, metric: str = "mig") -> go.Figure:
    """The matrix that a metric of a measured model rests on: factors by latents, or latents by latents. Raises ValueError for a model that
    has not been measured, and for an unknown metric."""
    from vizvae.catalogue import find_checkpoint
    from vizvae.metrics.disentanglement.record import read_measured

    checkpoint = find_checkpoint(model)
    results = read_measured(checkpoint) or {}
    require_something(len(results), f"metrics of {model}", _how_to_measure(model))
    if metric not in results:
        raise ValueError(f"expected one of {', '.join(results)}, got {metric[:40]!r}")
    result = results[metric]
    matrix = np.array(result["matrix"], float)
    latents = [latent_name(latent) for latent in range(matrix.shape[1])]
    rows = latents if metric in UNSUPERVISED else _factor_names(checkpoint.data_key)
    return matrix_of(result, rows, latents)


def matrix_of(result: Mapping[str, Any], rows: Sequence[str], columns: Sequence[str], **shown: Any) -> go.Figure:
    """The matrix of a `MetricResult`, and at the end of each row its part of the metric, where it has one. `shown`: as of `plot_matrix`."""
    quantity = f"{result['quantity'][:1].upper()}{result['quantity'][1:]}"
    parts = result["per_row"] if len(result["per_row"]) == len(rows) and result["key"] in GAPS else ()
    return plot_matrix(
        np.array(result["matrix"], float),
        rows,
        columns,
        quantity=quantity,
        parts=parts,
        parts_title="gap" if parts else "",
        **shown,
    )


GAPS = ("mig", "sap")
"""Metrics that are a mean over factors of how far the best latent is before the second best"""


def plot_information(
    information: Float[np.ndarray, " latent"],
    entropy: float,
    names: Sequence[str],
    *,
    factor_name: str,
    chosen: int | None = None,
) -> go.Figure:
    """Which latents know most about a factor: mutual information as a share of the factor's entropy, both in nats, a bar each for at most
    five; the part of the first bar that is the gap to the second is marked. Raises ValueError for no latent."""
    import plotly.graph_objects as go

    require_something(len(information), "latents", "measure a model with at least one")
    shares = np.clip(np.asarray(information, float) / entropy, 0, None) if entropy > 0 else np.zeros(len(information))
    order: list[int] = np.argsort(-shares, kind="stable")[:MOST_LATENTS].tolist()
    gap = float(shares[order[0]] - shares[order[1]]) if len(order) > 1 else float(shares[order[0]])
    y = [f"<b>{escaped(names[place])}</b>" if place == chosen else escaped(names[place]) for place in order]
    figure = go.Figure()
    figure.add_bar(
        orientation="h", x=[shares[order[0]] - gap, *(shares[place] for place in order[1:])], y=y, marker_color=BLUE,
        hovertext=[f"{shares[one]:.3f}" for one in order],
        hovertemplate="%{y} knows %{hovertext}<extra></extra>",
    )  # fmt: skip
    figure.add_bar(
        orientation="h", x=[gap], y=y[:1], marker_color=VERMILION, hovertemplate=f"the gap: {gap:.3f}<extra></extra>",
    )  # fmt: skip
    figure.update_xaxes(title_text=f"share of the {entropy:.2f} nats there are to know", rangemode="tozero")
    figure.update_yaxes(autorange="reversed", showgrid=False)
    laid_out(figure, title=f"Who knows about {factor_name}", height=ROW * len(order) + 110)
    return figure.update_layout(barmode="stack", bargap=0.3)


def _models(results: Results | Mapping[str, Results] | str) -> dict[str, Results]:
    if isinstance(results, str):
        from vizvae.catalogue import find_checkpoint
        from vizvae.metrics.disentanglement.record import read_measured

        measured = read_measured(find_checkpoint(results)) or {}
        require_something(len(measured), f"metrics of {results}", _how_to_measure(results))
        return {results: measured}
    if all("value" in one for one in results.values()):
        return {"": results} if results else {}
    return dict(results)  # pyright: ignore[reportReturnType]


def _how_to_measure(model: str) -> str:
    return f"measure it with `python -m vizvae evaluate {model} --metrics disentanglement --write-card`"


def _factor_names(data_key: str) -> list[str]:
    from vizvae.data.factor_sets import factor_set

    return list(factor_set(data_key).names)


def _among(words: Sequence[MetricWords], unsupervised: bool) -> list[MetricWords]:
    return [one for one in words if one.unsupervised is unsupervised]


def _colours(count: int) -> list[str]:
    return [LINES[place % len(LINES)] for place in range(count)]


def _interval(values: Sequence[float], intervals: Sequence[Sequence[float]]) -> dict[str, Any]:
    ends = np.array(intervals, float).reshape(-1, 2)
    return {
        "type": "data", "symmetric": False, "array": np.maximum(0, ends[:, 1] - values), "arrayminus": np.maximum(0, values - ends[:, 0]),
        "thickness": 1.5, "width": 4, "color": NEUTRAL,
    }  # fmt: skip
