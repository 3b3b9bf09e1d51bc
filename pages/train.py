"""Train: start a model, watch its latent space form, change it while it learns."""

import streamlit as st

from vizvae.ui.access.permission import why_not_change
from vizvae.ui.shell.buttons import pressed
from vizvae.ui.shell.errors import error_boundary
from vizvae.ui.train.along import training_along
from vizvae.ui.train.curves_view import show_curves, show_ridges
from vizvae.ui.train.form import form, name_problem
from vizvae.ui.train.page import train
from vizvae.ui.train.session import (
    KEY,
    SESSION,
    open_training_view,
    start_run,
    take_settings,
    take_training_view,
    training_data,
    write_training_address,
)
from vizvae.ui.train.shown_cost import show_cost
from vizvae.ui.train.sweep_form import sweep_form
from vizvae.ui.train.sweep_view import show_sweeps
from vizvae.ui.train.values import config_of

open_training_view()
st.header("Train", anchor=False)
st.caption("Start a model and watch its latent space form. It trains in a process of its own: close this page, and it goes on.")
SESSION.show_problems()
left, right = st.columns([4, 9], gap="large")
with left, error_boundary():
    values = form()
    config = config_of(values)
    unnamed = bool(name_problem(values["name"]))
    reason = why_not_change()
    if show_cost(config) and pressed(
        left, "Start", key="run_start", type="primary", icon=":material/play_arrow:", width="stretch",
        disabled=unnamed or bool(reason), help=reason or None,
    ):  # fmt: skip
        start_run(config, values["name"].strip())
    sweep_form(values)
with right:
    with st.container():  # always there: the component below keeps its place
        show_sweeps()
    train(key=KEY, data=training_data("head"), on_view_change=take_training_view, on_clone_change=take_settings)
    with st.container():
        show_curves()
    train(key=f"{KEY}_pictures", data=training_data("pictures"))
    with st.container():
        show_ridges()
    train(key=f"{KEY}_tail", data=training_data("tail"))
    training_along()
write_training_address()
