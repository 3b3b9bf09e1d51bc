"""Which graph model a command is about."""

from __future__ import annotations

import argparse


def add_graph_model(parser: argparse.ArgumentParser, which: str = "") -> None:
    """The argument `name`. `which`: of the models, as ", of a graph with features"; empty for any."""
    parser.add_argument("name", help=f"a model of `python -m vizvae graph models`{which}")
