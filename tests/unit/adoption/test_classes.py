"""What a model takes beside an image or a code: a class and its number, or something else that must be asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

import vizvae
from tests.unit.adoption import strangers
from tests.unit.adoption.test_probe import images, probed
from vizvae.adoption.findings import Question
from vizvae.adoption.images import as_images
from vizvae.catalogue import find_checkpoint


class Parts(nn.Module):
    """What encodes and what decodes, whatever it is called with."""

    def __init__(self) -> None:
        super().__init__()
        self.tutorial = strangers.Tutorial()

    def both(self, x: Tensor) -> Any:
        return self.tutorial.encode(x.flatten(1))

    def drawn(self, z: Tensor) -> Tensor:
        return self.tutorial.decode(z)


class Plain(Parts):
    def encode(self, x: Tensor) -> Any:
        return self.both(x)


class Looked(Plain):
    """Ten classes in a table, and no attribute that says so."""

    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(10, strangers.LATENTS)

    def decode(self, z: Tensor, y: Tensor) -> Tensor:
        return self.drawn(z + self.table(y))


class LengthOfWhatIsLookedUp(Looked):
    cond_dim = 5


class LookedByLargest(Looked):
    def decode(self, z: Tensor, y: Tensor) -> Tensor:
        return super().decode(z, y.argmax(1))


class LookedByNumberOfManyTables(Looked):
    def __init__(self) -> None:
        super().__init__()
        self.codebook = nn.Embedding(32, 3)

    def decode(self, z: Tensor, y: Tensor) -> Tensor:
        return super().decode(z, y.argmax(1))


class Styled(Plain):
    def decode(self, content: Tensor, style: Tensor) -> Tensor:
        return self.drawn(content + style)


class Warm(Plain):
    def decode(self, z: Tensor, temperature: float) -> Tensor:
        return self.drawn(z / temperature)


class Hierarchical(Parts):
    def encode(self, x: Tensor) -> Any:
        mu, logvar = self.both(x)
        return [mu, mu], [logvar, logvar]

    def decode(self, z1: Tensor, z2: Tensor) -> Tensor:
        return self.drawn(z1 + z2)


class Added(Plain):
    """As long as a code is what fits, whatever it is."""

    def decode(self, z: Tensor, y: Tensor) -> Tensor:
        return self.drawn(z + y)


@pytest.fixture(autouse=True)
def seeded() -> None:
    torch.manual_seed(0)


@pytest.mark.parametrize("kind", [Looked, LengthOfWhatIsLookedUp])
def test_a_table_says_how_many_classes_there_are(kind: type[nn.Module]) -> None:
    assert probed(kind())[1]["class"][0] == "10, as a number"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (LookedByLargest, "any number of classes fits: .*--classes"),
        (LookedByNumberOfManyTables, "any number of classes fits: .*--classes"),
        (Added, "what is as long as a code fits: .*--classes"),
        (Styled, "decode wants content, style, and style is no word for a class .*--classes"),
        (Warm, "decode wants z, temperature, and temperature is no word for a class"),
        (Hierarchical, "2 groups of tensors, so that there is more than one code"),
    ],
)
def test_what_is_no_class_or_of_unknown_number_is_asked_for(kind: type[nn.Module], words: str) -> None:
    with pytest.raises(Question, match=words):
        probed(kind())


def test_a_number_of_classes_that_is_said_is_taken() -> None:
    assert probed(LookedByLargest(), num_classes=10)[1]["class"][0] == "10, one-hot"


@pytest.mark.parametrize(
    ("labels", "names", "numbers"),
    [
        ([3, 8], ("3", "8"), [3, 8]),
        ([1, 2], ("1", "2"), [1, 2]),
        ([3.0, 8.0], ("3", "8"), [3, 8]),
        (["cat", "ant"], ("ant", "cat"), [1, 0]),
    ],
)
def test_labels_that_are_numbers_stay_class_numbers(labels: list[Any], names: tuple[str, ...], numbers: list[int]) -> None:
    items = [(torch.rand(1, 8, 8), labels[row % 2]) for row in range(24)]
    found = as_images(items)
    assert found.class_names == names
    assert found.class_numbers[:2].tolist() == numbers


def test_names_of_classes_stay_with_their_numbers() -> None:
    class Letters(list[Any]):
        classes = ("ant", "bee", "cat")

    found = as_images(Letters((torch.rand(1, 8, 8), 1 + row % 2) for row in range(24)))
    assert (found.class_names, found.labels[:2].tolist()) == (("ant", "bee", "cat"), [1, 2])


class Conditional(Parts):
    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(10, strangers.LATENTS)

    def encode(self, x: Tensor, y: Tensor) -> Any:
        mu, logvar = self.both(x)
        return mu + self.table(y), logvar

    def decode(self, z: Tensor, y: Tensor) -> Tensor:
        return self.drawn(z + self.table(y))


def test_a_model_is_given_the_numbers_of_the_labels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIZVAE_RUNS", str(tmp_path))
    model, labels = Conditional(), np.array([3, 8] * 12)
    vizvae.adopt(model, (images().numpy(), labels), name="theirs", report=lambda _: None)
    codes = find_checkpoint("theirs").load_reference().mu
    torch.testing.assert_close(codes, model.encode(images(), torch.from_numpy(labels))[0].detach())
    with pytest.raises(ValueError, match=r"10 classes, numbered 0 to 9, and the images have the label 18"):
        vizvae.adopt(model, (images().numpy(), labels + 10), name="theirs", report=lambda _: None)
