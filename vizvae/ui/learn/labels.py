"""What latents are worth with few labels, for the Learn page: the measured curves, and a classifier trained on the committed sample."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vizvae.checkpoint import CheckpointError
from vizvae.comparison.contenders import checkpoint_of
from vizvae.paths import SHIPPED_LABEL_CURVES
from vizvae.ui.http.addresses import PREFIX
from vizvae.ui.http.contract import read
from vizvae.ui.http.parameters import asked
from vizvae.ui.http.responses import FOR_EVER, json_answer, said_to_the_visitor
from vizvae.ui.jobs.computed import ask, computed
from vizvae.ui.learn.address import STEPS
from vizvae.ui.learn.contract import LabelCurve, LabelsFacts
from vizvae.ui.learn.few_labels import trained

CONTROLS: dict[str, Any] = {**STEPS["labels"]}
MODELS = CONTROLS["model"].options


def learn_labels_routes() -> list[Route]:
    return [Route(PREFIX + "/labels/{name}/{digest}", _answer)]


@cache
def labels_data() -> dict[str, LabelsFacts]:
    """What the step is told, for each model: where to ask, and its curves as `python -m vizvae labels NAME --ship` has measured them.

    Raises CheckpointError if a model is not there.
    """
    # What the step opens with takes seconds at first: it is there when somebody comes to it.
    start, count, seed = (CONTROLS[key].start for key in ("model", "labels", "seed"))
    ask(trained, name=start, digest=checkpoint_of(start).digest, count=int(count), seed=int(seed))
    return {name: _facts(name) for name in MODELS}


def _facts(name: str) -> LabelsFacts:
    figures = json.loads((SHIPPED_LABEL_CURVES / f"{name}.json").read_text("utf-8"))
    return LabelsFacts(
        url=f"{PREFIX}/labels/{name}/{checkpoint_of(name).digest}",
        protocol=figures["protocol"],
        num_draws=figures["num_draws"],
        curves=[read(LabelCurve, {key: curve[key] for key in LabelCurve.__struct_fields__}) for curve in figures["curves"]],
    )


async def _answer(request: Request) -> Response:
    """`?labels=100&seed=0`: see `few_labels.trained`."""
    name = request.path_params["name"]
    with said_to_the_visitor():
        count, seed = (asked(request.query_params, key, CONTROLS[key]) for key in ("labels", "seed"))
        if name not in MODELS:
            raise CheckpointError(f"expected one of {', '.join(MODELS)}, got {name[:40]!r}")
        if request.path_params["digest"] != checkpoint_of(name).digest:
            raise CheckpointError(f"{name} has other weights now: reload the page")
        found = await computed(trained, name=name, digest=checkpoint_of(name).digest, count=int(count), seed=int(seed))
        return json_answer(found, FOR_EVER)
