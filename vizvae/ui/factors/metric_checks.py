"""Do the metrics tell the truth? What they say of constructed codes, the matrix behind it, and a few points to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vizvae.metrics.disentanglement.constructed import CONSTRUCTIONS, Constructed
from vizvae.metrics.truth import JITTER, NUM_POINTS, Lamps, examine, slow_metrics
from vizvae.metrics.truth import Examined as ExaminedCode
from vizvae.single_flight import single_flight
from vizvae.ui.factors.metric_checks_contract import Examined, MetricChecksData, ShownPoints
from vizvae.ui.http.addresses import PREFIX
from vizvae.ui.http.responses import json_answer, said_to_the_visitor
from vizvae.ui.jobs.computed import computed, known

LARGEST_ANGLE, LARGEST_NOISE, NOISE_STEPS = 45, 2.0, 20
"""Degrees; standard deviations, and steps to one of them."""
SHOWN_POINTS = 400
EXAMINED_KEPT = 128
"""Codes with what is quickly said of them"""


def metric_check_routes() -> list[Route]:
    return [Route(PREFIX + "/constructed", _answer)]


def metric_checks_data() -> MetricChecksData:
    """What the component is told; always the same."""
    dataset = Lamps()
    return MetricChecksData(
        url=PREFIX + "/constructed",
        codes=CONSTRUCTIONS,
        factors=tuple(dataset.names),
        num_values=dataset.sizes[0],
        num_points=NUM_POINTS,
        jitter=JITTER,
        largest_angle=LARGEST_ANGLE,
        largest_noise=LARGEST_NOISE,
    )


def read_recipe(query: Mapping[str, str]) -> Constructed:
    """`code`, with `angle` (whole degrees) or `noise` (rounded to a twentieth). Raises ValueError for what is none."""
    kind = query.get("code", "")
    if kind not in CONSTRUCTIONS:
        raise ValueError(f"code: expected one of {', '.join(CONSTRUCTIONS)}, got {kind[:40]!r}")
    # What a code does not use is as it is by default, so that the same code is computed once.
    recipe = Constructed(kind=kind)
    if kind == "rotated":
        return Constructed(kind=kind, angle=round(_number(query, "angle", LARGEST_ANGLE)))
    if kind == "noisy":
        return Constructed(kind=kind, noise=round(_number(query, "noise", LARGEST_NOISE) * NOISE_STEPS) / NOISE_STEPS)
    return recipe


async def _answer(request: Request) -> Response:
    """`?code=rotated&angle=20`: quick metrics, matrix and points; with `&all=1` the slow metrics too, null where they were not asked for
    and are not known yet."""
    with said_to_the_visitor():
        recipe = read_recipe(request.query_params)
        every = "all" in request.query_params
        slow = (await computed(slow_metrics, **asdict(recipe))) if every else known(slow_metrics, **asdict(recipe))
        return json_answer(await run_in_threadpool(described, recipe, slow))


def described(recipe: Constructed, slow: dict[str, float] | None) -> Examined:
    examined = _examined(recipe)
    points = examined.codes.points.rows(slice(SHOWN_POINTS))
    return Examined(
        quick=examined.quick,
        slow=slow,
        information=examined.information.tolist(),
        entropies=examined.entropies.tolist(),
        points=ShownPoints(factors=points.factors[:, :2].tolist(), codes=points.codes[:, :2].tolist()),
    )


@single_flight(EXAMINED_KEPT)
def _examined(recipe: Constructed) -> ExaminedCode:
    return examine(recipe)


def _number(query: Mapping[str, str], name: str, largest: float) -> float:
    text = query.get(name, "")
    try:
        value = float(text[:20])
    except ValueError:
        raise ValueError(f"{name}: expected a number from 0 to {largest:g}, got {text[:20]!r}") from None
    if not 0 <= value <= largest:  # not so for nan either
        raise ValueError(f"{name}: expected a number from 0 to {largest:g}, got {text[:20]!r}")
    return value
