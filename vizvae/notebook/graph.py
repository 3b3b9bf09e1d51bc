"""A graph model's linked views, in a notebook."""

from __future__ import annotations

from typing import Any

from vizvae.graph.catalogue import find_graph_checkpoint, graph_catalogue
from vizvae.graph.checkpoint import GraphCheckpoint
from vizvae.notebook.graph_picture import picture_of
from vizvae.notebook.traits import Computed, changed, numbers
from vizvae.notebook.view import View
from vizvae.ui.graph.choices import graph_choices
from vizvae.ui.graph.opened import OpenedGraph
from vizvae.ui.graph.payload import graph_page_data
from vizvae.ui.graph.routes import graph_routes
from vizvae.ui.http.payload import told_json
from vizvae.ui.kernel.answers import Answers
from vizvae.ui.kernel.contract import Moved

ROUTES = Answers(graph_routes())


class GraphView(View):
    """Traits: `selection`, the chosen node, or the two of a pair; `z`, the posterior means of all nodes, (node, latent), `names` of the
    nodes by number, and `model`, all three to be read."""

    PAGE = "graph"
    z = Computed(lambda view: view._codes, lambda view, _: view._refuse("z"))
    names = Computed(lambda view: dict(enumerate(view._opened.trained.graph.names)), lambda view, _: view._refuse("names"))
    selection = Computed(lambda view: view._selection, lambda view, value: view._select(value))
    model = Computed(lambda view: view._given, lambda view, value: view._open(value))

    def __init__(self, model: str | GraphCheckpoint) -> None:
        self._restored = 0
        self._selection: tuple[int, ...] = ()
        self._given = model
        self._begin(model)
        super().__init__()

    @property
    def name(self) -> str:
        return self._opened.name

    def __repr__(self) -> str:
        return f"<GraphView of {self._opened.name}: {self._opened.trained.graph.description}>"

    def _begin(self, model: Any) -> None:
        if not isinstance(model, str | GraphCheckpoint):
            raise ValueError(f"model: expected the name of a graph model or its checkpoint, got {type(model).__name__}")
        self._opened = OpenedGraph.of(find_graph_checkpoint(model) if isinstance(model, str) else model)
        self._codes = self._opened.trained.posterior.mu.numpy().copy()
        self._codes.flags.writeable = False

    def _open(self, model: Any) -> None:
        old, before = self._given, self._opened.trained.graph.fingerprint
        self._begin(model)
        self._given = model
        if self._opened.trained.graph.fingerprint != before:
            self._put_selection(())
        self._change_page()
        changed(self, "model", old, model)
        changed(self, "z", None, self._codes)
        self._rest()

    def _refuse(self, trait: str) -> None:
        raise ValueError(f"{trait}: expected to be read alone, for it is the graph model's; set selection or model")

    def _select(self, value: Any) -> None:
        chosen = numbers(value, self._opened.trained.graph.num_nodes, "nodes")
        if len(chosen) > 2:
            raise ValueError(f"selection: expected no node, one, or the two of a pair, got {len(chosen)}")
        self._put_selection(chosen)
        self._move(selection=list(chosen))
        self._rest_soon()

    def _put_selection(self, chosen: tuple[int, ...]) -> None:
        old, self._selection = self._selection, chosen
        if old != chosen:
            changed(self, "selection", old, chosen)

    def _take(self, moved: Moved, z: bytes | None) -> None:
        if all(0 <= node < self._opened.trained.graph.num_nodes for node in moved.selection):
            self._put_selection(tuple(moved.selection))
            self._move_others(moved, selection=moved.selection)

    def _answers(self) -> Answers:
        return ROUTES

    def _data_json(self) -> str:
        self._restored += 1
        opened, relatives = self._opened, graph_choices(graph_catalogue()).relatives[self._opened.name]
        start: Any = {"model": opened.name, "nodes": self._selection}
        return told_json(graph_page_data(opened, relatives, start, f"{self.model_id}-{self._restored}"))

    def _png(self) -> bytes:
        return picture_of(self._opened.trained.graph, self._selection)
