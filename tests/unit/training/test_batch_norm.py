"""A model with batch norm: its moving statistics are no parameters, and belong to the model that is evaluated, kept and resumed."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from jaxtyping import Float
from torch import Tensor, nn

from tests.helpers.examples import examples
from tests.helpers.training import CONFIG, complete
from vizvae.checkpoint import open_checkpoint
from vizvae.gaussian import DiagonalGaussian
from vizvae.models import MODELS
from vizvae.models.vae_mlp import VaeMlp, VaeMlpConfig
from vizvae.training.run import train_in_folder
from vizvae.training.snapshot import load_snapshot


class NormedVae(VaeMlp):
    title = "with batch norm"

    def __init__(self, config: VaeMlpConfig) -> None:
        super().__init__(config)
        self.norm = nn.BatchNorm1d(config.hidden_dim)

    def encode(self, x: Float[Tensor, "batch channel height width"]) -> DiagonalGaussian:
        hidden = torch.tanh(self.norm(self.encoder_hidden(x.flatten(1))))
        return DiagonalGaussian(self.encoder_mu(hidden), self.encoder_logvar(hidden))


NORMED = replace(CONFIG, model="normed")


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(MODELS, "normed", (VaeMlpConfig, NormedVae))


@pytest.mark.parametrize("ema_decay", [0.0, 0.9])
def test_it_trains_and_keeps_its_statistics(ema_decay: float, tmp_path: Path) -> None:
    folder = complete(tmp_path / "run", replace(NORMED, ema_decay=ema_decay))
    weights = open_checkpoint(folder).load_model().state_dict()
    assert weights["norm.num_batches_tracked"] == 10
    assert not torch.equal(weights["norm.running_mean"], torch.zeros_like(weights["norm.running_mean"]))


@pytest.mark.parametrize("num_reports", examples([2, 5, 6, 9], daily=[2, 6]))  # 6: the end of the first pass
def test_resumed_it_ends_the_same_bit_for_bit(num_reports: int, tmp_path: Path) -> None:
    reports = train_in_folder(NORMED, tmp_path / "stopped", command="test")
    for _ in range(num_reports):
        next(reports)
    reports.close()
    tracked = load_snapshot(tmp_path / "stopped")[0].state_dict()["norm.num_batches_tracked"]
    assert tracked <= num_reports
    ends = [complete(tmp_path / "stopped", NORMED), complete(tmp_path / "whole", NORMED)]
    assert len({(end / "model.safetensors").read_bytes() for end in ends}) == 1
