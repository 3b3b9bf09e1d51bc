"""python -m vizvae html"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from vizvae.atomic_write import atomic_write


def add_command(commands: Any) -> None:
    parser = commands.add_parser(
        "html",
        help="write models or lessons with their pages into one HTML file, which needs no server and no network",
        description="One HTML file with the latent sliders and the latent manifold of one or more models, the Graph page of graph "
        "models, or lessons: it opens by a double-click, without Python and without a network. Beside it the same as a .zip, as "
        "gateways of mail distrust HTML.",
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="a model of `python -m vizvae models`, or a graph model")
    parser.add_argument("-o", "--output", type=Path, required=True, help="HTML file")
    parser.add_argument("--lighter", action="store_true", help="with 100 images of the data instead of as many as fit 1.4 MB")
    parser.add_argument(
        "--at",
        default="",
        metavar="ADDRESS",
        help="where it opens: what stands after the ? in the dashboard's address, as 'z=0.5_-1'",
    )
    parser.add_argument("--page", choices=["sliders", "manifold", "graph"], default="", help="the page that it opens with")
    parser.add_argument(
        "--lesson",
        metavar="ADDRESS",
        help="instead of models a lesson: what stands after the ? in a teacher's link, or STEP_STEP, or ''",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Raises ValueError for what cannot be packed, OSError where it cannot be written."""
    from vizvae.standalone.one_file import (  # imports what the dashboard's payloads need, which takes a second
        Asked,
        one_file,
        zipped,
    )

    output: Path = arguments.output
    if output.suffix.lower() not in (".html", ".htm"):
        raise ValueError(f"expected the name of an HTML file to write to, as explorer.html, got {output}")
    if bool(arguments.names) == (arguments.lesson is not None):
        raise ValueError("expected names of models, or --lesson with what stands in a lesson's link, and not both")
    said = arguments.at if arguments.lesson is None else arguments.lesson
    if arguments.lesson and "=" not in arguments.lesson:
        said = f"lesson={arguments.lesson}"
    query = tuple(parse_qsl(said.lstrip("?#"), keep_blank_values=True))
    content = one_file(Asked(tuple(arguments.names), arguments.page, query, arguments.lighter), date.today())
    archive = output.with_suffix(".zip")
    atomic_write(output, content)
    atomic_write(archive, zipped(content, output.name))
    for path in (output, archive):
        print(f"{path} ({path.stat().st_size / 1e6:.1f} MB)")
