"""A visitor's view of the factors page across reruns, kept equal to the page's address."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace

import streamlit as st
from msgspec import structs

from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import Checkpoint, CheckpointError
from vizvae.ui.address.contract import AddressSaid
from vizvae.ui.address.opening import first_usable
from vizvae.ui.address.session import Session
from vizvae.ui.explorer.opened import OpenedModel, open_model
from vizvae.ui.explorer.session import CHANGED_ON
from vizvae.ui.explorer.session import SESSION as EXPLORED
from vizvae.ui.factors.address import FactorView, read_beta, view_from_query, view_to_query
from vizvae.ui.factors.beta_family import describe_family, shown_family
from vizvae.ui.factors.beta_family_contract import ChosenBeta, FamilyData, FamilySaid
from vizvae.ui.factors.contract import AskedImage
from vizvae.ui.factors.own_data import OwnFactorModel, open_own, own_factor_models
from vizvae.ui.factors.payload import describe_factor_model, factor_checkpoints, factors_of
from vizvae.ui.shell.arrival import ARRIVED
from vizvae.ui.shell.errors import guarded_callback
from vizvae.ui.shell.payload import heard
from vizvae.words import listed

KEY, PICKER, FAMILY = "disentanglement", "factor_model", "family"
SESSION = Session[FactorView]("factor_shown", links={"model"})
OPENS_WITH = ("faces-btcvae", "sprites-btcvae")
"""The first of these that is there."""
ASKED = "factor_asked"
"""In the session: the image that was asked for outside of the component, and of which beginning of it"""
CHOSEN_BETA = "family_chosen"
"""Likewise the β that was chosen outside of the family's component"""
OWN = "factor_own"
"""In the session: the name of the model of one's own images that is shown; None for one of images that are drawn."""


def open_factor_view() -> tuple[OpenedModel, list[Checkpoint]]:
    """The view of this visit; on arrival with a link it is the link's, else what was looked at before, else the model that was chosen
    on another page if it is one of these. Returns the model that is shown, found here once a run, and those to choose from.

    Raises CheckpointError if there is none that can be used.
    """
    checkpoints = {checkpoint.name: checkpoint for checkpoint in factor_checkpoints()}
    others = own_factor_models()
    if not checkpoints:
        raise CheckpointError(
            "There is no model of images with known factors yet. Train one on sprites, faces or letters on the Train page, or with "
            "`python -m vizvae train --config assets/configs/sprites-btcvae-bottleneck.toml`, then come back."
        )
    old = SESSION.last
    current = checkpoints.get(old.view.model) if old else None
    if old is None or current is None or current.digest != old.digest or (SESSION.arrived and "model" in st.query_params):
        opened = _open_first(checkpoints, old.view if old else None)
    else:
        opened = OpenedModel.of(current)
        SESSION.go_on()
    return opened, [*checkpoints.values(), *others.values()]


def open_own_view() -> tuple[OwnFactorModel, list[Checkpoint]] | None:
    """The model of one's own images that is to be shown, if it is one: that of a link, the one chosen here, or on another page, or the only
    kind there is; and all models to choose from. Raises CheckpointError for one that cannot be shown."""
    others = own_factor_models()
    asked = st.query_params.get("model") if st.session_state.get(ARRIVED) else None
    if asked is not None:
        st.session_state[OWN] = asked if asked in others else None
    chosen = st.session_state.get(OWN)
    elsewhere = EXPLORED.last
    if asked is None and SESSION.arrived and elsewhere is not None and st.session_state.get(CHANGED_ON):
        chosen = elsewhere.view.model if elsewhere.view.model in others else chosen
    drawn = factor_checkpoints()
    if chosen is None and not drawn and asked is None:
        chosen = next(iter(others), None)
    if chosen not in others:
        st.session_state[OWN] = None
        return None
    st.session_state[OWN] = chosen
    SESSION.write({"model": chosen})
    SESSION.settle()
    return open_own(others[chosen]), [*drawn, *others.values()]


@guarded_callback
def switch_factor_model() -> None:
    """Callback of the picker."""
    name = st.session_state[PICKER]
    if name in own_factor_models():
        st.session_state[OWN] = name
        return
    st.session_state[OWN] = None
    if SESSION.last is None:  # the first of its kind in this session: opened as a link would
        st.session_state[ARRIVED] = True
        st.query_params.from_dict({"model": name})
    else:
        _switch_to(name)


@guarded_callback
def open_family_member() -> None:
    """Callback of the family: one of its models was chosen."""
    if (name := heard(FamilySaid, FAMILY, "open").open) is not None:
        _switch_to(name)


def _switch_to(name: str) -> None:
    """The same image, where the new model is of the same data."""
    old = SESSION.view
    try:
        new = open_model(name)
        same_data = new.data_key == open_model(old.model).data_key
        # A z of one model means nothing in another.
        query = view_to_query(replace(old, model=new.name, z=None, cell=None, beta=None)) if same_data else {"metric": old.metric}
        view = _read(query, new)[0]
    except ValueError as error:
        SESSION.complain(str(error), f"{old.model} is still shown.")
        return
    SESSION.begin(view, digest=new.digest)


