"""python -m vizvae train"""

from __future__ import annotations

import argparse
import math
import shlex
import signal
import sys
from pathlib import Path
from typing import Any

from tqdm import tqdm

from vizvae.cli.graph_run import train_graph_run
from vizvae.config import config_from_dict, read_toml
from vizvae.data.images import load_images
from vizvae.data.registry import IMAGE_SETS
from vizvae.models import IMAGE_MODELS
from vizvae.paths import PROJECT, runs_dir
from vizvae.runs.folder import RUN, read_about, read_run
from vizvae.runs.queue import advance
from vizvae.training.command import FLAGS, merged, parse_changes, parse_settings
from vizvae.training.config import TrainConfig
from vizvae.training.curves import curves_of
from vizvae.training.distributed import World, join_world
from vizvae.training.estimate import check_memory
from vizvae.training.families import check_family, with_usual
from vizvae.training.pixels import completed
from vizvae.training.run import EpochResult, train_in_folder


def add_command(commands: Any) -> None:
    parser = commands.add_parser(
        "train",
        help="train a model of images of any kind; the run folder ends as a checkpoint",
        description="Train a VAE, an autoencoder, a VAE with a learned prior, a PixelCNN or PixelRNN, a GAN or a classifier. "
        "The run folder ends as a checkpoint folder. Run the same command again to resume after an "
        "interruption: the result is the same. Flags override the TOML file. With --run alone, a run that was prepared or begun there, "
        "of an image or a graph model, goes on with its own settings. The full data sets are looked for in $VIZVAE_DATA and in the "
        "user's cache; without them the committed sample is trained on.",
        epilog="Several processes, on one machine or more, train one model: torchrun --nproc-per-node 2 -m -- vizvae train ... "
        "Each takes its part of every batch, so the result is that of one process up to rounding, whatever their number.",
        allow_abbrev=False,
    )
    parser.add_argument("--config", type=Path, help="TOML file with any settings of TrainConfig (see vizvae/training/config.py)")
    parser.add_argument("--data", help=f"{', '.join(sorted(IMAGE_SETS))}, or a set of your own (python -m vizvae data list)")
    parser.add_argument("--model", choices=sorted(IMAGE_MODELS), help=f"default {TrainConfig.model}")
    parser.add_argument("--latent-dim", type=int, help="number of latents")
    parser.add_argument("--epochs", type=int, help=f"passes over the training images (default {TrainConfig.epochs})")
    parser.add_argument(
        "--batch-size", type=int, help=f"images a step (default {TrainConfig.batch_size}; fewer for a small set of your own)"
    )
    parser.add_argument("--learning-rate", type=float, help=f"of Adam, at its highest (default {TrainConfig.learning_rate:g})")
    parser.add_argument("--beta", type=float, help="weight of the KL (1 is the ELBO)")
    parser.add_argument("--seed", type=int, help=f"of weights, order of images and draws (default {TrainConfig.seed})")
    parser.add_argument("--precision", choices=("float32", "bfloat16"), help="of the networks' arithmetic (default float32)")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda", "mps"), help="default: a GPU where there is one")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="any other setting, such as objective.capacity=5 or objective.penalty=total_correlation; repeatable",
    )
    parser.add_argument(
        "--change",
        action="append",
        default=[],
        metavar="STEP:NAME=VALUE",
        help="a change on the way, such as 500:beta=4; repeatable",
    )
    parser.add_argument("--run", type=Path, dest="folder", help="folder of the run (default: runs/DATA-MODEL-SEED)")
    parser.add_argument("--download", action="store_true", help="download the full data set if it is not on this machine")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    if arguments.folder and (arguments.folder / RUN).exists() and read_about(arguments.folder).kind == "graph":
        _train_graph(arguments)
        return
    config = read_config(arguments)
    train(config, arguments.folder or runs_dir() / f"{config.data}-{config.model}-{config.seed}", download=arguments.download)


