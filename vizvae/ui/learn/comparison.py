"""What a VAE is good for and what not, as `python -m vizvae compare` has measured it, for the Learn page."""

from __future__ import annotations

from vizvae.comparison.digits import DIGITS
from vizvae.comparison.measure import FLOOR, read_comparison
from vizvae.ui.http.contract import read
from vizvae.ui.learn.contract import ComparedModel, ComparisonFacts

TOLD = ComparedModel.__struct_fields__


def comparison_data() -> ComparisonFacts:
    """The `models` that have been measured, the Compare page's of digits in its order, and the `floor`: the distance between real
    images, None where it has not been measured."""
    figures = read_comparison()
    return ComparisonFacts(
        models=[
            read(ComparedModel, {key: figures[one.name][key] for key in TOLD})
            for one in DIGITS
            if one.column and one.name in figures
        ],
        floor=figures.get(FLOOR, {}).get("classifier_frechet"),
    )
