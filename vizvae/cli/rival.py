"""python -m vizvae rival: `vizvae train`, as the cards of the compare page's models name it"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from vizvae.cli.train import train
from vizvae.comparison.settings import read_compared_config
from vizvae.config import read_toml

OF_EARLIER_VERSION = "state.safetensors"
"""Where runs were saved until they were trained by the loop of all others."""


def add_command(commands: Any) -> None:
    parser = commands.add_parser(
        "rival",
        help="the same as train, for settings of the compare page's models",
        description="The same as `vizvae train --config CONFIG --run FOLDER`; it also reads the settings that cards of the compare "
        "page's models hold.",
    )
    parser.add_argument("--config", type=Path, required=True, help="settings, a TOML file: see assets/configs/rival-*.toml")
    parser.add_argument("--run", dest="folder", type=Path, required=True, help="folder of the run, as runs/rivals/NAME")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    if (arguments.folder / OF_EARLIER_VERSION).exists():
        raise ValueError(
            f"{arguments.folder / OF_EARLIER_VERSION} was saved by an earlier version, and cannot be gone on from; "
            "delete it, or use another folder"
        )
    train(read_compared_config(read_toml(arguments.config)), arguments.folder, download=False)
