"""Links that people have kept, in `old_links.json`: good, odd and broken ones of every page that has an address. Whatever reads addresses,
each goes on opening the same view, and what cannot be used is said.

Of a page: `link` as it was kept, `opens` what then stands in the address, where `*` is what a model computed, and `says` what stands in
each of the sentences, in their order.
"""

import json
from pathlib import Path

import pytest

from tests.helpers.small import small_config
from tests.pages.dashboard import Dashboard
from vizvae.runs.folder import RunSpec, write_run

LINKS = json.loads(Path(__file__).with_name("old_links.json").read_text("utf-8"))


@pytest.fixture
def three_runs(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # with the models that ship
    monkeypatch.setenv("VIZVAE_RUNS", str(runs))
    for name in ("small", "other", "third"):
        (runs / name).mkdir()
        write_run(runs / name, RunSpec(config=small_config(), command="a test"))


@pytest.mark.parametrize("page", LINKS)
@pytest.mark.usefixtures("three_runs")
def test_old_links_open_what_they_did(page: str) -> None:
    for kept in LINKS[page]:
        visitor = Dashboard.at(page, **kept["link"])
        assert not visitor.app.exception, kept
        assert not visitor.errors, kept
        opened = {key: "*" if kept["opens"].get(key) == "*" else value for key, value in visitor.address.items()}
        assert opened == kept["opens"], kept
        assert len(visitor.warnings) == len(kept["says"]), (kept, visitor.warnings)
        for said, sentence in zip(kept["says"], visitor.warnings, strict=True):
            assert said in sentence, kept
            assert len(sentence) < 400, kept