@guarded_callback
def take_factor_view() -> None:
    """Callback of the component: the pointer was released."""
    if (report := SESSION.current(SESSION.heard(AddressSaid, KEY, "view").view)) is not None:
        old = SESSION.view
        view, problems = _read(report.address, open_model(old.model))
        SESSION.change(replace(view, beta=old.beta, metric=old.metric, cell=old.cell), problems)


def ask_for_image(at: tuple[int, ...]) -> None:
    """The component goes to the image that is drawn with these factors, as if it had been chosen there."""
    shown = SESSION.shown
    st.session_state[ASKED] = shown.restore_id, AskedImage(id=uuid.uuid4().hex, at=at)
    SESSION.change(replace(shown.view, at=at, z=None), shown.problems)


def asked_image() -> AskedImage | None:
    restore_id, asked = st.session_state.get(ASKED, ("", None))
    return asked if restore_id == SESSION.shown.restore_id else None


@guarded_callback
def take_family_beta() -> None:
    """Callback of the family: its slider was released."""
    family = shown_family(find_checkpoint(SESSION.view.model))
    report = SESSION.current(SESSION.heard(FamilySaid, FAMILY, "at").at)
    if report is None or family is None:
        return
    try:
        beta = read_beta(str(report.beta), family.betas)
    except ValueError as error:
        SESSION.complain(f"The last change could not be kept in the address: {error}.")
        return
    SESSION.change(replace(SESSION.view, beta=beta), SESSION.shown.problems)


def family_data(opened: OpenedModel) -> FamilyData | None:
    """What the family's component is told; None where the shown model's data have no family."""
    start = SESSION.shown.start
    family = shown_family(opened.checkpoint)
    if family is None:
        return None
    facts = structs.asdict(describe_family(family))
    restore_id, chosen = st.session_state.get(CHOSEN_BETA, ("", None))
    if restore_id != SESSION.shown.restore_id:
        chosen = None
    return FamilyData(**facts, shown=start.model, beta=start.beta, chosen=chosen, restore_id=SESSION.shown.restore_id)


def choose_family_beta(place: int) -> None:
    """The slider of the family goes to the β of this place."""
    family, shown = shown_family(find_checkpoint(SESSION.view.model)), SESSION.shown
    if family is None or not 0 <= place < len(family.betas):
        return
    beta = family.betas[place]
    st.session_state[CHOSEN_BETA] = shown.restore_id, ChosenBeta(id=uuid.uuid4().hex, beta=beta)
    SESSION.change(replace(shown.view, beta=beta), shown.problems)


def write_factor_address() -> None:
    SESSION.write(view_to_query(SESSION.view))


def _open_first(checkpoints: dict[str, Checkpoint], old: FactorView | None) -> OpenedModel:
    """The link's model and view, or the first model that loads; what cannot be used is said."""
    query = st.query_params.to_dict() if "model" in st.query_params or old is None else view_to_query(old)
    elsewhere = EXPLORED.last
    default = next((name for name in OPENS_WITH if name in checkpoints), next(iter(checkpoints)))
    if "model" not in query and elsewhere is not None and st.session_state.get(CHANGED_ON):
        query = {"model": elsewhere.view.model}
    wanted = query.get("model", default)

    def attempt(name: str) -> tuple[tuple[OpenedModel, FactorView], list[str]]:
        if name not in checkpoints:
            raise ValueError(_why_not(name, checkpoints))
        opened = OpenedModel.of(checkpoints[name])
        # What is said of one model means nothing in another.
        view, problems = _read(query if name == wanted else {}, opened)
        return (opened, view), problems

    others = [default, *(name for name in checkpoints if name != default)]
    (opened, view), problems = first_usable(wanted, others, attempt, title=lambda name: checkpoints[name].title)
    SESSION.begin(view, problems, opened.digest)
    return opened


def _why_not(name: str, checkpoints: dict[str, Checkpoint]) -> str:
    try:
        title = find_checkpoint(name).title
    except CheckpointError:
        return f"There is no model named {name[:40]!r} here. Models of data with known factors: {listed(checkpoints)}."
    return (
        f"{title} was trained on photographs or drawings by hand: nobody knows their true factors, which this page compares with."
    )


def _read(query: Mapping[str, str], opened: OpenedModel) -> tuple[FactorView, list[str]]:
    """Raises ValueError if the model has not all that the component needs."""
    describe_factor_model(opened)
    family = shown_family(opened.checkpoint) if "beta" in query else None
    betas = family.betas if family else ()
    dataset = factors_of(opened)
    return view_from_query(query, model=opened.name, dataset=dataset, latent_dim=opened.model.latent_dim, betas=betas)
