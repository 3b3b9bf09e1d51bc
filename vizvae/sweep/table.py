"""What came of a sweep: means and standard deviations over seeds, the front of rate and distortion, and its knee."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from vizvae.metrics.interval import mean_interval
from vizvae.metrics.titles import TITLES
from vizvae.sweep.knee import Knee, find_knee, front_of
from vizvae.sweep.record import Sweep
from vizvae.sweep.scores import METRICS, NO_METRICS, TRAINED_ON, VALUES
from vizvae.words import decimal

Spread = Literal["std", "interval"]
"""What stands behind a mean's ±: the standard deviation over seeds, or half of the mean's 95 % interval (Student's t)"""
CALLED = {"objective.beta": "β", "model_config.latent_dim": "latents"}
HEADS = {"kl": "rate (KL)", "recon_nll": "distortion", "elbo": "ELBO", "active_units": "active units", **TITLES}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One combination of the grid's values."""

    point: tuple[Any, ...]
    runs: tuple[str, ...]
    """Those that were scored"""
    mean: dict[str, float]
    std: dict[str, float]
    """Over seeds, with n − 1; empty for one seed"""
    interval: dict[str, tuple[float, float]]
    """95 % confidence interval of the mean over seeds, by Student's t; empty for one seed"""
    on_front: bool = False


@dataclass(frozen=True, kw_only=True)
class Summary:
    settings: tuple[str, ...]
    rows: tuple[Row, ...]
    knee: Knee | None
    sentence: str
    missing: dict[str, str]
    """Run to why it is in no row"""
    no_metrics: dict[str, str]
    """Run of a row to why it has no metrics of factors"""

    def to_json(self) -> dict[str, Any]:
        knee = self.knee and {
            "point": list(self.rows[self.knee.place].point),
            "saved_before": self.knee.saved_before,
            "saved_after": self.knee.saved_after,
        }
        rows = [
            {"point": dict(zip(self.settings, row.point, strict=True)), "runs": list(row.runs), "mean": row.mean, "std": row.std,
             "interval": row.interval, "on_front": row.on_front}
            for row in self.rows
        ]  # fmt: skip
        said = {"sentence": self.sentence, "missing": self.missing, "no_metrics": self.no_metrics}
        return {"settings": list(self.settings), "rows": rows, "knee": knee, **said}


def summarise(sweep: Sweep, missing: Mapping[str, str]) -> Summary:
    """`missing`: run to why it is left out, whatever was once measured of it; of what else has no score, that it was not measured yet.
    Runs that were trained on other images than most are left out too."""
    scores = {name: score for name, score in sweep.scores.items() if name not in missing and _whole(score)}
    others = _of_other_images([(run.name, scores[run.name]) for run in sweep.runs if run.name in scores])
    missing = {**missing, **others}
    scores = {name: score for name, score in scores.items() if name not in others}
    missing = {run.name: "not measured yet" for run in sweep.runs if run.name not in scores} | dict(missing)
    groups: dict[str, list[Any]] = {}
    for run in sweep.runs:
        groups.setdefault(repr(run.point), []).append(run)
    rows = []
    for runs in groups.values():
        scored = [run for run in runs if run.name in scores]
        if not scored:
            continue
        values = {key: [scores[run.name][key] for run in scored if key in scores[run.name]] for key in (*VALUES, *METRICS)}
        values = {key: found for key, found in values.items() if len(found) == len(scored)}
        rows.append(Row(
            point=runs[0].point,
            runs=tuple(run.name for run in scored),
            mean={key: statistics.fmean(found) for key, found in values.items()},
            std={key: statistics.stdev(found) for key, found in values.items()} if len(scored) > 1 else {},
            interval={key: mean_interval(found) for key, found in values.items()} if len(scored) > 1 else {},
        ))  # fmt: skip
    points = [(row.mean["kl"], row.mean["recon_nll"]) for row in rows]
    front = set(front_of(points))
    rows = [Row(**{**vars(row), "on_front": place in front}) for place, row in enumerate(rows)]
    knee = find_knee(points)
    return Summary(
        settings=sweep.settings,
        rows=tuple(rows),
        knee=knee,
        sentence=_sentence(sweep, rows, knee, len(front)),
        missing=dict(missing),
        no_metrics={run.name: scores[run.name][NO_METRICS] for run in sweep.runs if NO_METRICS in scores.get(run.name, {})},
    )


def _of_other_images(scores: Sequence[tuple[str, dict[str, Any]]]) -> dict[str, str]:
    """Run to why it cannot be compared with the rest. A score that does not say on which images it was trained is not left out."""
    counts = Counter(score[TRAINED_ON] for _, score in scores if TRAINED_ON in score)
    if len(counts) < 2:
        return {}
    usual, _ = counts.most_common(1)[0]
    why = (
        "trained on other images than most runs of the sweep; a run that is deleted is trained again, on those that are here now"
    )
    return {name: why for name, score in scores if score.get(TRAINED_ON, usual) != usual}


def _whole(score: Any) -> bool:
    return isinstance(score, dict) and all(isinstance(score.get(key), int | float) for key in VALUES)


def _sentence(sweep: Sweep, rows: list[Row], knee: Knee | None, num_front: int) -> str:
    if knee is None:
        return (
            f"There is no knee: of {len(rows)} combinations {num_front} are on the front (none other has both a lower rate and a lower "
            "distortion), and a bend needs three of them, with the middle below the line between the ends. Widen the grid."
        )
    row = rows[knee.place]
    return (
        f"The knee of the rate-distortion curve is at {said(sweep.settings, row.point)}: rate {row.mean['kl']:.1f} nats, distortion "
        f"{row.mean['recon_nll']:.1f}. Up to it a nat of rate saves {knee.saved_before:.2f} nats of distortion, beyond it "
        f"{knee.saved_after:.2f}. Of the {num_front} combinations on the front (none other has both a lower rate and a lower "
        "distortion) it is the one farthest below the straight line between the front's ends, both axes scaled to their range "
        "(Satopää et al. 2011)." + _agreement(sweep, rows, row)
    )


def _agreement(sweep: Sweep, rows: list[Row], chosen: Row) -> str:
    """In how many seeds alone the knee is the same one."""
    seeds = sorted({run.seed for run in sweep.runs})
    if len(seeds) < 2:
        return ""
    names = {(repr(run.point), run.seed): run.name for run in sweep.runs if any(run.name in row.runs for row in rows)}
    whole = [seed for seed in seeds if all((repr(row.point), seed) in names for row in rows)]
    same = 0
    for seed in whole:
        of_seed = [sweep.scores[names[repr(row.point), seed]] for row in rows]
        found = find_knee([(one["kl"], one["recon_nll"]) for one in of_seed])
        same += found is not None and rows[found.place] is chosen
    return f" Of each seed alone it is the knee in {same} of {len(whole)}." if whole else ""


def called(setting: str) -> str:
    """In words"""
    return CALLED.get(setting) or setting.rpartition(".")[2].replace("_", " ")


def said(settings: tuple[str, ...], point: tuple[Any, ...]) -> str:
    return ", ".join(f"{called(setting)} {word(value)}" for setting, value in zip(settings, point, strict=True))


def reasons(summary: Summary) -> list[str]:
    """A sentence for each reason why runs have no metrics of factors, and for each why runs are in no row."""
    whole = len(summary.no_metrics) == sum(len(row.runs) for row in summary.rows)
    said = []
    for why, names in _by_reason(summary.no_metrics).items():
        of = "" if whole and len(names) == len(summary.no_metrics) else f" of {', '.join(names)}"
        said.append(f"No metrics{of}: {why}.")
    return said + [f"{', '.join(names)}: {why}." for why, names in _by_reason(summary.missing).items()]


def _by_reason(found: Mapping[str, str]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, why in found.items():
        grouped.setdefault(why.rstrip("."), []).append(name)
    return grouped


def as_cells(summary: Summary, spread: Spread = "std") -> list[list[str]]:
    """A table, its head first: * for the front, KNEE for the knee."""
    keys = [key for key in HEADS if any(key in row.mean for row in summary.rows)]
    table = [[*map(called, summary.settings), "seeds", *(_short(HEADS[key]) for key in keys), "front"]]
    for place, row in enumerate(summary.rows):
        mark = "* KNEE" if summary.knee and summary.knee.place == place else "*" if row.on_front else ""
        table.append([*map(word, row.point), str(len(row.runs)), *(_cell(row, key, spread) for key in keys), mark])
    return table


def as_lines(summary: Summary) -> list[str]:
    """`as_cells` for a terminal."""
    table = as_cells(summary)
    widths = [max(len(line[column]) for line in table) for column in range(len(table[0]))]
    return ["  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in table]


def half_spread(row: Row, key: str, spread: Spread) -> float | None:
    """What stands behind the mean's ±; None for one seed."""
    if spread == "std":
        return row.std.get(key)
    return (row.interval[key][1] - row.interval[key][0]) / 2 if key in row.interval else None


def _cell(row: Row, key: str, spread: Spread) -> str:
    if key not in row.mean:
        return "–"
    digits = 1 if key == "active_units" else 3 if key in METRICS else 2
    half = half_spread(row, key, spread)
    return decimal(row.mean[key], digits) + (f" ± {half:,.{digits}f}" if half is not None and math.isfinite(half) else "")


def _short(head: str) -> str:
    return head.partition("(")[2].rstrip(")") if head.startswith("Mutual information gap") else head


def word(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
