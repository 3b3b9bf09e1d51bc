"""A visitor's view across reruns, kept equal to the page's address."""

from __future__ import annotations

import math
import uuid
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import streamlit as st

from vizvae.catalogue import OPENS_WITH
from vizvae.checkpoint import Checkpoint, CheckpointError
from vizvae.ui.explorer.address import InputImage, View, view_from_component, view_from_query, view_to_query
from vizvae.ui.explorer.opened import OpenedModel, open_model
from vizvae.ui.explorer.payload import decoded_png, describe_model, initial_json, model_json, start_view
from vizvae.ui.shell.arrival import ARRIVED, BY_HISTORY
from vizvae.ui.shell.errors import guarded_callback

SHOWN, PROBLEMS = "shown", "view_problems"
MODEL_PICKER = "model"
CHANGED_ON = "view_changed_on"
"""The page on which the visitor last chose something; unset while nobody has chosen anything."""
FIRST_MODEL = {"sliders": OPENS_WITH, "manifold": "mnist-2d"}
"""What each page shows to somebody who has not chosen a model: the map is at its best where two latents are all there are."""

AnyView = TypeVar("AnyView")


@dataclass(frozen=True)
class Shown(Generic[AnyView]):
    """What a visitor looks at, under one key of the session: Streamlit may stop a script before any look at its state, and of two keys
    one might be of another model than the other."""

    view: AnyView
    """As it is now"""
    start: AnyView
    """What the component was told to begin with"""
    digest: str
    """Of the model's weights"""
    restore_id: str
    """Another one whenever the component is told to begin anew"""

    @classmethod
    def anew(cls, view: AnyView, digest: str) -> Shown[AnyView]:
        return cls(view, view, digest, uuid.uuid4().hex)


def shown() -> Shown[View]:
    return st.session_state[SHOWN]


def open_view(checkpoints: list[Checkpoint], page: str) -> OpenedModel:
    """The model that is shown: found here once a run, and passed on.

    On a visitor's first run, or when a link has led here from another page, it is opened with the view in the address, else with what was
    last chosen on another page, else it is the model that this page opens with. Later on, only what is needed if the shown model is gone
    or trained anew.

    What cannot be used is said in `st.session_state[PROBLEMS]` and replaced by what can. Raises CheckpointError if no model loads.
    """
    by_name = {checkpoint.name: OpenedModel.of(checkpoint) for checkpoint in checkpoints}
    old: Shown[View] | None = st.session_state.get(SHOWN)
    arrived = st.session_state.get(ARRIVED, False)
    linked = arrived and ("model" in st.query_params or st.session_state.get(BY_HISTORY, False))
    chosen_on = st.session_state.get(CHANGED_ON)
    current = by_name.get(old.view.model) if old else None
    if old and current and current.digest == old.digest and not linked and (not arrived or chosen_on == page):
        st.session_state[ARRIVED] = False
        return current
    if linked:
        st.session_state[CHANGED_ON] = page
    # Names are kept with the model, and may have been changed on another page since.
    query = view_to_query(replace(old.view, names={})) if old and chosen_on and not linked else st.query_params.to_dict()
    first = FIRST_MODEL[page] if FIRST_MODEL[page] in by_name else checkpoints[0].name
    wanted = query.get("model", first)
    problems = []
    if wanted not in by_name:
        problems.append(f"There is no model named {wanted[:40]!r} here. Known models: {', '.join(by_name)}.")
    candidates = [by_name[wanted]] if wanted in by_name else []
    for opened in [*candidates, *(other for other in by_name.values() if other.name != wanted)]:
        # A z of one model means nothing in another.
        own = query if opened.name == wanted else {}
        try:
            view, more = view_from_query(own, model=opened.name, **_sizes(opened))
            begun = _begun(view, opened)
        except ValueError as error:
            problems.append(str(error))
            continue
        if opened.name != wanted:
            problems.append(f"{opened.name} is shown instead.")
        st.session_state[PROBLEMS] = problems + more
        st.session_state[SHOWN] = begun
        st.session_state[ARRIVED] = False  # last: a run that is stopped before has still arrived
        return opened
    raise CheckpointError(" ".join(problems))


@guarded_callback
def switch_model(page: str) -> None:
    """Callback of the model picker: the same input seen by the chosen model. Names belong to a model and stay behind."""
    name = st.session_state[MODEL_PICKER]
    old = shown().view
    try:
        opened = open_model(name)
        keep = old.input if _means_the_same(old.input, open_model(old.model), opened) else None
        begun = _begun(View(model=name, input=keep), opened)
    except ValueError as error:
        st.session_state[PROBLEMS] = [str(error), f"{old.model} is still shown."]
        return
    st.session_state[CHANGED_ON], st.session_state[PROBLEMS], st.session_state[SHOWN] = page, [], begun


@guarded_callback
def take_view(page: str) -> None:
    """Callback of the component: the pointer was released."""
    reported = getattr(st.session_state[page], "view", None)
    current = shown()
    if not isinstance(reported, dict) or reported.get("model") != current.view.model or is_late(reported):
        return  # sent by the model that was shown before the last switch
    try:
        view = view_from_component(reported, **_sizes(open_model(current.view.model)))
    except ValueError as error:
        st.session_state[PROBLEMS] = [f"The last change could not be kept in the address: {error}"]
        return
    st.session_state[CHANGED_ON], st.session_state[PROBLEMS] = page, []
    st.session_state[SHOWN] = replace(current, view=view)


def is_late(reported: dict[str, Any]) -> bool:
    """Whether the component sent this before it was told to start anew."""
    return reported.get("restoreId", shown().restore_id) != shown().restore_id


def write_address(more: dict[str, str] | None = None) -> None:
    """Put the view, and what `more` of the page there is, into the address, so that copying it copies them. At once: every change of
    the address is a step of the browser's history."""
    st.query_params.from_dict(view_to_query(shown().view) | (more or {}))


def component_data(opened: OpenedModel, upload: dict[str, Any] | None) -> dict[str, Any]:
    """What the component is told of the model that is shown; it stays the same until another model, another link, another upload or a
    latent's new name."""
    start = shown().start
    assert start.z is not None
    return {
        "model": model_json(opened),
        "initial": initial_json(start, opened.digest),
        "restoreId": shown().restore_id,
        "firstImage": decoded_png(start.z, opened),
        "upload": upload,
    }


def _begun(view: View, opened: OpenedModel) -> Shown[View]:
    """Raises ValueError if the model has not all that the component needs."""
    start = start_view(view, opened)
    describe_model(opened)
    return Shown.anew(start, opened.digest)


def _means_the_same(image: InputImage | None, old: OpenedModel, new: OpenedModel) -> bool:
    """Whether an input of one model is an input of another: the same data for a numbered image, the same shape for a drawn one."""
    if image is not None and image.kind == "data":
        return old.data_key == new.data_key
    return old.model.image_shape == new.model.image_shape


def _sizes(opened: OpenedModel) -> dict[str, int]:
    return {
        "latent_dim": opened.model.latent_dim,
        "num_pixels": math.prod(opened.model.image_shape),
        "num_images": len(opened.sample),
    }
