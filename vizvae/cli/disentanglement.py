"""python -m vizvae evaluate NAME --metrics disentanglement"""

from __future__ import annotations

import argparse
import json
import sys

from tqdm import tqdm

from vizvae.catalogue import find_checkpoint
from vizvae.metrics.disentanglement import METRICS, MetricResult
from vizvae.metrics.disentanglement.measure import NUM_POOL
from vizvae.metrics.disentanglement.record import measure_checkpoint, write_measured


def run_disentanglement(arguments: argparse.Namespace) -> None:
    """Print a model's disentanglement metrics, and write them beside it if asked to."""
    checkpoint = find_checkpoint(arguments.name)
    num_images = max(NUM_POOL, arguments.num_points + arguments.num_points // 2)
    with (
        tqdm(total=num_images, unit="image", desc="encoding", disable=None, file=sys.stderr) as encoding,
        tqdm(total=len(METRICS), unit="metric", disable=None, file=sys.stderr) as computing,
    ):

        def progress(key: str) -> None:
            computing.set_description(key)
            computing.update(key in METRICS)

        results = measure_checkpoint(
            checkpoint, num_points=arguments.num_points, seed=arguments.seed, images=encoding.update, progress=progress
        )
    if arguments.json:
        print(json.dumps({key: result.to_json() for key, result in results.items()}, indent=2, ensure_ascii=False))
    else:
        for result in results.values():
            print(line(result))
    if arguments.write_card:
        write_measured(checkpoint, results)


def line(result: MetricResult) -> str:
    low, high = result.interval
    return f"{result.key:22} {result.value:.3f} [{low:.3f}, {high:.3f}]  {result.num_points:,} points, seed {result.seed}"
