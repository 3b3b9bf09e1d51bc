"""A visitor's view of the factors page across reruns, kept equal to the page's address."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import streamlit as st

from vizvae.catalogue import distinct_titles, find_checkpoint
from vizvae.checkpoint import Checkpoint, CheckpointError
from vizvae.latent_names import names_of
from vizvae.ui.explorer.opened import OpenedModel, open_model
from vizvae.ui.explorer.session import CHANGED_ON, Shown
from vizvae.ui.explorer.session import SHOWN as SHOWN_ELSEWHERE
from vizvae.ui.factors.address import FactorView, read_beta, view_from_query, view_to_query
from vizvae.ui.factors.family import describe_family, shown_family
from vizvae.ui.factors.payload import describe_factor_model, factor_checkpoints, factors_of, first_images
from vizvae.ui.shell import text
from vizvae.ui.shell.arrival import ARRIVED
from vizvae.ui.shell.errors import guarded_callback

KEY, PICKER, FAMILY = "disentanglement", "factor_model", "family"
SHOWN, PROBLEMS = "factor_shown", "factor_problems"
OPENS_WITH = ("faces-btcvae", "sprites-btcvae")
"""The first of these that is there."""


def shown() -> Shown[FactorView]:
    return st.session_state[SHOWN]


def open_factor_view() -> tuple[OpenedModel, dict[str, str]]:
    """The view of this visit; on arrival with a link it is the link's, else what was looked at before, else the model that was chosen
    on another page if it is one of these. Returns the model that is shown, found here once a run, and those to choose from, name to title.

    Raises CheckpointError if there is none that can be used.
    """
    checkpoints = {checkpoint.name: checkpoint for checkpoint in factor_checkpoints()}
    if not checkpoints:
        raise CheckpointError(
            "There is no model of images with known factors yet. Train one on sprites or faces on the Train page, or with "
            "`python -m vizvae train --config assets/configs/sprites-btcvae.toml`, then come back."
        )
    arrived = st.session_state.get(ARRIVED, False)
    old: Shown[FactorView] | None = st.session_state.get(SHOWN)
    current = checkpoints.get(old.view.model) if old else None
    if old is None or current is None or current.digest != old.digest or (arrived and "model" in st.query_params):
        opened = _open_first(checkpoints, old.view if old else None)
    else:
        opened = OpenedModel.of(current)
        if arrived:  # the component was taken down meanwhile: it begins where it was
            st.session_state[SHOWN] = Shown.anew(old.view, old.digest)
    st.session_state[ARRIVED] = False  # last: a run that is stopped before has still arrived
    return opened, distinct_titles(checkpoints.values())


@guarded_callback
def switch_factor_model() -> None:
    """Callback of the picker."""
    _switch_to(st.session_state[PICKER])


@guarded_callback
def open_family_member() -> None:
    """Callback of the family: one of its models was chosen."""
    name = getattr(st.session_state[FAMILY], "open", None)
    if isinstance(name, str):
        _switch_to(name)


def _switch_to(name: str) -> None:
    """The same image, where the new model is of the same data."""
    old = shown().view
    try:
        new = open_model(name)
        same_data = new.data_key == open_model(old.model).data_key
        # A z of one model means nothing in another.
        query = view_to_query(replace(old, model=new.name, z=None, cell=None, beta=None)) if same_data else {"metric": old.metric}
        begun = _begun(_read(query, new)[0], new)
    except ValueError as error:
        st.session_state[PROBLEMS] = [str(error), f"{old.model} is still shown."]
        return
    st.session_state[PROBLEMS], st.session_state[SHOWN] = [], begun


@guarded_callback
def take_factor_view() -> None:
    """Callback of the component: the pointer was released."""
    reported = getattr(st.session_state[KEY], "view", None)
    if not isinstance(reported, dict) or reported.get("restoreId") != shown().restore_id:
        return  # sent by the model that was shown before the last switch
    query = {key: value for key, value in reported.items() if isinstance(value, str)}
    old = shown()
    view, st.session_state[PROBLEMS] = _read(query, open_model(old.view.model))
    st.session_state[SHOWN] = replace(old, view=replace(view, beta=old.view.beta))


@guarded_callback
def take_family_beta() -> None:
    """Callback of the family: its slider was released."""
    reported = getattr(st.session_state[FAMILY], "at", None)
    old = shown()
    family = shown_family(find_checkpoint(old.view.model))
    if not isinstance(reported, dict) or reported.get("restoreId") != old.restore_id or family is None:
        return  # sent by the family that was shown before the last switch
    try:
        st.session_state[SHOWN] = replace(old, view=replace(old.view, beta=read_beta(str(reported.get("beta")), family.betas)))
    except ValueError as error:
        st.session_state[PROBLEMS] = [str(error)]


def factor_data(opened: OpenedModel) -> dict[str, Any]:
    """What the component is told of the model that is shown; it stays the same until another model, another link or a latent's new name."""
    start = shown().start
    return {
        "model": describe_factor_model(opened),
        "initial": {"at": start.at, "z": start.z, "factor": start.factor, "range": start.range, "metric": start.metric, "cell": start.cell},
        "names": names_of(opened.digest),
        "restoreId": shown().restore_id,
        "firstImages": first_images(opened, start.at, start.z),
    }  # fmt: skip


