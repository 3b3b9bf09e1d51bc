"""Between which values a stranger's pixels lie, where something beside them could mislead."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from tests.unit.adoption import strangers
from tests.unit.adoption.test_probe import images, probed
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


class Remembers(nn.Module):
    """All pixels; they go in and out between other values."""

    def __init__(self, goes_in: float, comes_out: float, ends: Any) -> None:
        super().__init__()
        self.goes_in, self.comes_out, self.ends = goes_in, comes_out, ends

    def encode(self, x: Tensor) -> Tensor:
        return x.flatten(1) / self.goes_in

    def decode(self, z: Tensor) -> Tensor:
        return self.ends(self.comes_out * z)


@pytest.mark.parametrize(
    ("model", "takes", "gives"),
    [
        (Remembers(255, 205, lambda z: z + 25), "0…255", "0…255"),
        (Remembers(255, 1, lambda z: torch.sigmoid(12 * z - 6)), "0…255", "0…1"),
        (Remembers(255, 1, lambda z: z + 0.0), "0…255", "0…1"),
        (Remembers(1, 1, lambda z: z + 0.0), "0…1", "0…1"),
    ],
)
def test_bytes_are_tried_on_both_sides(model: nn.Module, takes: str, gives: str) -> None:
    found, rows = probed(model, images())
    assert (found.takes, found.gives) == (takes, gives)
    assert rows["pixels in"] == (takes, "measured")
    assert rows["reconstruction"][1] == "measured"


def test_what_reconstructs_no_better_than_the_mean_image_is_marked() -> None:
    assert probed(strangers.Tutorial())[1]["reconstruction"][1] == "assumed"


class Centred(nn.Module):
    """Right for pixels of −0.5 to 0.5 alone, which is no range of ours."""

    def encode(self, x: Tensor) -> Tensor:
        return (x.flatten(1) - 0.25).sign() * x.flatten(1).abs().clamp_max(0.5)

    def decode(self, z: Tensor) -> Tensor:
        return z


def test_normalised_pixels_are_no_measured_range() -> None:
    _, rows = probed(Centred())
    assert rows["pixels in"][1] == rows["pixels out"][1] == rows["reconstruction"][1] == "assumed"
