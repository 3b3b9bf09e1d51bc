"""A visitor's view of the graph page across reruns, kept equal to the page's address."""

from __future__ import annotations

import uuid
from contextlib import suppress
from typing import Any

import streamlit as st

from vizvae.checkpoint import CheckpointError
from vizvae.graph.catalogue import GraphCatalogue, graph_catalogue
from vizvae.graph.checkpoint import GraphCheckpoint
from vizvae.latent.projection import ProjectionConfig
from vizvae.ui.graph.choices import OPENS_WITH, graph_choices
from vizvae.ui.graph.payload import describe_graph_model, loaded_graph_model
from vizvae.ui.shell.arrival import ARRIVED, BY_HISTORY
from vizvae.ui.shell.errors import guarded_callback

KEY = "graph"
GRAPH_PICKER, PICKER = "graph_graph", "graph_model"
VIEW, START, RESTORE_ID, PROBLEMS = "graph_view", "graph_start", "graph_restore_id", "graph_problems"
KINDS = ("found", "invented", "missed")
SPLIT_PARTS = ("training", "validation", "test")
COLOURS = ("class", "degree", "uncertainty", "held-out")
DEFAULTS: dict[str, Any] = {
    "nodes": [],
    "show": list(KINDS),
    "parts": list(SPLIT_PARTS),
    "colour": "class",
    "plane": "pca",
    "leaked": False,
}
"""What a link means where it says nothing"""


def open_graph_view(catalogue: GraphCatalogue) -> None:
    """The view of this visit; on arrival with a link it is the link's, and where that cannot be opened, why not and another model.

    Raises CheckpointError if there is no graph model that can be opened.
    """
    arrived = st.session_state.pop(ARRIVED, False)
    linked = arrived and ("model" in st.query_params or st.session_state.get(BY_HISTORY, False))
    query = st.query_params.to_dict()
    problems = []
    if VIEW in st.session_state and not linked:
        shown = st.session_state[VIEW]["model"]
        if shown in catalogue:
            # Taken down meanwhile, the component begins where it was, not where it once began; so it does if it can begin there no more.
            if arrived or st.session_state[START]["model"] not in catalogue:
                _restore(st.session_state[VIEW])
            return
        problems.append(catalogue.refused.get(shown) or f"{shown} has been deleted.")
        query = {}
    view, more = _opened_view(catalogue, query)
    _restore(DEFAULTS | view)
    st.session_state[PROBLEMS] = problems + more


