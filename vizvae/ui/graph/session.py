"""A visitor's view of the graph page across reruns, kept equal to the page's address."""

from __future__ import annotations

from contextlib import suppress

import streamlit as st

from vizvae.checkpoint import CheckpointError
from vizvae.graph.catalogue import GraphCatalogue, graph_catalogue
from vizvae.graph.checkpoint import GraphCheckpoint
from vizvae.ui.address.contract import AddressSaid
from vizvae.ui.address.opening import first_usable
from vizvae.ui.address.session import Session
from vizvae.ui.graph.address import PARAMETERS, GraphView, limits_of, plane, view_from_query, view_to_query
from vizvae.ui.graph.choices import OPENS_WITH, graph_choices
from vizvae.ui.graph.opened import OpenedGraph
from vizvae.ui.shell.errors import guarded_callback

KEY = "graph"
GRAPH_PICKER, PICKER = "graph_graph", "graph_model"
SESSION = Session[GraphView]("graph_shown", links={"model"})


def open_graph_view(catalogue: GraphCatalogue) -> OpenedGraph:
    """The view of this visit; on arrival with a link it is the link's, and where that cannot be opened, why not and another model.
    Returns the model that the component begins with, found here once a run. It may have moved on to another of the family by itself.

    Raises CheckpointError if there is no graph model that can be opened.
    """
    query = st.query_params.to_dict()
    gone = []
    if SESSION.last is not None and not SESSION.linked:
        shown = SESSION.view["model"]
        if shown in catalogue:
            if SESSION.shown.start["model"] not in catalogue:  # it can begin there no more
                SESSION.begin(SESSION.view, SESSION.shown.problems)
            SESSION.go_on()
            return OpenedGraph.of(catalogue.find(SESSION.shown.start["model"]))
        gone.append(catalogue.refused.get(shown) or f"{shown} has been deleted.")
        query = {}
    others = sorted((one.name for one in catalogue.checkpoints), key=lambda name: name != OPENS_WITH)
    wanted = query.get("model", others[0] if others else None)
    if wanted is None:
        raise CheckpointError(
            " ".join(gone)
            or "There is no trained graph model yet: `python -m vizvae graph train karate --model vgae --seeds 1 --save karate` makes one."
        )

    def attempt(name: str) -> tuple[tuple[OpenedGraph, GraphView], list[str]]:
        opened = OpenedGraph.of(catalogue.find(name))
        view, problems = view_from_query(query if name == wanted else {}, opened)
        return (opened, view), problems

    (opened, view), problems = first_usable(wanted, others, attempt)
    SESSION.begin(view, gone + problems)
    return opened


def shown_graph(catalogue: GraphCatalogue) -> OpenedGraph:
    """The model that the component shows now, which may be another of the family than it began with."""
    return OpenedGraph.of(catalogue.find(SESSION.view["model"]))


@guarded_callback
def switch_graph() -> None:
    """Callback of the first picker: the model of that graph that is of the same kind, or the first."""
    catalogue = graph_catalogue()
    names = list(graph_choices(catalogue).models[st.session_state[GRAPH_PICKER]])
    shown = SESSION.view["model"]
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
    view = SESSION.view
    try:
        checkpoint = catalogue.find(name)
        limits = limits_of(OpenedGraph.of(checkpoint))
    except ValueError as error:
        SESSION.complain(str(error))
        return
    kept = ["show", "parts", "colour"]
    if view["model"] in catalogue and _graph_of(checkpoint) == _graph_of(catalogue.find(view["model"])):
        kept += ["predicted", "nodes"]
        with suppress(ValueError):
            plane(view["plane"], limits)
            kept.append("plane")
    fresh = {parameter: one.start for parameter, one in PARAMETERS.items()}
    SESSION.begin(fresh | {"model": name} | {parameter: view[parameter] for parameter in kept})


@guarded_callback
def take_graph_view() -> None:
    """Callback of the component. It may have moved on to another model of the family by itself."""
    if (report := SESSION.current(SESSION.heard(AddressSaid, KEY, "view").view)) is None:
        return
    try:
        reported = OpenedGraph.of(graph_catalogue().find(report.address.get("model", "")))
        SESSION.change(*view_from_query(report.address, reported))
    except ValueError as error:  # deleted or damaged since
        SESSION.complain(f"The last change could not be kept in the address: {error}")


def write_graph_address() -> None:
    SESSION.write(view_to_query(SESSION.view))


def _graph_of(checkpoint: GraphCheckpoint) -> str:
    return checkpoint.card["data"]["fingerprint"]
