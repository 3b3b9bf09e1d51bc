"""What a cell of a matrix rests on: the points it was measured on, what its factor and its latent do to the image, and who else knows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from vizvae.cards.sheets import latent_columns, points_sheet
from vizvae.cards.source import source_of
from vizvae.latent_names import names_of
from vizvae.tables import Sheet
from vizvae.ui.explorer.opened import OpenedModel, open_model
from vizvae.ui.factors.cell_pictures import strips_html
from vizvae.ui.factors.cell_view import go_to_cell
from vizvae.ui.factors.contract import Cell
from vizvae.ui.factors.latents import Latents
from vizvae.ui.factors.measured import Points, information_figure, points_figure, points_of
from vizvae.ui.factors.payload import factors_of
from vizvae.ui.factors.session import SESSION, ask_for_image
from vizvae.ui.jobs.background import Underway
from vizvae.ui.shell.charts import CHART, pressed
from vizvae.ui.shell.errors import guarded_callback
from vizvae.ui.shell.take_along import take_along
from vizvae.ui.shell.text import plain
from vizvae.ui.shell.waiting import look, wait_for
from vizvae.words import counted, decimal

POINTS, INFORMATION, CLOSE = "factors_points", "factors_information", "factors_close_evidence"


def show_evidence(opened: OpenedModel, result: Mapping[str, Any], cell: Cell, latents: Latents) -> None:
    """`result`: the `MetricResult` of whose matrix the cell is."""
    factor, latent = cell
    name, latent_name = factors_of(opened).names[factor], latents.names[latent]
    value = result["matrix"][factor][latent]
    with st.container(border=True, key="factors_evidence"):
        said, close = st.columns([6, 1], vertical_alignment="center")
        said.markdown(f"**{plain(name)} and {plain(latent_name)}: {value:.3f}** ({plain(result['quantity'])}), marked above, too")
        close.button("Close", key=CLOSE, on_click=_close, width="stretch")
        key = f"points-{opened.name}-{opened.digest}"
        found = look(partial(points_of, opened), key)
        if isinstance(found, str):
            st.error(plain(found), icon=":material/error:")
        elif isinstance(found, Underway):
            wait_for(partial(points_of, opened), None, key)
        elif isinstance(found, Points):
            _show(opened, found, cell, latents)


def _show(opened: OpenedModel, found: Points, cell: Cell, latents: Latents) -> None:
    view = SESSION.view
    name, latent_name = factors_of(opened).names[cell[0]], latents.names[cell[1]]
    left, right = st.columns([3, 2], gap="medium")
    left.plotly_chart(  # first: it is what was pressed for
        points_figure(opened, cell, view.at, latents), key=POINTS, on_select=_press_point, selection_mode="points",
        config=CHART, alt=f"{len(found.codes):,} images: {name} across, {latent_name} upwards",
    )  # fmt: skip
    right.html(strips_html(opened, cell, latent_name, at=view.at, z=view.z, policy=view.range))
    left.caption(
        f"The lines are the {found.edges.shape[1] - 1} bins in which the latent is counted. The ring is the image above; press a "
        "point to draw its image. A band that rises or falls tells the factor; points that fill the plane do not."
    )
    right.plotly_chart(information_figure(opened, cell, latents), key=INFORMATION, config=CHART, alt=f"Who knows about {name}")
    right.caption(
        "Mutual information. What the best latent knows before the runner-up is marked: its mean over all factors is the MIG."
    )
    take_along("evidence_along", partial(_sheets, opened, found, cell), of=f"The points, and what each latent knows about {name}")


def _sheets(opened: OpenedModel, found: Points, cell: Cell) -> list[Sheet]:
    factor, latent = cell
    dataset, checkpoint = factors_of(opened), opened.checkpoint
    cite, columns = source_of(checkpoint).cite, latent_columns(names_of(opened.digest), opened.model.latent_dim)
    name, over = dataset.names[factor], f"{counted(len(found.codes), 'point')} of {dataset.title}"
    values = [dataset.factors[factor].values[value] for value in found.factors[:, factor]]
    rows = [
        {"latent": column, "mutual_information_nats": float(nats), "share_of_entropy": float(nats / found.entropy[factor])}
        for column, nats in zip(columns, found.information[factor], strict=True)
    ]
    known = Sheet(
        file=f"{checkpoint.name}-{name}-information", title=f"Who knows about {name}", rows=rows,
        cite=cite(f"Mutual information of {name} (entropy {decimal(found.entropy[factor], 3)} nats) and each latent, over {over}"),
    )  # fmt: skip
    return [points_sheet(checkpoint.name, name, values, columns[latent], found.codes[:, latent].tolist(), cite, over=over), known]


@guarded_callback
def _close() -> None:
    go_to_cell(None)


@guarded_callback
def _press_point() -> None:
    """Its image is drawn."""
    if (place := pressed(POINTS)) is None:
        return
    points = points_of(open_model(SESSION.view.model))
    row = int(place)
    if isinstance(points, Points) and 0 <= row < len(points.factors):
        ask_for_image(tuple(points.factors[row].tolist()))
