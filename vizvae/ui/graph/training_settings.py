"""What of a graph model's training few will change: sizes, learning rate, nodes a step, and which edges are held out."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from vizvae.graph.config import LARGEST_WHOLE, SMALLEST_SUBGRAPH, GraphTrainConfig
from vizvae.graph.data import Graph
from vizvae.graph.model import GraphModelConfig
from vizvae.graph.split import TEST_SHARE, VALIDATION_SHARE

MOST_DIMS, MOST_SUBGRAPH_NODES = 512, 1_000_000
LARGEST_SEED = 999_999


def more_settings(
    name: str, usual: GraphTrainConfig, graph: Graph
) -> tuple[GraphModelConfig, float, int | None, int, tuple[float, float], bool]:
    """Sizes of the model, learning rate, nodes a step (None: as usual for the graph), and the split: its seed, the shares of validation and
    test edges, and whether the latest are held out.

    Raises ValueError for subgraphs too small to train on.
    """
    has_hidden = usual.model.encoder in ("gcn", "masked")
    latent_dim = st.number_input(
        "Latents",
        1,
        MOST_DIMS,
        usual.model.latent_dim,
        key=f"train_latent_{name}",
        help="Numbers that a node's place consists of.",
    )
    hidden_dim = st.number_input(
        "Hidden units",
        1,
        MOST_DIMS,
        usual.model.hidden_dim,
        key=f"train_hidden_{name}",
        disabled=not has_hidden,
        help="Width of the encoder's inner layer." if has_hidden else "This model has no inner layer.",
    )
    learning_rate = st.number_input(
        "Learning rate", 0.0001, 1.0, usual.learning_rate, step=0.001, format="%.4f", key=f"train_rate_{name}",
        help="How far each step goes. Too large, and training fails, which is then said.",
    )  # fmt: skip
    usual_size = usual.subgraph_nodes or 0
    size = st.number_input(
        "Nodes a step", 0, MOST_SUBGRAPH_NODES, usual_size, step=100, key=f"train_subgraph_{usual_size}",
        help="0: each step is over the whole graph. Otherwise over subgraphs of about so many nodes, which takes less memory and makes "
        f"more steps of an epoch; usual above {LARGEST_WHOLE:,} nodes and edges.",
    )  # fmt: skip
    if 0 < size < SMALLEST_SUBGRAPH:
        raise ValueError(f"Nodes a step: expected 0, for the whole graph, or at least {SMALLEST_SUBGRAPH}, got {size}")
    validation, test = (
        st.number_input(f"{what} edges, %", 1, 40, round(100 * share), key=f"train_{what}", help=why)
        for what, share, why in (
            (
                "Validation",
                VALIDATION_SHARE,
                "Held out, watched while it trains; where the model says so, they choose the weights.",
            ),
            ("Test", TEST_SHARE, "Held out and looked at once, in the end."),
        )
    )
    split_seed = st.number_input(
        "Seed of the split", 0, LARGEST_SEED, 0, key="train_split_seed",
        help="Which edges are held out. Models with the same number, on the same graph, can be compared edge by edge.",
    )  # fmt: skip
    in_time = st.checkbox(
        "Hold out the latest edges", key="train_in_time", disabled=graph.edge_times is None,
        help="Learn from the past, be judged by what came after: the honest figure for which link comes next. "
        + ("" if graph.edge_times is not None else "This graph's edges have no dates."),
    )  # fmt: skip
    return (
        replace(usual.model, latent_dim=latent_dim, hidden_dim=hidden_dim),
        learning_rate,
        usual.subgraph_nodes if size == usual_size else size,
        split_seed,
        (validation / 100, test / 100),
        in_time and graph.edge_times is not None,
    )
