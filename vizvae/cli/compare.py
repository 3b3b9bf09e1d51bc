"""python -m vizvae compare: every model of the compare page under one protocol"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from typing import Any

from tqdm import tqdm

from vizvae.comparison.contenders import CONTENDERS, contender
from vizvae.comparison.measure import Comparison, compare, floor, speed, write_comparison
from vizvae.comparison.own_contender import OWN
from vizvae.data.images import load_images


def add_command(commands: Any) -> None:
    parser = commands.add_parser(
        "compare",
        help="likelihood, quality of draws and speed of VAEs, a PixelCNN, a PixelRNN and a GAN",
        description="Measure the models of the compare page on the test images of their data set: −log p(x) in nats (exact, "
        "bounded, or none), the Fréchet distance of their draws in the features of a small classifier (not the FID of the literature), "
        "and seconds a draw.",
    )
    parser.add_argument(
        "names", nargs="*", help=f"some of {', '.join(CONTENDERS)} (default all), or {OWN}NAME for a model of your own"
    )
    parser.add_argument("--num-samples", type=int, default=500, help="posterior draws an image (default 500)")
    parser.add_argument("--num-images", type=int, default=2000, help="test images (default 2000)")
    parser.add_argument("--num-draws", type=int, default=10_000, help="images drawn for the distance (default 10,000)")
    parser.add_argument("--json", action="store_true", help="print JSON, one object a model")
    parser.add_argument(
        "--write",
        action="store_true",
        help="also keep the figures for the page and docs/models.md; those of a model of your own in its folder",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    for option in ("num_samples", "num_images", "num_draws"):
        if getattr(arguments, option) < 2:
            raise ValueError(f"--{option.replace('_', '-')} must be at least 2, got {getattr(arguments, option)}")
    chosen = [contender(name) for name in arguments.names or CONTENDERS]
    tests = {data: load_images(data, "test") for data in dict.fromkeys(one.data for one in chosen)}
    if arguments.write and any(test.source == "sample" for test in tests.values()):
        raise ValueError("figures are kept of the full test set only: set VIZVAE_DATA")
    # Before anything else and close together, so that all find the machine the same.
    speeds = [speed(one) for one in tqdm(chosen, desc="speed", unit="model", disable=None, file=sys.stderr)]
    results = []
    for one, found_speed in zip(chosen, speeds, strict=True):
        test = tests[one.data]
        with tqdm(total=min(arguments.num_images, len(test)), desc=one.name, unit="image", disable=None, file=sys.stderr) as bar:
            result = compare(
                one,
                test,
                found_speed,
                num_samples=arguments.num_samples,
                num_images=arguments.num_images,
                num_draws=arguments.num_draws,
                progress=bar.update,
            )
        results.append(result)
        if arguments.write:
            write_comparison([result], {})
    floors = {data: floor(load_images(data, "train"), test, arguments.num_draws) for data, test in tests.items()}
    if arguments.write:
        write_comparison([], {data: floors[data] for data in {one.data for one in chosen if one.source != "own"}})
    if arguments.json:
        print(json.dumps([asdict(result) for result in results], indent=2, ensure_ascii=False))
        return
    for result in results:
        print(summary(result))
    for data, distance in floors.items():
        print(f"Fréchet distance of training images of {data}, the least one can hope for: {distance:.3f}")


def summary(result: Comparison) -> str:
    """One line with the figures of a model."""
    likelihood = "no likelihood"
    if result.nll is not None and result.nll_interval is not None:
        low, high = result.nll_interval
        likelihood = f"NLL {result.nll:.2f} [{low:.2f}, {high:.2f}] ({result.bound})"
    return (
        f"{result.model:12} {likelihood}, Fréchet distance {result.classifier_frechet:.2f}, "
        f"{result.seconds_per_sample * 1000:.1f} ms a draw, {result.num_parameters:,} parameters"
    )
