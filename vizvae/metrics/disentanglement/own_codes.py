"""Codes that somebody brings, measured: with what is known of each row, or alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float, Int64

from vizvae.data.codes import check_numbers, latent_names
from vizvae.data.own.tables import Factor, factor_of
from vizvae.metrics.disentanglement.compare_latents import compare_latents
from vizvae.metrics.disentanglement.known import NOT_COMPUTED, check_codes, measure_known
from vizvae.metrics.disentanglement.known_factors import KnownFactor
from vizvae.metrics.disentanglement.result import MetricResult

MOST_ROWS = 10_000
"""Of more rows so many are drawn at random: as many as are looked at where images can be drawn."""
NEEDS_FACTORS = ("mig", "dci_disentanglement", "dci_completeness", "dci_informativeness", "sap", "modularity")
Progress = Callable[[str, float], object]


@dataclass(frozen=True, kw_only=True)
class MeasuredCodes:
    codes: Float[np.ndarray, "row latent"]
    """Those that were looked at"""
    rows: Int64[np.ndarray, " row"]
    """Which of those given they are"""
    latents: tuple[str, ...]
    given: tuple[Factor, ...]
    """As they were given, of the rows that were looked at; those that were used have their classes in `factors`"""
    factors: tuple[KnownFactor, ...]
    results: dict[str, MetricResult]
    left_out: dict[str, str]
    """Factors of which nothing is said, and why"""
    not_computed: dict[str, str]
    """Metric to why"""
    tied: tuple[str, str, float] | None
    """The two factors that tell most of each other, and how much of the lesser entropy that is"""
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """All but the codes and factors themselves."""
        return {
            "num_rows": len(self.rows),
            "latents": list(self.latents),
            "factors": [
                {"name": one.name, "classes": list(one.said), "how": one.how, "known": len(one.known)} for one in self.factors
            ],
            "left_out": self.left_out,
            "not_computed": self.not_computed,
            "tied": self.tied,
            "notes": list(self.notes),
            "metrics": {key: result.to_json() for key, result in self.results.items()},
        }


def measure(
    codes: Any,
    factors: Any = None,
    *,
    latents: Sequence[str] | None = None,
    seed: int = 0,
    progress: Progress = lambda what, share: None,
) -> MeasuredCodes:
    """All metrics that need no simulator: mutual information gap, DCI, SAP, modularity, each with its matrix, interval and estimator; and
    of the codes alone total correlation and mutual information of latents. No model is needed: rows may be anything.

    `codes`: (row, latent), an array, a tensor or a DataFrame of numbers. `factors`: what is known of each row, as a DataFrame, a mapping
    of names to a value a row, an array (row, factor), or `Factor`s; numbers or words, with None or NaN where it is not known. `progress`
    is called with what is done now and the share that is done before it.

    Raises ValueError for codes that are no table of finite numbers or all the same, for factors of another number of rows, words among
    numbers, and where no factor can be used.
    """
    called = tuple(map(str, getattr(codes, "columns", ()) if latents is None else latents))
    array = check_numbers(_array(codes), "codes", called)
    called = called or latent_names(array.shape[1])
    if len(called) != array.shape[1]:
        raise ValueError(f"codes: expected {array.shape[1]} names of latents, got {len(called)}")
    notes: list[str] = []
    told = [] if factors is None else _factors(factors, len(array), notes)
    if factors is not None and not told:
        raise ValueError(f"factors: none says anything. {'; '.join(notes)}")
    rows = np.arange(len(array))
    if len(array) > MOST_ROWS:
        rows = np.sort(np.random.default_rng(seed).choice(len(array), MOST_ROWS, replace=False))
        notes.append(f"{MOST_ROWS:,} of the {len(array):,} rows were drawn at random and looked at")
        array, told = array[rows], [Factor(one.name, one.values, one.numbers[rows]) for one in told]
    constant = [called[latent] for latent in np.flatnonzero(np.ptp(array, axis=0) == 0)]
    if constant:
        notes.append(f"Constant, and so saying nothing: {', '.join(constant[:20])}{' …' if len(constant) > 20 else ''}")
    check_codes(array)
    both = {"codes": array, "rows": rows, "latents": called, "given": tuple(told), "notes": tuple(notes)}
    if not told:
        progress("Latents with each other", 0.0)
        missing = dict.fromkeys((*NEEDS_FACTORS, *NOT_COMPUTED), "it compares latents with factors, and none were given")
        alone = compare_latents(array, seed=seed)
        return MeasuredCodes(**both, factors=(), results=alone, left_out={}, not_computed=missing, tied=None)
    found = measure_known(told, array, seed=seed, progress=progress)
    return MeasuredCodes(
        **both,
        factors=found.factors,
        results=found.results,
        left_out=found.left_out,
        not_computed=found.not_computed,
        tied=found.tied,
    )


def _array(codes: Any) -> np.ndarray:
    if hasattr(codes, "detach"):  # a tensor, which may need a gradient or be elsewhere
        codes = codes.detach().cpu()
    try:
        return np.asarray(codes)
    except ValueError as error:
        raise ValueError(f"codes: expected an array of shape (row, latent); {error}") from error


def _factors(given: Any, num_rows: int, notes: list[str]) -> list[Factor]:
    if isinstance(given, Sequence) and given and all(isinstance(one, Factor) for one in given):
        columns = {one.name: one for one in given}
    elif isinstance(given, Mapping) or hasattr(given, "columns"):
        columns = {str(name): given[name] for name in given}
    else:
        array = _array(given)
        if array.ndim != 2:
            raise ValueError(
                f"factors: expected names with a value for each row, or an array (row, factor); got shape {array.shape}"
            )
        columns = {f"factor {place}": array[:, place] for place in range(array.shape[1])}
    found = []
    for name, column in columns.items():
        length = len(column.numbers if isinstance(column, Factor) else column)
        if length != num_rows:
            raise ValueError(
                f"factors: expected a value for each of the {num_rows:,} rows of the codes, got {length:,} of {name}"
            )
        factor = column if isinstance(column, Factor) else factor_of("factors", name, [_cell(one) for one in column], notes)
        if factor is not None:
            found.append(factor)
    return found


def _cell(value: Any) -> str:
    """As a table has it."""
    if value is None or value != value:
        return ""
    return (
        repr(float(value)) if isinstance(value, float | np.floating) else str(value.item() if hasattr(value, "item") else value)
    )
