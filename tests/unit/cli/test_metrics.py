"""python -m vizvae metrics"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from vizvae.cli import main
from vizvae.data.codes import read_code_factors, read_codes
from vizvae.data.codes_example import example_tables
from vizvae.metrics.disentanglement import measure


@pytest.fixture
def songs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, content in zip(("codes.csv", "factors.csv"), example_tables(), strict=True):
        Path(name).write_bytes(content)
    return tmp_path


def test_codes_with_factors(songs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["metrics", "codes.csv", "factors.csv", "--json", "--plot", "out.html"]) == 0
    told = json.loads(capsys.readouterr().out)
    given = read_codes(Path("codes.csv"))
    expected = measure(given.codes, read_code_factors(Path("factors.csv"), given), latents=given.latents)
    assert told["metrics"] == json.loads(json.dumps(expected.to_json()["metrics"]))
    assert [(one["name"], one["known"] < 800) for one in told["factors"]] == [
        ("genre", False),
        ("tempo", False),
        ("year", True),
        ("duration", False),
    ]
    information = np.array(told["metrics"]["mig"]["matrix"])
    assert information[[0, 2]].argmax(1).tolist() == [0, 3]
    assert "Constant, and so saying nothing: z5" in told["notes"]
    text = (songs / "out.html").read_text("utf-8")
    # The matrix, a figure for each factor, the latents with each other, and the map.
    assert text.count('class="plotly-graph-div"') == 7
    assert f"{told['metrics']['mig']['value']:.3f}" in text
    assert "z0 is the latent that tells most of genre." in text


def test_codes_alone(songs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.save("codes.npy", np.random.default_rng(0).normal(size=(50, 3)))
    assert main(["metrics", "codes.npy"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "50 rows, 3 latents"
    assert any(line.startswith("Total correlation (lower is better)") for line in lines)
    assert any(line.startswith("SAP") and line.endswith("none were given") for line in lines)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nothing.npy"], "No such file"),
        (["codes.csv", "codes.png"], "expected factors as a table"),
        (["codes.csv", "--map", "umap"], "--map is drawn in --plot"),
    ],
)
def test_each_mistake_is_one_message(songs: Path, words: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["metrics", *words]) == 1
    error = capsys.readouterr().err
    assert says in error
    assert error.count("\n") == 1
