"""A small picture of the graph of each graph model."""

from __future__ import annotations

import io
from urllib.parse import quote

import numpy as np
from jaxtyping import Float
from PIL import Image, ImageDraw
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vizvae.checkpoint import ByWeights, CheckpointError
from vizvae.figures.style import CLASSES, NEUTRAL
from vizvae.graph.catalogue import find_graph_checkpoint
from vizvae.graph.checkpoint import GraphCheckpoint
from vizvae.graph.data import Graph
from vizvae.graph.layout import has_layout, kept_layout
from vizvae.single_flight import single_flight
from vizvae.ui.http.addresses import PREFIX
from vizvae.ui.http.responses import FOR_EVER, in_turn, said_to_the_visitor

SIDE, FINER = 128, 4
"""Pixels of the picture; by how much finer it is drawn first, as Pillow's lines have hard edges"""
MOST_EDGES = 3_000
"""Drawn, evenly taken from all: more are a grey area"""
OUTLIERS = 1
"""Percent of the nodes at each side that are drawn on the margin: a few far away would make all others one point"""
FAINT = (128, 128, 128, 90)
PICTURES_KEPT = 64


def graph_picture_routes() -> list[Route]:
    return [Route(PREFIX + "/graph-pictures/{name}/{digest}.png", in_turn(_picture))]


def graph_picture_url(checkpoint: GraphCheckpoint) -> str:
    """Empty where its layout has not been computed yet, which takes up to minutes: the Graph page does it."""
    known = has_layout(checkpoint.card["data"]["fingerprint"])
    return quote(f"{PREFIX}/graph-pictures/{checkpoint.name}/{checkpoint.digest}.png") if known else ""


def _picture(request: Request) -> Response:
    with said_to_the_visitor():
        checkpoint = find_graph_checkpoint(request.path_params["name"])
        if checkpoint.digest != request.path_params["digest"]:
            raise HTTPException(404, f"{checkpoint.name} has other weights now: reload the page")
        fingerprint = checkpoint.card["data"]["fingerprint"]
        content = graph_picture(ByWeights(fingerprint, fingerprint, checkpoint))
        return Response(content, media_type="image/png", headers=FOR_EVER)


@single_flight(PICTURES_KEPT)
def graph_picture(asked: ByWeights[GraphCheckpoint]) -> bytes:
    """PNG: the nodes in the colours of their classes where the Graph page draws them, on a transparent ground. The same for all models of
    one graph. Raises CheckpointError where no layout has been computed yet."""
    places = kept_layout(asked.name)
    if places is None:
        raise CheckpointError("there is no layout of this graph yet: open it on the Graph page")
    return drawn(asked.folder.load_graph(), places.numpy())


def drawn(graph: Graph, places: Float[np.ndarray, "node 2"]) -> bytes:
    side = SIDE * FINER
    low, high = np.percentile(places, [OUTLIERS, 100 - OUTLIERS], axis=0)
    scale = 0.9 * side / max(float((high - low).max()), 1e-9)
    at = np.clip((places - (low + high) / 2) * scale, -0.48 * side, 0.48 * side) * [1, -1] + side / 2  # y up, as the page has it
    image = Image.new("RGBA", (side, side))
    draw = ImageDraw.Draw(image)
    first, second = graph.edge_index.numpy()[:, :: -(-graph.edge_index.shape[1] // MOST_EDGES) or 1]
    for start, end in zip(at[first], at[second], strict=True):
        draw.line([*start, *end], fill=FAINT, width=FINER)
    radius = FINER * float(np.clip(24 / np.sqrt(graph.num_nodes), 0.7, 4))
    labels = [-1] * graph.num_nodes if graph.labels is None else graph.labels.tolist()
    for (x, y), label in zip(at, labels, strict=True):
        colour = NEUTRAL if label < 0 else CLASSES[label % len(CLASSES)]
        draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=colour)
    file = io.BytesIO()
    image.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(file, format="PNG")
    return file.getvalue()
