"""Between which values a stranger's pixels lie, where something beside them could mislead."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from tests.unit.adoption import strangers
from tests.unit.adoption.test_probe import probed
from vizvae.adoption.adopting import as_evaluated


class LogitsAndProbabilities(strangers.Tutorial):
    def decode(self, z: Tensor) -> Any:
        return self.out(z), torch.sigmoid(self.out(z))


class ProbabilitiesAndLogits(strangers.Tutorial):
    def decode(self, z: Tensor) -> Any:
        return torch.sigmoid(self.out(z)), self.out(z) * 3


class MaskBeside(strangers.Tutorial):
    def decode(self, z: Tensor) -> Any:
        pixels = self.out(z)
        return {"recon": torch.tanh(pixels).view(-1, *strangers.SHAPE), "mask": torch.sigmoid(pixels)}


class UncertaintyKept(strangers.Tutorial):
    def decode(self, z: Tensor) -> Any:
        pixels = self.out(z).tanh()
        self.uncertainty = torch.sigmoid(self.out(z).mean(1))
        return pixels.clone()


class CutToUnit(strangers.Tutorial):
    def decode(self, z: Tensor) -> Any:
        return nn.Hardtanh(0.0, 1.0)(self.out(z))


class NormalOfTanh(strangers.Tutorial):
    """Its width is infinite at codes far out, and a distribution that checks its parameters refuses that."""

    def decode(self, z: Tensor) -> Any:
        pixels = self.out(z)
        return torch.distributions.Normal(torch.tanh(pixels), torch.exp(0.5 * pixels))


@pytest.fixture(autouse=True)
def seeded() -> None:
    torch.manual_seed(0)


@pytest.mark.parametrize(
    ("kind", "gives"),
    [
        (LogitsAndProbabilities, "logits"),
        (ProbabilitiesAndLogits, "0…1"),
        (MaskBeside, "-1…1"),
        (UncertaintyKept, "-1…1"),
        (CutToUnit, "0…1"),
        (NormalOfTanh, "-1…1"),
    ],
)
def test_the_range_is_that_of_the_pixels_themselves(kind: type[nn.Module], gives: str) -> None:
    model = kind()
    with as_evaluated(model):
        found, _ = probed(model)
    assert found.gives == gives
