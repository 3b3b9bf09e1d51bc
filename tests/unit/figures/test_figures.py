"""Figures hold what they were given."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from vizvae.figures.embedding import plot_embedding
from vizvae.figures.evidence import MOST_POINTS, plot_evidence
from vizvae.figures.html import write_html
from vizvae.figures.matrix import MOST_COLUMNS, in_a_cell, plot_matrix
from vizvae.figures.rate_distortion import plot_rate_distortion
from vizvae.figures.rate_points import RatePoints, Single
from vizvae.figures.style import BLUE, CLASSES, VERMILION


def traces(figure: Any) -> tuple[Any, ...]:
    """plotly's own types do not know which they are."""
    return figure.data


MATRIX = np.array([[0.0, 0.25, 1.0], [0.5, 0.125, 0.0]])


def test_a_square_for_each_cell_with_its_number_or_its_area_the_value() -> None:
    (squares,) = traces(plot_matrix(MATRIX, ["kind", "<b>size"], ["a", "b", "c"], quantity="nats"))
    cells = np.array(squares.customdata)
    assert cells[:, 2].reshape(2, 3) == pytest.approx(MATRIX)
    assert [tuple(cell) for cell in cells[:, :2].astype(int).tolist()] == [
        (row, column) for row in range(2) for column in range(3)
    ]
    assert list(squares.text) == ["0", ".25", "1.00", ".50", ".12", "0"]
    assert squares.hovertext[3] == "&lt;b&gt;size · a"
    strengths = [float(colour.split(",")[3].rstrip(")")) for colour in squares.marker.color]
    assert strengths == pytest.approx(0.06 + (0.85 - 0.06) * MATRIX.ravel(), abs=1e-3)
    assert squares.selectedpoints is None
    many = np.tile(MATRIX, (1, 5))
    (squares,) = traces(plot_matrix(many, ["kind", "size"], list("abcdefghijklmno"), quantity="nats"))
    assert squares.text is None, "there is no room for numbers"
    areas = np.array(squares.marker.size) ** 2
    assert areas[2] / areas[15] == pytest.approx(2)
    assert areas[2] / areas[1] == pytest.approx(4)
    assert areas[0] > 0, "a square of nothing can be pressed, too"


def test_numbers_in_cells_are_two_decimals_in_little_room() -> None:
    numbers = {0.0: "0", 0.0049: "0", 0.005: ".01", 0.424: ".42", 0.996: "1.00", 1.954: "1.95", 9.99: "9.99", 12.3: "12"}
    assert {value: in_a_cell(value) for value in numbers} == numbers


def test_of_many_columns_those_with_the_largest_cells() -> None:
    matrix = np.zeros((2, 100))
    matrix[0, ::2] = np.arange(50) + 1
    figure = plot_matrix(matrix, ["one", "other"], [f"z{column}" for column in range(100)], quantity="nats")
    shown = sorted({int(column) for column in np.array(traces(figure)[0].customdata)[:, 1]})
    assert shown == list(range(100 - 2 * MOST_COLUMNS, 100, 2))
    assert "40 of 100" in figure.layout.xaxis.title.text
    with pytest.raises(ValueError, match="expected names of 2 rows and 100 columns, got 2 and 1"):
        plot_matrix(matrix, ["one", "other"], ["z0"], quantity="nats")


def test_boxes_for_names_points_for_numbers_and_nothing_for_gaps() -> None:
    latent, places = np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.0, 0.0, 1.0, np.nan])
    boxes = traces(plot_evidence(latent, places, latent_name="z", factor_name="kind", values=("a", "b")))
    assert [(box.name, list(box.y)) for box in boxes] == [("a (2)", [1.0, 2.0]), ("b (1)", [3.0])]
    random = np.random.default_rng(0)
    many, angle = random.normal(size=5_000), random.uniform(size=5_000)
    angle[0] = np.nan
    (points,) = traces(plot_evidence(many, angle, latent_name="z", factor_name="angle"))
    assert len(points.x) == MOST_POINTS
    assert set(zip(points.x, points.y, strict=True)) <= set(zip(angle[1:], many[1:], strict=True))


def test_a_map_has_every_point_once_and_those_of_unknown_factor_in_grey() -> None:
    points = np.random.default_rng(0).normal(size=(60, 2))
    factor = np.arange(60.0) % 15
    factor[::10] = np.nan
    values = tuple("abcdefghijklmno")
    groups = traces(plot_embedding(points, title="map", labels=factor, label_name="kind", values=values))
    assert sum(len(group.x) for group in groups) == 60
    assert groups[0].name == "not known"
    assert len(groups[0].x) == 6
    assert groups[-1].name == "5 others"
    assert len(groups) == 2 + len(CLASSES)
    coloured = traces(plot_embedding(points, title="map", labels=factor, label_name="number"))[-1]
    assert list(coloured.marker.color) == factor[np.isfinite(factor)].tolist()


def test_rate_and_distortion_with_the_front_joined_and_the_knee_marked() -> None:
    rate, distortion = np.array([1.0, 5.0, 9.0, 6.0]), np.array([9.0, 3.0, 2.0, 8.0])
    front, points = traces(
        plot_rate_distortion(RatePoints(rate=rate, distortion=distortion, names=list("abcd"), knee=1, rate_bars=rate / 10))
    )
    assert list(front.y) == [9.0, 3.0, 2.0]
    assert list(points.text) == ["a", "b", "c", "d"]
    assert [colour == VERMILION for colour in points.marker.color] == [False, True, False, False]
    assert list(points.error_x.array) == pytest.approx([0.1, 0.5, 0.9, 0.6])
    assert points.error_y.array is None
    assert points.error_x.color == BLUE, "black would not be seen on a dark page"


def test_single_runs_are_small_points_of_their_own_and_of_many_points_those_on_the_front_bear_names() -> None:
    rate, distortion = np.arange(1.0, 9.0), np.array([9.0, 3.0, 2.0, 8.0, 8.0, 8.0, 8.0, 8.0])
    singles = [Single("run-s0", 1, 4.0, 3.5), Single("run-s1", 1, 6.0, 2.5)]
    figure = plot_rate_distortion(RatePoints(rate=rate, distortion=distortion, names=list("abcdefgh"), knee=1, singles=singles))
    _, small, points = traces(figure)
    assert list(zip(small.x, small.y, strict=True)) == [(4.0, 3.5), (6.0, 2.5)]
    assert [list(one) for one in small.customdata] == [[1, "run-s0"], [1, "run-s1"]]
    assert set(small.marker.color) == {VERMILION}
    assert list(points.text) == ["a", "b", "c", "", "", "", "", ""]
    assert list(points.hovertext) == list("abcdefgh")
    assert [list(one) for one in points.customdata] == [[place, ""] for place in range(8)]
    assert points.textposition[-1] == "top left", "within the figure"


def test_a_file_that_needs_nothing_else(tmp_path: Path) -> None:
    figure = plot_matrix(np.array([[0.1234567, 2.0]]), ["kind"], ["a", "b"], quantity="nats")
    write_html(tmp_path / "out.html", "<codes>", ["one & other"], [["metric", "value"], ["MIG", "0.5"]], [("below", figure)] * 2)
    text = (tmp_path / "out.html").read_text("utf-8")
    assert "&lt;codes&gt;" in text
    assert "one &amp; other" in text
    assert "<th>metric</th>" in text
    assert "<td>0.5</td>" in text
    assert text.count('class="plotly-graph-div"') == 2
    assert text.count("0.1234567") >= 2 or "bdata" in text
    assert 'src="http' not in text
