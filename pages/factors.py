"""Factors: what really varies in the images beside what the model's latents do, and numbers that say how well they agree."""

import streamlit as st

from vizvae.cards.words import from_pairs
from vizvae.ui.explorer.picker import model_picker
from vizvae.ui.factors.beta_family_chart import show_family_chart
from vizvae.ui.factors.codes_view import show_codes_panel
from vizvae.ui.factors.metric_checks import show_metric_checks
from vizvae.ui.factors.metrics_view import show_metrics
from vizvae.ui.factors.own_view import show_own_page
from vizvae.ui.factors.page import beta_family, factors
from vizvae.ui.factors.payload import factor_page_data
from vizvae.ui.factors.session import (
    FAMILY,
    KEY,
    PICKER,
    SESSION,
    asked_image,
    family_data,
    open_factor_view,
    open_family_member,
    open_own_view,
    switch_factor_model,
    take_factor_view,
    take_family_beta,
    write_factor_address,
)

if (own := open_own_view()) is not None:
    show_own_page(*own)
else:
    opened, models = open_factor_view()
    heading, picker = st.columns([6, 4], vertical_alignment="bottom")
    with heading:
        st.header("Which latent carries what?", anchor=False)
        st.caption(
            "These images are drawn from a few *factors* that we know: position, size, smile. The model never sees them, only "
            f"{'pairs of images that differ in one of them' if from_pairs(opened.checkpoint) else 'the images'}. "
            "Move a factor on the left and watch which of the model's latents answer: where one latent answers to one factor, "
            "the model has pulled the factors apart. That is called *disentanglement*."
        )
    with picker:
        model_picker(models, opened.name, key=PICKER, on_change=switch_factor_model)
    SESSION.show_problems()
    shown_family = family_data(opened)
    shown = SESSION.shown
    data = factor_page_data(
        opened, shown.start, shown.restore_id, has_family=shown_family is not None, cell=shown.view.cell, asked=asked_image()
    )
    factors(key=KEY, data=data, on_view_change=take_factor_view)
    show_metrics(opened)
    if shown_family is not None:
        beta_family(key=FAMILY, data=shown_family, on_at_change=take_family_beta, on_open_change=open_family_member)
        show_family_chart(shown_family)
    show_metric_checks()
    write_factor_address()
show_codes_panel()