def _opened_view(catalogue: GraphCatalogue, query: dict[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Of the model that is asked for, or of the first that can be opened."""
    others = sorted((one.name for one in catalogue.checkpoints), key=lambda name: name != OPENS_WITH)
    asked = query.get("model")
    problems = []
    for name in others if asked is None else [asked, *(name for name in others if name != asked)]:
        try:
            view, more = view_from_query(query if asked in (None, name) else {}, catalogue.find(name))
        except ValueError as error:
            problems.append(str(error))
        else:
            return view, problems + more
    raise CheckpointError(
        " ".join(problems)
        or "There is no trained graph model yet: `python -m vizvae graph train karate --model vgae --help` makes one."
    )


def view_from_query(query: dict[str, str], checkpoint: GraphCheckpoint) -> tuple[dict[str, Any], list[str]]:
    """What of an address can be used, and a sentence for each part that cannot. Raises ValueError for a model that cannot be loaded."""
    num_nodes = _num_nodes(checkpoint)
    view: dict[str, Any] = {"model": checkpoint.name}
    problems = []
    readers = {
        "predicted": lambda text: _count(text, "number of predicted pairs", num_nodes * (num_nodes - 1) // 2),
        "nodes": lambda text: [_count(node, "node", num_nodes - 1) for node in text.split("_")[:2]],
        "show": lambda text: _some_of(text, KINDS),
        "parts": lambda text: _some_of(text, SPLIT_PARTS),
        "colour": lambda text: _one_of(text, COLOURS),
        "plane": lambda text: _plane(text, checkpoint),
        "leaked": lambda text: _one_of(text, ("1",)) == "1",
    }
    for key, read in readers.items():
        if key in query:
            try:
                view[key] = read(query[key])
            except ValueError as error:
                problems.append(str(error))
    return view, problems


@guarded_callback
def switch_graph() -> None:
    """Callback of the first picker: the model of that graph that is of the same kind, or the first."""
    catalogue = graph_catalogue()
    names = list(graph_choices(catalogue).models[st.session_state[GRAPH_PICKER]])
    shown = st.session_state[VIEW]["model"]
    kind = catalogue.find(shown).config.preset if shown in catalogue else None
    open_graph_model(next((name for name in names if catalogue.find(name).config.preset == kind), names[0]))


@guarded_callback
def switch_graph_model() -> None:
    """Callback of the second."""
    open_graph_model(st.session_state[PICKER])


def open_graph_model(name: str) -> None:
    """Another model: what is drawn and how stays; where the graph is the same, also the threshold, the nodes and, if it can, the plane.

    One that cannot be opened is said, and what is shown stays.
    """
    catalogue = graph_catalogue()
    try:
        checkpoint = catalogue.find(name)
        _num_nodes(checkpoint)
    except ValueError as error:
        st.session_state[PROBLEMS] = [str(error)]
        return
    view = st.session_state[VIEW]
    kept = ["show", "parts", "colour"]
    if view["model"] in catalogue and _graph_of(checkpoint) == _graph_of(catalogue.find(view["model"])):
        kept += ["predicted", "nodes"]
        with suppress(ValueError):
            _plane(view["plane"], checkpoint)
            kept.append("plane")
    _restore(DEFAULTS | {"model": name} | {key: view[key] for key in kept if key in view})
    st.session_state[PROBLEMS] = []


@guarded_callback
def take_graph_view() -> None:
    """Callback of the component."""
    reported = getattr(st.session_state[KEY], "view", None)
    if not isinstance(reported, dict) or reported.get("restoreId") != st.session_state[RESTORE_ID]:
        return
    try:
        query = {
            "predicted": str(reported["predicted"]),
            "show": "_".join(reported["show"]),
            "parts": "_".join(reported["parts"]),
            "colour": str(reported["colour"]),
            "plane": str(reported["plane"]),
        }
        if reported["nodes"]:
            query["nodes"] = "_".join(str(node) for node in reported["nodes"])
        if reported["leaked"]:
            query["leaked"] = "1"
        checkpoint = graph_catalogue().find(str(reported["model"]))
        view, st.session_state[PROBLEMS] = view_from_query(query, checkpoint)
        st.session_state[VIEW] = DEFAULTS | view
    except ValueError as error:  # deleted or damaged since
        st.session_state[PROBLEMS] = [f"The last change could not be kept in the address: {error}"]
    except (KeyError, TypeError) as error:
        st.session_state[PROBLEMS] = [f"The last change could not be kept in the address: {error!r}"]


def graph_data(catalogue: GraphCatalogue) -> dict[str, Any]:
    """What the component is told; it stays the same until another model or another link."""
    start = st.session_state[START]
    return {
        "model": describe_graph_model(start["model"], catalogue),
        "initial": {key: value for key, value in start.items() if key != "model"},
        "restoreId": st.session_state[RESTORE_ID],
    }


def write_graph_address() -> None:
    view = st.session_state[VIEW]
    query = {"model": view["model"]}
    for key in ("nodes", "show", "parts"):
        if view[key] != DEFAULTS[key]:
            query[key] = "_".join(str(part) for part in view[key])
    for key in ("predicted", "colour", "plane"):
        if key in view and view[key] != DEFAULTS.get(key):
            query[key] = str(view[key])
    if view["leaked"]:
        query["leaked"] = "1"
    st.query_params.from_dict(query)


def _restore(view: dict[str, Any]) -> None:
    st.session_state[VIEW] = st.session_state[START] = view
    st.session_state[RESTORE_ID] = uuid.uuid4().hex


def _graph_of(checkpoint: GraphCheckpoint) -> str:
    return checkpoint.card["data"]["fingerprint"]


def _num_nodes(checkpoint: GraphCheckpoint) -> int:
    return loaded_graph_model(checkpoint.name, checkpoint.digest).graph.num_nodes


def _plane(text: str, checkpoint: GraphCheckpoint) -> str:
    """`pca`, `latents_I_J`, or `umap_NEIGHBOURS_DISTANCE_SEED`."""
    method, *numbers = text.split("_")
    try:
        if method == "pca" and not numbers:
            return text
        if method == "latents":
            latent_dim = checkpoint.config.training.model.latent_dim
            first, second = (_count(number, "latent", latent_dim - 1) for number in numbers)
            if first != second:
                return f"latents_{first}_{second}"
        if method == "umap":
            neighbours, distance, seed = numbers
            config = ProjectionConfig(
                num_points=_num_nodes(checkpoint), num_neighbours=int(neighbours), min_dist=float(distance), seed=int(seed)
            )
            return f"umap_{config.num_neighbours}_{config.min_dist:g}_{config.seed}"
    except ValueError as error:
        raise ValueError(f"The link's plane {text[:40]!r} cannot be shown ({error}). It was left out.") from error
    raise ValueError(f"The link's plane must be pca, latents_0_1 or umap_15_0.1_0, got {text[:40]!r}. It was left out.")


def _count(text: str, what: str, most: int) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 12 or int(text) > most:
        raise ValueError(f"The link's {what} must be a number from 0 to {most}, got {text[:20]!r}. It was left out.")
    return int(text)


def _some_of(text: str, known: tuple[str, ...]) -> list[str]:
    """In their usual order."""
    given = {_one_of(part, known) for part in text.split("_") if part}
    return [part for part in known if part in given]


def _one_of(text: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise ValueError(f"The link has {text[:20]!r}, expected one of {', '.join(known)}. It was left out.")
    return text
