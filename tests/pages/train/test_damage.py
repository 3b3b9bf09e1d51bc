"""Every kind of damage to a run's or a model's files: the page says so or leaves it out, and shows all others."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from tests.helpers.small import small_config, write_checkpoint
from vizvae.beta_family import families
from vizvae.catalogue import list_checkpoints
from vizvae.checkpoint import CARD, CONFIG, CheckpointError, open_checkpoint
from vizvae.figures import plot_training
from vizvae.metrics.disentanglement.record import DISENTANGLEMENT, read_measured
from vizvae.paths import runs_dir
from vizvae.runs import queue
from vizvae.runs.events import EVENTS
from vizvae.runs.folder import RUN, STATUS
from vizvae.runs.metrics import METRICS
from vizvae.training.create import create
from vizvae.ui.factors.payload import factor_checkpoints
from vizvae.ui.http.contract import encode
from vizvae.ui.http.responses import said_to_the_visitor
from vizvae.ui.train.payload import describe_runs, news

HUGE = 10**400
VALUES = {
    "null": None,
    "true": True,
    "a huge number": HUGE,
    "not a number": float("nan"),
    "infinity": float("inf"),
    "a text": "x",
    "a long text": "x" * 1_000_000,
    "half a character": "\ud800",
    "a list": [1],
    "an object": {"a": 1},
}


def loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def directory(path: Path) -> None:
    path.unlink()
    path.mkdir()


FILES: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:-20]),
    "garbage": lambda path: path.write_bytes(bytes(range(256))),
    "a list": lambda path: path.write_text("[1]"),
    "deep": lambda path: path.write_text("[" * 100_000),
    "a number of ten thousand digits": lambda path: path.write_text('{"step": ' + "9" * 10_000 + "}"),
    "a directory": directory,
    "a loop of links": loop,
}


@pytest.fixture
def waiting(own_models: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("vizvae.runs.queue.advance", list)
    for name in ("bad", "good"):
        folder = create(name, small_config())
        start = {"kind": "start", "version": 1, "part": "a"}
        row = {"kind": "epoch", "step": 1, "epoch": 1, "validation_elbo": -100.0, "validation_recon_nll": 90.0}
        (folder / METRICS).write_text("".join(json.dumps(line) + "\n" for line in (start, row)))
        (folder / EVENTS).write_text(json.dumps({"kind": "started", "time": 1.0, "step": 0, "epoch": 0.0}) + "\n")
    return own_models


def keys(values: dict[str, Any], before: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = []
    for key, value in values.items():
        found.append((*before, key))
        if isinstance(value, dict):
            found += keys(value, (*before, key))
    return found


def with_value(values: dict[str, Any], place: tuple[str, ...], value: Any) -> dict[str, Any]:
    first, *rest = place
    return {**values, first: with_value(values[first], tuple(rest), value) if rest else value}


@contextmanager
def said_to_the_visitor_or_sent() -> Iterator[None]:
    """What a run's own page answers where it is damaged: a sentence, no failure of the server."""
    with suppress(Refused):
        try:
            with said_to_the_visitor():
                yield
        except HTTPException as error:
            if error.status_code in (404, 422):
                raise Refused from error
            raise


class Refused(Exception):
    pass


def runs_page_holds() -> None:
    """What the page of runs asks for, as it is sent."""
    rows = {row["name"]: row for row in json.loads(encode(describe_runs()))}
    assert rows["good"]["phase"] == "queued"
    assert rows["good"]["elbo"] == -100
    if "bad" in rows:
        with said_to_the_visitor_or_sent():
            encode(news(runs_dir() / "bad", events=0))
        with said_to_the_visitor_or_sent():
            plot_training(runs_dir() / "bad")


