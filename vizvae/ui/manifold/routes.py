"""Maps of a model's latent space that take long: layouts in two dimensions, and the way back from a place on one."""

from __future__ import annotations

import numpy as np
import torch
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from torch import Tensor

from vizvae.latent.aggregate import Reference
from vizvae.latent.density import NeighbourDensity
from vizvae.latent.projection import ProjectionConfig, config_from_text, project, projected_points
from vizvae.ui.explorer.opened import OpenedModel
from vizvae.ui.explorer.routes import known_model, posted_floats
from vizvae.ui.http.addresses import PREFIX
from vizvae.ui.http.responses import in_turn, numbers_or_progress, said_to_the_visitor
from vizvae.ui.jobs.background import Underway
from vizvae.ui.jobs.projections import projections

SECONDS_TO_WAIT = 0.5
"""For a place on a map: it takes milliseconds once the map is prepared, so one answer is better than two."""


def manifold_routes() -> list[Route]:
    at = PREFIX + "/models/{name}/{digest}/projection"
    return [
        Route(at, in_turn(_projection), methods=["POST"]),
        Route(at, _cancel_projection, methods=["DELETE"]),
        Route(at + "/inverse", _inverse, methods=["POST"]),
    ]


def _projection(request: Request) -> Response:
    """(count, 2) float32 little-endian, or 202 and how far it is. Parameters: those of `ProjectionConfig`, with its defaults.

    Posted, for it starts work, which no image on another site shall.
    """
    opened = known_model(request)
    with said_to_the_visitor():
        config, _, points = _asked_projection(request, opened)
        layout = project(points, config) if config.method == "pca" else projections().map(points, config)
    return numbers_or_progress(layout)


def _cancel_projection(request: Request) -> Response:
    opened = known_model(request)
    with said_to_the_visitor():
        config, _, points = _asked_projection(request, opened)
    projections().cancel(points, config)
    return Response(status_code=204)


async def _inverse(request: Request) -> Response:
    """A place on the map (x, y: float32) in; z, all latents, then its distance to the nearest data point out: float32, little-endian.

    The distance is over the latents that carry something, in standard deviations of the aggregate posterior.
    """
    opened = await run_in_threadpool(known_model, request)

    def answer(xy: np.ndarray) -> Response:
        config, reference, points = _asked_projection(request, opened)
        found = projections().inverse(points, config, xy, wait=SECONDS_TO_WAIT)
        if isinstance(found, Underway):
            return numbers_or_progress(found)
        z = reference.mu.mean(0)  # of the latents that carry nothing
        z[reference.in_use] = torch.from_numpy(found)
        scale = reference.std[reference.in_use]
        data = NeighbourDensity(points=reference.mu[:, reference.in_use] / scale, scale=scale, dims=tuple(reference.in_use))
        return numbers_or_progress(torch.cat([z, data.nearest(z[None])]).numpy())

    with said_to_the_visitor():
        xy = await posted_floats(request)
        if len(xy) != 2 or not np.isfinite(xy).all():
            raise ValueError(f"expected a place on the map, two finite numbers, got {len(xy)} numbers")
        return await run_in_threadpool(answer, xy.astype(np.float32))


def _asked_projection(request: Request, opened: OpenedModel) -> tuple[ProjectionConfig, Reference, Tensor]:
    """Raises ValueError for parameters that cannot be, or that do not suit the model."""
    config = config_from_text(dict(request.query_params))
    reference = opened.reference
    return config, reference, projected_points(reference, config)
