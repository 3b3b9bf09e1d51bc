"""python -m vizvae metrics"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from tqdm import tqdm

from vizvae.data.codes import TABLES, read_code_factors, read_codes
from vizvae.latent.flat_map import MAP_METHODS, FlatMap, flat_map
from vizvae.metrics.disentanglement import MeasuredCodes, measure
from vizvae.metrics.titles import TITLES, tied_sentence


def add_command(commands: Any) -> None:
    parser = commands.add_parser(
        "metrics",
        help="metrics of codes of your own, with factors or alone; no model needed",
        description="How well the columns of a table of codes (latents) and what is known of its rows (factors) go together: MIG, "
        "DCI, SAP, modularity, each with a 95 % interval. Without factors: how the latents go together, and a map. Rows may be images, "
        "cells, songs, customers. See docs/own-codes.md.",
        allow_abbrev=False,
    )
    parser.add_argument("codes", type=Path, metavar="CODES", help=".npy, .npz with one array, or .csv, with or without a header")
    parser.add_argument(
        "factors", type=Path, nargs="?", metavar="FACTORS", help=f"a table ({', '.join(TABLES)}) with a header, gaps allowed"
    )
    parser.add_argument("--seed", type=int, default=0, help="of what is drawn and resampled (default 0)")
    parser.add_argument("--json", action="store_true", help="all figures, matrices and estimators as JSON")
    parser.add_argument("--plot", type=Path, metavar="OUT.html", help="write figures that open in a browser, without a network")
    parser.add_argument("--map", choices=MAP_METHODS, default="pca", help="the map in --plot (default pca)")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    if arguments.map != "pca" and arguments.plot is None:
        raise ValueError("--map is drawn in --plot: say where to, such as --plot out.html")
    given = read_codes(arguments.codes)
    factors = read_code_factors(arguments.factors, given) if arguments.factors else None
    with tqdm(total=1.0, bar_format="{desc}: {percentage:.0f} %", disable=None, leave=False, file=sys.stderr) as bar:

        def progress(what: str, share: float) -> None:
            bar.set_description_str(what, refresh=False)
            bar.update(share - bar.n)

        measured = measure(given.codes, factors, latents=given.latents, seed=arguments.seed, progress=progress)
    notes = [*given.notes, *measured.notes]
    if arguments.plot:
        _plot(arguments.plot, arguments.codes.name, measured, flat_map(measured.codes, arguments.map, seed=arguments.seed), notes)
    if arguments.json:
        print(json.dumps({**measured.to_json(), "notes": notes}, ensure_ascii=False, indent=1))
        return
    print(f"{len(measured.rows):,} rows, {len(measured.latents)} latents")
    for line in [*notes, *factor_lines(measured)]:
        print(f"  {line}")
    for row in metric_table(measured)[1:]:
        print(f"{row[0]:48} {row[1]} [{row[2]}]")
    for key, why in measured.not_computed.items():
        print(f"{TITLES[key]:48} not computed: {why}")


def factor_lines(measured: MeasuredCodes) -> list[str]:
    lines = [f"{one.name}: {one.how}, known of {len(one.known):,} rows" for one in measured.factors]
    lines += [f"{name} is left out: {why}" for name, why in measured.left_out.items()]
    return [*lines, *filter(None, [tied_sentence(measured.tied)])]


def metric_table(measured: MeasuredCodes) -> list[list[str]]:
    rows = [["metric", "value", "95 % interval"]]
    for key in TITLES:
        if (result := measured.results.get(key)) is not None:
            rows.append([TITLES[key], f"{result.value:.3f}", f"{result.interval[0]:.3f}, {result.interval[1]:.3f}"])
    return rows


def _plot(path: Path, name: str, measured: MeasuredCodes, mapped: FlatMap, notes: list[str]) -> None:
    import numpy as np

    from vizvae.figures.embedding import plot_embedding
    from vizvae.figures.evidence import plot_evidence
    from vizvae.figures.html import write_html
    from vizvae.figures.matrix import plot_matrix

    latents, given = measured.latents, {one.name: one for one in measured.given}
    figures = []
    if measured.factors:
        result, names = measured.results["mig"], [one.name for one in measured.factors]
        matrix = np.array(result.matrix)
        figures.append((result.estimator, plot_matrix(matrix, names, latents, quantity=f"Factors: {result.quantity}")))
        for factor, best in zip(names, matrix.argmax(1).tolist(), strict=True):
            told = given[factor]
            figures.append((
                f"{latents[best]} is the latent that tells most of {factor}.",
                plot_evidence(
                    measured.codes[:, best], told.numbers, latent_name=latents[best], factor_name=factor, values=told.values
                ),
            ))  # fmt: skip
    result = measured.results["total_correlation"]
    figures.append(
        (result.estimator, plot_matrix(np.array(result.matrix), latents, latents, quantity=f"Latents: {result.quantity}"))
    )
    first = given[measured.factors[0].name] if measured.factors else None
    colour = {"labels": first.numbers, "label_name": first.name, "values": first.values} if first else {}
    figures.append((mapped.said, plot_embedding(mapped.points, title="Map of the codes", axes=mapped.axes, **colour)))
    lines = [f"{len(measured.rows):,} rows, {len(latents)} latents.", *notes, *factor_lines(measured)]
    lines += [f"{TITLES[key]}: not computed: {why}" for key, why in measured.not_computed.items()]
    write_html(path, f"Metrics of {name}", lines, metric_table(measured), figures)
