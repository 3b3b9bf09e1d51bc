"""python -m vizvae rival: train one of the models that the compare page lays beside the VAEs"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from pathlib import Path
from typing import Any

from tqdm import tqdm

from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import CARD
from vizvae.cli.train import command_line
from vizvae.config import read_toml
from vizvae.data.images import load_images
from vizvae.models.base import LatentModel
from vizvae.paths import beside_runs
from vizvae.rivals.checkpoint import RivalCheckpoint, keep, read_rival_config
from vizvae.rivals.recipes import build_recipe
from vizvae.rivals.training import SNAPSHOT, RivalTraining

SAVE_EVERY = 60.0
"""Seconds between two snapshots."""


def add_command(commands: Any) -> None:
    parser = commands.add_parser(
        "rival",
        help="train a model that is compared with the VAEs",
        description="Train a PixelCNN or another model of the compare page. Interrupted, it goes on where it was when the "
        "command is given again.",
    )
    parser.add_argument("--config", type=Path, required=True, help="settings, a TOML file: see assets/configs/rival-*.toml")
    parser.add_argument("--run", dest="folder", type=Path, required=True, help="folder of the run, as runs/rivals/NAME")
    parser.set_defaults(run=run)


def starting_point(name: str) -> tuple[LatentModel, dict[str, Any]]:
    """What a rival of that name has become in `runs/rivals`, else the trained model; and its card.

    Raises CheckpointError if there is neither, ValueError if it is no latent model.
    """
    folder = beside_runs("rivals") / name
    if not (folder / CARD).exists():
        checkpoint = find_checkpoint(name)
        return checkpoint.load_model(), checkpoint.card
    rival = RivalCheckpoint(folder)
    model = rival.load_model()
    if not isinstance(model, LatentModel):
        raise ValueError(f"start_from must name a model with an encoder, got {name!r}, a {rival.config['model']}")
    return model, rival.card


def run(arguments: argparse.Namespace) -> None:
    config = read_rival_config(read_toml(arguments.config))
    training = load_images(config.data, "train")
    start, its_card = starting_point(config.start_from) if config.start_from else (None, {})
    state = RivalTraining(build_recipe(config, training, start), config, training)
    folder = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / SNAPSHOT).exists():
        state.restore(folder)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    print(f"training {config.model} on {training.description}, in {folder}", file=sys.stderr)
    saved = time.monotonic()
    try:
        with tqdm(
            total=config.epochs * -(-len(training) // config.batch_size), initial=state.step, unit="step", mininterval=5
        ) as bar:
            for report in state.run():
                costs = ", ".join(f"{name} {cost:.3f}" for name, cost in report.costs.items())
                if report.whole_pass:
                    bar.write(
                        f"pass {report.epoch}/{config.epochs}: {costs}; {report.seconds:.0f} s of training", file=sys.stderr
                    )
                else:
                    bar.update()
                    bar.set_postfix_str(costs, refresh=False)
                if time.monotonic() - saved > SAVE_EVERY:
                    state.save(folder)
                    saved = time.monotonic()
    finally:
        state.save(folder)
    keep(state, folder, command_line(), its_card)
    print(folder)
