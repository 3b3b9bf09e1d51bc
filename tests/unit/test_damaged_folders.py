"""What can be wrong with a folder is wrong with a folder of any kind: image models, compared models and graph models say so alike."""

import logging
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from tests.helpers.damage import change_weights, set_key
from tests.helpers.small import write_checkpoint
from vizvae import catalogue
from vizvae.checkpoint import CARD, CONFIG, WEIGHTS, Catalogue, CheckpointError, ModelFolder
from vizvae.comparison import shipped
from vizvae.graph import catalogue as graph_catalogue
from vizvae.graph.catalogue import SHIPPED_GRAPH_MODELS
from vizvae.paths import SHIPPED_COMPARED

Damage = Callable[[Path, str], object]
"""Of the files in a folder of a kind"""


SIZE = "a number of latents or features, wherever it stands"


@dataclass(frozen=True)
class Kind:
    catalogue: Catalogue[Any]
    make: Callable[[Path], object]
    size: str
    """Where in config.json a number of latents or features stands."""


KINDS = {
    "model": Kind(catalogue.CATALOGUE, lambda to: write_checkpoint(to), "model_config.latent_dim"),
    "compared model": Kind(
        shipped.CATALOGUE, lambda to: shutil.copytree(SHIPPED_COMPARED / "classifier", to), "model_config.feature_dim"
    ),
    "graph model": Kind(
        graph_catalogue.CATALOGUE,
        lambda to: shutil.copytree(SHIPPED_GRAPH_MODELS / "karate-vgae", to),
        "training.model.latent_dim",
    ),
}


def _set(file: str, key: str, value: Any) -> Damage:
    """`key`: see `set_key`, or SIZE."""
    return lambda folder, kind: set_key(folder / file, KINDS[kind].size if key == SIZE else key, value)


def _instead(file: str, put: Callable[[Path], object]) -> Damage:
    return lambda folder, _: ((folder / file).unlink(), put(folder / file))


def _tensors(change: Callable[[dict[str, torch.Tensor]], dict[str, torch.Tensor]], *, honest: bool = True) -> Damage:
    return lambda folder, _: change_weights(folder, change, honest=honest)


FILES = (CARD, CONFIG, WEIGHTS)
DAMAGES: dict[str, tuple[Damage, str]] = {
    **{f"{file} is empty": (_instead(file, lambda path: path.write_bytes(b"")), "is damaged") for file in FILES},
    **{f"{file} is cut": (lambda folder, _, file=file: os.truncate(folder / file, 30), "is damaged") for file in FILES},
    **{f"{file} is garbage": (_instead(file, lambda path: path.write_bytes(bytes(range(256)))), "is damaged") for file in FILES},
    **{f"{file} is a directory": (_instead(file, lambda path: path.mkdir()), "is no file") for file in FILES},
    **{f"{file} is a pipe": (_instead(file, lambda path: os.mkfifo(path)), "is no file") for file in FILES},
    **{f"{file} links to nowhere": (_instead(file, lambda path: path.symlink_to("nowhere")), "is missing") for file in FILES},
    **{f"{file} links to itself": (_instead(file, lambda path: path.symlink_to(path.name)), "is damaged") for file in FILES},
    **{f"{file} is gone": (lambda folder, _, file=file: (folder / file).unlink(), "is missing") for file in (CONFIG, WEIGHTS)},
    **{
        f"{file} is {what}": (_instead(file, lambda path, content=content: path.write_text(content)), said)
        for file in (CARD, CONFIG)
        for what, content, said in (
            ("a list", "[1, 2]", "expected a JSON object"),
            ("null", "null", "expected a JSON object"),
            ("nested too deeply", "[" * 100_000, "is damaged"),
            ("a number of 5,000 digits", '{"title": 1' + "0" * 5000 + "}", "is damaged"),
        )
    },
    **{
        f"card: {key} is {what}": (_set(CARD, key, value), "card.json: ")
        for key in ("title", "weights_sha256", "data", "data.key", "data.trained_on", "num_parameters", "command")
        for what, value in (("missing", ...), ("null", None), ("a list", [[]]), ("NaN", float("nan")), ("huge", 10**400))
    },
    "config: an unknown key": (_set(CONFIG, "colour", "red"), "colour"),
    "config: not the size of the weights": (_set(CONFIG, SIZE, 7), "does not fit its config.json: missing"),
    "config: a size without end": (_set(CONFIG, SIZE, 10**18), "config.json"),
    "config: a size that no number is": (_set(CONFIG, SIZE, 10**400), "config.json"),
    "config: a size below none": (_set(CONFIG, SIZE, -3), "config.json"),
    "config: a size of another kind": (_set(CONFIG, SIZE, "three"), "config.json"),
    "weights: one is missing": (_tensors(lambda held: dict(list(held.items())[1:])), "missing ['"),
    "weights: one too many": (_tensors(lambda held: {**held, "surprise": torch.zeros(1)}), "unexpected ['surprise']"),
    "weights: other shapes": (_tensors(lambda held: {name: value[:1] for name, value in held.items()}), "wrong shapes {'"),
    "weights: other names, all of them": (
        _tensors(lambda held: {f"{'x' * 200}{number}": value for number, value in enumerate(held.values())}),
        "unexpected ['x",
    ),
    "weights: other numbers than the card's": (
        _tensors(lambda held: {name: value + 1 for name, value in held.items()}, honest=False),
        "card.json describes other weights",
    ),
    "weights: no numbers": (_tensors(lambda held: {k: torch.full_like(v, torch.nan) for k, v in held.items()}), "not finite"),
}


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("pristine")
    for name, kind in KINDS.items():
        kind.make(root / name)
    return root


