"""python -m vizvae site"""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any


def add_command(commands: Any) -> None:
    parser = commands.add_parser(
        "site",
        help="write a folder for any web space: pages of models and lessons that need no server of ours",
        description="A folder for any web space, as GitHub Pages or Moodle: Learn, the latent sliders, the manifold, the factors of models "
        "that were measured, and the graph, with the models shared as files. Addresses are relative, so that it works below any path. The "
        "folder must be empty, or hold an earlier site, whose files are replaced.",
    )
    parser.add_argument("folder", type=Path, metavar="DIR", help="where it is written")
    parser.add_argument("--models", nargs="*", metavar="NAME", help="of images and graphs (default: all that are here)")
    parser.add_argument(
        "--lessons",
        default="all",
        metavar="ADDRESS",
        help="STEP_STEP, what stands after the ? in a teacher's link, 'all' (default) or 'none'",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    from vizvae.standalone.site import write_site

    lessons = None if arguments.lessons == "none" else arguments.lessons
    written = write_site(arguments.folder, arguments.models, lessons, date.today())
    removed = f", {written.removed} of the earlier site removed" if written.removed else ""
    print(f"{arguments.folder}: {written.num_files} files, {written.num_bytes / 1e6:.1f} MB{removed}.")
    print("Put it on a web server, or look at it with")
    print(f"  python -m http.server --directory {arguments.folder}")
