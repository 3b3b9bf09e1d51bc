"""The address of the Graph page: a model, and how its graph is drawn.

    ?model=karate-vgae&nodes=3_7&predicted=60&colour=degree&show=found_missed&parts=test&plane=umap_15_0.1_0&leaked=1

Its parameters are declared in parameters.json; the browser reads the same file.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from vizvae.latent.projection import ProjectionConfig
from vizvae.ui.address.codec import declared, read_address, table, write_address
from vizvae.ui.graph.opened import OpenedGraph
from vizvae.ui.http.parameters import Limits, Number, Own

GraphView = dict[str, Any]
"""A value for each of `PARAMETERS`, None where there is none, and the name of the `model`"""


def plane(text: str, limits: Limits) -> str:
    """`pca`, `latents_I_J`, or `umap_NEIGHBOURS_DISTANCE_SEED`. Raises ValueError for what cannot be shown."""
    method, *numbers = text.split("_")
    try:
        if method == "pca" and not numbers:
            return text
        if method == "latents" and len(numbers) == 2:
            first, second = (Number(max=limits["num_latents"] - 1).read(number) for number in numbers)
            if first != second:
                return f"latents_{first}_{second}"
        if method == "umap" and len(numbers) == 3:
            neighbours, distance, seed = numbers
            config = ProjectionConfig(
                num_points=limits["num_nodes"], num_neighbours=int(neighbours), min_dist=float(distance), seed=int(seed)
            )
            return f"umap_{config.num_neighbours}_{config.min_dist:g}_{config.seed}"
    except ValueError as error:
        raise ValueError(f"{text[:40]!r} cannot be shown: {error}") from error
    raise ValueError(f"expected pca, latents_0_1 or umap_15_0.1_0, got {text[:40]!r}")


PARAMETERS = table(declared(Path(__file__).parent), plane=Own(plane, str, start="pca"))


def limits_of(opened: OpenedGraph) -> Limits:
    graph = opened.trained.graph
    return {
        "num_nodes": graph.num_nodes,
        "num_counts": graph.num_pairs + 1,
        "num_latents": opened.trained.posterior.mu.shape[1],
    }


def view_from_query(query: Mapping[str, str], opened: OpenedGraph) -> tuple[GraphView, list[str]]:
    """What of an address can be used, and a sentence for each part that cannot."""
    view, problems = read_address(PARAMETERS, query, limits_of(opened))
    return {"model": opened.name} | view, problems


def view_to_query(view: GraphView) -> dict[str, str]:
    return {"model": view["model"]} | write_address(PARAMETERS, view)