@pytest.fixture
def folder(kind: str, pristine: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model that a test may damage, beside one that it may not, and no others of its kind."""
    for name in ("bad", "good"):
        shutil.copytree(pristine / kind, tmp_path / "shipped" / name)
    monkeypatch.setenv("VIZVAE_RUNS", str(tmp_path / "runs"))
    for name in ("vizvae.catalogue.SHIPPED_MODELS", "vizvae.graph.catalogue.SHIPPED_GRAPH_MODELS"):
        monkeypatch.setattr(name, tmp_path / "shipped")
    monkeypatch.setattr("vizvae.comparison.shipped.SHIPPED_COMPARED", tmp_path / "shipped")
    return tmp_path / "shipped" / "bad"


def load(found: ModelFolder) -> nn.Module:
    loaded = found.load_model()  # pyright: ignore[reportAttributeAccessIssue]
    assert not loaded.training
    return loaded


@pytest.mark.parametrize("kind", KINDS)
def test_undamaged_both_are_listed_and_load(kind: str, folder: Path) -> None:
    of = KINDS[kind].catalogue
    assert [one.name for one in of.listing().checkpoints] == ["bad", "good"]
    assert of.listing() is of.listing()
    assert of.find("bad") is of.listing().find("bad")
    load(of.find("bad"))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("damage", DAMAGES)
def test_who_asks_for_it_is_told_why_and_the_others_are_there(kind: str, damage: str, folder: Path) -> None:
    harm, says = DAMAGES[damage]
    harm(folder, kind)
    of = KINDS[kind].catalogue
    assert "good" in of.listing()
    with pytest.raises(CheckpointError) as caught:
        load(of.find("bad"))
    message = str(caught.value)
    assert says in message
    assert "bad" in message
    assert "\n" not in message
    assert 20 < len(message) < 2500
    load(of.find("good"))


@pytest.mark.parametrize("kind", KINDS)
def test_what_cannot_be_listed_is_logged_once_and_seen_again_when_it_is_mended(
    kind: str, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    of, whole = KINDS[kind].catalogue, (folder / CARD).read_bytes()
    os.truncate(folder / CARD, 30)
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert [one.name for one in of.listing().checkpoints] == ["good"]
    assert len([record for record in caplog.records if "bad is left out" in record.getMessage()]) == 1
    assert "card.json is damaged" in of.listing().refused["bad"]
    with pytest.raises(CheckpointError, match=rf"The {kind} bad cannot be used: .*card\.json is damaged"):
        of.find("bad")
    (folder / CARD).write_bytes(whole)
    assert "bad" in of.listing()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["../outside", "good/../outside", "..", ".", "", "/etc", "goo*", "good\n", "GOOD", "x" * 5000])
def test_a_name_is_never_a_path(kind: str, name: str, folder: Path) -> None:
    shutil.copytree(folder, folder.parent.parent / "outside")
    with pytest.raises(CheckpointError, match=f"There is no {kind} named .*Known {kind}s: bad, good") as caught:
        KINDS[kind].catalogue.find(name)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["good/../good", "elsewhere/good/", "elsewhere\\good"])
def test_who_gives_a_path_is_told_to_give_the_name(kind: str, name: str, folder: Path) -> None:
    with pytest.raises(CheckpointError, match=f"A {kind} is found by its name, not by a path: there is one named good"):
        KINDS[kind].catalogue.find(name)
