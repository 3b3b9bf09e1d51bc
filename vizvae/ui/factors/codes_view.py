"""The panel that measures codes which a visitor brings, with what is known of their rows or alone."""

from __future__ import annotations

from functools import partial

import streamlit as st
from streamlit.typing import UploadedFile

from vizvae.data.arrays import ARRAY_FILES
from vizvae.data.codes import FEWEST_ROWS, MOST_LATENTS, TABLES
from vizvae.data.codes_example import example_tables
from vizvae.figures.embedding import plot_embedding
from vizvae.latent.flat_map import MapMethod
from vizvae.ui.access.permission import require_may_change, why_not_change
from vizvae.ui.factors.codes_data import BroughtCodes, CodesFound, keep_codes, measure_codes, measured_codes, stop_codes
from vizvae.ui.factors.results_view import PLOTLY, show_results
from vizvae.ui.jobs.background import Underway
from vizvae.ui.shell.errors import error_boundary, guarded_callback
from vizvae.ui.shell.text import plain
from vizvae.ui.shell.waiting import forget_failure, look, wait_for

BROUGHT = "codes_brought"
MOST_MEGABYTES = 100
MAPS: dict[MapMethod, str] = {"pca": "PCA: seen from where they spread most", "umap": "UMAP: neighbours stay neighbours"}


def show_codes_panel() -> None:
    """An error in it is shown in it: what stands above has nothing to do with it."""
    st.subheader("Codes of your own", anchor="codes")
    with error_boundary():
        _form()
        brought: BroughtCodes | None = st.session_state.get(BROUGHT)
        if brought is None:
            return
        found = look(partial(measured_codes, brought), brought.key)
        if isinstance(found, str):
            raise ValueError(found)
        if isinstance(found, Underway):
            wait_for(partial(measured_codes, brought), partial(stop_codes, brought), brought.key)
        elif found is None:
            st.info(f"{plain(brought.title)}: stopped, or not kept any more. Press Measure again.", icon=":material/pause:")
        else:
            _show(brought, found)


def _form() -> None:
    reason = why_not_change()
    st.caption(
        "Any table of numbers, from whatever model: a row for each image, cell, song or customer, a column for each latent. Beside it, if "
        "you know something of the rows, a factors.csv: a column for each factor, numbers or words, gaps allowed. "
        f"At least {FEWEST_ROWS} rows, 2 to {MOST_LATENTS} latents, {MOST_MEGABYTES} MB; rows are matched by a column of names that is in "
        "both tables, else by their order. On the command line: `python -m vizvae metrics codes.npy factors.csv --plot out.html`."
    )
    left, right = st.columns(2)
    codes = left.file_uploader(
        "Codes: npy, npz or csv", type=[suffix[1:] for suffix in (*ARRAY_FILES, *TABLES)], key="codes_file",
        max_upload_size=MOST_MEGABYTES, disabled=bool(reason), help=reason or None,
    )  # fmt: skip
    factors = right.file_uploader(
        "Factors, if known: csv with a header", type=[suffix[1:] for suffix in TABLES], key="codes_factors_file",
        max_upload_size=MOST_MEGABYTES, disabled=bool(reason), help=reason or None,
    )  # fmt: skip
    method, measure, example = st.columns([2, 1, 1], vertical_alignment="bottom")
    chosen = method.selectbox("Map", list(MAPS), format_func=MAPS.__getitem__, key="codes_map")
    measure.button(
        "Measure", key="codes_measure", type="primary", on_click=_measure, args=(codes, factors, chosen), width="stretch",
        disabled=bool(reason) or codes is None, help=reason or "In a process of its own; some seconds to some minutes.",
    )  # fmt: skip
    example.button(
        "Try made-up songs", key="codes_example", icon=":material/music_note:", on_click=_measure_example, args=(chosen,),
        width="stretch", disabled=bool(reason), help=reason or "800 songs with six latents and four factors, one with gaps.",
    )  # fmt: skip


@guarded_callback
def _measure(codes: UploadedFile | None, factors: UploadedFile | None, method: MapMethod) -> None:
    require_may_change()
    if codes is None:
        raise ValueError("expected a file of codes, got none: drop one first")
    _begin((codes.name, codes.getvalue()), (factors.name, factors.getvalue()) if factors else None, method)


@guarded_callback
def _measure_example(method: MapMethod) -> None:
    require_may_change()
    codes, factors = example_tables()
    _begin(("songs.csv", codes), ("songs-factors.csv", factors), method)


def _begin(codes: tuple[str, bytes], factors: tuple[str, bytes] | None, method: MapMethod) -> None:
    brought = keep_codes(codes, factors, method)
    forget_failure(brought.key)
    measure_codes(brought)
    st.session_state[BROUGHT] = brought


def _show(brought: BroughtCodes, shown: CodesFound) -> None:
    found = shown.found
    st.markdown(f"**{plain(brought.title)}**: {shown.num_rows:,} rows, {len(found.latents)} latents")
    st.caption(
        "Here for as long as this visit lasts: the address does not hold it, so a link or a bookmark does not bring it back. To keep it, "
        "write it to a file with `--plot` on the command line."
    )
    if shown.notes:
        st.caption("  \n".join(plain(f"{note}.") for note in shown.notes))
    show_results(found, thing="rows", key="codes", file="codes", cite=brought.cite)
    colours = {one.name: one for one in found.given}
    chosen = st.selectbox("Map, coloured by", [*colours, None], format_func=lambda name: name or "nothing", key="codes_colour")
    factor = colours.get(chosen) if chosen else None
    told = {"labels": factor.numbers, "label_name": factor.name, "values": factor.values} if factor else {}
    figure = plot_embedding(shown.points, title="Map of the codes", axes=shown.axes, **told)
    st.plotly_chart(figure, key="codes_map_figure", config=PLOTLY)
    st.caption(plain(shown.map_said))
