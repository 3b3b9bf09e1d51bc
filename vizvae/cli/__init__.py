"""The command line: `vizvae COMMAND`, or `python -m vizvae COMMAND`."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from vizvae import __version__
from vizvae.runs.arithmetic import set_environment

set_environment()  # before the commands import torch

from vizvae.cli import (  # noqa: E402
    adopt,
    compare,
    dashboard,
    data,
    graph,
    html,
    labels,
    metrics,
    models,
    plot,
    project,
    readers,
    rival,
    site,
    sweep,
    train,
    udr,
)


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vizvae" if Path(sys.argv[0]).stem == "vizvae" else "python -m vizvae",
        description="Train, measure and look at variational auto-encoders. Without a command: the dashboard.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    dashboard.add_command(commands)
    models.add_commands(commands)
    metrics.add_command(commands)
    data.add_command(commands)
    train.add_command(commands)
    sweep.add_command(commands)
    project.add_command(commands)
    graph.add_command(commands)
    readers.add_command(commands)
    udr.add_command(commands)
    labels.add_command(commands)
    rival.add_command(commands)
    compare.add_command(commands)
    adopt.add_command(commands)
    plot.add_command(commands)
    html.add_command(commands)
    site.add_command(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0, 1 for bad input (one line on stderr) unless the error names another, 130 when
    interrupted.

    Without a command it is the dashboard.
    """
    logging.basicConfig(format="%(levelname)s: %(message)s", level=logging.WARNING)
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = build_parser()
    if not words:
        print(f"The dashboard; `{parser.prog} --help` lists the other commands.", flush=True)
        words = ["dashboard"]
    parsed = parser.parse_args(words)
    try:
        parsed.run(parsed)
    except (ValueError, OSError, ImportError) as error:
        print(f"error: {error}", file=sys.stderr)
        return getattr(error, "exit_status", 1)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    return 0
