"""The page for a model of one's own images of which factors are known: found, not drawn, so that there is no grid to move on."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import streamlit as st

from vizvae.data.images import load_images
from vizvae.data.own.tables import Factor
from vizvae.latent_names import names_of
from vizvae.ui.access.permission import require_may_change, why_not_change
from vizvae.ui.factors.address import METRICS, UNSUPERVISED
from vizvae.ui.factors.own_data import OwnFactorModel, measure, measured, stop
from vizvae.ui.factors.session import PICKER, switch_factor_model
from vizvae.ui.jobs.background import JobFailed, Underway
from vizvae.ui.shell.errors import guarded_callback
from vizvae.ui.shell.pictures import png_url
from vizvae.ui.shell.text import plain

TITLES = {
    "mig": "Mutual information gap (MIG)",
    "dci_disentanglement": "DCI disentanglement",
    "dci_completeness": "DCI completeness",
    "dci_informativeness": "DCI informativeness",
    "sap": "SAP",
    "factor_vae_score": "FactorVAE score",
    "beta_vae_score": "β-VAE score",
    "modularity": "Modularity",
    "total_correlation": "Total correlation (lower is better)",
    "mutual_information": "Mutual information of latents (lower is better)",
}
LOOK_EVERY = 0.5
"""Seconds"""
TIED = 0.1
"""Share of a factor's entropy that another one tells, from which that is said"""
ALONG = 16
"""Images along a latent"""
STYLE = """<style>
.vizvae-matrix { overflow-x: auto; margin-bottom: 0.5rem; }
.vizvae-matrix table { border-collapse: collapse; font-size: 0.8rem; font-variant-numeric: tabular-nums; }
.vizvae-matrix th { font-weight: normal; padding: 2px 6px; text-align: right; white-space: nowrap; }
.vizvae-matrix td { min-width: 2.6rem; padding: 3px 6px; text-align: right; border: 1px solid rgba(128, 128, 128, 0.25); }
.vizvae-along { display: flex; flex-wrap: wrap; gap: 6px 8px; font-size: 0.75rem; }
.vizvae-along div { text-align: center; line-height: 1.25; }
.vizvae-along img { display: block; width: 72px; height: 72px; image-rendering: pixelated; border-radius: 3px; }
</style>"""


def show_own_page(model: OwnFactorModel, models: Mapping[str, str]) -> None:
    """`models`: all to choose from, name to title.

    Raises ValueError for a measurement that failed.
    """
    heading, box = st.columns([6, 4], vertical_alignment="bottom")
    heading.header("Which latent carries what?", anchor=False)
    st.session_state[PICKER] = model.opened.name
    box.selectbox("Model", list(models), format_func=models.__getitem__, key=PICKER, on_change=switch_factor_model)
    factors = model.factors()
    st.caption(
        f"The images of {plain(model.own.name)} were found, not drawn: what is known of each stands in its factors.csv, with gaps where it "
        "is not known, and nobody can move one factor and keep the others. So there are no sliders of factors here, only what can be "
        "measured on the images that are there: the codes of those that the pages show, which are the held-out ones first."
    )
    _along(model, factors)
    st.subheader("How well latents and factors agree", anchor=False)
    try:
        found = measured(model)
    except JobFailed as error:
        raise ValueError(f"The metrics could not be computed: {error}") from error
    if found is None:
        reason = why_not_change()
        st.button(
            "Measure", key="own_measure", type="primary", on_click=_measure, args=(model,), disabled=bool(reason),
            help=reason or "In a process of its own; some ten seconds to a minute, then it is kept.",
        )  # fmt: skip
    elif isinstance(found, Underway):
        _wait(model)
    else:
        _results(model, found)


@guarded_callback
def _measure(model: OwnFactorModel) -> None:
    require_may_change()
    measure(model)


@guarded_callback
def _stop(model: OwnFactorModel) -> None:
    require_may_change()
    stop(model)


@st.fragment(run_every=LOOK_EVERY)
def _wait(model: OwnFactorModel) -> None:
    try:
        found = measured(model)
    except JobFailed as error:
        st.error(plain(f"The metrics could not be computed: {error}"), icon=":material/error:")
        return
    if not isinstance(found, Underway):
        st.rerun()
    bar, button = st.columns([5, 1], vertical_alignment="center")
    bar.progress(min(1.0, found.progress), plain(found.message))
    button.button("Stop", key="own_stop", on_click=_stop, args=(model,), width="stretch", disabled=bool(why_not_change()))