def train(config: TrainConfig, folder: Path, *, download: bool) -> None:
    """Train in `folder`, saying how far it is, alone or as one of the processes that a launcher has started."""
    training = load_images(config.data, "train", download=download)
    # A scheduler that takes the machine back says so first: that ends like Ctrl-C, with everything saved.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with join_world(config) as world:
        if world.rank == 0:
            estimate = check_memory(config)
            print(
                f"training {config.model} ({estimate.num_parameters:,} parameters, about {estimate.num_bytes / 1e6:,.0f} MB) "
                f"on {training.description}, in {folder}",
                file=sys.stderr,
            )
        try:
            _train(config, folder, download, world, math.ceil(len(training) / config.batch_size))
        finally:
            if world.rank == 0:
                advance()  # a place is free: whoever waits in the queue is next
    if world.rank == 0:
        print(folder)


def _train_graph(arguments: argparse.Namespace) -> None:
    given = [name for name, value in vars(arguments).items() if value and name not in ("folder", "run")]
    if given:
        raise ValueError(f"{arguments.folder} holds a run of a graph model, with settings of its own: give --run alone")
    train_graph_run(arguments.folder)


def _train(config: TrainConfig, folder: Path, download: bool, world: World, steps_per_epoch: int) -> None:
    reports = train_in_folder(config, folder, command=command_line(), download=download, world=world)
    # Closed on the way out, so that Ctrl-C leaves a saved state of the very last step.
    try:
        with tqdm(total=steps_per_epoch * config.epochs, unit="step", disable=True if world.rank else None) as bar:
            for report in reports:
                if isinstance(report, EpochResult):
                    bar.write(_line(report, config), file=sys.stderr)
                else:
                    bar.update(report.step - bar.n)
    finally:
        reports.close()


def read_config(arguments: argparse.Namespace) -> TrainConfig:
    """The TOML file's settings with the flags laid over them; those of the run in the folder where nothing else is said.

    Raises ValueError for an unreadable file, an unknown key or a wrong value.
    """
    values: dict[str, Any] = {}
    if arguments.config:
        values = read_toml(arguments.config)
    values |= {name: getattr(arguments, name) for name in FLAGS if getattr(arguments, name) is not None}
    if arguments.latent_dim is not None:
        values["model_config"] = {**values.get("model_config", {}), "latent_dim": arguments.latent_dim}
    if arguments.beta is not None:
        values["objective"] = {**values.get("objective", {}), "beta": arguments.beta}
    values = merged(values, parse_settings(arguments.set))
    if arguments.change:
        values["changes"] = [*values.get("changes", []), *parse_changes(arguments.change)]
    if not values and arguments.folder and (arguments.folder / RUN).exists():
        return read_run(arguments.folder, TrainConfig).config
    config = config_from_dict(TrainConfig, completed(with_usual(values)))
    check_family(config)
    return config


def command_line() -> str:
    """The command as it was given, with paths inside the project relative to it."""
    words = [word.replace(f"{PROJECT}/", "") for word in sys.argv[1:]]
    return shlex.join(["python", "-m", "vizvae", *words])


def _line(report: EpochResult, config: TrainConfig) -> str:
    of_pass, scores = f"epoch {report.epoch}/{config.epochs}: train", report.validation.costs
    if "elbo" in scores:
        elbo = scores["elbo"]
        title = next((curve.title for curve in curves_of(config) if curve.term == "elbo"), "")  # none where there is no KL
        validation = f"recon_nll {scores['recon_nll']:.2f}" if math.isnan(elbo) else f"{title} {elbo:.2f}"
        return f"{of_pass} loss {report.loss:.2f}, validation {validation} nats, {report.seconds:.0f} s"
    held_out = f", validation {_words(scores)}" if scores else ""
    return f"{of_pass} {_words(report.costs)}{held_out}, {report.seconds:.0f} s"


def _words(costs: dict[str, float]) -> str:
    return ", ".join(f"{name} {cost:.3f}" for name, cost in costs.items())
