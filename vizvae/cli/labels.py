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
from vizvae.data.images import ImageSet, load_images
from vizvae.figures.labels import label_curves
from vizvae.metrics import semi_supervised
from vizvae.metrics.label_efficiency import NUM_DRAWS, PROTOCOL, Curve, label_efficiency, num_fits, shown
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
    parser.add_argument(
        "--semi-supervised",
        action="store_true",
        help="M1+M2 in place of all that: a classifier that also learns from the images without labels, 100 labels; "
        "with --ship it joins the curves that are kept of the model",
    )
    parser.add_argument(
        "--choose",
        action="store_true",
        help="with --semi-supervised: score the validation images, with two other draws of labels; settings are chosen by that",
    )
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
    if arguments.choose and (arguments.ship or not arguments.semi_supervised):
        raise ValueError("--choose goes with --semi-supervised, and without --ship: what ships was measured on test images")
    train, validation, test = (load_images(key, split) for split in ("train", "validation", "test"))
    load = cast(Callable[[], LatentModel], checkpoint.load_model)
    if arguments.semi_supervised:
        _semi_supervised(arguments, load(), train, validation if arguments.choose else test)
        return
    with tqdm(total=num_fits(networks=not arguments.frozen), unit="fit", file=sys.stderr) as bar:
        curves = label_efficiency(
            load,
            train,
            validation,
            test,
            networks=not arguments.frozen,
            progress=bar.update,
        )
    told = _told(arguments.name, train, test, PROTOCOL, curves)
    if arguments.ship:
        write_json(SHIPPED_LABEL_CURVES / f"{arguments.name}.json", told)
    print(json.dumps(told, indent=2) if arguments.json else "\n".join(shown(curves)))


def _semi_supervised(arguments: argparse.Namespace, model: LatentModel, train: ImageSet, scored: ImageSet) -> None:
    """Measure M1+M2, say it, and keep it beside the other curves of the model where that is wanted."""
    draws = {"first_seed": semi_supervised.CHOOSING_SEED, "num_draws": 2} if arguments.choose else {}
    num_draws = draws.get("num_draws", NUM_DRAWS)
    splits = semi_supervised.codes(model.eval(), train, scored)
    with tqdm(total=num_draws * len(semi_supervised.NUM_LABELS), unit="fit", file=sys.stderr) as bar:
        curve = semi_supervised.semi_supervised(*splits, progress=bar.update, **draws)
    told = _told(arguments.name, train, scored, semi_supervised.PROTOCOL, [curve]) | {"num_draws": num_draws}
    if arguments.ship:
        kept = label_curves(arguments.name)
        others = [one for one in kept["curves"] if one["representation"] != curve.representation]
        protocol = f"{PROTOCOL}. {semi_supervised.PROTOCOL}"
        write_json(
            SHIPPED_LABEL_CURVES / f"{arguments.name}.json", {**kept, "protocol": protocol, "curves": [*others, asdict(curve)]}
        )
    print(json.dumps(told, indent=2) if arguments.json else "\n".join(shown([curve])))


def _told(name: str, train: ImageSet, scored: ImageSet, protocol: str, curves: list[Curve]) -> dict[str, Any]:
    told = {"model": name, "train": train.description, "test": scored.description, "num_draws": NUM_DRAWS}
    return {**told, "protocol": protocol, "curves": [asdict(curve) for curve in curves]}
