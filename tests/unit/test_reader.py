import json
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.helpers.onnx import run_onnx
from vizvae.cli import main
from vizvae.data.factor_sets import factor_set, split_factors
from vizvae.paths import SHIPPED_READERS
from vizvae.reader import FactorReader, ReaderConfig, blurred, train_reader


def small() -> FactorReader:
    torch.manual_seed(0)
    return FactorReader(ReaderConfig(data="sprites", image_shape=(1, 64, 64), sizes=(3, 2), channels=(2, 2), hidden_dim=4))


def test_the_loss_is_the_sum_over_factors() -> None:
    logits = torch.tensor([[0.0, 0.0, 0.0, 1.0, 0.0]])
    nll = small().nll(logits, torch.tensor([[2, 0]]))
    torch.testing.assert_close(nll, torch.tensor([np.log(3) + np.log(1 + np.exp(-1))], dtype=torch.float32))


def test_reading_takes_the_likeliest_value_of_each_factor() -> None:
    reader = small()
    torch.nn.init.zeros_(reader.to_logits.weight)
    reader.to_logits.bias.data = torch.tensor([0.0, 2.0, 1.0, -1.0, -0.5])
    assert reader.read(torch.rand(3, 1, 64, 64)).tolist() == [[1, 1]] * 3


def test_blurring_keeps_a_flat_image_and_spreads_a_point() -> None:
    torch.testing.assert_close(blurred(torch.full((1, 1, 4, 4), 0.3)), torch.full((1, 1, 4, 4), 0.3))
    point = torch.zeros(1, 1, 5, 5)
    point[0, 0, 2, 2] = 9
    assert blurred(point)[0, 0, 1:4, 1:4].flatten().tolist() == [1.0] * 9


def test_training_is_repeatable_and_learns() -> None:
    dataset = factor_set("sprites")
    factors = split_factors(dataset, "validation")[:200]
    x = dataset.images(factors).float() / 255
    steps: list[None] = []
    first, again = (train_reader("sprites", steps=3, seed=1, progress=lambda: steps.append(None)) for _ in range(2))
    assert len(steps) == 6
    learnt = train_reader("sprites", steps=50, seed=1, progress=lambda: None)
    with torch.no_grad():
        assert torch.equal(first(x), again(x))
        assert learnt.nll(learnt(x), factors).mean() < sum(np.log(size) for size in dataset.sizes) - 0.5


@pytest.mark.parametrize("key", ["sprites", "faces"])
def test_a_shipped_reader_reads_as_its_card_says(key: str) -> None:
    folder = SHIPPED_READERS / key
    dataset = factor_set(key)
    accuracy = json.loads((folder / "card.json").read_text())["accuracy"]
    factors = split_factors(dataset, "test")[:200]
    logits = run_onnx(folder / "reader.onnx", "x", dataset.images(factors).float() / 255)["logits"]
    parts = torch.from_numpy(logits).split(dataset.sizes, -1)
    for column, (name, part) in enumerate(zip(dataset.names, parts, strict=True)):
        share = (part.argmax(-1) == factors[:, column]).double().mean().item()
        assert abs(share - accuracy[name]["exact"]) < 0.12, name


def test_bad_input_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["readers", "train", "sprites", "--steps", "0", "--to", str(tmp_path)]) == 1
    assert "--steps must be at least 1, got 0" in capsys.readouterr().err
