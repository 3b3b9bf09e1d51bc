"""What a visitor of the factors page looks at, and its form in the page's address."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vizvae.data.factors import FactorDataset
from vizvae.ui.explorer.address import read_z

RANGES = ("sd-1", "sd-2", "sd-3", "quantile", "extremes")
"""How far a traversal goes: so many standard deviations of the aggregate posterior to either side of the image's own code, or between
the 1 % and 99 % quantiles of the aggregate posterior, or from its lowest to its highest value."""
METRICS = (
    "mig",
    "dci_disentanglement",
    "dci_completeness",
    "dci_informativeness",
    "sap",
    "factor_vae_score",
    "beta_vae_score",
    "modularity",
    "total_correlation",
    "mutual_information",
)
"""Those of `vizvae.metrics.disentanglement`, whose import would cost the whole dashboard a second when it starts."""
UNSUPERVISED = ("total_correlation", "mutual_information")
"""Metrics that compare latents with each other: their matrix is latent × latent."""


@dataclass(frozen=True, kw_only=True)
class FactorView:
    model: str
    at: tuple[int, ...]
    """The image that was drawn: the index of each factor."""
    z: tuple[float, ...] | None = None
    """None: the posterior mean of that image."""
    factor: int
    """Which one the trace is of."""
    range: str = "sd-2"
    metric: str = "mig"
    cell: tuple[int, int] | None = None
    """The factor and the latent whose evidence is shown."""
    beta: float | None = None
    """Where the slider of the family stands; None: at the model that is shown, if it belongs to the family."""


def view_to_query(view: FactorView) -> dict[str, str]:
    """The address's parameters; what is as it is at first is left out."""
    query = {"model": view.model, "at": ",".join(map(str, view.at)), "factor": str(view.factor)}
    if view.z is not None:
        query["z"] = "_".join(f"{value:.3f}".rstrip("0").rstrip(".") for value in view.z)
    if view.range != FactorView.range:
        query["range"] = view.range
    if view.metric != FactorView.metric:
        query["metric"] = view.metric
    if view.cell is not None:
        query["cell"] = "-".join(map(str, view.cell))
    if view.beta is not None:
        query["beta"] = f"{view.beta:g}"
    return query


def view_from_query(
    query: Mapping[str, str], *, model: str, dataset: FactorDataset, latent_dim: int, betas: Sequence[float] = ()
) -> tuple[FactorView, list[str]]:
    """The view for `model` in an address, and a sentence for each parameter that could not be used. What can be used is kept.

    `betas`: of the family of models that is shown beside it.
    """
    problems: list[str] = []
    num_factors = len(dataset.factors)

    def attempt(name: str, read: Any, default: Any) -> Any:
        if name not in query:
            return default
        try:
            return read(query[name])
        except ValueError as error:
            problems.append(f"{error} It was left out.")
            return default

    return FactorView(
        model=model,
        at=attempt("at", lambda text: read_at(text, dataset), middle_of(dataset)),
        z=attempt("z", lambda text: read_z(text.split("_"), latent_dim), None),
        factor=attempt("factor", lambda text: _number(text, "factor", num_factors), first_factor(dataset)),
        range=attempt("range", lambda text: _one_of(text, "range", RANGES), FactorView.range),
        metric=attempt("metric", lambda text: _one_of(text, "metric", METRICS), FactorView.metric),
        cell=attempt("cell", lambda text: _cell(text, num_factors, latent_dim), None),
        beta=attempt("beta", lambda text: read_beta(text, betas), None),
    ), problems


def middle_of(dataset: FactorDataset) -> tuple[int, ...]:
    """The image that the page opens with."""
    return tuple(size // 2 for size in dataset.sizes)


def first_factor(dataset: FactorDataset) -> int:
    """The one whose trace is shown at first: one that a reader knows from the pictures at once."""
    return next((i for i, name in enumerate(dataset.names) if name in ("smile", "x")), 0)


def read_at(text: str, dataset: FactorDataset) -> tuple[int, ...]:
    """Factors as "3,2,0,10,11". Raises ValueError for a wrong count, or a value that is not on the grid."""
    parts = text.split(",")
    if len(parts) != len(dataset.factors):
        raise ValueError(
            f"“at” must be {len(dataset.factors)} whole numbers joined by commas, for {', '.join(dataset.names)}; got {text[:40]!r}."
        )
    return tuple(_number(part, factor.name, factor.size) for part, factor in zip(parts, dataset.factors, strict=True))


def read_beta(text: str, betas: Sequence[float]) -> float:
    """Raises ValueError for what is not one of `betas`."""
    try:
        value = float(text[:20])
    except ValueError:
        value = math.nan
    for beta in betas:
        if math.isclose(beta, value, rel_tol=1e-5):  # as many digits as the address has
            return beta
    known = ", ".join(f"{beta:g}" for beta in betas) or "none, for there is no family of models of these data"
    raise ValueError(f"“beta” must be one that was trained ({known}); got {text[:20]!r}.")


def _cell(text: str, num_factors: int, latent_dim: int) -> tuple[int, int]:
    factor, _, latent = text.partition("-")
    return _number(factor, "factor of the cell", num_factors), _number(latent, "latent of the cell", latent_dim)


def _number(text: str, what: str, size: int) -> int:
    # Counted before it is read: int() takes its time over a million digits.
    if not text.isascii() or not text.isdigit() or len(text) > 9 or int(text) >= size:
        raise ValueError(f"“{what}” must be a whole number from 0 to {size - 1}, got {text[:20]!r}.")
    return int(text)


def _one_of(text: str, what: str, known: tuple[str, ...]) -> str:
    if text not in known:
        raise ValueError(f"“{what}” must be one of {', '.join(known)}; got {text[:20]!r}.")
    return text
