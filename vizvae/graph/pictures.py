"""What a watched graph run leaves for whoever looks: drawing.safetensors, what of the graph is drawn, and pictures.bin, where the nodes
were after some of the epochs. The second is only ever appended to: of each picture the epoch, int32, and positions, (node, 2) float32,
little-endian. A kill may tear the last one; a reader leaves it out, a run that goes on cuts it off.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Float, Int
from safetensors import SafetensorError, safe_open
from torch import Tensor

from vizvae.checkpoint import write_tensors
from vizvae.config import config_from_dict
from vizvae.graph.communities import find_communities
from vizvae.graph.data import Graph
from vizvae.graph.export import CLASS_COLOURS
from vizvae.graph.split import EdgeSplit

DRAWING, PICTURES = "drawing.safetensors", "pictures.bin"
MOST_EDGES = 20_000
"""Training edges that are drawn, evenly taken from all."""


@dataclass(frozen=True, kw_only=True)
class GraphFacts:
    num_nodes: int
    class_names: tuple[str, ...]
    """Of what the nodes are coloured by: the classes, or the largest communities in a graph without"""


def write_drawing(folder: Path, graph: Graph, split: EdgeSplit) -> None:
    """Colours of the nodes (classes, −1 where unknown, or see `_community_colours`) and training edges as int32, and `GraphFacts`."""
    labels, names = _community_colours(graph) if graph.labels is None else (graph.labels, graph.class_names)
    edges = split.train.T[:: -(-split.train.shape[1] // MOST_EDGES)]
    facts = GraphFacts(num_nodes=graph.num_nodes, class_names=names)
    tensors = {"labels": labels.to(torch.int32), "edges": edges.to(torch.int32)}
    write_tensors(folder / DRAWING, tensors, {"facts": json.dumps(asdict(facts))})


def _community_colours(graph: Graph) -> tuple[Int[Tensor, " node"], tuple[str, ...]]:
    """Of a graph without classes: its largest communities, −1 for the others, and for all where looking for them would hold up the run."""
    if graph.num_edges > MOST_EDGES:
        return torch.full((graph.num_nodes,), -1), ()
    found = find_communities(graph)
    sizes = found.sizes[: len(CLASS_COLOURS)].tolist()
    labels = torch.where(found.labels < len(CLASS_COLOURS), found.labels, -1)
    return labels, tuple(f"community {number} ({size})" for number, size in enumerate(sizes, start=1))


def read_facts(folder: Path) -> GraphFacts | None:
    """None before the run has opened its graph. Raises ValueError for a damaged file."""
    path = folder / DRAWING
    try:
        with safe_open(path, framework="numpy") as file:
            return config_from_dict(GraphFacts, json.loads(file.metadata()["facts"]))
    except FileNotFoundError:
        return None
    except (SafetensorError, OSError, ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path} is damaged ({error}); it is written anew when the run goes on") from error


class PictureWriter:
    """Appends pictures from the epoch on that a run goes on at: those of later ones will be taken again."""

    def __init__(self, folder: Path, num_nodes: int, epoch: int) -> None:
        self._path = folder / PICTURES
        self._path.touch()
        kept = _read(self._path, num_nodes, 0)
        kept = kept[: int((kept["epoch"] <= epoch).sum())]
        os.truncate(self._path, kept.nbytes)
        self.last = torch.from_numpy(kept["positions"][-1].copy()) if len(kept) else None
        """The last picture that is kept, None where there is none."""

    def append(self, epoch: int, positions: Float[Tensor, "node 2"]) -> None:
        """Raises OSError where the disk is full; the file then ends with the picture before."""
        record = np.zeros(1, _record(len(positions)))
        record["epoch"], record["positions"] = epoch, positions.numpy()
        with self._path.open("ab") as file:
            before = file.tell()
            try:
                file.write(record.tobytes())
                file.flush()
            except OSError:
                os.ftruncate(file.fileno(), before)
                raise


def count_pictures(folder: Path, num_nodes: int) -> int:
    try:
        return (folder / PICTURES).stat().st_size // _record(num_nodes).itemsize
    except FileNotFoundError:
        return 0


def read_pictures(folder: Path, num_nodes: int, first: int, most: int) -> tuple[np.ndarray, np.ndarray]:
    """At most `most` pictures, from the one with this number on: their epochs, int32, and positions, (picture, node, 2) float32."""
    try:
        found = _read(folder / PICTURES, num_nodes, first, most)
    except FileNotFoundError:
        found = np.zeros(0, _record(num_nodes))
    return np.ascontiguousarray(found["epoch"]), np.ascontiguousarray(found["positions"])


def _record(num_nodes: int) -> np.dtype:
    return np.dtype([("epoch", "<i4"), ("positions", "<f4", (num_nodes, 2))])


def _read(path: Path, num_nodes: int, first: int, most: int = -1) -> np.ndarray:
    record = _record(num_nodes)
    with path.open("rb") as file:
        file.seek(first * record.itemsize)
        content = file.read(-1 if most < 0 else most * record.itemsize)
    return np.frombuffer(content[: len(content) // record.itemsize * record.itemsize], record)
