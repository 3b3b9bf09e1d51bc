"""What is the mean and what the width, where names, order or the model's own draws say different things."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from tests.unit.adoption import strangers
from tests.unit.adoption.test_probe import images, probed
from vizvae.adoption.findings import Question


class Base(nn.Module):
    """`mean` and `width` of an image, whose pixels are flat."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden, self.mean, self.width = nn.Linear(64, 16), nn.Linear(16, 5), nn.Linear(16, 5)
        self.out = nn.Linear(5, 64)

    def both(self, x: Tensor) -> tuple[Tensor, Tensor]:
        h = F.relu(self.hidden(x.flatten(1)))
        return self.mean(h), self.width(h)

    def decode(self, z: Tensor) -> Tensor:
        return torch.sigmoid(self.out(z)).view(-1, *strangers.SHAPE)


class WidthFirst(NamedTuple):
    logvar: Tensor
    mu: Tensor


class VarIsLogarithm(Base):
    def encode(self, x: Tensor) -> Any:
        return dict(zip(("mu", "var"), self.both(x), strict=True))

    def reparameterize(self, mu: Tensor, var: Tensor) -> Tensor:
        return mu + torch.exp(0.5 * var) * torch.randn_like(mu)


class VarBelowZero(Base):
    def encode(self, x: Tensor) -> Any:
        return dict(zip(("mu", "var"), self.both(x), strict=True))


class LogSigmaIsLogVariance(Base):
    def encode(self, x: Tensor) -> Any:
        return dict(zip(("mu", "log_sigma"), self.both(x), strict=True))

    def reparameterize(self, mu: Tensor, log_sigma: Tensor) -> Tensor:
        return mu + torch.exp(0.5 * log_sigma) * torch.randn_like(mu)


class Named(Base):
    def encode(self, x: Tensor) -> Any:
        return WidthFirst(*reversed(self.both(x)))


class OtherWords(Base):
    def encode(self, x: Tensor) -> Any:
        return dict(zip(("z_mean", "z_logvar"), self.both(x), strict=True))


class ForwardWidthFirst(Base):
    def reparameterize(self, mu: Tensor, logvar: Tensor) -> Tensor:
        return mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)

    def forward(self, x: Tensor) -> Any:
        mu, logvar = self.both(x)
        return self.decode(self.reparameterize(mu, logvar)), logvar, mu


class TakesWidthFirst(Base):
    def encode(self, x: Tensor) -> Any:
        mu, width = self.both(x)
        return mu, F.softplus(width)

    def reparameterize(self, std: Tensor, mu: Tensor) -> Tensor:
        return mu + std * torch.randn_like(mu)


class DrawsInTrainingAlone(Base):
    def encode(self, x: Tensor) -> Any:
        mu, width = self.both(x)
        return mu, F.softplus(width)

    def reparameterize(self, mu: Tensor, var: Tensor) -> Tensor:
        return mu + var.sqrt() * torch.randn_like(mu) if self.training else mu


class ThreeOfWhichOneIsDrawnInTraining(DrawsInTrainingAlone):
    def encode(self, x: Tensor) -> Any:
        mu, var = super().encode(x)
        return self.reparameterize(mu, var), mu, var


class OneTensor(Base):
    def encode(self, x: Tensor) -> Any:
        return torch.cat(self.both(x), 1)


class OneTensorWidthFirst(Base):
    def encode(self, x: Tensor) -> Any:
        return torch.cat(self.both(x)[::-1], 1)

    def forward(self, x: Tensor) -> Tensor:
        logvar, mu = self.encode(x).chunk(2, 1)
        return self.decode(mu + torch.exp(0.5 * logvar) * torch.randn_like(mu))


class DrawsByNormal(Base):
    def encode(self, x: Tensor) -> Any:
        mu, width = self.both(x)
        return torch.normal(mean=mu, std=torch.exp(width)) + torch.normal(0.0, 1.0, size=mu.shape)


@pytest.fixture(autouse=True)
def seeded() -> None:
    torch.manual_seed(0)


@pytest.mark.parametrize(
    ("kind", "spread"),
    [
        (VarIsLogarithm, "logvar"),
        (VarBelowZero, "logvar"),
        (LogSigmaIsLogVariance, "logvar"),
        (Named, "logvar"),
        (OtherWords, "logvar"),
        (ForwardWidthFirst, "logvar"),
        (TakesWidthFirst, "std"),
        (DrawsInTrainingAlone, "var"),
        (ThreeOfWhichOneIsDrawnInTraining, "var"),
        (OneTensor, "logvar"),
        (OneTensorWidthFirst, "logvar"),
        (DrawsByNormal, "none"),
    ],
)
def test_mean_and_width_are_the_models_own(kind: type[Base], spread: str) -> None:
    model = kind()
    found, rows = probed(model)
    x = images()
    mu, logvar = found.encode(x, torch.zeros(24, dtype=torch.int64))
    torch.testing.assert_close(mu, model.both(x)[0])
    assert found.spread == spread
    assert rows["width"][1] == ("assumed" if kind in (VarBelowZero, OneTensor, OneTensorWidthFirst) else "measured")
    raw = model.both(x)[1]
    wanted = {"logvar": raw, "std": 2 * F.softplus(raw).log(), "var": F.softplus(raw).log(), "none": None}[spread]
    assert (logvar is None) == (wanted is None)
    if logvar is not None:
        torch.testing.assert_close(logvar, wanted)
    assert not model.training


class PositiveBesideALayerOfLogarithms(Base):
    """σ of a layer that gives log σ²"""

    def __init__(self) -> None:
        super().__init__()
        self.fc_logvar = self.width

    def encode(self, x: Tensor) -> Any:
        mu, width = self.both(x)
        return mu, torch.exp(0.5 * width)


class WordUnknown(Base):
    def encode(self, x: Tensor) -> Any:
        return dict(zip(("mu", "rho"), self.both(x), strict=True))


@pytest.mark.parametrize("kind", [PositiveBesideALayerOfLogarithms, WordUnknown])
def test_a_width_of_which_nothing_is_known_is_asked_for(kind: type[Base]) -> None:
    assert probed(kind())[1]["width"] == ("not used", "assumed")
    assert probed(kind(), width="std")[0].spread == "std"


def test_a_width_that_is_said_of_none_is_refused() -> None:
    with pytest.raises(ValueError, match=r"width: encode gives a tensor of 24×5, in which no width was found.*--width"):
        probed(strangers.DrawsInside(), width="logvar")


class Features(nn.Module):
    """What `encoder` gives is twice as long as a code, and no mean and width."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder, self.mean = nn.Sequential(nn.Flatten(), nn.Linear(64, 10), nn.ReLU()), nn.Linear(10, 5)
        self.decoder = nn.Sequential(nn.Linear(5, 64), nn.Sigmoid(), nn.Unflatten(1, strangers.SHAPE))

    def forward(self, x: Tensor) -> Tensor:
        return self.decoder(self.mean(self.encoder(x)))


def test_features_are_not_taken_for_mean_and_width() -> None:
    with pytest.raises(Question, match=r"twice as long as the codes that decoder takes.*a method encode"):
        probed(Features())
