"""What a VAE is good for and what not, as `python -m vizvae compare` has measured it, for the Learn page."""

from __future__ import annotations

from vizvae.comparison.contenders import CONTENDERS
from vizvae.comparison.measure import FLOOR, read_comparison
from vizvae.ui.http.contract import read
from vizvae.ui.learn.contract import ComparedModel, ComparisonFacts

TOLD = ComparedModel.__struct_fields__


def comparison_data() -> ComparisonFacts:
    """The `models` that have been measured, those of the Compare page in its order, and the `floor`: the distance between real images, None
    where it has not been measured."""
    figures = read_comparison()
    return ComparisonFacts(
        models=[
            read(ComparedModel, {key: figures[name][key] for key in TOLD})
            for name, one in CONTENDERS.items()
            if one.column and name in figures
        ],
        floor=figures.get(FLOOR, {}).get("classifier_frechet"),
    )
