"""What the Learn page tells of the compared models is what has been measured."""

import json
from pathlib import Path

import pytest

from vizvae.rivals import comparison
from vizvae.ui.learn.comparison import TOLD, comparison_data


def test_what_is_told_is_what_was_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison, "RESULTS", tmp_path / "comparison.json")
    assert comparison_data() == {"models": [], "floor": None}
    measured = {name: {key: f"{key} of {name}" for key in TOLD} | {"kl": 3.0} for name in ("gan", "vae")}
    comparison.RESULTS.write_text(json.dumps(measured | {"floor": {"classifier_frechet": 0.5}}), "utf-8")
    told = comparison_data()
    assert [model["model"] for model in told["models"]] == ["model of vae", "model of gan"], "in the order of the Compare page"
    assert told["models"][0] == {key: f"{key} of vae" for key in TOLD}
    assert told["floor"] == 0.5
