"""python -m vizvae plot"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any, get_args

from vizvae.figures.named import FIGURES
from vizvae.figures.style import Theme


def add_command(commands: Any) -> None:
    width = max(map(len, FIGURES))
    listed = "\n".join(f"  {what:{width}}  of {figure.of}" for what, figure in FIGURES.items())
    parser = commands.add_parser(
        "plot",
        help="a figure as HTML, PNG, SVG, PDF or JSON",
        description="The figures that the pages show, as files. HTML opens without a network; PNG, SVG and PDF are drawn by a Chromium "
        "(pip install 'vizvae[figures]'). In Python: vizvae.figures, see docs/figures.md.",
        epilog=f"WHAT is one of:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("what", metavar="WHAT", help="which figure, see below")
    parser.add_argument("name", metavar="NAME", help="of what: a model of `python -m vizvae models`, a run, …")
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE", help="ends with .html, .png, .svg, .pdf, .webp or .json"
    )
    parser.add_argument("--theme", choices=get_args(Theme), default="light", help="the ground it is drawn on (default light)")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="a setting of the figure's function, such as --set curve=elbo",
    )
    parser.add_argument("--width", type=int, default=900, help="of a picture, in pixels (default 900)")
    parser.add_argument("--height", type=int, help="of a picture, in pixels (default: the figure's own)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    from vizvae.figures.export import write_figure
    from vizvae.figures.named import draw
    from vizvae.figures.style import themed

    figure = draw(arguments.what, arguments.name, dict(map(_setting, arguments.set)))
    write_figure(themed(figure, arguments.theme), arguments.output, width=arguments.width, height=arguments.height)
    print(arguments.output)


def _setting(text: str) -> tuple[str, Any]:
    """A number, a list or a truth value where the text is one as JSON, else the text itself"""
    key, mark, value = text.partition("=")
    if not mark or not key:
        raise ValueError(f"--set: expected KEY=VALUE, got {text[:60]!r}")
    try:
        return key, json.loads(value)
    except ValueError:
        return key, value
