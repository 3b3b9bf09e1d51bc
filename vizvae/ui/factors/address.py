"""What a visitor of the factors page looks at, and its form in the page's address.

    ?model=sprites-vae&at=2,5,7,3,30&factor=4&z=0.5_-1&range=extremes&metric=sap&cell=4-2&beta=4

Its parameters are declared in parameters.json; the browser reads the same file. `range` is how far a traversal goes: so many standard
deviations of the aggregate posterior to either side of the image's own code, or between the 1 % and 99 % quantiles of the aggregate
posterior, or from its lowest to its highest value.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from vizvae.data.factors import FactorDataset
from vizvae.metrics.titles import METRIC_WORDS
from vizvae.ui.address.codec import declared, read_address, table, write_address
from vizvae.ui.http.parameters import Limits, Own

METRICS = tuple(one.key for one in METRIC_WORDS)
"""Those of `vizvae.metrics.disentanglement`, whose import would cost the whole dashboard a second when it starts."""


def _beta(text: str, limits: Limits) -> float:
    return read_beta(text, limits["betas"])


PARAMETERS = table(declared(Path(__file__).parent), beta=Own(_beta, "{:g}".format))


@dataclass(frozen=True, kw_only=True)
class FactorView:
    model: str
    at: tuple[int, ...]
    """The image that was drawn: the index of each factor."""
    z: tuple[float, ...] | None = None
    """None: the posterior mean of that image."""
    factor: int
    """Which one the trace is of."""
    range: str = PARAMETERS["range"].start
    metric: str = PARAMETERS["metric"].start
    cell: tuple[int, int] | None = None
    """The factor and the latent whose evidence is shown."""
    beta: float | None = None
    """Where the slider of the family stands; None: at the model that is shown, if it belongs to the family."""


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
    raise ValueError(f"expected one that was trained ({known}), got {text[:20]!r}")


def view_to_query(view: FactorView) -> dict[str, str]:
    """The address's parameters; what is as it is at first is left out."""
    return {"model": view.model} | write_address(PARAMETERS, asdict(view))


def view_from_query(
    query: Mapping[str, str], *, model: str, dataset: FactorDataset, latent_dim: int, betas: Sequence[float] = ()
) -> tuple[FactorView, list[str]]:
    """The view for `model` in an address, and a sentence for each parameter that could not be used. What can be used is kept.

    `betas`: of the family of models that is shown beside it.
    """
    num_factors = len(dataset.factors)
    limits = {
        **sizes_of(dataset),
        "num_factors": num_factors,
        "num_latents": latent_dim,
        "cell_sizes": {"factor": num_factors, "latent": latent_dim},
        "metrics": METRICS,
        "betas": betas,
    }
    values, problems = read_address(PARAMETERS, query, limits)
    if values["at"] is None:
        values["at"] = middle_of(dataset)
    if values["factor"] is None:
        values["factor"] = first_factor(dataset)
    return FactorView(model=model, **values), problems


def sizes_of(dataset: FactorDataset) -> Limits:
    """What limits `at`."""
    return {"factor_sizes": dict(zip(dataset.names, dataset.sizes, strict=True))}


def middle_of(dataset: FactorDataset) -> tuple[int, ...]:
    """The image that the page opens with."""
    return tuple(size // 2 for size in dataset.sizes)


def first_factor(dataset: FactorDataset) -> int:
    """The one whose trace is shown at first: one that a reader knows from the pictures at once."""
    return next((i for i, name in enumerate(dataset.names) if name in ("smile", "x")), 0)
