"""The figures of a graph's models, its nodes and their groups to take along, below the component that shows them."""

from __future__ import annotations

import torch

from vizvae.cards.card_sheets import graph_models_sheet
from vizvae.cards.graph_sheets import groups_sheets, neighbours_sheet, nodes_sheet
from vizvae.cards.source import source_of
from vizvae.graph.families import Relatives
from vizvae.tables import Sheet
from vizvae.ui.graph.arrays import node_logits, read_groups
from vizvae.ui.graph.awaited import awaited
from vizvae.ui.graph.opened import OpenedGraph
from vizvae.ui.shell.take_along import take_along


def graph_along(opened: OpenedGraph, relatives: Relatives, nodes: tuple[int, ...]) -> None:
    """`nodes`: those that are chosen. What is taken along is of the training edges alone, whether or not the page shows the model with all
    of them."""
    take_along(
        "graph_along",
        lambda: graph_sheets(opened, relatives, nodes),
        of="All nodes, their groups, whom the chosen one is tied to, and the models of this graph",
    )


def graph_sheets(opened: OpenedGraph, relatives: Relatives, nodes: tuple[int, ...]) -> list[Sheet]:
    """Without nodes and groups while their communities are looked for."""
    name, trained, cite = opened.name, opened.trained, source_of(opened.checkpoint).cite

    def of_shown(said: str) -> str:
        return cite(". ".join(filter(None, (said, opened.left_out.rstrip(".")))))

    models = graph_models_sheet(f"{name}-models", dict.fromkeys([opened.checkpoint, *relatives.siblings, *relatives.family]))
    chosen = [neighbours_sheet(name, trained, node, torch.tensor(node_logits(opened, node)), of_shown) for node in nodes[:1]]
    if (content := awaited("groups", opened)) is None:
        return [*chosen, models]
    groups, communities, clusters = read_groups(content)
    return [
        nodes_sheet(name, trained, communities, clusters, of_shown),
        *chosen,
        *groups_sheets(name, trained, groups, communities, clusters, of_shown),
        models,
    ]
