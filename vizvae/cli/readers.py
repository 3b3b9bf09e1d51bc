"""python -m vizvae readers train DATA"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from tqdm import tqdm

from vizvae.data.factor_sets import FACTOR_SETS
from vizvae.paths import SHIPPED_READERS
from vizvae.reader import train_reader, write_reader

STEPS = 2000


def add_command(commands: Any) -> None:
    readers = commands.add_parser("readers", help="readers of true factors, with which the dashboard judges decoded images")
    actions = readers.add_subparsers(title="actions", required=True, metavar="ACTION")
    train = actions.add_parser("train", help="train one and measure it on test images")
    train.add_argument("data", metavar="DATA", choices=list(FACTOR_SETS), help=", ".join(FACTOR_SETS))
    train.add_argument("--steps", type=int, default=STEPS, help=f"of up to 128 new images each (default {STEPS})")
    train.add_argument("--seed", type=int, default=0, help="of weights and images (default 0)")
    train.add_argument("--to", type=Path, default=None, metavar="FOLDER", help="default: where the dashboard looks")
    train.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    if arguments.steps < 1:
        raise ValueError(f"--steps must be at least 1, got {arguments.steps}")
    with tqdm(total=arguments.steps, unit="step", disable=None) as bar:
        reader = train_reader(arguments.data, steps=arguments.steps, seed=arguments.seed, progress=bar.update)
    command = f"python -m vizvae readers train {arguments.data} --steps {arguments.steps} --seed {arguments.seed}"
    folder = arguments.to or SHIPPED_READERS / arguments.data
    card = write_reader(reader, folder, steps=arguments.steps, seed=arguments.seed, command=command)
    for name, shares in card["accuracy"].items():
        print(f"{name:12} " + "  ".join(f"{kind.replace('_', ' ')} {share:.3f}" for kind, share in shares.items()))
