"""The lines of docs/figures.md do what they say."""

from __future__ import annotations

import re

import plotly.graph_objects as go
from PIL import Image

from benchmarks.gallery import LINE, PAGE, drawn, lines
from vizvae.figures.named import FIGURES


def test_every_line_draws_and_every_picture_is_of_a_line() -> None:
    found = lines()
    text = PAGE.read_text(encoding="utf-8")
    assert len(found) == text.count("![") == len(LINE.findall(text)) >= 9
    size = 0
    for code, path in found:
        figure = drawn(code)
        assert isinstance(figure, go.Figure), code
        assert figure.to_plotly_json()["layout"]["title"]["text"], code
        with Image.open(path) as picture:
            assert picture.width > 400, path
        size += path.stat().st_size
    assert size < 600_000, "they are small"
    assert {path.stem for _, path in found} <= set(FIGURES)


def test_commands_of_the_page_name_what_there_is() -> None:
    commands = re.findall(r"^python -m vizvae plot (\w[\w-]*) \S+ -o", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(commands) >= 3
    assert set(commands) <= set(FIGURES)
