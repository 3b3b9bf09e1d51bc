"""The figures of a graph's models to take along, below the component that shows them."""

from __future__ import annotations

from vizvae.cards.card_sheets import graph_models_sheet
from vizvae.graph.families import Relatives
from vizvae.tables import Sheet
from vizvae.ui.graph.opened import OpenedGraph
from vizvae.ui.shell.take_along import take_along


def graph_along(opened: OpenedGraph, relatives: Relatives) -> None:
    def sheets() -> list[Sheet]:
        shown = dict.fromkeys([opened.checkpoint, *relatives.siblings, *relatives.family])
        return [graph_models_sheet(f"{opened.name}-models", shown)]

    take_along("graph_along", sheets, of="This model and those beside it, with all their figures")
