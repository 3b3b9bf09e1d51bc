"""Options of the command line that say how a graph's file is read."""

from __future__ import annotations

import argparse
from typing import Any

from vizvae.graph.data import Graph
from vizvae.graph.found import USES
from vizvae.graph.readers import Choices


def add_reading_options(parser: Any) -> None:
    """Those of `python -m vizvae graph train`."""
    group = parser.add_argument_group(
        "how the file is read",
        "What is not said is decided by what the file holds, and printed; a file that could be read in several ways is refused, and the "
        "message names the options that tell them apart.",
    )
    group.add_argument("--header", action=argparse.BooleanOptionalAction, help="the first row names the columns, or is an edge")
    group.add_argument("--ends", metavar="A,B", default="", help="the two columns of node names, by name or number from 1")
    group.add_argument("--matrix", action=argparse.BooleanOptionalAction, help="the table is an adjacency matrix, or is none")
    group.add_argument(
        "--comments", action=argparse.BooleanOptionalAction, help="lines that begin with # or %% are comments, or edges"
    )
    group.add_argument("--separator", default="", help="what stands between columns, one character; `tab` for a tab")
    group.add_argument(
        "--two-kinds",
        action=argparse.BooleanOptionalAction,
        help="the two columns name nodes of two kinds: the same name in both is two nodes",
    )
    group.add_argument(
        "--classes-from",
        metavar="COLUMN",
        help="column of the file of classes, or attribute of the nodes, that is taken as classes",
    )
    group.add_argument(
        "--features-from",
        metavar="A,B",
        default="",
        help="attributes of the nodes that are taken as features: numbers scaled, words one-hot",
    )

    group.add_argument("--weights", metavar="COLUMN", help="the column that says how strong an edge is, by name or number from 1")
    group.add_argument(
        "--directed",
        action=argparse.BooleanOptionalAction,
        help="edges go from the first of the two columns to the second, or have no direction",
    )
    group.add_argument("--ignore-weights", action="store_true", help="where edges have weights: let every edge count alike")
    group.add_argument(
        "--ignore-direction", action="store_true", help="where edges have a direction: let an edge either way be an edge"
    )
    group.add_argument(
        "--ignore-kinds",
        action="store_true",
        help="where nodes are of two kinds, such as users and items: let pairs within a kind count as pairs that could be edges, too",
    )


def with_all_it_says(arguments: argparse.Namespace, graph: Graph) -> Graph:
    """The graph with everything that its file says beside which nodes are joined, but for what is to be ignored."""
    ignored = {use for use in USES if getattr(arguments, f"ignore_{use}")}
    return graph.used([use for use in (graph.found.uses if graph.found else ()) if use not in ignored])


def reading_choices(arguments: argparse.Namespace) -> Choices:
    """Raises ValueError for what cannot be chosen."""
    given: str = arguments.separator
    separator = {"tab": "\t", "\\t": "\t", "space": " "}.get(given, given)
    if len(separator) > 1:
        raise ValueError(f"--separator takes one character, or `tab`, got {arguments.separator!r}")
    ends = tuple(part.strip() for part in arguments.ends.split(",")) if arguments.ends else ()
    return Choices(
        header=arguments.header, ends=ends, matrix=arguments.matrix, comments=arguments.comments, two_kinds=arguments.two_kinds,
        weights=arguments.weights, directed=arguments.directed, separator=separator, classes=arguments.classes_from,
        features=tuple(part.strip() for part in arguments.features_from.split(",") if part.strip()),
    )  # fmt: skip
