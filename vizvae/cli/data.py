"""python -m vizvae data: data sets of one's own"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tqdm import tqdm

from vizvae.data.fit import AUTO, FITS
from vizvae.data.own.archive import MAX_ZIP_BYTES
from vizvae.data.own.build import add_set
from vizvae.data.own.decoding import FEWEST
from vizvae.data.own.item import MAX_FILE_BYTES, MAX_PICTURES
from vizvae.data.own.naming import check_new_name, name_for
from vizvae.data.own.options import LARGEST, SMALLEST, Options
from vizvae.data.own.report import details, summary
from vizvae.data.own.store import OwnSet, find_set, list_sets, remove_set, rename_set, restore_set, unreadable_sets
from vizvae.data.own.use import users_of
from vizvae.data.pictures import MAX_PIXELS
from vizvae.paths import own_data_dir
from vizvae.words import counted

LIMITS = (
    f"Limits: {FEWEST} to {MAX_PICTURES:,} pictures; {MAX_PIXELS / 1e6:.0f} megapixels and {MAX_FILE_BYTES / 1e6:.0f} MB a picture; "
    f"a zip of {MAX_ZIP_BYTES / 1e9:.0f} GB. A picture that cannot be read is named and left out."
)
LEFT_OUT_SHOWN = 20


def add_command(commands: Any) -> None:
    parser = commands.add_parser(
        "data",
        help="data sets of your own: add a folder of images, list, show, rename, remove",
        description="Data sets of your own. Once added, one is trained on like those that come with the program: vizvae train --data NAME.",
        allow_abbrev=False,
    )
    actions = parser.add_subparsers(title="actions", required=True, metavar="ACTION")
    _add_add(actions)
    listing = actions.add_parser("list", help="the sets that were added", allow_abbrev=False)
    listing.add_argument("--json", action="store_true", help="as JSON")
    listing.set_defaults(run=_list)
    show = actions.add_parser("show", help="what was found, done and left out when a set was added", allow_abbrev=False)
    show.add_argument("name", metavar="NAME", help="a set of `data list`")
    show.add_argument("--json", action="store_true", help="as JSON, with all that was left out")
    show.set_defaults(run=_show)
    rename = actions.add_parser("rename", help="call a set differently; models trained on it still find it", allow_abbrev=False)
    rename.add_argument("name", metavar="NAME", help="a set of `data list`")
    rename.add_argument("new_name", metavar="NEW_NAME", help="what it shall be called")
    rename.set_defaults(run=_rename)
    remove = actions.add_parser("remove", help="throw a set away; for a week it can be brought back", allow_abbrev=False)
    remove.add_argument("name", metavar="NAME", help="a set of `data list`")
    remove.add_argument("--force", action="store_true", help="also if runs or models use it")
    remove.set_defaults(run=_remove)
    restore = actions.add_parser("restore", help="bring back a set that was removed", allow_abbrev=False)
    restore.add_argument("name", metavar="NAME", help="a set that was removed")
    restore.set_defaults(run=_restore)


def _add_add(actions: Any) -> None:
    add = actions.add_parser(
        "add",
        help="add a folder, a zip, an npz or npy array, or a CSV of paths",
        description="Add a data set. Classes are folders (the first on a picture's way) or come from labels.csv (file,label); factors.csv, "
        "one row a picture, says what is known of each: numbers or names, gaps allowed. Pictures may be of any size and kind; each "
        "becomes an image of SIZE × SIZE pixels, in colour unless all are grey. Near-duplicates are never in two splits.",
        epilog=LIMITS,
        allow_abbrev=False,
    )
    add.add_argument("source", type=Path, metavar="FOLDER|ZIP|NPZ|NPY|CSV", help="where the pictures are")
    add.add_argument("--name", help="what the set is called (default: after the source)")
    add.add_argument(
        "--size",
        type=int,
        help=f"pixels a side, {SMALLEST} to {LARGEST} (default: that of the pictures, if all are square and of one size; else 64)",
    )
    add.add_argument("--grey", action="store_true", help="grey, even where there are colours")
    add.add_argument(
        "--fit",
        choices=FITS,
        default="crop",
        help="crop to the middle (default), pad to a square, or stretch: how a picture becomes one",
    )
    add.add_argument(
        "--ground",
        default=AUTO,
        metavar="COLOUR",
        help="what transparent pictures are laid on and padded ones surrounded with: a colour such as white or #d0d0d0 (default: auto, "
        "black or white, whichever the ink shows on; around a padded one the colour of its border)",
    )
    add.add_argument("--json", action="store_true", help="what was found and done, as JSON")
    add.set_defaults(run=_add)


def _add(arguments: argparse.Namespace) -> None:
    name = arguments.name if arguments.name is not None else name_for(arguments.source)
    check_new_name(name)
    options = Options(size=arguments.size, grey=arguments.grey, fit=arguments.fit, ground=arguments.ground)
    with tqdm(unit="picture", disable=None, leave=False) as bar:

        def progress(done: int, of: int) -> None:
            bar.total = of
            bar.update(done - bar.n)

        own = add_set(arguments.source, name, options, progress=progress)
    _report(own, as_json=arguments.json)
    if not arguments.json:
        print(f"Train on it: python -m vizvae train --data {own.name} --model vae_strided --epochs 20")


def _list(arguments: argparse.Namespace) -> None:
    sets = list_sets()
    if arguments.json:
        print(json.dumps([asdict(own) for own in sets], ensure_ascii=False, indent=1))
        return
    for own in sets:
        classes = f", {len(own.class_names)} classes" if own.labels_from != "nothing" else ""
        print(f"{own.name}: {summary(own)}{classes}")
    for name, why in unreadable_sets().items():
        print(f"{name}: {why}", file=sys.stderr)
    if not sets:
        print(f"None yet in {own_data_dir()}. Add one: python -m vizvae data add FOLDER --name NAME")


def _show(arguments: argparse.Namespace) -> None:
    own = find_set(arguments.name)
    if own is None:
        known = ", ".join(one.name for one in list_sets()) or "none"
        raise ValueError(f"there is no data set {arguments.name[:64]!r} of your own; there are: {known}")
    _report(own, as_json=arguments.json)


def _report(own: OwnSet, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(asdict(own), ensure_ascii=False, indent=1))
        return
    print(f"{own.name}: {summary(own)}, {own.num_bytes / 1e6:,.1f} MB, from {own.source}")
    for line in details(own):
        print(f"  {line}")
    if own.num_left_out:
        print(f"  left out: {counted(own.num_left_out, 'file')}")
        for line in own.left_out[:LEFT_OUT_SHOWN]:
            print(f"    {line}")
        if own.num_left_out > LEFT_OUT_SHOWN:
            print(f"    … see python -m vizvae data show {own.name} --json")


def _rename(arguments: argparse.Namespace) -> None:
    print(rename_set(arguments.name, check_new_name(arguments.new_name, renamed=arguments.name)).name)


def _remove(arguments: argparse.Namespace) -> None:
    own = find_set(arguments.name)
    used = users_of(own) if own else []
    if used and not arguments.force:
        raise ValueError(
            f"{arguments.name} is used by {', '.join(used[:8])}{' …' if len(used) > 8 else ''}: runs cannot be resumed, nor models shown, "
            "without their images. To remove it all the same, add --force"
        )
    remove_set(arguments.name)
    print(f"removed; to bring it back within a week: python -m vizvae data restore {own.name if own else arguments.name}")


def _restore(arguments: argparse.Namespace) -> None:
    own = restore_set(arguments.name)
    print(f"{own.name}: {len(own):,} images are back")