@pytest.mark.parametrize("damage", FILES)
@pytest.mark.parametrize("file", [RUN, STATUS, METRICS, EVENTS])
def test_a_damaged_file_of_a_run_hides_no_other_run_and_it_can_be_deleted(waiting: Path, file: str, damage: str) -> None:
    FILES[damage](waiting / "bad" / file)
    runs_page_holds()
    queue.delete(waiting / "bad")
    assert [row.name for row in describe_runs()] == ["good"]


@pytest.mark.parametrize("file", [RUN, STATUS, METRICS, EVENTS])
def test_a_wrong_value_in_a_file_of_a_run_hides_no_other_run(waiting: Path, file: str) -> None:
    path = waiting / "bad" / file
    *before, last = path.read_text().splitlines() if file.endswith("l") else [path.read_text()]
    for place in keys(json.loads(last)):
        for value in VALUES.values():
            changed = json.dumps(with_value(json.loads(last), place, value))
            path.write_text("".join(line + "\n" for line in [*before, changed]))
            runs_page_holds()


def models_pages_hold(name: str) -> None:
    """What every page does with all models: the card's words and numbers on Models, the data's key on Factors, families, the picker."""
    found = list_checkpoints()
    assert name in [checkpoint.name for checkpoint in found]
    for checkpoint in found:
        card = checkpoint.card
        assert f"{card['title']} {card['num_parameters']:,} {card['data']['trained_on']} {card['command']}".encode()
        assert checkpoint.digest
        JSONResponse(card)
    factor_checkpoints()
    families(found)


@pytest.fixture
def models(own_models: Path) -> Path:
    for name in ("bad", "good"):
        write_checkpoint(own_models / name)
    return own_models


@pytest.mark.parametrize("damage", FILES)
@pytest.mark.parametrize("file", [CARD, CONFIG])
def test_a_damaged_file_of_a_model_hides_no_other_model(models: Path, file: str, damage: str) -> None:
    FILES[damage](models / "bad" / file)
    models_pages_hold("good")


@pytest.mark.parametrize("file", [CARD, CONFIG])
def test_a_wrong_value_in_a_file_of_a_model_hides_no_other_model(models: Path, file: str) -> None:
    path = models / "bad" / file
    values = json.loads(path.read_text())
    evaluation = {
        "elbo": -1.0, "recon_nll": 1.0, "kl": 0.5, "nll": 1.0, "nll_interval": [0.9, 1.1], "num_samples": 1, "active_units": 2,
        "kl_per_dim": [0.2, 0.3], "data": "x", "num_images": 3, "protocol": "p",
    }  # fmt: skip
    if file == CARD:
        values |= {"evaluations": [evaluation]}
        path.write_text(json.dumps(values))
        models_pages_hold("bad")
    for place in keys(values):
        for value in VALUES.values():
            path.write_text(json.dumps(with_value(values, place, value)))
            models_pages_hold("good")
    if file == CARD:
        for key in evaluation:
            for value in VALUES.values():
                path.write_text(json.dumps(values | {"evaluations": [evaluation | {key: value}]}))
                models_pages_hold("good")


def test_a_model_of_no_name_that_python_can_read_is_left_out(models: Path) -> None:
    shutil.rmtree(models / "bad")
    (models / "bad").symlink_to("bad")
    models_pages_hold("good")


@pytest.mark.parametrize("metrics", [None, [1], 5, "x", {"mig": None}, {"mig": [1]}])
def test_measurements_that_are_none_are_said(models: Path, metrics: Any) -> None:
    checkpoint = open_checkpoint(models / "good")
    card = {**checkpoint.card, "data": {**checkpoint.card["data"], "key": "sprites"}}
    (models / "good" / CARD).write_text(json.dumps(card))
    checkpoint = open_checkpoint(models / "good")
    (models / "good" / DISENTANGLEMENT).write_text(json.dumps({"weights_sha256": card["weights_sha256"], "metrics": metrics}))
    with pytest.raises(CheckpointError, match="expected metrics by key"):
        read_measured(checkpoint)
