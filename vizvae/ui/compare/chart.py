"""The models as points: any two figures against each other, and how they were measured."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st
from msgspec import UNSET
from msgspec.structs import asdict

from vizvae.cards.source import source_of
from vizvae.comparison.contenders import contender
from vizvae.figures.comparison import AXES, Compared, plot_comparison, without
from vizvae.single_flight import single_flight
from vizvae.tables import Sheet
from vizvae.ui.compare.address import PARAMETERS, columns_of, data_of, tidied
from vizvae.ui.compare.contract import CompareData, ModelFacts
from vizvae.ui.compare.session import ADDRESS
from vizvae.ui.shell.charts import CHART, pressed, ready
from vizvae.ui.shell.errors import guarded_callback
from vizvae.ui.shell.take_along import take_along
from vizvae.ui.shell.text import plain
from vizvae.words import decimal

if TYPE_CHECKING:
    import plotly.graph_objects as go

CHOSEN = {"x": "compare_x", "y": "compare_y"}
POINTS = "compare_points"
FIGURES_KEPT = 64
Numbers = tuple[tuple[str, float | None], ...]
"""Figures by name, to be hashed"""


def show_comparison(data: CompareData) -> None:
    """`data`: what the component is told."""
    x, y = (str(ADDRESS.view.get(axis, PARAMETERS[axis].start)) for axis in CHOSEN)
    is_rate_distortion = (x, y) == ("kl", "recon_nll")
    st.subheader("Figures against each other", anchor=False)
    for column, (axis, key), label, value in zip(st.columns(2), CHOSEN.items(), ("Across", "Up"), (x, y), strict=True):
        st.session_state[key] = value
        column.selectbox(label, list(AXES), format_func=lambda one: AXES[one].label, key=key, on_change=_take_axis, args=(axis,))
    st.caption(
        "What the latents carry against what is lost in the image; further left and further down is better, and no β has both. "
        + (f"The line joins {len(data.family)} VAEs that differ in β alone. " if data.family else "")
        + "Along a dotted line the two together, the negative ELBO, are the same."
        if is_rate_distortion
        else "Of each of these, less is better: the best models stand further left and further down."
    )
    asked = ADDRESS.view.get("models")
    shown = {*(asked.split("_") if asked else columns_of(data_of(ADDRESS.view))), *data.family}
    dimmed = tuple(one.name for one in data.models if one.name not in shown and one.own is UNSET)
    models = tuple((one.name, one.title, _numbers(one)) for one in data.models)
    missing = without(_compared(models), x, y)
    if len(missing) < len(models):
        st.plotly_chart(
            _figure(x, y, models, tuple(data.family), dimmed), key=POINTS, on_select=_press_point, selection_mode="points",
            config=CHART, alt=f"{AXES[y].label} against {AXES[x].label} of each model",
        )  # fmt: skip
        if dimmed:
            st.caption("Faint: models that are not shown above; press one to show it.")
    if missing:
        names = ", ".join(plain(one.title) for one in missing)
        st.caption(f"Without {_name(x)} or {_name(y)}, and so not on the chart: {names}.")
    take_along("compare_along", lambda: [comparison_sheet(data.models)], of="All models with their figures")
    with st.expander("How it was measured"):
        st.markdown(how_measured(data.models))


def comparison_sheet(models: Sequence[ModelFacts]) -> Sheet:
    """A row for each model that was measured."""
    rows, lines = [], []
    for one in models:
        figures = one.figures
        if figures is None:
            continue
        low, high = figures.nll_interval or (None, None)
        found = {key: value for key, value in asdict(figures).items() if key not in ("nll_interval", "protocol")}
        rows.append(
            {"model": one.name, "title": one.title, **found, "nll_low": low, "nll_high": high, "protocol": figures.protocol}
        )
        said = [f"Fréchet distance {decimal(figures.classifier_frechet, 1)}"]
        if figures.nll is not None and low is not None and high is not None:
            said.insert(
                0, f"−log p(x) {decimal(figures.nll, 2)} nats an image (95 % interval {decimal(low, 2)} to {decimal(high, 2)})"
            )
        lines.append(source_of(contender(one.name).checkpoint).cite(f"As {one.title}: {', '.join(said)}; {figures.protocol}"))
    return Sheet(file="vizvae-comparison", title="The models compared", rows=rows, cite="\n".join(lines))


def how_measured(models: Sequence[ModelFacts]) -> str:
    """Markdown: the protocols, and the commands that measure and train again."""
    protocols = dict.fromkeys(f"{plain(one.figures.protocol)}." for one in models if one.figures)
    lines = [
        *protocols,
        "The Fréchet distance compares the classifier's features of drawn and of real images, each as a Gaussian. It has nothing to do "
        "with the FID of published papers, which looks at photographs through another network.",
        "Again, on the full test set: `python -m vizvae compare --json`",
    ]
    if unmeasured := [(one.title, one.own.command) for one in models if one.own is not UNSET and one.figures is None]:
        commands = ", ".join(f"{plain(title)} (`{command}`)" for title, command in unmeasured)
        lines.append(f"Not measured yet, some minutes each on the full test set: {commands}.")
    trained = [f"- {plain(one.title)}: `{one.command}`" for one in models if one.command is not UNSET]
    return "\n\n".join([*lines, "Trained by\n" + "\n".join(trained)])


@guarded_callback
def _take_axis(axis: str) -> None:
    _change({axis: st.session_state[CHOSEN[axis]]})


@guarded_callback
def _press_point() -> None:
    """Its model gets a column, if it is one that can have one."""
    name, columns = pressed(POINTS), columns_of(data_of(ADDRESS.view))
    shown = ADDRESS.view.get("models", "").split("_")
    if name in columns and shown != [""] and name not in shown:
        asked = {**ADDRESS.view, "models": "_".join(one for one in columns if one in shown or one == name)}
        ADDRESS.begin(*tidied(asked))


def _change(parameters: dict[str, str]) -> None:
    ADDRESS.change(*tidied({**ADDRESS.view, **parameters}))


def _numbers(one: ModelFacts) -> Numbers:
    return tuple((key, getattr(one.figures, key, None)) for key in AXES)


def _compared(models: Sequence[tuple[str, str, Numbers]]) -> list[Compared]:
    return [Compared(name, title, dict(numbers)) for name, title, numbers in models]


def _name(axis: str) -> str:
    return AXES[axis].short.split(",")[0]


@single_flight(FIGURES_KEPT)
def _figure(
    x: str, y: str, models: tuple[tuple[str, str, Numbers], ...], family: tuple[str, ...], dimmed: tuple[str, ...]
) -> go.Figure:
    return ready(plot_comparison(x, y, models=_compared(models), family=family, dimmed=dimmed))
