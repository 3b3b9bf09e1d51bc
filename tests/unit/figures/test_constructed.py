"""What the metrics say of constructed codes, drawn."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from vizvae.figures.constructed import SHOWN_POINTS, plot_code, plot_constructed, plot_knowledge
from vizvae.figures.style import NEUTRAL
from vizvae.metrics.disentanglement.constructed import Constructed
from vizvae.metrics.truth import Examined, examine


def traces(figure: Any) -> tuple[Any, ...]:
    """plotly's own types do not know which they are."""
    return figure.data


def test_bars_of_the_values_and_marks_of_the_perfect_code() -> None:
    bars, marks = traces(plot_constructed({"sap": 0.3, "mig": 0.5}, perfect={"mig": 0.9, "sap": 0.7}, old=["sap"]))
    assert (list(bars.customdata), list(bars.x)) == (["mig", "sap"], [0.5, 0.3])
    assert [colour == NEUTRAL for colour in bars.marker.color] == [False, True]
    assert list(marks.x) == [0.9, 0.7]
    with pytest.raises(ValueError, match="expected values of metrics to draw, got none"):
        plot_constructed({})
    with pytest.raises(ValueError, match=r"expected a code out of perfect, .*, got 'twisted'"):
        plot_constructed("twisted")  # type: ignore[arg-type]


def test_by_its_kind_a_code_is_examined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Examined, "slow", {"sap": 0.25})  # it takes seconds, and is tested where it stands
    bars, marks = traces(plot_constructed("rotated", angle=30))
    said = dict(zip(bars.customdata, bars.x, strict=True))
    assert said == {**examine(Constructed(kind="rotated", angle=30)).quick, "sap": 0.25}
    assert marks.x[0] == pytest.approx(examine(Constructed(kind="perfect")).quick["mig"])


def test_points_and_what_latents_know_of_a_turned_code() -> None:
    examined = examine(Constructed(kind="rotated", angle=45))
    groups = traces(plot_code(examined))
    assert sum(len(group.x) for group in groups) == SHOWN_POINTS
    points = examined.codes.points
    first = points.codes[:SHOWN_POINTS][points.factors[:SHOWN_POINTS, 0] == 2].numpy()
    assert list(groups[2].x) == pytest.approx(first[:, 0])
    assert list(groups[2].y) == pytest.approx(first[:, 1])
    cells = np.array(traces(plot_knowledge(examined))[0].customdata)[:, 2].reshape(4, 4)
    assert cells == pytest.approx(np.clip(examined.information.numpy() / examined.entropies.numpy()[:, None], 0, None))
    assert cells[0, 0] == pytest.approx(cells[0, 1], rel=0.2), "at 45° two latents know equally much of a factor"
