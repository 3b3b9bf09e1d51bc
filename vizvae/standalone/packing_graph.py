"""The graph page with all that it asks for."""

from __future__ import annotations

import hashlib
from collections.abc import Collection

from msgspec import structs

from vizvae.graph.families import Relatives
from vizvae.standalone.packing import Packed
from vizvae.ui.graph.address import GraphView
from vizvae.ui.graph.answers import graph_answers
from vizvae.ui.graph.arrays import codes, graph_bundle, groups_bundle, model_bundle
from vizvae.ui.graph.contract import GraphModel, GraphPageData, GraphStart
from vizvae.ui.graph.opened import OpenedGraph
from vizvae.ui.graph.payload import describe_graph_model
from vizvae.ui.http.contract import encode
from vizvae.ui.http.payload import told_json


def pack_graph(
    opened: OpenedGraph,
    relatives: Relatives,
    start: GraphView | None = None,
    *,
    beside: Collection[str] = (),
    lighter: bool = False,
) -> Packed:
    """One graph model. `beside`: names of the others that are taken along, of which the page may speak. `lighter`: without what its
    predictions become when the encoder is given the held-out edges."""
    model = _described(opened, relatives, beside, lighter)
    about = {one.about_url: one for one in [*model.family, *model.siblings] if one.name == opened.name}
    answers = {
        model.graph_url: graph_answers().here("graph", opened, lambda: graph_bundle(opened)),
        model.url: graph_answers().here("model", opened, lambda: model_bundle(opened)),
        model.codes_url: codes(opened),
        model.groups_url: graph_answers().here("groups", opened, lambda: groups_bundle(opened)),
        **{address: encode(model) for address in about},
    }
    if model.leaked_scores is not None:
        answers[model.leaked_url] = graph_answers().here("leaked", opened, lambda: model_bundle(opened.with_all_edges()))
    said = {key: value for key, value in (start or {}).items() if key != "model" and value is not None}
    if str(said.get("plane", "")).startswith("umap"):  # which nobody computes there
        del said["plane"]
    initial = GraphStart(**said)
    restore_id = hashlib.sha256(opened.digest.encode()).hexdigest()[:16]
    return Packed("graph", told_json(GraphPageData(model=model, initial=initial, restore_id=restore_id)), answers)


def _described(opened: OpenedGraph, relatives: Relatives, beside: Collection[str], lighter: bool) -> GraphModel:
    model, here = describe_graph_model(opened, relatives), {opened.name, *beside}
    family = [one for one in model.family if one.name in here]
    return structs.replace(
        model,
        neighbours_url=None,
        projection_url=None,
        leaked_scores=None if lighter else model.leaked_scores,
        family=family if len(family) > 1 else [],
        siblings=[one for one in model.siblings if one.name in here],
        exports=[],
    )
