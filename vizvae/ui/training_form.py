"""What to train, as a form: presets first, details on demand. The widgets' values are the form's state; `config_of` reads them."""

from __future__ import annotations

from typing import Any

import streamlit as st

from vizvae.data.images import IMAGE_SETS
from vizvae.models import MODELS
from vizvae.training.config import ObjectiveConfig, TrainConfig
from vizvae.training.estimate import Memory, check_memory, what_costs
from vizvae.training.jobs import check_name
from vizvae.ui.errors import guarded_callback
from vizvae.ui.text import plain
from vizvae.ui.training_cost import costs
from vizvae.ui.training_presets import FIRST, PRESETS

OBJECTIVES = {
    "elbo": "ELBO: reconstruction + KL",
    "beta": "β-VAE: the KL weighs β",
    "capacity": "capacity: the KL is led to C nats",
    "free_bits": "free bits: some KL costs nothing",
    "iwae": "IWAE: several samples, a tighter bound",
}
LIKELIHOODS = {"bernoulli": "black or white (Bernoulli)", "gaussian": "grey (Gaussian)"}
PRECISIONS = {"float32": "32 bits", "bfloat16": "16 bits (bfloat16)"}
PRECISION_HELP = (
    "With 16 bits a GPU is faster and the curve rougher: lay two runs beside one another to see what it does to the ELBO."
)
DEVICES = {"auto": "a GPU if there is one", "cpu": "CPU", "cuda": "NVIDIA GPU", "mps": "Apple GPU"}
NAME_USED = "run_name_used"
"""A run has been started: the next one needs another name."""
STRIDED = ("vae_broadcast", "vae_strided")
"""Models that halve the image as often as told."""
CAPACITY_SHARE = 0.5
"""Of the passes: capacity rises over this share of the training."""


def key(field: str) -> str:
    return f"run_{field}"


def fill(values: dict[str, Any]) -> None:
    """Put values into the form. Callbacks only: a widget that is already drawn takes no new value."""
    for field, value in (FIRST | values).items():
        st.session_state[key(field)] = value


def values_of(config: TrainConfig) -> dict[str, Any]:
    """The form's values for the settings of a run."""
    objective = config.objective
    kind = "elbo"
    if objective.kind == "iwae":
        kind = "iwae"
    elif objective.capacity:
        kind = "capacity"
    elif objective.free_bits:
        kind = "free_bits"
    elif objective.beta != 1:
        kind = "beta"
    model = config.model_config
    return {
        "data": config.data, "model": config.model, "latents": model.get("latent_dim", _usual_latents(config.model)),
        "hidden": model.get("hidden_dim", FIRST["hidden"]), "likelihood": model.get("likelihood", "bernoulli"), "objective": kind,
        "beta": objective.beta, "capacity": objective.capacity or FIRST["capacity"],
        "free_bits": objective.free_bits or FIRST["free_bits"], "samples": max(2, objective.num_samples),
        "warmup": objective.kl_warmup_epochs, "epochs": config.epochs, "batch": config.batch_size, "rate": config.learning_rate,
        "seed": config.seed, "precision": config.precision, "device": config.device,
    }  # fmt: skip


def config_of(values: dict[str, Any]) -> TrainConfig:
    """The settings that the form's values mean. Raises ValueError for ones that cannot be, with the sentence of `TrainConfig`."""
    model = values["model"]
    settings: dict[str, Any] = {"latent_dim": values["latents"]}
    shape = IMAGE_SETS[values["data"]].image_shape
    if model in STRIDED or shape != IMAGE_SETS["mnist"].image_shape:
        settings["image_shape"] = shape
    gaussian = False
    if model == "vae_mlp":
        gaussian = values["likelihood"] == "gaussian"
        settings |= {"hidden_dim": values["hidden"], "likelihood": values["likelihood"]}
    elif model in STRIDED:
        if shape[1] % 16:  # its usual four halvings do not fit
            settings["channels"] = (32, 64)
    elif values["latents"] == 2:
        settings["hidden_dims"] = (256,)  # the decoder must bend a plane far
    return TrainConfig(
        data=values["data"], model=model, model_config=settings, objective=_objective(values), epochs=values["epochs"],
        batch_size=values["batch"], learning_rate=values["rate"], seed=values["seed"],
        binarisation="none" if gaussian else "draw", cosine_decay=False, precision=values["precision"], device=values["device"],
    )  # fmt: skip


def _objective(values: dict[str, Any]) -> ObjectiveConfig:
    if not MODELS[values["model"]][1].stochastic:
        return ObjectiveConfig(kind="reconstruction")
    kind = values["objective"]
    if kind == "iwae":
        return ObjectiveConfig(kind="iwae", num_samples=values["samples"])
    more: dict[str, Any] = {"kl_warmup_epochs": values["warmup"]}
    if kind in ("beta", "capacity"):
        more["beta"] = values["beta"]
    if kind == "capacity":
        more |= {"capacity": values["capacity"], "capacity_epochs": CAPACITY_SHARE * values["epochs"]}
    if kind == "free_bits":
        more["free_bits"] = values["free_bits"]
    return ObjectiveConfig(**more)


