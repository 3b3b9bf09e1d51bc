"""A graph model that cannot be used hides none of the others, and who asks for it is told why."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch
from starlette.applications import Starlette

from tests.helpers.damage import change_weights, set_key, truncate
from tests.pages.asgi import ask
from tests.pages.graph.graph_page import graph_page, told
from vizvae.checkpoint import CheckpointError
from vizvae.cli import main
from vizvae.graph.catalogue import SHIPPED_GRAPH_MODELS, find_graph_checkpoint, graph_runs_dir, list_graph_checkpoints
from vizvae.ui.graph.opened import OpenedGraph
from vizvae.ui.graph.payload import GRAPHS
from vizvae.ui.graph.routes import graph_routes

Damage = Callable[[Path], object]
CARD, CONFIG, WEIGHTS = "card.json", "config.json", "model.safetensors"
HUGE = 10**400


def _set(file: str, key: str, value: Any) -> Damage:
    return lambda folder: set_key(folder / file, key, value)


def _replace(file: str, content: bytes) -> Damage:
    return lambda folder: (folder / file).write_bytes(content)


def _directory(file: str) -> Damage:
    return lambda folder: ((folder / file).unlink(), (folder / file).mkdir())


def _link(file: str, target: str) -> Damage:
    return lambda folder: ((folder / file).unlink(), (folder / file).symlink_to(target))


def _pipe(file: str) -> Damage:
    return lambda folder: ((folder / file).unlink(), os.mkfifo(folder / file))


def _tensors(change: Callable[[dict[str, torch.Tensor]], dict[str, torch.Tensor]], *, honest: bool = True) -> Damage:
    return lambda folder: change_weights(folder, change, honest=honest)


DAMAGES: dict[str, Damage] = {
    **{f"{file} is gone": lambda folder, file=file: (folder / file).unlink() for file in (CONFIG, WEIGHTS)},
    **{f"{file} is empty": _replace(file, b"") for file in (CARD, CONFIG, WEIGHTS)},
    **{f"{file} is cut": truncate(file) for file in (CARD, CONFIG, WEIGHTS)},
    **{f"{file} is garbage": _replace(file, bytes(range(256)) * 4) for file in (CARD, CONFIG, WEIGHTS)},
    **{f"{file} is a directory": _directory(file) for file in (CARD, CONFIG, WEIGHTS)},
    **{f"{file} is a link to nowhere": _link(file, "nowhere") for file in (CARD, CONFIG, WEIGHTS)},
    **{f"{file} is a link to itself": _link(file, file) for file in (CARD, CONFIG, WEIGHTS)},
    **{f"{file} is a pipe": _pipe(file) for file in (CARD, CONFIG, WEIGHTS)},
    **{f"{file} is a list": _replace(file, b"[1, 2]") for file in (CARD, CONFIG)},
    **{f"{file} is null": _replace(file, b"null") for file in (CARD, CONFIG)},
    **{f"{file} is nested too deeply": _replace(file, b"[" * 100_000) for file in (CARD, CONFIG)},
    **{f"{file} has a number of 5,000 digits": _replace(file, b'{"title": 1' + b"0" * 5000 + b"}") for file in (CARD, CONFIG)},
    **{
        f"card: {key} is {named}": _set(CARD, key, value)
        for key in (
            "title", "weights_sha256", "data", "data.fingerprint", "data.trained_on", "num_parameters", "evaluation",
            "evaluation.scores", "evaluation.scores.auc", "evaluation.leaked.ap", "evaluation.whole_graph", "kl_weight",
            "over_splits.auc.mean", "over_splits.num_splits",
        )
        for named, value in (("missing", ...), ("a list of lists", [[]]), ("NaN", float("nan")), ("huge", HUGE), ("true", True))
    },
    **{f"card: {key} is null": _set(CARD, key, None) for key in ("title", "data", "evaluation", "num_parameters", "weights_sha256")},
    **{
        f"config: {key} is {named}": _set(CONFIG, key, value)
        for key in ("graph", "preset", "num_features", "split_seed", "training", "training.model", "training.model.latent_dim")
        for named, value in (("missing", ...), ("a list", [1]), ("null", None), ("NaN", float("nan")), ("huge", HUGE))
        if not (named == "missing" and key.startswith("training."))  # these have defaults: see the shapes
    },
    "config: an unknown key": _set(CONFIG, "colour", "red"),
    "config: an unknown key inside": _set(CONFIG, "training.model.colour", "red"),
    "config: another kind of model": _set(CONFIG, "preset", "transformer"),
    "config: another encoder": _set(CONFIG, "training.model.encoder", "transformer"),
    "config: other latents than the weights": _set(CONFIG, "training.model.latent_dim", 7),
    "config: latents without end": _set(CONFIG, "training.model.latent_dim", 10**30),
    "config: no latents": _set(CONFIG, "training.model.latent_dim", 0),
    "config: features below none": _set(CONFIG, "num_features", -3),
    "config: an infinite learning rate": _set(CONFIG, "training.learning_rate", float("inf")),
    "config: a seed without end": _set(CONFIG, "split_seed", 10**30),
    "config: all edges held out": _set(CONFIG, "test_share", 1.5),
    "config: the graph's file is gone": _set(CONFIG, "graph", "uploads/0123456789abcdef/gone.csv"),
    "config: the graph's file has an endless name": _set(CONFIG, "graph", "x" * 5000),
    "config: the graph's file has a null in its name": _set(CONFIG, "graph", "a\0b"),
    "config: another graph": _set(CONFIG, "graph", "citeseer"),
    "weights: one is missing": _tensors(lambda weights: dict(list(weights.items())[1:])),
    "weights: one too many": _tensors(lambda weights: {**weights, "surprise": torch.zeros(1)}),
    "weights: other shapes": _tensors(lambda weights: {name: value[:1] for name, value in weights.items()}),
    "weights: other numbers than the card's": _tensors(lambda weights: {k: v + 1 for k, v in weights.items()}, honest=False),
    "weights: no numbers": _tensors(lambda weights: {k: torch.full_like(v, torch.nan) for k, v in weights.items()}),
}  # fmt: skip


@pytest.fixture
def bad(runs: Path) -> Iterator[Path]:
    """A model that a test may damage, beside one that it may not."""
    for name in ("bad", "good"):
        shutil.copytree(SHIPPED_GRAPH_MODELS / "karate-vgae", graph_runs_dir() / name)
    yield graph_runs_dir() / "bad"
    shutil.rmtree(graph_runs_dir())


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_who_asks_for_it_is_told_why_and_the_others_are_there(bad: Path, damage: Damage) -> None:
    damage(bad)
    assert "good" in [checkpoint.name for checkpoint in list_graph_checkpoints()]
    with pytest.raises(CheckpointError) as caught:
        OpenedGraph.of(find_graph_checkpoint("bad"))
    assert "bad" in str(caught.value)
    assert 20 < len(str(caught.value)) < 700
    answer = ask(Starlette(routes=graph_routes()), f"{GRAPHS}/bad/{'0' * 16}/about.json")
    assert answer.status == 404
    assert "bad" in answer.text


def test_the_page_opens_with_the_others(bad: Path) -> None:
    """All kinds of damage at once, and then with a link to one of each stage at which it is found."""
    for number, damage in enumerate(DAMAGES.values()):
        damaged = Path(shutil.copytree(bad, bad.parent / f"bad-{number:03}"))
        damage(damaged)
    shutil.rmtree(bad)
    assert told(graph_page(model="good"))["model"]["name"] == "good"
    for kind in ("card.json is garbage", "config.json is gone", "weights: one too many", "config: the graph's file is gone"):
        name = f"bad-{list(DAMAGES).index(kind):03}"
        page = graph_page(model=name)
        assert told(page)["model"]["name"] == "cora-vgae"
        said, instead = page.warnings
        assert name in said
        assert instead == "cora-vgae is shown instead."


@pytest.mark.parametrize("file", [CARD, CONFIG])
def test_it_is_logged_once_and_seen_again_when_it_is_mended(bad: Path, file: str, caplog: pytest.LogCaptureFixture) -> None:
    whole = (bad / file).read_bytes()
    truncate(file)(bad)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert "bad" not in [checkpoint.name for checkpoint in list_graph_checkpoints()]
    assert len([record for record in caplog.records if "bad is left out" in record.getMessage()]) == 1
    with pytest.raises(CheckpointError, match=f"The graph model bad cannot be used: .*{file}"):
        find_graph_checkpoint("bad")
    (bad / file).write_bytes(whole)
    assert find_graph_checkpoint("bad").title


def test_the_command_line_lists_the_others(bad: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _set(CARD, "over_splits", ...)(bad)
    (bad.parent / "good" / CONFIG).unlink()
    assert main(["graph", "models"]) == 0
    listed = capsys.readouterr().out
    assert "bad" in listed, "what may be missing is"
    assert "good" not in listed


def test_damaged_while_it_is_shown_the_page_goes_on_with_another(bad: Path) -> None:
    page = graph_page(model="bad")
    assert told(page)["model"]["name"] == "bad"
    (bad / CONFIG).write_text("{")
    page.rerun()
    assert not page.app.exception
    assert page.errors == []
    assert any("config.json is damaged" in line for line in page.warnings)
    assert told(page)["model"]["name"] == "cora-vgae"


def test_one_that_cannot_be_opened_is_said_and_what_is_shown_stays(bad: Path) -> None:
    page = graph_page(model="good")
    assert "good" in told(page)["model"]["name"]
    _tensors(lambda weights: {**weights, "surprise": torch.zeros(1)})(bad)
    _set(CONFIG, "split_seed", 5)(bad)  # another split: it stands by itself in the picker
    page.rerun()
    page.app.selectbox(key="graph_model").set_value("bad").run()
    assert not page.app.exception
    assert any("surprise" in line for line in page.warnings)
    assert told(page)["model"]["name"] == "good"
