"""Figures that stand on several pages as tables to take along, each with its line to cite."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from vizvae.metrics.titles import DCI_PARTS, METRIC_WORDS, ORIGINAL_TREES_WORDS, UNSUPERVISED
from vizvae.tables import Sheet
from vizvae.words import counted, decimal

LABELS = {one.key: one.label for one in METRIC_WORDS}
Results = Mapping[str, Mapping[str, Any]]
"""Metric to its `MetricResult`"""
Cite = Callable[[str], str]
"""From figures in words to a line to cite, as `vizvae.cards.source.Source.cite`"""


def metrics_sheet(file: str, results: Results, cite: Cite, *, original_trees: Mapping[str, Any] | None = None) -> Sheet:
    """Each metric with its interval, and how it was measured, which a card does not say. `original_trees`: DCI as published figures have
    it, where somebody has taken the minutes."""
    keys = [key for key in LABELS if key in results]
    rows = [
        {
            "metric": key,
            "title": LABELS[key],
            "value": results[key]["value"],
            "low": results[key]["interval"][0],
            "high": results[key]["interval"][1],
            "num_points": results[key]["num_points"],
            "seed": results[key]["seed"],
            "estimator": results[key].get("estimator", ""),
        }
        for key in keys
    ]
    said: dict[str, list[str]] = {}
    for key in keys:
        low, high = results[key]["interval"]
        said.setdefault(_over(results[key]), []).append(
            f"{LABELS[key]} {decimal(results[key]['value'], 3)} (95 % interval {decimal(low, 3)} to {decimal(high, 3)})"
        )
    if original_trees is not None:
        rows += [
            {"metric": f"dci_{part}_original_trees", "title": f"DCI {part}, original trees", "value": original_trees[part], "low": None,
             "high": None, "num_points": original_trees["num_points"], "seed": original_trees["seed"], "estimator": ORIGINAL_TREES_WORDS}
            for part in DCI_PARTS
        ]  # fmt: skip
        said[f"{counted(original_trees['num_points'], 'point')}, seed {original_trees['seed']}, one fit"] = [
            f"DCI {part} by disentanglement_lib's boosting {decimal(original_trees[part], 3)}" for part in DCI_PARTS
        ]
    figures = "; ".join(f"{', '.join(of)}, over {over}" for over, of in said.items())
    return Sheet(file=f"{file}-metrics", title="Metrics", rows=rows, cite=cite(figures))


def matrix_sheet(
    file: str, key: str, result: Mapping[str, Any], factors: Sequence[str], latents: Sequence[str], cite: Cite
) -> Sheet:
    """The matrix behind a metric: a row for each factor, of those that know no factors for each latent; a column for each latent."""
    among_latents = key in UNSUPERVISED
    head, names = ("latent", latents) if among_latents else ("factor", factors)
    rows = [{head: name, **dict(zip(latents, values, strict=True))} for name, values in zip(names, result["matrix"], strict=True)]
    figures = (
        f"Matrix behind {LABELS[key]}: {result['quantity']}, of each {'two latents' if among_latents else 'factor and latent'}, over "
        f"{_over(result)}. {result['estimator'].rstrip('.')}"
    )
    return Sheet(file=f"{file}-{key}-matrix", title=f"Matrix behind {LABELS[key]}", rows=rows, cite=cite(figures))


def latent_columns(names: Mapping[str, str], count: int) -> list[str]:
    """What a table calls latents: by number, and the name that somebody gave to it, by number as text."""
    return [f"z{latent} {names[str(latent)]}" if str(latent) in names else f"z{latent}" for latent in range(count)]


def points_sheet(
    file: str, factor: str, values: Sequence[Any], latent: str, codes: Sequence[float], cite: Cite, *, over: str
) -> Sheet:
    """The points behind a cell of a matrix: `values` of the factor, posterior means of the latent."""
    rows = [{factor: value, latent: code} for value, code in zip(values, codes, strict=True)]
    figures = f"{factor} and the posterior mean of {latent}, of {over}"
    return Sheet(
        file=f"{file}-{factor}-{latent.split()[0]}", title=f"The points of {factor} and {latent}", rows=rows, cite=cite(figures)
    )


def _over(result: Mapping[str, Any]) -> str:
    return f"{counted(int(result['num_points']), 'point')}, seed {int(result['seed'])}"
