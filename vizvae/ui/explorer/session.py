"""A visitor's view across reruns, kept equal to the page's address."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from vizvae.catalogue import OPENS_WITH, find_checkpoint
from vizvae.checkpoint import Checkpoint
from vizvae.checkpoint.bundle import CLASS_MARK
from vizvae.ui.address.opening import first_usable
from vizvae.ui.address.session import Session
from vizvae.ui.explorer.address import InputImage, View, view_from_query, view_to_query
from vizvae.ui.explorer.contract import ExplorerSaid
from vizvae.ui.explorer.opened import OpenedModel, open_model
from vizvae.ui.explorer.payload import start_view
from vizvae.ui.shell.errors import guarded_callback
from vizvae.words import listed

SESSION = Session[View]("shown", links={"model"})
"""Of both pages: the sliders and the manifold show the same view"""
MODEL_PICKER, CLASS_PICKER = "model", "class_of_model"
CHANGED_ON = "view_changed_on"
"""The page on which the visitor last chose something; unset while nobody has chosen anything."""
FIRST_MODEL = {"sliders": OPENS_WITH, "manifold": "mnist-2d"}
"""What each page shows to somebody who has not chosen a model: the map is at its best where two latents are all there are."""


def open_view(checkpoints: list[Checkpoint], page: str) -> OpenedModel:
    """The model that is shown: found here once a run, and passed on.

    On a visitor's first run, or when a link has led here from another page, it is opened with the view in the address, else with what was
    last chosen on another page, else it is the model that this page opens with. Later on, only what is needed if the shown model is gone
    or trained anew.

    What cannot be used is said, and replaced by what can. Raises CheckpointError if no model loads.
    """
    by_name = {checkpoint.name: checkpoint for checkpoint in checkpoints}

    def known(name: str) -> Checkpoint | None:
        """Also one class of a model, which is no entry of its own."""
        base, mark, _ = name.partition(CLASS_MARK)
        return find_checkpoint(name) if mark and base in by_name else by_name.get(name)

    old = SESSION.last
    linked = SESSION.linked
    chosen_on = st.session_state.get(CHANGED_ON)
    current = known(old.view.model) if old else None
    if old and current and current.digest == old.digest and not linked and (not SESSION.arrived or chosen_on == page):
        opened = OpenedModel.of(current)
        SESSION.settle()  # the component knows where it was, and what can be undone
        return opened
    if linked:
        st.session_state[CHANGED_ON] = page
    # Names are kept with the model, and may have been changed on another page since.
    query = view_to_query(replace(old.view, names={})) if old and chosen_on and not linked else st.query_params.to_dict()
    wanted = query.get("model", FIRST_MODEL[page] if FIRST_MODEL[page] in by_name else checkpoints[0].name)

    def attempt(name: str) -> tuple[tuple[OpenedModel, View], list[str]]:
        checkpoint = known(name)
        if checkpoint is None:
            raise ValueError(f"There is no model named {name[:40]!r} here. Known models: {listed(by_name)}.")
        opened = OpenedModel.of(checkpoint)
        # A z of one model means nothing in another.
        view, problems = view_from_query(query if name == wanted else {}, model=name, **opened.sizes)
        return (opened, start_view(view, opened)), problems

    (opened, view), problems = first_usable(wanted, by_name, attempt)
    SESSION.begin(view, problems, opened.digest)
    return opened


@guarded_callback
def switch_model(page: str) -> None:
    """Callback of the model picker: the same input seen by the chosen model. Names belong to a model and stay behind."""
    _switch(page, st.session_state[MODEL_PICKER])


@guarded_callback
def switch_class(page: str) -> None:
    """Callback of the choice of a class beside it."""
    label = st.session_state[CLASS_PICKER]
    base = SESSION.view.model.partition(CLASS_MARK)[0]
    _switch(page, f"{base}{CLASS_MARK}{label}" if label else base)


def _switch(page: str, name: str) -> None:
    old = SESSION.view
    try:
        opened = open_model(name)
        keep = old.input if _means_the_same(old.input, open_model(old.model), opened) else None
        view = start_view(View(model=name, input=keep), opened)
    except ValueError as error:
        SESSION.complain(str(error), f"{old.model} is still shown.")
        return
    SESSION.begin(view, digest=opened.digest)
    st.session_state[CHANGED_ON] = page


@guarded_callback
def take_view(page: str) -> None:
    """Callback of the component: the pointer was released."""
    report, model = SESSION.current(SESSION.heard(ExplorerSaid, page, "view").view), SESSION.view.model
    if report is None or report.address.get("model") != model:
        return  # sent by the model that was shown before the last switch
    view, problems = view_from_query(report.address, model=model, **open_model(model).sizes)
    if view.z is None and not problems:
        problems = ["It has no z."]
    if problems:
        SESSION.complain("The last change could not be kept in the address. " + " ".join(problems))
        return
    st.session_state[CHANGED_ON] = page
    SESSION.change(replace(view, scored_as=report.scored_as))


def write_address(more: dict[str, str] | None = None) -> None:
    """Put the view, and what `more` of the page there is, into the address, so that copying it copies them. At once: every change of
    the address is a step of the browser's history."""
    SESSION.write(view_to_query(SESSION.view) | (more or {}))


def _means_the_same(image: InputImage | None, old: OpenedModel, new: OpenedModel) -> bool:
    """Whether an input of one model is an input of another: the same data for a numbered image, the same shape for a drawn one."""
    if image is not None and image.kind == "data":
        return old.data_key == new.data_key
    return old.model.image_shape == new.model.image_shape