def form() -> dict[str, Any]:
    """Draw it; the values of its fields."""
    if key("data") not in st.session_state:
        fill(PRESETS["map"].values)
    if st.session_state.pop(NAME_USED, False):
        st.session_state[key("name")] = ""
    for field in FIRST:  # a widget that is not drawn loses its value with the run: kept by saying it again
        st.session_state[key(field)] = st.session_state.get(key(field), FIRST[field])
    st.selectbox(
        "Preset", PRESETS, format_func=lambda name: PRESETS[name].title, key=key("preset"), on_change=_take_preset,
    )  # fmt: skip
    st.caption(PRESETS[st.session_state[key("preset")]].says)
    left, right = st.columns(2)
    left.selectbox("Data", sorted(IMAGE_SETS), format_func=lambda name: IMAGE_SETS[name].title, key=key("data"))
    right.selectbox("Model", sorted(MODELS), format_func=lambda name: MODELS[name][1].title, key=key("model"))
    left, right = st.columns(2)
    left.number_input(
        "Latents", 1, 100_000, key=key("latents"), help="How many numbers an image is squeezed into. Two make a map."
    )
    right.number_input("Passes over the data", 0, 100_000, key=key("epochs"))
    stochastic = MODELS[st.session_state[key("model")]][1].stochastic
    if stochastic:
        _objective_fields()
    with st.expander("Details"):
        _details()
    st.text_input("Name", key=key("name"), placeholder="chosen for you", help="Letters, digits, dots, dashes and underscores.")
    if problem := name_problem(st.session_state[key("name")]):
        st.error(plain(problem), icon=":material/error:")
    return {field: st.session_state[key(field)] for field in FIRST}


def name_problem(name: str) -> str:
    """Why no run can be called so; empty if one can, or if a name is chosen for it."""
    try:
        if name.strip():
            check_name(name.strip())
    except ValueError as error:
        return str(error)
    return ""


def _objective_fields() -> None:
    st.selectbox("What is minimised", OBJECTIVES, format_func=OBJECTIVES.__getitem__, key=key("objective"))
    kind = st.session_state[key("objective")]
    if kind in ("beta", "capacity"):
        words = "β, the weight of the KL" if kind == "beta" else "β, the weight of the distance to C"
        st.number_input(words, 0.0, 10_000.0, step=0.5, key=key("beta"))
    if kind == "capacity":
        st.number_input("C, nats (reached half-way through)", 0.0, 10_000.0, step=1.0, key=key("capacity"))
    if kind == "free_bits":
        st.number_input("Free in each latent, nats", 0.0, 100.0, step=0.1, key=key("free_bits"))
    if kind == "iwae":
        st.number_input("Samples", 2, 1000, key=key("samples"))
    else:
        st.number_input(
            "KL warm-up, passes",
            0.0,
            100_000.0,
            step=1.0,
            key=key("warmup"),
            help="The KL's weight rises from 0 over so many passes.",
        )


def _details() -> None:
    left, right = st.columns(2)
    left.number_input("Images a step (batch)", 1, 100_000, key=key("batch"))
    right.number_input("Learning rate", 1e-6, 100.0, step=1e-4, format="%.5f", key=key("rate"))
    left, right = st.columns(2)
    left.number_input("Seed", 0, 2**31 - 1, key=key("seed"), help="The same seed on the same machine gives the same model.")
    if st.session_state[key("model")] == "vae_mlp":
        right.number_input("Hidden units", 1, 100_000, key=key("hidden"))
        st.selectbox("Pixels are", LIKELIHOODS, format_func=LIKELIHOODS.__getitem__, key=key("likelihood"))

    left, right = st.columns(2)
    left.selectbox("Arithmetic", PRECISIONS, format_func=PRECISIONS.__getitem__, key=key("precision"), help=PRECISION_HELP)
    right.selectbox("Device", DEVICES, format_func=DEVICES.__getitem__, key=key("device"))


@guarded_callback
def _take_preset() -> None:
    fill(PRESETS[st.session_state[key("preset")]].values)


def _usual_latents(model: str) -> int:
    return MODELS[model][0]().latent_dim


@st.cache_data(max_entries=64, show_spinner=False)
def _memory(config: TrainConfig) -> Memory:
    """Raises ValueError for what cannot be trained here, saying why."""
    return check_memory(config)


def show_cost(config: TrainConfig) -> bool:
    """What it will take, before it is started; whether it can be. How long is shown as soon as it has been measured."""
    try:
        memory = _memory(what_costs(config))
    except ValueError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return False
    size = f"{memory.num_parameters:,} parameters, {_megabytes(memory.num_bytes)} of memory"
    found = costs().look(config)
    if found is None:
        _wait_for_cost(config, size)
    elif isinstance(found, str):
        st.caption(f"{size}. How long it takes could not be measured: {plain(found)}.")
    else:
        seconds, of_pass = _duration(found.seconds_per_epoch * config.epochs), _duration(found.seconds_per_epoch)
        st.caption(
            f"{size}, {found.num_images:,} images. About {seconds} here ({of_pass} a pass, measured on the {found.device.upper()})."
        )
    return True


@st.fragment(run_every=0.5)
def _wait_for_cost(config: TrainConfig, size: str) -> None:
    if costs().look(config) is not None:
        st.rerun()
    st.caption(f"{size}. A few steps are taken, to see how long it takes …")


def _megabytes(num_bytes: int) -> str:
    return f"{num_bytes / 1e6:,.0f} MB" if num_bytes < 1e9 else f"{num_bytes / 1e9:,.1f} GB"


def _duration(seconds: float) -> str:
    if seconds < 10:
        return f"{seconds:.1f} s"
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
