"""python -m vizvae labels NAME"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, cast

from tqdm import tqdm

from vizvae.checkpoint import write_json
from vizvae.comparison.contenders import checkpoint_of
from vizvae.data.images import load_images
from vizvae.metrics.label_efficiency import NUM_DRAWS, PROTOCOL, label_efficiency, num_fits, shown
from vizvae.models.base import LatentModel
from vizvae.paths import SHIPPED_LABEL_CURVES


def add_command(commands: Any) -> None:
    parser = commands.add_parser(
        "labels",
        help="what a model's latents are worth to a classifier that has few labels",
        description="Label efficiency: the same classifier on pixels, on principal components and on the model's frozen posterior means; "
        "and the model's encoder fine-tuned and from scratch. Needs the full MNIST for figures that mean something.",
    )
    parser.add_argument("name", metavar="NAME", help="a model of `python -m vizvae models`, or one of `compare`")
    parser.add_argument("--frozen", action="store_true", help="leave out what trains the encoder: minutes less")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--ship", action="store_true", help="keep it in assets/labels, from which the Learn page draws")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    checkpoint = checkpoint_of(arguments.name)
    key = checkpoint.card["data"]["key"]
    if key not in ("mnist", "fashion"):
        raise ValueError(f"expected a model of images with ten classes, got {arguments.name!r} of {key}")
    if not isinstance(checkpoint.load_model(), LatentModel):
        raise ValueError(f"expected a model with an encoder, got {arguments.name!r}")
    train, validation, test = (load_images(key, split) for split in ("train", "validation", "test"))
    load = cast(Callable[[], LatentModel], checkpoint.load_model)
    with tqdm(total=num_fits(networks=not arguments.frozen), unit="fit", file=sys.stderr) as bar:
        curves = label_efficiency(
            load,
            train,
            validation,
            test,
            networks=not arguments.frozen,
            progress=bar.update,
        )
    told = {"model": arguments.name, "train": train.description, "test": test.description, "num_draws": NUM_DRAWS}
    told |= {"protocol": PROTOCOL, "curves": [asdict(curve) for curve in curves]}
    if arguments.ship:
        write_json(SHIPPED_LABEL_CURVES / f"{arguments.name}.json", told)
    print(json.dumps(told, indent=2) if arguments.json else "\n".join(shown(curves)))
