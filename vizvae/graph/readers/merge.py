"""Edges as a file has them, made canonical: each once, sorted, without self-loops."""

from __future__ import annotations

from typing import Any

import numpy as np

from vizvae.graph.readers.reading import RawGraph


def merged_edges(ends: np.ndarray, num_nodes: int, raw: RawGraph) -> dict[str, Any]:
    """`edges`, `times`, `weights` of the undirected graph, and where edges have a direction `arcs`, `arc_times`, `arc_weights`.

    The weights of edges that are merged are added; of the dates the first counts.
    """
    different = ends[0] != ends[1]
    loops = int((~different).sum())
    ends = ends[:, different]
    times = None if raw.times is None else raw.times[different]
    weights = None if raw.weights is None else raw.weights[different]
    edges, first, added = _merged(ends.min(axis=0, initial=num_nodes), ends.max(axis=0, initial=-1), num_nodes, times, weights)
    found: dict[str, Any] = {"edges": edges, "times": first, "weights": added}
    if raw.directed:
        found |= dict(
            zip(("arcs", "arc_times", "arc_weights"), _merged(ends[0], ends[1], num_nodes, times, weights), strict=True)
        )
    if loops:
        raw.decide("loops", f"{loops:,} self-loops were left out")
    sums = ", their weights added" if weights is not None else ""
    repeated = ends.shape[1] - edges.shape[1]
    if repeated:
        again = ends.shape[1] - found["arcs"].shape[1] if raw.directed else 0
        raw.decide(
            "direction" if raw.directed else "repeated",
            f"{repeated:,} repeated edges (or the same edge the other way round) were merged{sums}",
            once_used=f"{again:,} repeated edges were merged{sums}" if again else "",
        )
    return found


def _merged(
    sources: np.ndarray, targets: np.ndarray, num_nodes: int, times: np.ndarray | None, weights: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray | None, np.ndarray | None]:
    codes, places = np.unique(sources * num_nodes + targets, return_inverse=True)
    first = added = None
    if times is not None:
        first = np.full(len(codes), np.inf)
        np.minimum.at(first, places, times)
    if weights is not None:
        added = np.bincount(places, weights, minlength=len(codes))
    return np.stack([codes // num_nodes, codes % num_nodes]), first, added
