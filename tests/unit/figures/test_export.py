"""Figures as files, and by name on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import plotly.graph_objects as go
import plotly.io
import pytest

from vizvae import figures
from vizvae.cli import main
from vizvae.figures import export
from vizvae.figures.export import write_figure
from vizvae.figures.named import FIGURES, settings_of
from vizvae.figures.style import GROUNDS


def test_a_file_of_each_kind(tmp_path: Path) -> None:
    figure = go.Figure(go.Scatter(x=[1, 2], y=[3.25, 4.5], name="a line"), layout={"title": "drawn", "height": 300})
    for kind in ("html", "json", "svg"):
        write_figure(figure, tmp_path / f"out.{kind}")
    assert plotly.io.from_json((tmp_path / "out.json").read_text()) == figure
    page = (tmp_path / "out.html").read_text("utf-8")
    assert "4.5" in page
    assert len(page) > 1_000_000, "plotly.js is inside"
    assert 'src="http' not in page
    drawing = (tmp_path / "out.svg").read_text("utf-8")
    assert drawing.startswith("<svg")
    assert "drawn" in drawing
    with pytest.raises(ValueError, match=r"ends with \.html, .*, got 'out\.bmp'"):
        write_figure(figure, tmp_path / "out.bmp")


def test_without_what_draws_pictures_it_is_said_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    figure = go.Figure()

    def no_browser(*_: object, **__: object) -> bytes:
        raise RuntimeError("Kaleido requires Google Chrome to be installed.\nmore")

    monkeypatch.setattr(go.Figure, "to_image", no_browser)
    with pytest.raises(ValueError, match=r"a Chrome or Chromium, which was not found .* BROWSER_PATH"):
        write_figure(figure, tmp_path / "out.png")
    monkeypatch.setattr(export, "find_spec", lambda _: None)
    with pytest.raises(ValueError, match=r"pip install 'vizvae\[figures\]'"):
        write_figure(figure, tmp_path / "out.png")
    assert list(tmp_path.iterdir()) == []


def test_the_command_line_draws_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.json"
    assert main(["plot", "training", "mnist-conv", "-o", str(out), "--theme", "dark", "--set", "curve=kl"]) == 0
    drawn = json.loads(out.read_text())
    assert drawn["layout"]["yaxis"]["title"]["text"] == "nats"
    assert "KL" in drawn["layout"]["annotations"][0]["text"]
    assert drawn["layout"]["template"]["layout"]["paper_bgcolor"] == GROUNDS["dark"]["ground"]
    for words, message in (
        (["training", "mnist-conv", "--set", "colour=red"], "training has no setting 'colour'; it has beside, curve"),
        (["trainings", "mnist-conv"], "unknown figure 'trainings'; known are training"),
        (["training", "mnist-conv", "--set", "curve"], "expected KEY=VALUE, got 'curve'"),
        (["training", "no-such-thing"], "no run named 'no-such-thing'"),
    ):
        assert main(["plot", *words, "-o", str(tmp_path / "other.json")]) == 1
        assert message in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["plot", "--help"])
    listed = capsys.readouterr().out
    assert all(what in listed for what in FIGURES)


def test_every_name_draws_with_a_function_of_the_face() -> None:
    for what, named in FIGURES.items():
        assert named.plot in figures.MODULES, what
        settings_of(getattr(figures, named.plot))
