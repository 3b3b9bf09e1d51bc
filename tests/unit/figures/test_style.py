"""The palette is seen on each ground and told apart by everybody; the face of the package has every figure."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import combinations
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

import vizvae
from vizvae import figures
from vizvae.figures.matrix import FAINTEST, STRONGEST
from vizvae.figures.style import (
    AMOUNT,
    CLASSES,
    GROUNDS,
    LINES,
    NEUTRAL,
    PALETTE,
    SMALLEST_TEXT,
    VERMILION,
    laid_out,
    legend_below,
    require_something,
    set_theme,
    template,
    themed,
    translucent,
)
from vizvae.paths import PACKAGE

# Linear RGB as seen without one kind of cone: Machado, Oliveira and Fernandes (2009), severity 1.
VISION = {
    "normal": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}
# Linear RGB to Oklab, in which distances are about as large as they look (Ottosson, 2020).
CONES = [
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
]
LAB = [
    [0.2104542553, 0.793617785, -0.0040720468],
    [1.9779984951, -2.428592205, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.808675766],
]


def linear(colour: str) -> np.ndarray:
    value = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    dark, light = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, other))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("vision", VISION)
def test_colours_are_told_apart(vision: str) -> None:
    seen = [
        np.array(LAB) @ np.cbrt(np.array(CONES) @ np.clip(np.array(VISION[vision]) @ linear(colour), 0, 1)) for colour in PALETTE
    ]
    assert len(seen) == 10
    for one, other in combinations(range(10), 2):
        assert np.linalg.norm(seen[one] - seen[other]) > (0.15 if vision == "normal" else 0.075), (PALETTE[one], PALETTE[other])


@pytest.mark.parametrize("theme", GROUNDS)
def test_lines_and_letters_are_seen_on_the_ground(theme: str) -> None:
    ground = GROUNDS[theme]  # type: ignore[index]
    assert contrast(ground["ink"], ground["ground"]) > 7
    for colour in (*LINES, NEUTRAL):
        assert contrast(colour, ground["ground"]) >= 3, colour


@pytest.mark.parametrize("theme", GROUNDS)
@pytest.mark.parametrize("colour", [AMOUNT[1][1], VERMILION])
def test_numbers_are_read_on_cells_of_every_strength(theme: str, colour: str) -> None:
    ground, ink = (GROUNDS[theme][part] for part in ("ground", "ink"))  # type: ignore[index]
    for strength in np.linspace(FAINTEST, STRONGEST, 20):
        rgb = [
            round(float(strength) * one + (1 - float(strength)) * other)
            for one, other in zip(rgb_of(colour), rgb_of(ground), strict=True)
        ]
        assert contrast(ink, "#{:02x}{:02x}{:02x}".format(*rgb)) >= 4.5, strength
    assert translucent(colour, 0.5) == "rgba({},{},{},0.500)".format(*rgb_of(colour))


def rgb_of(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


def test_the_class_colours_are_those_of_the_pages() -> None:
    source = (PACKAGE / "ui/frontend/src/parts/drawing/colours.ts").read_text(encoding="utf-8")
    table = source.split("CLASS_COLOURS", 1)[1].split("];", 1)[0]
    ours = tuple("#{:02x}{:02x}{:02x}".format(*map(int, found)) for found in re.findall(r"\[(\d+), (\d+), (\d+)\]", table))
    assert ours == CLASSES
    assert sorted(CLASSES) == sorted(PALETTE)


def test_a_figure_goes_from_one_ground_to_another_and_keeps_what_it_shows() -> None:
    figure: Any = legend_below(laid_out(go.Figure(go.Scatter(x=[1, 2], y=[3, 4])), title="<b> & more", height=300))
    dark: Any = themed(figure, "dark")
    assert dark.layout.template.layout.paper_bgcolor == GROUNDS["dark"]["ground"]
    assert figure.layout.template.layout.paper_bgcolor == GROUNDS["light"]["ground"]
    left, right = dark.to_plotly_json(), figure.to_plotly_json()
    assert left["layout"].pop("template") != right["layout"].pop("template")
    assert left == right
    assert "paper_bgcolor" not in left["layout"], "only a template's ground gives way to that of a page"
    assert figure.layout.title.text == "&lt;b&gt; &amp; more"
    sizes = [
        part["size"] for part in (left["layout"]["font"], left["layout"]["xaxis"]["tickfont"], left["layout"]["legend"]["font"])
    ]
    assert min(sizes) == SMALLEST_TEXT


def test_the_ground_of_all_that_follows() -> None:
    set_theme("paper")
    try:
        assert template().to_plotly_json()["layout"]["font"]["color"] == "#000000"
    finally:
        set_theme("light")
    with pytest.raises(ValueError, match="out of light, dark, paper, got 'sepia'"):
        set_theme("sepia")


def test_nothing_is_not_drawn() -> None:
    require_something(1, "points", "encode some")
    with pytest.raises(ValueError, match="expected points to draw, got none: encode some"):
        require_something(0, "points", "encode some")


def test_the_face_has_every_figure_and_costs_nothing_to_look_at() -> None:
    assert vizvae.figures is figures
    assert sorted(figures.MODULES) == sorted(figures.__all__)
    for name in figures.__all__:
        assert callable(getattr(figures, name)), name
    with pytest.raises(AttributeError, match="no attribute 'plot_nothing'"):
        _ = figures.plot_nothing
    code = "import sys, vizvae; vizvae.figures.MODULES; sys.exit(any(name in sys.modules for name in ('plotly', 'torch', 'streamlit')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_numbers_at_an_axis_are_written_as_in_a_table() -> None:
    figure: Any = laid_out(go.Figure(go.Scatter(x=[1], y=[60_040])), title="Rate and distortion", height=300)
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        assert (axis.exponentformat, axis.separatethousands) == ("none", True)  # 60,040 and not 60.04k
