"""Label efficiency as it was measured."""

from __future__ import annotations

import json
from typing import Any

import pytest

from vizvae.figures.labels import DRAWN, plot_label_efficiency
from vizvae.paths import SHIPPED_LABEL_CURVES


def traces(figure: Any) -> tuple[Any, ...]:
    """plotly's own types do not know which they are."""
    return figure.data


def test_a_line_and_a_band_for_each_representation() -> None:
    stored = json.loads((SHIPPED_LABEL_CURVES / "mnist-conv.json").read_text("utf-8"))
    curves = {(one["representation"], one["classifier"]): one for one in stored["curves"]}
    found = traces(plot_label_efficiency("mnist-conv"))
    drawn = [key for key in DRAWN if key in curves]
    bands, lines = found[: len(drawn)], found[len(drawn) :]
    for key, band, line in zip(drawn, bands, lines, strict=True):
        curve, (name, *_) = curves[key], DRAWN[key]
        assert line.name == name
        assert list(line.x) == curve["num_labels"]
        assert list(line.y) == curve["accuracy"]
        assert band.y[0] == pytest.approx(min(1, curve["accuracy"][0] + curve["sd"][0]))
        assert band.y[-1] == pytest.approx(curve["accuracy"][0] - curve["sd"][0])


def test_what_was_not_measured_is_one_sentence() -> None:
    with pytest.raises(ValueError, match=r"whose curves ship \(beta-8, mnist-2d, mnist-conv, mnist-mlp\), got 'nobody'"):
        plot_label_efficiency("nobody")
    with pytest.raises(ValueError, match="expected curves of accuracy to draw, got none"):
        plot_label_efficiency({"curves": [], "num_draws": 10})
