"""What an encoder is worth to a classifier that has few labels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from vizvae.figures.style import BLUE, NEUTRAL, VERMILION, escaped, laid_out, legend_below, require_something

if TYPE_CHECKING:
    import plotly.graph_objects as go

HEIGHT = 420
DRAWN = {
    ("pixels", "mlp"): ("pixels", NEUTRAL, "solid"),
    ("pca", "mlp"): ("principal components", NEUTRAL, "dash"),
    ("posterior_means", "mlp"): ("posterior means", BLUE, "solid"),
    ("fine_tuned", "network"): ("encoder, trained further", VERMILION, "solid"),
    ("from_scratch", "network"): ("same network from scratch", VERMILION, "dash"),
}
"""By representation and classifier: what it is called, colour and dash"""


def plot_label_efficiency(of: Mapping[str, Any] | str) -> go.Figure:
    """Accuracy against the number of labels, a line for each representation with a band of one standard deviation over draws of the labels.

    `of`: what `python -m vizvae labels NAME --json` says, or the name of a model whose curves ship. Raises ValueError for another name and
    for no curves.
    """
    import plotly.graph_objects as go

    figures = _shipped(of) if isinstance(of, str) else of
    curves = {(one["representation"], one["classifier"]): one for one in figures["curves"]}
    drawn = [(*look, curves[key]) for key, look in DRAWN.items() if key in curves]
    require_something(len(drawn), "curves of accuracy", "measure them with `python -m vizvae labels NAME`")
    figure = go.Figure()
    for name, colour, _, curve in drawn:
        x, mean, sd = (np.array(curve[key], float) for key in ("num_labels", "accuracy", "sd"))
        figure.add_scatter(
            x=np.concatenate([x, x[::-1]]), y=np.concatenate([np.minimum(1, mean + sd), (mean - sd)[::-1]]), fill="toself", mode="lines",
            line={"width": 0}, fillcolor=colour, opacity=0.15, hoverinfo="skip", showlegend=False, name=escaped(name),
        )  # fmt: skip
    for name, colour, dash, curve in drawn:
        figure.add_scatter(
            x=curve["num_labels"], y=curve["accuracy"], mode="lines+markers", name=escaped(name), line={"color": colour, "dash": dash},
            customdata=curve["sd"], hovertemplate=f"{escaped(name)}<br>%{{x:,}} labels: %{{y:.1%}} ± %{{customdata:.1%}}<extra></extra>",
        )  # fmt: skip
    counts = drawn[0][3]["num_labels"]
    figure.update_xaxes(type="log", title_text="labels", tickvals=counts, ticktext=[f"{count:,}" for count in counts])
    figure.update_yaxes(title_text="accuracy on the test images", tickformat=".0%", range=[0, 1.02])
    title = f"Accuracy with few labels, mean ± sd over {figures['num_draws']} draws"
    return legend_below(laid_out(figure, title=title, height=HEIGHT))


def _shipped(name: str) -> Mapping[str, Any]:
    import json

    from vizvae.paths import SHIPPED_LABEL_CURVES

    known = sorted(path.stem for path in SHIPPED_LABEL_CURVES.glob("*.json"))
    if name not in known:
        raise ValueError(f"expected a model whose curves ship ({', '.join(known)}), got {name[:40]!r}")
    return json.loads((SHIPPED_LABEL_CURVES / f"{name}.json").read_text("utf-8"))
