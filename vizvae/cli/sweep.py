"""python -m vizvae sweep"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from tqdm import tqdm

from vizvae.checkpoint import CheckpointError
from vizvae.config import read_toml
from vizvae.runs.folder import Status
from vizvae.sweep.plan import PlannedRun, plan, read_axis
from vizvae.sweep.record import Sweep, keep_runs, keep_score, planned_again, read_sweep
from vizvae.sweep.running import enqueue, how_far, share_done, suspend, wait, wait_until_saved, why_missing
from vizvae.sweep.scores import score
from vizvae.sweep.table import Summary, as_cells, as_lines, reasons, summarise
from vizvae.training.command import merged, parse_settings
from vizvae.training.config import TrainConfig


def add_command(commands: Any) -> None:
    parser = commands.add_parser(
        "sweep",
        help="train one configuration with several values of some settings and several seeds, and compare",
        description="Which β, how many latents? Each combination of the grid is trained with each seed, as ordinary runs in the queue "
        "($VIZVAE_MAX_RUNS at once, 1 if that is not set). It ends as a table: rate and distortion on the validation images, ELBO and "
        "active units, mean ± standard deviation over seeds; metrics where factors are known; and where the curve of rate and "
        "distortion bends. Asked again, only what is missing is trained; Ctrl-C saves and loses nothing. The page Train shows the same "
        "sweep, can start one, stop it and go on with it. See docs/training.md.",
        allow_abbrev=False,
    )
    parser.add_argument(
        "config", type=Path, nargs="?", metavar="CONFIG",
        help="TOML file of settings, as of train --config; may be left out where --name is of a sweep that is there",
    )  # fmt: skip
    parser.add_argument(
        "--grid", action="append", default=[], metavar="NAME=VALUE,VALUE,…",
        help="a setting and its values, such as beta=1,2,4,8 or latent_dim=4,8,16; repeatable",
    )  # fmt: skip
    parser.add_argument("--seeds", type=int, default=1, help="runs of each combination (default 1)")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="any other setting, such as epochs=5; repeatable"
    )
    parser.add_argument(
        "--name",
        help="what the sweep is called (default: as the file); its runs are NAME-beta4-…-s0. Alone, it goes on with a sweep that is "
        "there, also one that was started on the page Train",
    )
    parser.add_argument(
        "--engine", choices=("queue", "ray"), default="queue",
        help="who trains: the queue of this machine (default), or a Ray cluster (pip install 'vizvae[ray]'; $RAY_ADDRESS)",
    )  # fmt: skip
    parser.add_argument(
        "--plot", type=Path, metavar="OUT.html", help="write rate and distortion as a figure that opens in a browser"
    )
    parser.add_argument("--json", action="store_true", help="the table as JSON")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    try:
        _run(arguments)
    except KeyboardInterrupt:
        print("what has been trained and measured is kept; the same command goes on with it", file=sys.stderr)
        raise


def _run(arguments: argparse.Namespace) -> None:
    sweep, planned = _asked_for(arguments)
    ended = _train(planned, arguments.engine)
    sweep, missing = _score(sweep, planned, ended)
    summary = summarise(sweep, missing)
    if arguments.plot:
        _plot(arguments.plot, sweep, summary)
    if arguments.json:
        print(json.dumps({"name": sweep.name, **summary.to_json()}, ensure_ascii=False, indent=1))
        return
    for line in [*as_lines(summary), "", summary.sentence, *reasons(summary)]:
        print(line)


def _asked_for(arguments: argparse.Namespace) -> tuple[Sweep, list[PlannedRun]]:
    """The record, and those of its runs that are asked for: all of a sweep that is named alone."""
    if arguments.config is None:
        sweep = read_sweep(arguments.name) if arguments.name is not None else None
        if sweep is None or arguments.grid or arguments.set:
            what = (
                f"there is no sweep named {arguments.name[:80]!r} here"
                if arguments.name is not None
                else "none of both was given"
            )
            raise ValueError(f"expected CONFIG with --grid, or --name of a sweep that is there, alone: {what}")
        return sweep, planned_again(sweep)
    if not arguments.grid:
        raise ValueError("expected --grid NAME=VALUE,VALUE,… beside CONFIG, such as --grid beta=1,2,4")
    base = merged(read_toml(arguments.config), parse_settings(arguments.set))
    name = arguments.name if arguments.name is not None else arguments.config.stem
    axes = [read_axis(text, str(base.get("model", TrainConfig.model))) for text in arguments.grid]
    planned = plan(name, base, axes, arguments.seeds)
    return keep_runs(name, base, axes, planned), planned


def _train(planned: list[PlannedRun], engine: str) -> dict[str, Status]:
    names = [one.name for one in planned]
    with tqdm(total=float(len(names)), bar_format="{desc} {bar} {elapsed}", disable=None, file=sys.stderr) as bar:

        def progress(found: dict[str, Status]) -> None:
            bar.set_description_str(how_far(found), refresh=False)
            bar.n = len(found) * share_done(found)
            bar.refresh()

        try:
            if engine == "ray":
                from vizvae.sweep.ray_engine import train_on_ray

                return train_on_ray(planned, progress)
            enqueue(planned)
            return wait(names, progress)
        except KeyboardInterrupt:
            suspend(names)
            wait_until_saved(names)
            raise


def _score(sweep: Sweep, planned: list[PlannedRun], ended: dict[str, Status]) -> tuple[Sweep, dict[str, str]]:
    """The record with what was measured, kept after each run; and of each run that is left out why."""
    missing = why_missing(ended)
    asked = {one.name for one in planned}
    missing |= {one.name: "not asked for now" for one in sweep.runs if one.name not in asked and one.name not in sweep.scores}
    with tqdm([one.name for one in planned if one.name not in missing], disable=None, leave=False, file=sys.stderr) as bar:
        for name in bar:
            try:
                found = score(name, sweep.scores.get(name), lambda what, name=name: bar.set_description_str(f"{name}: {what}"))
            except CheckpointError as error:
                missing[name] = f"could not be measured: {error}"
            else:
                sweep = keep_score(sweep.name, name, found) or sweep
    return sweep, missing


def _plot(path: Path, sweep: Sweep, summary: Summary) -> None:
    from vizvae.figures.html import write_html
    from vizvae.figures.rate_distortion import plot_rate_distortion
    from vizvae.figures.rate_points import below, points_of_sweep

    lines = [summary.sentence, *reasons(summary)]
    write_html(
        path, f"Sweep {sweep.name}", lines, as_cells(summary), [(below(), plot_rate_distortion(points_of_sweep(sweep, summary)))]
    )
