"""The manifold page's own part of the conversation with the browser: the map's settings, and the other models it can be compared with."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import streamlit as st

from vizvae.catalogue import list_checkpoints
from vizvae.paths import PAGES
from vizvae.ui.explorer.opened import OpenedModel, open_model
from vizvae.ui.explorer.payload import model_json
from vizvae.ui.explorer.session import CHANGED_ON, PROBLEMS, is_late, shown
from vizvae.ui.manifold.address import map_from_query, map_to_query, read_map
from vizvae.ui.shell.arrival import BY_HISTORY
from vizvae.ui.shell.errors import guarded_callback
from vizvae.ui.shell.payload import Json

MAP, MAP_MODEL, MAP_OF, MAP_START = "map", "map_model", "map_of", "map_start"
KEY = "manifold"


def manifold_data(opened: OpenedModel) -> dict[str, Any]:
    """What the component is told beside what the sliders are told."""
    latent_dim = opened.model.latent_dim
    if latent_dim < 2:
        raise ValueError(
            f"A map needs two latents, and {opened.name} has one: its whole latent space is one line. "
            "Open it in the latent sliders, or choose a model with more latents above."
        )
    _open_map(latent_dim)
    return {"map": st.session_state[MAP_START], "twins": _twins(opened)}


@guarded_callback
def take_map() -> None:
    """Callback of the component: the map was changed, and the pointer is released."""
    reported = getattr(st.session_state[KEY], "map", None)
    if not isinstance(reported, dict) or reported.get("model") != shown().view.model or is_late(reported):
        return
    try:
        st.session_state[MAP] = read_map(reported.get("settings"), open_model(shown().view.model).model.latent_dim)
        st.session_state[PROBLEMS] = []
    except ValueError as error:
        st.session_state[PROBLEMS] = [str(error)]


def follow_open(result: Any) -> None:
    """Go to the sliders when the component asks for it; the point is carried over by the shared view."""
    if getattr(result, "open", None) == "sliders":
        st.session_state[CHANGED_ON] = KEY  # this point was chosen, even if it is the one that the page opened with
        st.switch_page(PAGES / "sliders.py")


def map_address() -> dict[str, str]:
    return {"map": map_to_query(st.session_state[MAP])} if st.session_state[MAP] else {}


def _open_map(latent_dim: int) -> None:
    """Read anew whenever the view is: the settings in the address if they are for the model shown, else what this model's map was."""
    if st.session_state.get(MAP_OF) == shown().restore_id:
        return
    view = shown().view
    if st.session_state.get(MAP_MODEL) != view.model or st.session_state.get(BY_HISTORY):
        st.session_state[MAP] = {}
    text = st.query_params.get("map")
    if text and st.query_params.get("model") == view.model:
        try:
            st.session_state[MAP] = map_from_query(text, latent_dim)
        except ValueError as error:
            st.session_state[PROBLEMS] = [*st.session_state[PROBLEMS], str(error)]
    st.session_state[MAP_OF], st.session_state[MAP_MODEL] = shown().restore_id, view.model
    st.session_state[MAP_START] = st.session_state[MAP]


def _twins(mapped: OpenedModel) -> Json:
    """Other models of two latents on the same data, to be mapped beside the shown one."""
    if mapped.model.latent_dim != 2:
        return Json.array([])
    twins = []
    for checkpoint in list_checkpoints():
        same_data = checkpoint.card["data"]["key"] == mapped.data_key
        if checkpoint.name == mapped.name or not same_data or checkpoint.config["model_config"].get("latent_dim") != 2:
            continue
        with suppress(ValueError):  # a damaged one: said where it is chosen, and no reason to be without a map
            twins.append(model_json(OpenedModel.of(checkpoint)))
    return Json.array(twins)
