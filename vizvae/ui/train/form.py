"""What to train, as a form: presets first, details on demand. The widgets' values are the form's state; `config_of` reads them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import streamlit as st

from vizvae.data.registry import image_specs
from vizvae.models import IMAGE_MODELS, MODELS, OTHER_MODELS, model_title
from vizvae.runs.names import check_name
from vizvae.training.pixels import stays_grey
from vizvae.ui.shell.errors import guarded_callback
from vizvae.ui.shell.text import plain
from vizvae.ui.train.fields import (
    AIMS,
    CHOICES,
    KEPT,
    OBJECTIVE,
    OF_MACHINE,
    OF_OPTIMISER,
    TRAINING,
    WORDS,
    Setting,
    aims_of,
    model_settings,
    words_of,
)  # fmt: skip
from vizvae.ui.train.presets import PRESETS
from vizvae.ui.train.values import aim_for, aimed, blank, kept_settings, options, suited

NAME_USED = "run_name_used"
"""A run has been started: the next one needs another name."""
FIELDS = (
    "data",
    "model",
    "aim",
    "name",
    KEPT,
    *dict.fromkeys([*WORDS, *(path for model in IMAGE_MODELS for path in model_settings(model))]),
)
LATENTS = "model_config.latent_dim"
START = "start_from"


def key(field: str) -> str:
    return f"run_{field}"


def fill(values: dict[str, Any]) -> None:
    """Put values into the form. Callbacks only: a widget that is already drawn takes no new value."""
    for field, value in (blank() | values).items():
        st.session_state[key(field)] = value


def begin_with_data(data: str) -> None:
    """What suits a data set that somebody wants to train on. Before the form is drawn."""
    fill(PRESETS["any"].values_for(data))
    st.session_state[key("preset")] = "any"


def form() -> dict[str, Any]:
    """Draw it; the values of its fields."""
    if key("data") not in st.session_state:
        fill(PRESETS["map"].values)
    if st.session_state.pop(NAME_USED, False):
        st.session_state[key("name")] = ""
    for field in FIELDS:  # a widget that is not drawn loses its value with the run: kept by saying it again
        if key(field) in st.session_state:
            st.session_state[key(field)] = st.session_state[key(field)]
    st.selectbox(
        "Preset", PRESETS, format_func=lambda name: PRESETS[name].title, key=key("preset"), on_change=_take_preset,
    )  # fmt: skip
    st.caption(PRESETS[st.session_state[key("preset")]].says)
    left, right = st.columns(2)
    titles = {name: spec.title for name, spec in image_specs().items()}
    titles.setdefault(st.session_state[key("data")], f"{st.session_state[key('data')]} (not here any more)")
    left.selectbox("Data", list(titles), format_func=titles.__getitem__, key=key("data"), on_change=_suit)
    right.selectbox("Model", [*MODELS, *OTHER_MODELS], format_func=model_title, key=key("model"), on_change=_suit)
    model = st.session_state[key("model")]
    settings = TRAINING | OBJECTIVE | model_settings(model)
    left, right = st.columns(2)
    with left:
        _field(settings[LATENTS if LATENTS in settings else "epochs"])
    if LATENTS in settings:
        with right:
            _field(settings["epochs"])
    _aim(model, settings)
    if details := _opened("The network, and what a pixel is", "network"):
        with details:
            _pairs(settings[path] for path in model_settings(model) if path != LATENTS)
            likelihood = st.session_state.get(key("model_config.likelihood"), "bernoulli")
            black_and_white = likelihood == "bernoulli" or "model_config.likelihood" not in settings
            if black_and_white and not stays_grey(st.session_state[key("data")], model):
                _field(settings["binarisation"])
    if details := _opened("The optimiser", "optimiser"):
        with details:
            _pairs(settings[path] for path in OF_OPTIMISER if path != START or not _needs_start())
    if details := _opened("Seed and machine", "machine"):
        with details:
            _pairs(settings[path] for path in OF_MACHINE)
    values = {field: st.session_state[key(field)] for field in FIELDS if key(field) in st.session_state}
    _show_kept(kept_settings(values))
    st.text_input("Name", key=key("name"), placeholder="chosen for you", help="Letters, digits, dots, dashes and underscores.")
    if problem := name_problem(st.session_state[key("name")]):
        st.error(plain(problem), icon=":material/error:")
    return values | {"name": st.session_state[key("name")]}


def name_problem(name: str) -> str:
    """Why no run can be called so; empty if one can, or if a name is chosen for it."""
    try:
        if name.strip():
            check_name(name.strip())
    except ValueError as error:
        return str(error)
    return ""


def _needs_start() -> bool:
    return st.session_state[key("aim")] == "prior"


def _aim(model: str, settings: dict[str, Setting]) -> None:
    aims = aims_of(model, st.session_state[key("data")])
    if len(aims) > 1:
        st.selectbox("What is minimised", aims, format_func=lambda name: AIMS[name].title, key=key("aim"), on_change=_take_aim)
    aim = AIMS[st.session_state[key("aim")]]
    st.caption(aim.says if len(aims) > 1 else f"What is minimised: {aim.title}. {aim.says}")
    if _needs_start():
        _field(settings[START])
    first = [name for name in aim.shows if name in aim.starts_with or name in ("beta", "kl_warmup_epochs")]
    _pairs(settings[f"objective.{name}"] for name in first)
    more = [name for name in aim.shows if name not in first]
    if more and (details := _opened("More of the objective", "objective")):
        with details:
            _pairs(settings[f"objective.{name}"] for name in more)


def _opened(label: str, name: str) -> Any:
    """An expander, if it is open. What is in a closed one is not drawn: each field costs the server half a millisecond at every run."""
    details = st.expander(label, key=key(f"details_{name}"), on_change="rerun")
    return details if details.open else None


def _pairs(settings: Iterable[Setting]) -> None:
    """Fields side by side, two a row; words to choose from need a row of their own."""
    side: Any = None
    for setting in settings:
        if options(setting):
            _field(setting)
            continue
        if side is None:
            left, side = st.columns(2)
        else:
            left, side = side, None
        with left:
            _field(setting)


def _field(setting: Setting) -> None:
    words, at = words_of(setting), key(setting.path)
    if found := options(setting):
        st.selectbox(words.label, found, format_func=lambda name: CHOICES.get(name) or str(name), key=at, help=words.help)
    elif setting.hint is bool:
        st.checkbox(words.label, key=at, help=words.help)
    elif setting.hint is int:
        bounds = int(words.smallest), int(words.largest)
        if setting.path == LATENTS:
            st.number_input(words.label, *bounds, key=at, help=words.help, on_change=_bend)
        else:
            st.number_input(words.label, *bounds, key=at, help=words.help)
    elif setting.hint is float:
        steps = {"learning_rate": 1e-4, "objective.beta": 0.5, "ema_decay": 0.001, "model_config.pixel_std": 0.05}
        step = steps.get(setting.path, 0.1 if words.largest <= 100 else 1.0)
        st.number_input(words.label, float(words.smallest), float(words.largest), step=step, format="%g", key=at, help=words.help)
    else:
        st.text_input(words.label, key=at, help=words.help)


def _show_kept(kept: dict[str, Any]) -> None:
    if kept:
        said = plain(", ".join(f"{path} = {str(value)[:60]}" for path, value in kept.items()))
        st.info(f"Kept from that run, without a field here: {said}.", icon=":material/inventory_2:")
        st.button("Forget these", key="run_forget", on_click=_forget)


@guarded_callback
def _forget() -> None:
    st.session_state[key(KEPT)] = {}


@guarded_callback
def _take_preset() -> None:
    fill(PRESETS[st.session_state[key("preset")]].values)


@guarded_callback
def _take_aim() -> None:
    _put(aimed(st.session_state[key("aim")]))


@guarded_callback
def _suit() -> None:
    """Another model or other data: sizes that fit, a likelihood that is one. The number of latents stays where the model stays usual."""
    model, data, aim = (st.session_state[key(name)] for name in ("model", "data", "aim"))
    _put(suited(data, model, st.session_state[key(LATENTS)]))
    if (possible := aim_for(model, data, aim)) != aim:
        _put({"aim": possible} | aimed(possible))


@guarded_callback
def _bend() -> None:
    """Two latents need dense layers, which no other number does."""
    at = key("model_config.hidden_dims")
    usual = suited(st.session_state[key("data")], st.session_state[key("model")], st.session_state[key(LATENTS)])
    if "model_config.hidden_dims" in usual and st.session_state.get(at) in ("", "256"):
        st.session_state[at] = usual["model_config.hidden_dims"]


def _put(values: dict[str, Any]) -> None:
    for field, value in values.items():
        st.session_state[key(field)] = value
