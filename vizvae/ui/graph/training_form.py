"""The graph page's section in which a model is trained: which graph, which model, and the browser's half that watches."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace
from functools import lru_cache

import streamlit as st
import torch

from vizvae.graph.catalogue import list_graph_checkpoints
from vizvae.graph.checkpoint import GraphRunConfig
from vizvae.graph.config import PRESETS, TITLES, GraphTrainConfig, preset, suited
from vizvae.graph.create import create_graph_run, taken_graph_names
from vizvae.graph.data import Graph
from vizvae.graph.live import picture_stride
from vizvae.graph.model import GraphAutoencoder, GraphModelConfig
from vizvae.graph.objective import effective_beta, kl_weight_of
from vizvae.graph.split import num_held_out
from vizvae.graph.uploads import GraphFiles
from vizvae.ui.access.permission import require_may_change, why_not_change
from vizvae.ui.graph.opened import OpenedGraph
from vizvae.ui.graph.page import graph_training
from vizvae.ui.graph.session import open_graph_model
from vizvae.ui.graph.training_contract import Plan, TrainingData, TrainingSaid
from vizvae.ui.graph.training_cost import graph_costs
from vizvae.ui.graph.training_curves import show_graph_curves
from vizvae.ui.graph.training_routes import GRAPH_RUNS
from vizvae.ui.graph.training_runs import graph_run_list, listed_jobs, run_id
from vizvae.ui.graph.training_settings import LARGEST_SEED, more_settings
from vizvae.ui.graph.training_source import chosen_graph
from vizvae.ui.shell.buttons import pressed
from vizvae.ui.shell.errors import error_boundary, guarded_callback
from vizvae.ui.shell.payload import heard
from vizvae.words import counted

KEY, BOX = "graph_training", "train_here"
NAME, FOLLOW, OPENED, WATCHED = "train_name", "train_follow", "train_opened", "train_watched"
"""`OPENED`: the page above this section has to be drawn anew"""
BETAS: dict[str, float | None] = {"usual": None, "0": 0.0, "0.01": 0.01, "0.1": 0.1, "1": 1.0}
MOST_NODES = 250_000
"""Minutes of training in the queue that all share; what comes after is of a piece of the graph."""
MOST_EPOCHS = 5_000


@st.fragment
def train_here(opened: OpenedGraph) -> None:
    """Folded away until asked for, but open while there is something to see in it. A visitor's own graph that is shown is also the one
    offered first."""
    st.session_state.setdefault(BOX, bool(listed_jobs()))
    box = st.expander("Train one here", key=BOX, on_change="rerun")
    if not box.open:
        return
    plan = None
    with box:
        st.caption(
            "Choose a graph and a model, and watch the embedding form. Training runs on the machine that serves this page, in one queue "
            "with the runs of the Train page; everybody who opens the page sees the same runs. Leaving the page stops nothing, nor does "
            "the end of the server; a run that was killed goes on from its last saved state."
        )
        with error_boundary():
            files, graph = chosen_graph(opened.checkpoint.config.graph)
            if graph is not None:
                plan = _plan_and_start(files, graph)
        data = TrainingData(prefix=GRAPH_RUNS, plan=plan, follow=st.session_state.get(FOLLOW, ""))
        graph_training(key=KEY, data=data, on_open_change=_open, on_listed_change=_list_anew, on_watched_change=_watch)
        if (watched := st.session_state.get(WATCHED)) is not None and watched.run:
            show_graph_curves(watched)
    if st.session_state.pop(OPENED, False):
        st.rerun()  # the whole page, not this section alone


def _plan_and_start(files: GraphFiles, graph: Graph) -> Plan:
    """The controls; what the browser is told of a run with these settings. Raises ValueError for a graph that is too large for a page."""
    if graph.num_nodes > MOST_NODES:
        raise ValueError(
            f"{graph.title} has {graph.num_nodes:,} nodes. In the page up to {MOST_NODES:,} are trained, "
            "for larger graphs take long while others wait: use `python -m vizvae graph train FILE` for larger ones"
        )
    for_model, for_beta, for_epochs, for_seed = st.columns([4, 4, 2, 2])
    name = for_model.selectbox(
        "Kind of model",
        list(PRESETS),
        index=list(PRESETS).index("vgae"),
        format_func=TITLES.__getitem__,
        key="train_preset",
        help="A variational model gives each node a place and how sure it is of it; GAE and GNAE give a place only. Each comes with the "
        "settings of its paper; those of the masked model were chosen on validation edges of Cora.",
    )
    usual = suited(preset(name, num_nodes=graph.num_nodes), graph)
    with st.popover("More settings", icon=":material/tune:"):
        model, learning_rate, subgraph_nodes, split_seed, shares, in_time = more_settings(name, usual, graph)
    num_train = graph.num_edges - sum(num_held_out(graph.num_edges, *shares))
    usual_beta = effective_beta(usual.kl_weight_for(graph.num_nodes), graph.num_nodes, num_train)
    beta = for_beta.selectbox(
        "Price of uncertainty (β)",
        list(BETAS),
        format_func=lambda key: _beta_text(key, usual_beta) if usual.model.variational else "this model has no uncertainty",
        key=f"train_beta_{name}",
        disabled=not usual.model.variational,
        help="How much the KL counts beside how well edges are predicted. At the papers' weight it is next to nothing: codes are hardly "
        "uncertain. At β = 1 the loss is a true bound on the likelihood of the edges, with as many non-edges beside them.",
    )
    epochs = for_epochs.number_input(
        "Epochs",
        1,
        MOST_EPOCHS,
        usual.epochs,
        key=f"train_epochs_{name}",
        help="Passes over the graph: a step over the whole of it, or one over each subgraph.",
    )
    seed = for_seed.number_input(
        "Seed",
        0,
        LARGEST_SEED,
        0,
        key="train_seed",
        help="Of the first weights and all noise: the same number gives the same model.",
    )
    weight = BETAS[beta] if usual.model.variational else None
    training: GraphTrainConfig = replace(
        usual, model=model, epochs=epochs, seed=seed, learning_rate=learning_rate, subgraph_nodes=subgraph_nodes,
        loss="sampled" if subgraph_nodes else usual.loss,
        kl_weight=None if weight is None else kl_weight_of(weight, graph.num_nodes, num_train),
    )  # fmt: skip
    config = GraphRunConfig(
        graph=files.graph, features=files.features, labels=files.labels, reading=files.reading, uses=graph.uses,
        preset=name, num_features=graph.inputs.num_columns, split_seed=split_seed, validation_share=shares[0], test_share=shares[1],
        in_time=in_time, training=training,
    )  # fmt: skip
    _name_and_button(graph, config)
    return Plan(
        measure=graph_costs().measure(config),
        epochs=epochs,
        pictures=math.ceil(epochs / picture_stride(epochs, graph.num_nodes)),
        num_parameters=_num_parameters(model, graph.inputs.num_columns),
    )


def _name_and_button(graph: Graph, config: GraphRunConfig) -> None:
    for_name, for_button = st.columns([3, 1], vertical_alignment="bottom")
    proposed = _free_name(graph, config.preset)
    given = for_name.text_input(
        "Name of the model",
        key=f"{NAME}_{st.session_state.get(FOLLOW, '')}",
        placeholder=proposed,
        max_chars=60,
        help="It will stand under this name in the list above.",
    )
    title = f"{graph.title}, {TITLES[config.preset]}, {counted(config.training.model.latent_dim, 'latent')}"
    # Not started in a callback: that would be given the settings of the run before, not those that were changed along with the click.
    if pressed(
        for_button, "Start training", key="train_start", type="primary", width="stretch",
        disabled=bool(why_not_change()), help=why_not_change() or None,
    ):  # fmt: skip
        require_may_change()
        st.session_state[FOLLOW] = run_id(create_graph_run(given.strip() or proposed, title, config))
        graph_run_list().changed()
        st.rerun()  # with another proposal for the next name


def _beta_text(key: str, usual: float) -> str:
    beta = BETAS[key]
    if beta is None:
        return f"as usual for this model: β = {usual:.2g}"
    return {0.0: "β = 0: none at all", 1.0: "β = 1: in full"}.get(beta, f"β = {key}")


def _free_name(graph: Graph, name: str) -> str:
    stem = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in graph.title.lower())
    stem = {"zachary-s-karate-club": "karate"}.get(stem, stem.strip("-") or "graph")[:40]
    taken = taken_graph_names()
    return next(proposed for i in itertools.count(1) if (proposed := f"{stem}-{name}-here{i}") not in taken)


@lru_cache(maxsize=64)
def _num_parameters(config: GraphModelConfig, num_features: int) -> int:
    with torch.device("meta"):
        return sum(value.numel() for value in GraphAutoencoder(config, num_features, generator=None).parameters())


@guarded_callback
def _list_anew() -> None:
    """Callback of the component: there is a model less, or one more, than the pickers above offer."""
    st.session_state[OPENED] = True


@guarded_callback
def _watch() -> None:
    """Callback of the component: another run is looked at, it has ended, or another of its pictures is shown."""
    st.session_state[WATCHED] = heard(TrainingSaid, KEY, "watched").watched


@guarded_callback
def _open() -> None:
    """Callback of the component: show a finished model above."""
    name = heard(TrainingSaid, KEY, "open").open
    if name in {checkpoint.name for checkpoint in list_graph_checkpoints()}:
        open_graph_model(name)
        st.session_state[OPENED] = True
