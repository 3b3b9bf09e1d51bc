"""python -m vizvae sweep"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from tqdm import tqdm

from vizvae.config import read_toml
from vizvae.runs.folder import ALIVE, Status
from vizvae.sweep.knee import front_of
from vizvae.sweep.plan import PlannedRun, plan, read_axis
from vizvae.sweep.record import Sweep, joined, read_sweep, write_sweep
from vizvae.sweep.running import enqueue, suspend, wait
from vizvae.sweep.scores import score
from vizvae.sweep.table import Summary, as_cells, as_lines, said, summarise
from vizvae.training.command import merged, parse_settings
from vizvae.training.config import TrainConfig


def add_command(commands: Any) -> None:
    parser = commands.add_parser(
        "sweep",
        help="train one configuration with several values of some settings and several seeds, and compare",
        description="Which β, how many latents? Each combination of the grid is trained with each seed, as ordinary runs in the queue "
        "($VIZVAE_MAX_RUNS at once, 1 if that is not set). It ends as a table: rate and distortion on the validation images, ELBO and "
        "active latents, mean ± standard deviation over seeds; metrics where factors are known; and where the curve of rate and "
        "distortion bends. Asked again, only what is missing is trained; Ctrl-C saves and loses nothing. See docs/training.md.",
        allow_abbrev=False,
    )
    parser.add_argument("config", type=Path, metavar="CONFIG", help="TOML file of settings, as of train --config")
    parser.add_argument(
        "--grid", action="append", default=[], required=True, metavar="NAME=VALUE,VALUE,…",
        help="a setting and its values, such as beta=1,2,4,8 or latent_dim=4,8,16; repeatable",
    )  # fmt: skip
    parser.add_argument("--seeds", type=int, default=1, help="runs of each combination (default 1)")
    parser.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="any other setting, such as epochs=5; repeatable"
    )
    parser.add_argument("--name", help="what the sweep is called (default: as the file); its runs are NAME-beta4-…-s0")
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
    base = merged(read_toml(arguments.config), parse_settings(arguments.set))
    name = arguments.name if arguments.name is not None else arguments.config.stem
    model = str(base.get("model", TrainConfig.model))
    known = read_sweep(name)
    axes = [read_axis(text, model) for text in arguments.grid]
    planned = plan(name, base, axes, arguments.seeds)
    sweep = joined(known, name, base, axes, planned)
    write_sweep(sweep)
    ended = _train(planned, arguments.engine)
    sweep, missing = _score(sweep, planned, ended)
    summary = summarise(sweep, missing)
    if arguments.plot:
        _plot(arguments.plot, name, summary)
    if arguments.json:
        print(json.dumps({"name": name, **summary.to_json()}, ensure_ascii=False, indent=1))
        return
    for line in [*as_lines(summary), "", summary.sentence, *(f"{one}: {why}" for one, why in missing.items())]:
        print(line)


def _train(planned: list[PlannedRun], engine: str) -> dict[str, Status]:
    names = [one.name for one in planned]
    with tqdm(total=float(len(names)), bar_format="{desc} {bar} {elapsed}", disable=None, file=sys.stderr) as bar:

        def progress(found: dict[str, Status]) -> None:
            at_work = [f"{name} {_share(status):.0%}" for name, status in found.items() if status.phase in ALIVE]
            done = [status for status in found.values() if status.phase not in (*ALIVE, "queued")]
            bar.set_description_str(f"{len(done)} of {len(found)} done; {', '.join(at_work)}", refresh=False)
            bar.n = len(done) + sum(_share(status) for status in found.values() if status.phase in ALIVE)
            bar.refresh()

        try:
            if engine == "ray":
                from vizvae.sweep.ray_engine import train_on_ray

                return train_on_ray(planned, progress)
            enqueue(planned)
            return wait(names, progress)
        except KeyboardInterrupt:
            suspend(names)
            print("what trains is saved; the same command goes on with it", file=sys.stderr)
            raise


def _score(sweep: Sweep, planned: list[PlannedRun], ended: dict[str, Status]) -> tuple[Sweep, dict[str, str]]:
    """The record with what was measured, kept after each run."""
    missing = {
        name: f"{status.phase}{f': {status.message}' if status.message else ''}"
        for name, status in ended.items()
        if status.phase != "finished"
    }
    asked = {one.name for one in planned}
    missing |= {one.name: "not asked for now" for one in sweep.runs if one.name not in asked and one.name not in sweep.scores}
    with tqdm([one.name for one in planned if one.name not in missing], disable=None, leave=False, file=sys.stderr) as bar:
        for name in bar:
            sweep.scores[name] = score(
                name, sweep.scores.get(name), lambda what, name=name: bar.set_description_str(f"{name}: {what}")
            )
            write_sweep(sweep)
    return sweep, missing


def _plot(path: Path, name: str, summary: Summary) -> None:
    import numpy as np

    from vizvae.figures.html import write_html
    from vizvae.figures.rate_distortion import rate_distortion_figure

    columns = {key: np.array([row.mean[key] for row in summary.rows]) for key in ("kl", "recon_nll")}
    spreads = {key: np.array([row.std.get(key, 0.0) for row in summary.rows]) for key in columns}
    figure = rate_distortion_figure(
        columns["kl"], columns["recon_nll"], [said(summary.settings, row.point) for row in summary.rows],
        front=front_of(list(zip(columns["kl"].tolist(), columns["recon_nll"].tolist(), strict=True))),
        knee=summary.knee.place if summary.knee else None, rate_std=spreads["kl"], distortion_std=spreads["recon_nll"],
    )  # fmt: skip
    below = "Bars: standard deviations over seeds. Joined: combinations of which no other has a lower rate and distortion."
    write_html(path, f"Sweep {name}", [summary.sentence], as_cells(summary), [(below, figure)])


def _share(status: Status) -> float:
    return min(1.0, status.step / status.total_steps) if status.total_steps else 0.0