def family_data(opened: OpenedModel) -> dict[str, Any] | None:
    """What the family's component is told; None where the shown model's data have no family."""
    start = shown().start
    family = shown_family(opened.checkpoint)
    if family is None:
        return None
    return {**describe_family(family), "shown": start.model, "beta": start.beta, "restoreId": shown().restore_id}


def show_factor_problems() -> None:
    text.show_problems(st.session_state[PROBLEMS])


def write_factor_address() -> None:
    st.query_params.from_dict(view_to_query(shown().view))


def _open_first(checkpoints: dict[str, Checkpoint], old: FactorView | None) -> OpenedModel:
    """The link's model and view, or the first model that loads; what cannot be used is said."""
    query = st.query_params.to_dict() if "model" in st.query_params or old is None else view_to_query(old)
    problems = []
    elsewhere = st.session_state.get(SHOWN_ELSEWHERE)
    default = next((name for name in OPENS_WITH if name in checkpoints), next(iter(checkpoints)))
    if "model" not in query and elsewhere is not None and st.session_state.get(CHANGED_ON):
        query = {"model": elsewhere.view.model}
    wanted = query.get("model", default)
    if wanted not in checkpoints:
        problems.append(_why_not(wanted, checkpoints))
    candidates = [checkpoints[wanted]] if wanted in checkpoints else []
    candidates.append(checkpoints[default])
    candidates += [checkpoint for checkpoint in checkpoints.values() if checkpoint not in candidates]
    for checkpoint in candidates:
        # What is said of one model means nothing in another.
        own = query if checkpoint.name == wanted else {}
        try:
            opened = OpenedModel.of(checkpoint)
            view, more = _read(own, opened)
            begun = _begun(view, opened)
        except ValueError as error:
            problems.append(str(error))
            continue
        if checkpoint.name != wanted:
            problems.append(f"{checkpoint.title} is shown instead.")
        st.session_state[PROBLEMS], st.session_state[SHOWN] = problems + more, begun
        return opened
    raise CheckpointError(" ".join(problems))


def _why_not(name: str, checkpoints: dict[str, Checkpoint]) -> str:
    try:
        title = find_checkpoint(name).title
    except CheckpointError:
        return f"There is no model named {name[:40]!r} here. Models of data with known factors: {', '.join(checkpoints)}."
    return (
        f"{title} was trained on photographs or drawings by hand: nobody knows their true factors, which this page compares with."
    )


def _read(query: dict[str, str], opened: OpenedModel) -> tuple[FactorView, list[str]]:
    family = shown_family(opened.checkpoint) if "beta" in query else None
    betas = family.betas if family else ()
    dataset = factors_of(opened)
    return view_from_query(query, model=opened.name, dataset=dataset, latent_dim=opened.model.latent_dim, betas=betas)


def _begun(view: FactorView, opened: OpenedModel) -> Shown[FactorView]:
    """Raises ValueError if the model has not all that the component needs."""
    describe_factor_model(opened)
    return Shown.anew(view, opened.digest)
