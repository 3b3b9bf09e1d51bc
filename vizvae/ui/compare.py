"""The Compare page on the server: its models with their figures, and what is shown, kept equal to the address."""

from __future__ import annotations

import uuid
from functools import cache
from typing import Any

import streamlit as st

from vizvae.rivals.comparison import FLOOR, read_comparison
from vizvae.rivals.contenders import BETA_FAMILY, CONTENDERS, Contender
from vizvae.rivals.gan import Gan
from vizvae.rivals.pixelcnn import PixelCnn
from vizvae.ui.compare_address import tidied
from vizvae.ui.compare_server import NUM_DRAWS, compare_url, digits, digits_url
from vizvae.ui.state import ARRIVED, BY_HISTORY

KEY = "compare"
ADDRESS, OPENED_WITH, RESTORE_ID, PROBLEMS = "compare_address", "compare_opened_with", "compare_restore_id", "compare_problems"


def open_compare() -> None:
    """On arrival what the address says, or what was shown before."""
    arrived = st.session_state.pop(ARRIVED, False)
    if RESTORE_ID in st.session_state and not arrived:
        return
    linked = arrived and (bool(st.query_params) or st.session_state.get(BY_HISTORY, False))
    if linked or ADDRESS not in st.session_state:
        st.session_state[ADDRESS], st.session_state[PROBLEMS] = tidied(st.query_params.to_dict())
    st.session_state[OPENED_WITH] = st.session_state[ADDRESS]
    st.session_state[RESTORE_ID] = uuid.uuid4().hex


def compare_data() -> dict[str, Any]:
    """What the component is told; it stays the same until another link is opened.

    Raises CheckpointError if a model is missing or damaged.
    """
    return {**described(), "address": st.session_state[OPENED_WITH], "restoreId": st.session_state[RESTORE_ID]}


def take_compare_address() -> None:
    """Callback of the component: something was chosen, or has come to rest."""
    reported = getattr(st.session_state[KEY], "view", None)
    if not isinstance(reported, dict) or reported.get("restoreId") != st.session_state[RESTORE_ID]:
        return
    told = reported.get("address")
    query = {key: text for key, text in told.items() if isinstance(text, str)} if isinstance(told, dict) else {}
    st.session_state[ADDRESS], st.session_state[PROBLEMS] = tidied(query)


def show_compare_problems() -> None:
    if st.session_state[PROBLEMS]:
        st.warning("  \n".join(st.session_state[PROBLEMS]), icon=":material/info:")


def write_compare_address() -> None:
    """The component has put it there already, in these very words: Streamlit learns of it, and adds nothing to the history."""
    st.query_params.from_dict(st.session_state[ADDRESS])


@cache
def described() -> dict[str, Any]:
    """Everything that does not depend on the visitor."""
    figures = read_comparison()
    return {
        "models": [_describe(one) | {"figures": figures.get(one.name)} for one in CONTENDERS.values()],
        "floor": figures[FLOOR]["classifier_frechet"] if FLOOR in figures else None,
        "family": BETA_FAMILY,
        "digits": {"url": digits_url(), "labels": digits().labels.tolist()},
        "numDraws": NUM_DRAWS,
    }


def _describe(one: Contender) -> dict[str, Any]:
    described: dict[str, Any] = {"name": one.name, "title": one.title, "what": one.what, "column": one.column}
    if not one.column:
        return described
    described |= {"digest": one.checkpoint.digest, "command": one.checkpoint.card["command"]}
    kind = one.kind
    if issubclass(kind, PixelCnn):
        config = one.checkpoint.config["model_config"]
        return described | {
            "pixels": {
                "config": config,
                "weightsUrl": compare_url(one, "weights.safetensors"),
                "drawsUrl": compare_url(one, "draws.u8"),
            }
        }
    config = one.checkpoint.config["model_config"]
    channels, height, width = config["image_shape"]
    described["decoder"] = {
        "url": compare_url(one, "decoder.onnx"),
        "latentsUrl": compare_url(one, "latents.f32"),
        "shape": {
            "latentDim": config["latent_dim"],
            "channels": channels,
            "height": height,
            "width": width,
            "likelihood": "bernoulli",
        },
    }
    if not issubclass(kind, Gan):
        described["encoder"] = {"url": compare_url(one, "encoder.onnx"), "mapUrl": compare_url(one, "map.f32")}
    return described
