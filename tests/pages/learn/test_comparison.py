"""What the Learn page tells of the compared models is what has been measured."""

import json
from pathlib import Path

import pytest
from msgspec import structs

from vizvae.comparison import measure
from vizvae.ui.learn.comparison import TOLD, comparison_data
from vizvae.ui.learn.contract import ComparisonFacts

SHIPPED = measure.RESULTS


def test_what_is_told_is_what_was_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "RESULTS", tmp_path / "comparison.json")
    assert comparison_data() == ComparisonFacts(models=[], floor=None)
    shipped = json.loads(SHIPPED.read_text("utf-8"))
    measured = {name: shipped[name] | {"title": f"title of {name}"} for name in ("gan", "vae")}
    measure.RESULTS.write_text(json.dumps(measured | {"floor": {"classifier_frechet": 0.5}}), "utf-8")
    told = comparison_data()
    assert [model.title for model in told.models] == ["title of vae", "title of gan"], "in the order of the Compare page"
    vae = {key: measured["vae"][key] for key in TOLD}
    assert structs.asdict(told.models[0]) == vae | {"nll_interval": tuple(vae["nll_interval"])}
    assert told.floor == 0.5
