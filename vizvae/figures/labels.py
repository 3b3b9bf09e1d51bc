"""What an encoder is worth to a classifier that has few labels.

Drawn twice from one `label_lines`: here, and by the Learn page's own hand (pages/learn/views/label_curves.tsx), for its steps also stand in
a file and on a site without Python, and there the numbers follow the pointer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from vizvae.figures.style import BLUE, GREEN, NEUTRAL, VERMILION, escaped, laid_out, legend_below, require_something

if TYPE_CHECKING:
    import plotly.graph_objects as go

HEIGHT = 420
DRAWN = {
    ("pixels", "mlp"): ("pixels", NEUTRAL, "solid"),
    ("pca", "mlp"): ("principal components", NEUTRAL, "dash"),
    ("posterior_means", "mlp"): ("posterior means", BLUE, "solid"),
    ("fine_tuned", "network"): ("encoder, trained further", VERMILION, "solid"),
    ("from_scratch", "network"): ("same network from scratch", VERMILION, "dash"),
    ("semi_supervised", "m2"): ("all images, few of them with a label (M1+M2)", GREEN, "solid"),
}
"""By representation and classifier: what it is called, colour and dash"""


@dataclass(frozen=True, kw_only=True)
class LabelLine:
    name: str
    colour: str
    """#rrggbb"""
    dash: str
    num_labels: list[int]
    accuracy: list[float]
    """0…1, the mean over draws of the labels"""
    sd: list[float]
    low: list[float]
    """The mean less one standard deviation"""
    high: list[float]
    """The mean and one standard deviation, at most 1"""


def plot_label_efficiency(of: Mapping[str, Any] | str) -> go.Figure:
    """Accuracy against the number of labels, a line for each representation with a band of one standard deviation over draws of the labels.

    `of`: what `python -m vizvae labels NAME --json` says, or the name of a model whose curves ship. Raises ValueError for another name and
    for no curves.
    """
    import plotly.graph_objects as go

    figures = label_curves(of) if isinstance(of, str) else of
    drawn = label_lines(figures)
    require_something(len(drawn), "curves of accuracy", "measure them with `python -m vizvae labels NAME`")
    figure = go.Figure()
    for line in drawn:
        figure.add_scatter(
            x=line.num_labels + line.num_labels[::-1], y=line.high + line.low[::-1], fill="toself", mode="lines", line={"width": 0},
            fillcolor=line.colour, opacity=0.15, hoverinfo="skip", showlegend=False, name=escaped(line.name),
        )  # fmt: skip
    for line in drawn:
        name = escaped(line.name)
        figure.add_scatter(
            x=line.num_labels, y=line.accuracy, mode="lines+markers", name=name, line={"color": line.colour, "dash": line.dash},
            error_y={"array": line.sd} if len(line.num_labels) == 1 else None, customdata=line.sd,
            hovertemplate=f"{name}<br>%{{x:,}} labels: %{{y:.1%}} ± %{{customdata:.1%}}<extra></extra>",
        )  # fmt: skip
    counts = drawn[0].num_labels
    figure.update_xaxes(type="log", title_text="labels", tickvals=counts, ticktext=[f"{count:,}" for count in counts])
    figure.update_yaxes(title_text="accuracy on the test images", tickformat=".0%", range=[0, 1.02])
    title = f"Accuracy with few labels, mean ± sd over {figures['num_draws']} draws"
    return legend_below(laid_out(figure, title=title, height=HEIGHT))


def label_lines(figures: Mapping[str, Any]) -> list[LabelLine]:
    """What is drawn of what `python -m vizvae labels NAME --json` says."""
    curves = {(one["representation"], one["classifier"]): one for one in figures["curves"]}
    return [_line(*look, curves[key]) for key, look in DRAWN.items() if key in curves]


def _line(name: str, colour: str, dash: str, curve: Mapping[str, Any]) -> LabelLine:
    mean, sd = (np.array(curve[key], float) for key in ("accuracy", "sd"))
    return LabelLine(
        name=name, colour=colour, dash=dash, num_labels=curve["num_labels"], accuracy=mean.tolist(), sd=sd.tolist(),
        low=(mean - sd).tolist(), high=np.minimum(1, mean + sd).tolist(),
    )  # fmt: skip


def label_curves(name: str) -> Mapping[str, Any]:
    """As they were measured of a model. Raises ValueError for one whose curves do not ship."""
    import json

    from vizvae.paths import SHIPPED_LABEL_CURVES

    known = sorted(path.stem for path in SHIPPED_LABEL_CURVES.glob("*.json"))
    if name not in known:
        raise ValueError(f"expected a model whose curves ship ({', '.join(known)}), got {name[:40]!r}")
    return json.loads((SHIPPED_LABEL_CURVES / f"{name}.json").read_text("utf-8"))
