"""A small trained model with its graph and split."""

from dataclasses import replace

import pytest

from tests.unit.graph.small import communities, trained
from vizvae.graph.checkpoint import TrainedGraph
from vizvae.graph.config import preset
from vizvae.graph.encoding import encode_graph
from vizvae.graph.split import split_edges


@pytest.fixture(scope="package")
def known() -> TrainedGraph:
    graph = replace(
        communities(120), names=tuple(f"node, {node}" for node in range(120)), feature_names=tuple(f"word {n}" for n in range(12))
    )
    split = split_edges(graph, 0)
    state = trained(replace(preset("vgae", num_nodes=120), epochs=60), graph, split)
    model = state.finished_model()
    return TrainedGraph(graph=graph, split=split, model=model, posterior=encode_graph(model, graph, split.train))
