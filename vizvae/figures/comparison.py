"""Models against each other, by any two of what was measured of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from vizvae.figures.style import BLUE, NEUTRAL, SMALLEST_TEXT, VERMILION, escaped, laid_out, require_something

if TYPE_CHECKING:
    import plotly.graph_objects as go

HEIGHT = 400
NOMINAL = (700, 300)
"""Pixels of the plot for which labels are placed so that they do not lie on each other; a narrow screen has fewer"""
LETTER, LINE, POINT, AWAY = 7, 16, 8, 8
"""Pixels: of a label's letter and line, of a point's side, and between the two"""
MARGIN = 0.06
FAINT = 0.45
SUMS = 6


@dataclass(frozen=True)
class Axis:
    label: str
    """In a list to choose from"""
    short: str
    """At the axis, with its unit"""
    log: bool = False


AXES = {
    "kl": Axis("Rate: nats carried by the latents", "rate, nats"),
    "recon_nll": Axis("Distortion: nats lost in the image", "distortion, nats"),
    "nll": Axis("−log p(x), nats", "−log p(x), nats"),
    "classifier_frechet": Axis("Fréchet distance of the draws", "Fréchet distance"),
    "seconds_per_sample": Axis("Seconds for one draw", "seconds a draw", log=True),
    "num_parameters": Axis("Parameters", "parameters", log=True),
    "training_seconds": Axis("Seconds of training", "seconds of training", log=True),
}
"""Figures of `vizvae.comparison.measure.Comparison` that may stand on an axis; of each, less is better."""


@dataclass(frozen=True)
class Compared:
    name: str
    title: str
    figures: Mapping[str, Any]
    """By the keys of `AXES`; None or missing where it has none"""


def plot_comparison(
    x: str = "kl",
    y: str = "recon_nll",
    *,
    models: Sequence[Compared] | None = None,
    family: Sequence[str] | None = None,
    dimmed: Collection[str] = (),
) -> go.Figure:
    """A point for each model that has both figures; `customdata` of each: its name. Without `models` the Compare page's of digits, as they
    were measured. Of rate and distortion, a line joins the `family` of those that differ in β alone, and along a dotted line the two
    together are the same. `dimmed`: names of models that are faint. Raises ValueError for an unknown figure and where none has both.
    """
    import plotly.graph_objects as go

    for key in (x, y):
        if key not in AXES:
            raise ValueError(f"expected a figure out of {', '.join(AXES)}, got {key[:40]!r}")
    if models is None:
        models, family = _committed()
    with_both = [one for one in models if one.figures.get(x) is not None and one.figures.get(y) is not None]
    require_something(
        len(with_both), f"models with both {AXES[x].short} and {AXES[y].short}", "measure one, or choose other figures"
    )
    across, up = (np.array([float(one.figures[key]) for one in with_both]) for key in (x, y))
    ranges = [_range(values, AXES[key].log) for values, key in ((across, x), (up, y))]
    figure = go.Figure()
    is_rate_distortion = (x, y) == ("kl", "recon_nll")
    if is_rate_distortion:
        _sums(figure, *ranges)
    if joined := list(family or ()) if is_rate_distortion else []:
        places = [place for name in joined for place, one in enumerate(with_both) if one.name == name]
        figure.add_scatter(x=across[places], y=up[places], mode="lines", line={"color": VERMILION, "width": 2}, hoverinfo="skip")
    said = f"<br>{AXES[x].short} %{{x:.4~g}}<br>{AXES[y].short} %{{y:.4~g}}<extra></extra>"
    figure.add_scatter(
        x=across, y=up, mode="markers+text", text=[escaped(one.title) for one in with_both], customdata=[one.name for one in with_both],
        textposition=_labels(across, up, [one.title for one in with_both], [AXES[x].log, AXES[y].log], ranges),
        textfont={"size": SMALLEST_TEXT}, hovertemplate="%{text}" + said, selected={"marker": {"opacity": 1}},
        marker={
            "size": 10, "color": [VERMILION if one.name in joined else BLUE for one in with_both],
            "opacity": [FAINT if one.name in dimmed else 1 for one in with_both],
        },
        unselected={"marker": {"opacity": 0.8}, "textfont": {"color": None}},
    )  # fmt: skip
    for update, key, values in ((figure.update_xaxes, x, ranges[0]), (figure.update_yaxes, y, ranges[1])):
        update(title_text=AXES[key].short, type="log" if AXES[key].log else "linear", range=values, zeroline=False)
    title = "Rate and distortion" if is_rate_distortion else f"{AXES[y].label} against {_lower(AXES[x].label)}"
    return laid_out(figure, title=title, height=HEIGHT)


def without(models: Sequence[Compared], x: str, y: str) -> list[Compared]:
    """Models that are not drawn, for want of one of the figures."""
    return [one for one in models if one.figures.get(x) is None or one.figures.get(y) is None]


def _committed() -> tuple[list[Compared], Sequence[str]]:
    from vizvae.comparison.digits import BETA_FAMILY, DIGITS
    from vizvae.comparison.measure import read_comparison

    measured = read_comparison()
    return [Compared(one.name, one.title, measured.get(one.name, {})) for one in DIGITS], BETA_FAMILY


def _range(values: np.ndarray, log: bool) -> list[float]:
    """Of the axis, in powers of ten of a logarithmic one."""
    scaled = np.log10(values) if log else values
    low, high = float(scaled.min()), float(scaled.max())
    margin = MARGIN * (high - low) or max(abs(high) * MARGIN, 1e-3)
    return [low - margin, high + margin]


def _sums(figure: go.Figure, across: list[float], up: list[float]) -> None:
    """Lines along which both together are the same."""
    low, high = across[0] + up[0], across[1] + up[1]
    for place in range(SUMS):
        both = low + (high - low) * (place + 0.5) / SUMS
        figure.add_scatter(
            x=across, y=[both - across[0], both - across[1]], mode="lines", line={"color": NEUTRAL, "width": 1, "dash": "dot"},
            opacity=0.6, hoverinfo="skip",
        )  # fmt: skip


PLACES = {
    "middle right": (1, 0), "middle left": (-1, 0), "top right": (1, 1), "bottom right": (1, -1), "top left": (-1, 1),
    "bottom left": (-1, -1), "top center": (0, 1), "bottom center": (0, -1),
}  # fmt: skip
"""Of a label beside its point: to the right and up"""


def _labels(
    across: np.ndarray, up: np.ndarray, titles: Sequence[str], logs: Sequence[bool], ranges: Sequence[list[float]]
) -> list[str]:
    """For each label the first place where it lies on no point and no label before it, and within the plot."""
    scaled = [np.log10(values) if log else values for values, log in zip((across, up), logs, strict=True)]
    pixels: list[list[float]] = [
        ((values - low) / (high - low) * side).tolist() for values, (low, high), side in zip(scaled, ranges, NOMINAL, strict=True)
    ]
    placed: list[tuple[float, float, float, float]] = []
    chosen = []
    points = list(zip(*pixels, strict=True))
    for (left, bottom), title in zip(points, titles, strict=True):
        boxes = {place: _box(left, bottom, LETTER * len(title), aside, above) for place, (aside, above) in PLACES.items()}
        others = [(a - POINT / 2, b - POINT / 2, a + POINT / 2, b + POINT / 2) for a, b in points if (a, b) != (left, bottom)]
        free = (place for place, box in boxes.items() if _inside(box) and not any(_meet(box, one) for one in placed + others))
        place = next(free, "middle right")
        placed.append(boxes[place])
        chosen.append(place)
    return chosen


def _box(x: float, y: float, width: float, aside: int, above: int) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of a label."""
    left = x + AWAY if aside > 0 else x - AWAY - width if aside < 0 else x - width / 2
    middle = y + above * LINE
    return left, middle - LINE / 2, left + width, middle + LINE / 2


def _inside(box: tuple[float, float, float, float]) -> bool:
    return box[0] >= 0 and box[1] >= 0 and box[2] <= NOMINAL[0] and box[3] <= NOMINAL[1]


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _lower(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"
