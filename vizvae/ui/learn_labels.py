"""What latents are worth with few labels, for the Learn page: the measured curves, and a classifier trained on the committed sample."""

from __future__ import annotations

import json
import threading
from functools import cache, lru_cache
from typing import Any

import torch
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from vizvae.checkpoint import CheckpointError
from vizvae.metrics.label_efficiency import balanced_labels, fit_mlp, scaled
from vizvae.paths import SHIPPED_LABEL_CURVES
from vizvae.rivals.contenders import CONTENDERS, checkpoint_of
from vizvae.ui.answers import FOR_EVER, said_to_the_visitor
from vizvae.ui.learn_address import STEPS
from vizvae.ui.resources import loaded_model, sample_images
from vizvae.ui.server import PREFIX

CONTROLS = STEPS["labels"]
WEIGHT_DECAY = 0.01
NUM_WRONG = 6
"""Misclassified digits that are shown"""


def learn_labels_routes() -> list[Route]:
    return [Route(PREFIX + "/labels/{name}/{digest}", _answer)]


@cache
def labels_data() -> dict[str, Any]:
    """What the step is told, for each model: where to ask, and its curves as `python -m vizvae labels NAME --ship` has measured them.

    Raises CheckpointError if a model is not there.
    """
    # What the step opens with takes two seconds at first: it is there when somebody comes to it.
    start, count, seed = (CONTROLS[key]["start"] for key in ("model", "labels", "seed"))
    threading.Thread(target=trained, args=(start, checkpoint_of(start).digest, int(count), seed), daemon=True).start()
    return {
        name: {"url": f"{PREFIX}/labels/{name}/{checkpoint_of(name).digest}", **_measured(name)}
        for name in CONTROLS["model"]["options"]
    }


def _measured(name: str) -> dict[str, Any]:
    figures = json.loads((SHIPPED_LABEL_CURVES / f"{name}.json").read_text("utf-8"))
    return {key: figures[key] for key in ("protocol", "curves")} | {"numDraws": figures["num_draws"]}


def _answer(request: Request) -> Response:
    """`?labels=100&seed=0`: see `trained`."""
    name = request.path_params["name"]
    with said_to_the_visitor():
        count, seed = request.query_params.get("labels", ""), request.query_params.get("seed", "")
        if count not in CONTROLS["labels"]["options"]:
            raise ValueError(f"expected one of {', '.join(CONTROLS['labels']['options'])} labels, got {count[:20]!r}")
        most = CONTROLS["seed"]["max"]
        if not seed.isascii() or not seed.isdigit() or len(seed) > 3 or int(seed) > most:
            raise ValueError(f"expected a seed from 0 to {most}, got {seed[:20]!r}")
        if name not in CONTROLS["model"]["options"]:
            raise CheckpointError(f"expected one of {', '.join(CONTROLS['model']['options'])}, got {name[:40]!r}")
        if request.path_params["digest"] != checkpoint_of(name).digest:
            raise CheckpointError(f"{name} has other weights now: reload the page")
        return JSONResponse(trained(name, checkpoint_of(name).digest, int(count), int(seed)), headers=FOR_EVER)


@lru_cache(maxsize=128)
def trained(name: str, digest: str, count: int, seed: int) -> list[dict[str, Any]]:
    """The same classifier on pixels and on posterior means: `accuracy` on the second half of the committed sample, which gave no label,
    and the first digits that are taken for others: `pixels`, their `label`, what was `said`."""
    sample, half = sample_images("mnist"), len(sample_images("mnist")) // 2
    rows = balanced_labels(sample.labels[:half], count, generator=torch.Generator().manual_seed(seed))
    y, answers = sample.labels[rows], []
    for representation, (x, held_out) in _represented(name, digest).items():
        net = fit_mlp(x[rows], y, weight_decay=WEIGHT_DECAY, generator=torch.Generator().manual_seed(seed))
        with torch.no_grad():
            said = net(held_out).argmax(1)
        wrong = (said != sample.labels[half:]).nonzero()[:, 0]
        shown = [
            {
                "pixels": (sample.images[half + place].flatten().float() / 255).tolist(),
                "label": int(sample.labels[half + place]),
                "said": int(said[place]),
            }
            for place in wrong[:NUM_WRONG].tolist()
        ]
        accuracy = 1 - len(wrong) / len(said)
        answers.append({"representation": representation, "accuracy": accuracy, "numTest": len(said), "wrong": shown})
    return answers


@lru_cache(maxsize=4)
@torch.no_grad()
def _represented(name: str, digest: str) -> dict[str, list[torch.Tensor]]:
    """Both halves of the sample, scaled by the first."""
    images = sample_images("mnist").images.float() / 255
    model = CONTENDERS[name].latent_model if name in CONTENDERS else loaded_model(name, digest)
    assert model is not None
    means = torch.cat([model.encode(x).mu for x in images.split(500)])
    return {
        "pixels": scaled(*images.flatten(1).chunk(2)),
        "posterior_means": scaled(*means.chunk(2)),
    }
