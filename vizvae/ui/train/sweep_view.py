"""A sweep as it stands: how far it is, and what came of it so far, as a figure and a table of which each part opens the run behind it."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import quote

import streamlit as st

from vizvae.figures import plot_rate_distortion
from vizvae.figures.rate_points import BARS, below, points_of_sweep
from vizvae.runs.folder import RESUMABLE, Phase
from vizvae.sweep.record import Sweep, sweep_names
from vizvae.sweep.running import how_far, share_done, under_way
from vizvae.sweep.sheet import sweep_sheet
from vizvae.sweep.table import Row, Spread, Summary, as_cells, called, reasons, said, summarise, word
from vizvae.ui.access.permission import why_not_change
from vizvae.ui.shell.errors import error_boundary, guarded_callback
from vizvae.ui.shell.navigation import page_named
from vizvae.ui.shell.take_along import take_along
from vizvae.ui.shell.text import plain
from vizvae.ui.train.session import SESSION
from vizvae.ui.train.sweep_scoring import NOT_MEASURED, Family, scoring
from vizvae.ui.train.sweep_session import go_on, problem, show_sweep, stop_sweep
from vizvae.words import counted

LOOK_EVERY = 1.5
"""Seconds"""
ODD: tuple[Phase, ...] = ("finished", "failed", "killed")
"""Phases of which it is said why a run is not in the table; the others say all"""
PLOTLY = {"displayModeBar": False}
CHOSEN, FIGURE, SPREAD = "sweep_chosen", "sweep_figure", "sweep_spread"
_OPEN, _POINT = "sweep_open_run", "sweep_point"
STYLE = """<style>
.vizvae-sweep { overflow-x: auto; }
.vizvae-sweep table { border-collapse: collapse; font-size: 0.8125rem; font-variant-numeric: tabular-nums; }
.vizvae-sweep :is(th, td) { padding: 3px 10px 3px 0; text-align: right; white-space: nowrap; }
.vizvae-sweep td { border-top: 1px solid rgba(128, 128, 128, 0.25); }
.vizvae-sweep .vizvae-knee { font-weight: 600; }
.vizvae-runs a { margin-right: 0.5rem; color: inherit; text-decoration: underline; }
</style>"""


def show_sweeps() -> None:
    """The choice of a sweep, where there are any, and the one that is chosen."""
    names, name = sweep_names(), SESSION.view.sweep
    if not names and name is None:
        return
    st.session_state[CHOSEN] = name if name in names else None
    st.selectbox(
        "Sweeps on this machine",
        names,
        index=None,
        key=CHOSEN,
        on_change=_choose,
        placeholder="choose one to see what came of it",
    )
    if name is None:
        return
    with error_boundary():
        found = _look(name)
        if found is None:
            st.info(f"There is no sweep named {plain(name)} any more.", icon=":material/info:")
            return
        st.fragment(_draw, run_every=LOOK_EVERY if _busy(found) else None)(name, _busy(found))


def _look(name: str) -> Family | None:
    return scoring().look(name, begin=not why_not_change())


def _busy(found: Family) -> bool:
    return under_way(found.statuses) or bool(found.measuring)


def _draw(name: str, was_busy: bool) -> None:
    if run := st.session_state.pop(_OPEN, None):
        st.switch_page(page_named("sliders"), query_params={"model": run})
    found = _look(name)
    if found is None or _busy(found) != was_busy:
        st.rerun()
    summary = summarise(found.sweep, found.missing)
    st.subheader(f"Sweep {plain(name)}", anchor=False)
    st.caption(_described(found.sweep))
    _progress(found)
    if summary.rows:
        _family(found, summary)
    odd = {name: why for name, why in found.missing.items() if found.statuses[name].phase in ODD and why != NOT_MEASURED}
    for line in reasons(replace(summary, missing=odd)):
        st.caption(plain(line))


def _progress(found: Family) -> None:
    busy = _busy(found)
    bar, stop, begin = st.columns([6, 1.5, 1.5], vertical_alignment="center")
    text = "; ".join(filter(None, [how_far(found.statuses), found.measuring]))
    bar.progress(share_done(found.statuses), plain(text))
    reason = why_not_change()
    stop.button(
        "Stop", key="sweep_stop", on_click=stop_sweep, args=(found.sweep,), width="stretch",
        disabled=bool(reason) or not under_way(found.statuses),
        help=reason or "What trains saves where it is, what waits leaves the queue: nothing is lost.",
    )  # fmt: skip
    missing = any(status.phase in RESUMABLE for status in found.statuses.values())
    unmeasured = not busy and any(run not in found.sweep.scores for run in found.statuses)
    begin.button(
        "Go on", key="sweep_go_on", on_click=go_on, args=(found.sweep.name,), width="stretch",
        disabled=bool(reason) or not (missing or unmeasured),
        help=reason or "Runs that were stopped, killed or have failed go on where they were; those that are gone begin anew.",
    )  # fmt: skip
    if problem():
        st.error(plain(problem()), icon=":material/error:")


def _family(found: Family, summary: Summary) -> None:
    st.markdown(("" if not found.missing else "**So far.** ") + plain(summary.sentence))
    spread: Spread = "std"
    if any(row.std for row in summary.rows):
        spread = st.segmented_control(
            "± is the", list(BARS), format_func={"std": "standard deviation", "interval": "95 % interval of the mean"}.__getitem__,
            default="std", required=True, key=SPREAD,
            help="Over seeds. The interval is by Student's t, which knows how badly a few seeds tell their spread.",
        )  # fmt: skip
    st.plotly_chart(
        plot_rate_distortion(points_of_sweep(found.sweep, summary, spread)), key=FIGURE, on_select=_press_point, selection_mode="points",
        config=PLOTLY,
        alt="Rate and distortion of each combination",
    )  # fmt: skip
    st.caption(f"{below(spread)} Press a point to open its model in the sliders.")
    place = st.session_state.get(_POINT)
    if place is not None and place < len(summary.rows):
        row = summary.rows[place]
        words = html.escape(said(summary.settings, row.point))
        st.html(f'{STYLE}<p class="vizvae-runs">{words}: {_links(found.sweep, row)}</p>')
    st.html(STYLE + _table(found.sweep, summary, spread))
    take_along("sweep_along", lambda: [sweep_sheet(found.sweep, summary)], of="The combinations with their figures")


def _table(sweep: Sweep, summary: Summary, spread: Spread) -> str:
    head, *lines = as_cells(summary, spread)
    cells = "".join(f'<th scope="col">{html.escape(cell)}</th>' for cell in [*head, "open in the sliders"])
    rows = []
    for row, line in zip(summary.rows, lines, strict=True):
        mark = ' class="vizvae-knee"' if "KNEE" in line[-1] else ""
        inside = "".join(f"<td>{html.escape(cell)}</td>" for cell in line)
        rows.append(f'<tr{mark}>{inside}<td class="vizvae-runs">{_links(sweep, row)}</td></tr>')
    return (
        f'<div class="vizvae-sweep"><table aria-label="Sweep {html.escape(sweep.name)}"><thead><tr>{cells}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _links(sweep: Sweep, row: Row) -> str:
    """A link for each run, which is called by its seed."""
    seeds = {run.name: run.seed for run in sweep.runs}
    return "".join(
        f'<a href="/?model={quote(run)}" target="_blank" rel="noopener" title="{html.escape(run)}">seed {seeds[run]}</a>'
        for run in row.runs
    )


def _described(sweep: Sweep) -> str:
    varied = [
        f"{called(setting)} {', '.join(dict.fromkeys(word(run.point[place]) for run in sweep.runs))}"
        for place, setting in enumerate(sweep.settings)
    ]
    seeds = counted(len({run.seed for run in sweep.runs}), "seed")
    on = f"{sweep.base.get('data', 'mnist')}, {sweep.base.get('model', 'vae_mlp')}"
    return plain(f"{counted(len(sweep.runs), 'run')}: {'; '.join([*varied, seeds, on])}")


@guarded_callback
def _press_point() -> None:
    """A run's own point, and that of a combination with one run, open it; of several runs links are shown."""
    _take(st.session_state[FIGURE]["selection"]["points"])


@guarded_callback
def _take(points: Sequence[dict]) -> None:
    st.session_state.pop(_POINT, None)
    if not points:
        return
    place, run = points[0]["customdata"][:2]
    found = _look(SESSION.view.sweep or "")
    runs = summarise(found.sweep, found.missing).rows[int(place)].runs if found else ()
    if run or len(runs) == 1:
        st.session_state[_OPEN] = run or next(iter(runs))
    else:
        st.session_state[_POINT] = int(place)


@guarded_callback
def _choose() -> None:
    st.session_state.pop(_POINT, None)
    show_sweep(st.session_state[CHOSEN])
