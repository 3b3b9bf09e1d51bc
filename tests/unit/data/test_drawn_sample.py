"""The sample of a drawn set is the same images, whether they are drawn one by one or read from the file."""

import ast
import inspect
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from jaxtyping import UInt8
from torch import Tensor

from vizvae.data import drawn_sample, factors
from vizvae.data.drawn_sample import DrawnSample
from vizvae.data.faces import Faces
from vizvae.data.factor_sets import factor_set, split_factors
from vizvae.data.images import load_images
from vizvae.data.sprites import Sprites

FEW = 7


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the files are; the sample is of `FEW` images."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(drawn_sample, "split_factors", lambda dataset, split: split_factors(dataset, split)[:FEW])
    monkeypatch.setattr(drawn_sample, "CHUNK", 3)
    return tmp_path / "vizvae"


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many faces are drawn at a time."""
    counts: list[int] = []
    draw = Faces._draw

    def count(self: Faces, factors: Tensor) -> UInt8[Tensor, "batch 3 64 64"]:
        counts.append(len(factors))
        return draw(self, factors)

    monkeypatch.setattr(Faces, "_draw", count)
    return counts


def test_what_is_known_without_images_is_known_without_drawing(drawn: list[int]) -> None:
    sample, same = DrawnSample("faces"), DrawnSample("faces")
    assert len(sample) == len(sample.labels) == 5_000
    assert sample.fingerprint == same.fingerprint != DrawnSample("sprites").fingerprint
    assert not drawn


def test_it_is_the_sample() -> None:
    sample, whole = DrawnSample("sprites"), load_images("sprites", "sample")
    assert torch.equal(sample.labels, whole.labels)
    assert torch.equal(sample.at([4999, 0, 17]), whole.images[[4999, 0, 17]])
    assert not sample.wants_file


def test_an_image_is_drawn_alone_and_read_once_there_is_a_file(cache: Path, drawn: list[int]) -> None:
    sample = DrawnSample("faces")
    alone = sample.at([5, 0, 6, 5])
    assert torch.equal(alone, factor_set("faces").images(split_factors(factor_set("faces"), "sample")[[5, 0, 6, 5]]))
    assert sample.wants_file
    assert not cache.exists()
    sample.write_file()
    drawn.clear()
    again = DrawnSample("faces")
    assert not again.wants_file
    assert torch.equal(again.at([5, 0, 6, 5]), alone)
    assert not drawn
    assert [path.name for path in cache.iterdir()] == [f"faces-sample-{sample.fingerprint}.images"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-1],
        lambda content: b"",
        lambda content: content[:-5000] + bytes([content[-5000] ^ 1]) + content[-4999:],
        lambda content: bytes(len(content))[:-1] + b"\1",
    ],
    ids=["truncated", "empty", "a bit", "nonsense"],
)
def test_a_damaged_file_is_never_shown(cache: Path, damage: Callable[[bytes], bytes]) -> None:
    sample = DrawnSample("faces")
    expected = sample.at(range(FEW))
    sample.write_file()
    sample.file.write_bytes(damage(sample.file.read_bytes()))
    assert torch.equal(sample.at(range(FEW)), expected)


def test_a_file_of_an_earlier_version_is_not_read_and_goes(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    DrawnSample("faces").write_file()
    (earlier,) = cache.iterdir()
    monkeypatch.setattr(factor_set("faces"), "drawing", "another")
    sample = DrawnSample("faces")
    assert sample.wants_file
    sample.write_file()
    assert list(cache.iterdir()) == [sample.file] != [earlier]


@pytest.mark.parametrize("dataset", [Faces, Sprites])
def test_every_module_that_draws_is_in_the_hash(dataset: type[Faces | Sprites], monkeypatch: pytest.MonkeyPatch) -> None:
    source = inspect.getsource
    before = dataset().drawing
    modules = {dataset.__module__, *dataset.drawn_by}
    for name in modules:
        tree = ast.parse(source(sys.modules[name]))
        imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
        # What a factor is; a changed grid or order changes the factors of the sample, or the module that draws.
        assert {module for module in imported if module.startswith("vizvae")} - {factors.__name__} <= modules

        def edited(module: object, changed: str = name) -> str:
            return source(module) + "# drawn otherwise" if module is sys.modules[changed] else source(module)  # pyright: ignore[reportArgumentType]

        monkeypatch.setattr(inspect, "getsource", edited)
        assert dataset().drawing != before
        monkeypatch.setattr(inspect, "getsource", source)
    assert dataset().drawing == before
