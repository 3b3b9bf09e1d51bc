"""What a VAE is good for and what not, as `python -m vizvae compare` has measured it, for the Learn page."""

from __future__ import annotations

from typing import Any

from vizvae.rivals.comparison import FLOOR, read_comparison
from vizvae.rivals.contenders import CONTENDERS

TOLD = (
    "model",
    "title",
    "nll",
    "nll_interval",
    "bound",
    "recon_nll",
    "classifier_frechet",
    "seconds_per_sample",
    "num_parameters",
    "protocol",
)


def comparison_data() -> dict[str, Any]:
    """The `models` that have been measured, those of the Compare page in its order, and the `floor`: the distance between real images, None
    where it has not been measured."""
    figures = read_comparison()
    return {
        "models": [
            {key: figures[name][key] for key in TOLD} for name, one in CONTENDERS.items() if one.column and name in figures
        ],
        "floor": figures.get(FLOOR, {}).get("classifier_frechet"),
    }
