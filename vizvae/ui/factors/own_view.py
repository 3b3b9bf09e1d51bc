"""The page for a model of one's own images of which factors are known: found, not drawn, so that there is no grid to move on."""

from __future__ import annotations

import html
from collections.abc import Sequence
from functools import partial

import numpy as np
import streamlit as st

from vizvae.cards.source import source_of
from vizvae.checkpoint import Checkpoint
from vizvae.data.images import load_images
from vizvae.data.own.tables import Factor
from vizvae.latent_names import names_of
from vizvae.ui.access.permission import require_may_change, why_not_change
from vizvae.ui.explorer.picker import model_picker
from vizvae.ui.factors.own_data import OwnFactorModel, measure, measured, stop
from vizvae.ui.factors.results_view import Found, show_results
from vizvae.ui.factors.session import PICKER, switch_factor_model
from vizvae.ui.jobs.background import Underway
from vizvae.ui.shell.errors import guarded_callback
from vizvae.ui.shell.pictures import png_url
from vizvae.ui.shell.text import plain
from vizvae.ui.shell.waiting import forget_failure, look, wait_for

ALONG = 16
"""Images along a latent"""
STYLE = """<style>
.vizvae-along { display: flex; flex-wrap: wrap; gap: 6px 8px; font-size: 0.8125rem; }
.vizvae-along div { text-align: center; line-height: 1.25; }
.vizvae-along img { display: block; width: 72px; height: 72px; image-rendering: pixelated; border-radius: 3px; }
</style>"""


def show_own_page(model: OwnFactorModel, models: Sequence[Checkpoint]) -> None:
    """`models`: all to choose from."""
    heading, box = st.columns([6, 4], vertical_alignment="bottom")
    heading.header("Which latent carries what?", anchor=False)
    with box:
        model_picker(models, model.opened.name, key=PICKER, on_change=switch_factor_model)
    factors = model.factors()
    st.caption(
        f"The images of {plain(model.own.name)} were found, not drawn: what is known of each stands in its factors.csv, with gaps where it "
        "is not known, and nobody can move one factor and keep the others. So there are no sliders of factors here, only what can be "
        "measured on the images that are there: the codes of those that the pages show, which are the held-out ones first."
    )
    _along(model, factors)
    st.subheader("How well latents and factors agree", anchor=False)
    found = look(partial(measured, model), model.key)
    if isinstance(found, str):
        st.error(plain(found), icon=":material/error:")
        found = None
    if found is None:
        reason = why_not_change()
        st.button(
            "Measure", key="own_measure", type="primary", on_click=_measure, args=(model,), disabled=bool(reason),
            help=reason or "In a process of its own; some ten seconds to a minute, then it is kept.",
        )  # fmt: skip
    elif isinstance(found, Underway):
        wait_for(partial(measured, model), partial(stop, model), model.key)
    else:
        codes = model.opened.reference.mu.double().numpy()
        show_results(
            Found(
                results=found["results"],
                factors=found["factors"],
                left_out=found["leftOut"],
                tied=found["tied"] and tuple(found["tied"]),
                not_computed=found["notComputed"],
                latents=tuple(_latents(model)),
                codes=codes,
                given=tuple(factors),
            ),
            thing="images",
            key="own",
            file=model.opened.name,
            cite=lambda figures: source_of(model.opened.checkpoint).cite(f"On the images of {model.own.name}: {figures}"),
        )


@guarded_callback
def _measure(model: OwnFactorModel) -> None:
    require_may_change()
    forget_failure(model.key)
    measure(model)


def _latents(model: OwnFactorModel) -> list[str]:
    names = names_of(model.opened.digest)
    return [names.get(str(latent)) or f"z{latent}" for latent in range(model.opened.model.latent_dim)]


def _along(model: OwnFactorModel, factors: Sequence[Factor]) -> None:
    """Images in the order of one latent, each with what is known of it."""
    reference, names = model.opened.reference, _latents(model)
    first, second = st.columns(2)
    in_use = reference.in_use or list(range(len(names)))
    latent = first.selectbox("Images along the latent", in_use, format_func=names.__getitem__, key="own_latent")
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