def _results(model: OwnFactorModel, found: Mapping[str, Any]) -> None:
    results = found["results"]
    st.markdown(
        "\n".join(
            f"- **{plain(one['name'])}**: {plain(one['how'])}, known of {one['known']:,} images" for one in found["factors"]
        )
    )
    said = [f"{name} is left out: {why}." for name, why in found["leftOut"].items()]
    if found["tied"] is not None and found["tied"][2] >= TIED:
        one, other, share = found["tied"]
        said.append(
            f"{one} and {other} go together in these images: one tells {share:.0%} of the other. What is said of the one may be "
            "due to the other."
        )
    if said:
        st.info("  \n".join(map(plain, said)), icon=":material/info:")
    st.html(STYLE + _table(results))
    missing = [f"- {TITLES[key]}: {plain(why)}" for key, why in found["notComputed"].items()]
    if "modularity" not in results:
        missing.append(f"- {TITLES['modularity']}: with one factor there is no other that a latent could know of")
    st.markdown("Not computed on these images:\n\n" + "\n".join(missing))
    keys = [key for key in METRICS if key in results]
    metric = st.selectbox("The matrix behind", keys, format_func=lambda key: str(TITLES.get(key, key)), key="own_metric")
    result = results[metric]
    rows = _latents(model) if metric in UNSUPERVISED else [one["name"] for one in found["factors"]]
    st.caption(plain(f"{result['quantity'].capitalize()}. {result['estimator']}"))
    st.html(STYLE + _matrix(result["matrix"], rows, _latents(model)))


def _table(results: Mapping[str, Any]) -> str:
    lines = [
        f"<tr><th style='text-align: left'>{html.escape(TITLES.get(key, key))}</th><td>{results[key]['value']:.3f}</td>"
        f"<td>{results[key]['interval'][0]:.3f} … {results[key]['interval'][1]:.3f}</td></tr>"
        for key in METRICS
        if key in results
    ]
    head = "<tr><th></th><th>value</th><th>95 % interval</th></tr>"
    return f'<div class="vizvae-matrix"><table aria-label="Metrics">{head}{"".join(lines)}</table></div>'


def _matrix(matrix: Sequence[Sequence[float]], rows: Sequence[str], columns: Sequence[str]) -> str:
    most = max((cell for row in matrix for cell in row), default=0.0) or 1.0
    head = "".join(f"<th>{html.escape(name)}</th>" for name in columns)
    body = "".join(
        f"<tr><th>{html.escape(name)}</th>"
        + "".join(
            f'<td style="background: rgba(70, 130, 220, {0.75 * max(0.0, cell) / most:.3f})">{cell:.2f}</td>' for cell in row
        )
        + "</tr>"
        for name, row in zip(rows, matrix, strict=True)
    )
    return f'<div class="vizvae-matrix"><table aria-label="Matrix"><tr><th></th>{head}</tr>{body}</table></div>'


def _latents(model: OwnFactorModel) -> list[str]:
    names = names_of(model.opened.digest)
    return [names.get(str(latent)) or f"z{latent}" for latent in range(model.opened.model.latent_dim)]


def _along(model: OwnFactorModel, factors: Sequence[Factor]) -> None:
    """Images in the order of one latent, each with what is known of it."""
    reference, names = model.opened.reference, _latents(model)
    first, second = st.columns(2)
    active = reference.active or list(range(len(names)))
    latent = first.selectbox("Images along the latent", active, format_func=names.__getitem__, key="own_latent")
    factor = second.selectbox("with their", range(len(factors)), format_func=lambda place: factors[place].name, key="own_factor")
    order = np.argsort(reference.mu[:, latent].numpy(), kind="stable")
    rows = order[np.linspace(0, len(order) - 1, min(ALONG, len(order))).round().astype(int)].tolist()
    images = load_images(model.own.name, "sample").at(rows)
    cells = []
    for row, image in zip(rows, images, strict=True):
        said = html.escape(_said(factors[factor], row))
        cells.append(
            f'<div role="listitem"><img src="{png_url(image)}" alt="{said}">{said}<br>{float(reference.mu[row, latent]):.2f}</div>'
        )
    label = html.escape(f"Images from the lowest to the highest {names[latent]}", quote=True)
    st.html(f'{STYLE}<div class="vizvae-along" role="list" aria-label="{label}">{"".join(cells)}</div>')


def _said(factor: Factor, row: int) -> str:
    number = factor.numbers[row]
    if np.isnan(number):
        return "unknown"
    return factor.values[int(number)] if factor.values else f"{number:g}"
