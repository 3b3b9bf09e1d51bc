"""A visitor's files in a process of their own: what comes of them, and its limits."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.adoption.onnx_strangers import decoder, encoder, written
from vizvae.adoption import apart
from vizvae.adoption.apart import Request, adopt_apart
from vizvae.adoption.findings import Question
from vizvae.catalogue import find_checkpoint


@pytest.fixture(autouse=True)
def own_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VIZVAE_RUNS", str(tmp_path / "runs"))
    return tmp_path / "runs"


def test_networks_become_a_model_and_questions_come_back(tmp_path: Path) -> None:
    files = tuple(map(str, written(tmp_path, decoder=decoder(ends=""), encoder=encoder())))
    with pytest.raises(Question, match="know no bounds") as asked:
        adopt_apart(Request(files=files[:1], name="mine"))
    assert (asked.value.argument, asked.value.choices[-1]) == ("value_range", "logits")
    adopted = adopt_apart(Request(files=files, name="mine", value_range="logits"))
    assert adopted.name == "mine"
    assert {row.what: (row.found, row.certainty) for row in adopted.found}["pixels out"] == ("logits", "told")
    assert find_checkpoint("mine").load_model().latent_dim == 5


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux limits the memory of a process so")
def test_what_takes_too_much_ends_the_child_and_not_the_server(
    tmp_path: Path, own_runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = tuple(map(str, written(tmp_path, decoder=decoder())))
    with pytest.raises(ValueError, match=r"decoder\.onnx: .* more than 0 seconds"):  # a fast machine is done in one
        adopt_apart(Request(files=files, name="mine"), seconds=0)
    monkeypatch.setattr(apart, "MEMORY", 1_000_000)
    with pytest.raises(ValueError, match="memory"):
        adopt_apart(Request(files=files, name="mine"))
    assert list(own_runs.glob("[!.]*")) == []
