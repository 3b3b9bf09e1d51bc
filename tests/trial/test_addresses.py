"""Four hundred and eighty addresses that nobody meant, over all pages: each is answered by the page, and never by a traceback."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.helpers.small import write_checkpoint
from tests.pages.dashboard import Dashboard
from tests.trial.nasty import nasty
from vizvae.paths import PAGES

pytestmark = pytest.mark.long
NAMES = sorted(path.stem for path in PAGES.glob("*.py"))
TOGETHER = 480
USUAL = {
    "model": ("mnist-2d", "mnist-conv", "sprites-vae", "cora-vgae", "karate-vgae", "own"),
    "z": ("0_0", "0.5_-1.25", "0_0_0_0_0_0_0_0_0_0"),
    "input": ("data-3", "drawing-AAAA", "upload-AAAA"),
    "names": ('{"0":"slant"}', "{}"),
    "map": ('{"show":["lattice"]}', '{"window":[-3,3,-3,3]}', '{"pins":[[0,0]],"size":20}'),
    "factor": ("0", "2"),
    "at": ("0_0_0_0_0", "1_2_3"),
    "run": ("own", "run"),
    "beside": ("own~run", "~~"),
    "models": ("mnist-2d~mnist-conv", "pixelcnn"),
    "digit": ("0", "7"),
    "seed": ("0", "1"),
    "step": ("1", "3", "collapse"),
    "lesson": ("1_2_3", "10"),
    "hide": ("figures_text", "terms"),
    "code": ("perfect", "rotated"),
    "angle": ("0", "45"),
    "threshold": ("0.5", "1"),
    "node": ("0", "33"),
    "graph": ("karate", "cora"),
    "next": ("/", "//example.org"),
}
"""Parameters of the pages, with values that some page knows."""


def address(chance: random.Random) -> dict[str, str]:
    chosen = chance.sample(sorted(USUAL), chance.randrange(1, 6)) + ["model"] * (chance.random() < 0.5)
    query = {key: nasty(chance, USUAL[key]) for key in chosen}
    if chance.random() < 0.2:
        query[nasty(chance) or "x"] = nasty(chance)
    return query


@pytest.mark.parametrize("page", NAMES)
@pytest.mark.parametrize("part", range(4))
def test_no_address_shows_a_traceback(page: str, part: int, runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()  # with the models that ship
    monkeypatch.setenv("VIZVAE_RUNS", str(runs))
    write_checkpoint(runs / "own")
    chance = random.Random(f"{page} {part}")
    visitor = Dashboard()
    for number in range(-(-TOGETHER // len(NAMES) // 4)):
        query = address(chance)
        if number % 5 == 0:
            visitor = Dashboard()  # as the first thing that a visitor does
        visitor.go_to(page, **query)
        assert not visitor.app.exception, query
        shown = [
            str(getattr(element, "value", "")) for kind in ("error", "warning", "markdown") for element in visitor.app.get(kind)
        ]
        for text in shown:
            assert "Traceback" not in text, query
            assert "Something broke on our side" not in text, query
            assert len(text) < 20_000, query
        visitor.rerun()
        assert not visitor.app.exception, query
