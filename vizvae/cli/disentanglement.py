"""python -m vizvae evaluate NAME --metrics disentanglement"""

from __future__ import annotations

import argparse
import json
import sys

from tqdm import tqdm

from vizvae.catalogue import find_checkpoint
from vizvae.metrics.disentanglement import METRICS, MetricResult
from vizvae.metrics.disentanglement.measure import NUM_POOL
from vizvae.metrics.disentanglement.record import (
    measure_checkpoint,
    measure_original_trees,
    write_measured,
    write_original_trees,
)
from vizvae.metrics.titles import DCI_PARTS, ORIGINAL_TREES


def run_disentanglement(arguments: argparse.Namespace) -> None:
    """Print a model's disentanglement metrics, and write them beside it if asked to."""
    if arguments.original_trees:
        _run_original_trees(arguments)
        return
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
        original = checkpoint.card.get(ORIGINAL_TREES)
        if original is None:
            print("DCI as published figures have it is not on the card: --original-trees measures it, which takes minutes")
        else:
            _print_original_trees(original)
    if arguments.write_card:
        write_measured(checkpoint, results)


def _run_original_trees(arguments: argparse.Namespace) -> None:
    checkpoint = find_checkpoint(arguments.name)
    with tqdm(unit="factor", desc="boosting", disable=None, file=sys.stderr) as bar:
        found = measure_original_trees(
            checkpoint, num_points=arguments.num_points, seed=arguments.seed, progress=lambda _: bar.update()
        )
    if arguments.json:
        print(json.dumps(found, indent=2))
    else:
        _print_original_trees(found)
    if arguments.write_card:
        write_original_trees(checkpoint, found)


def _print_original_trees(found: dict[str, float]) -> None:
    for part in DCI_PARTS:
        print(f"{f'dci_{part}':22} {found[part]:.3f} by disentanglement_lib's boosting  {found['num_points']:,} points, one fit, seed "
              f"{found['seed']}")  # fmt: skip


def line(result: MetricResult) -> str:
    low, high = result.interval
    return f"{result.key:22} {result.value:.3f} [{low:.3f}, {high:.3f}]  {result.num_points:,} points, seed {result.seed}"
