import math

import pytest
import torch

from vizvae.objectives import shuffled
from vizvae.training import adversary as module
from vizvae.training.adversary import CodeAdversary

CPU = torch.device("cpu")


def correlated(count: int, correlation: float, generator: torch.Generator) -> torch.Tensor:
    z = torch.randn(count, 2, generator=generator)
    z[:, 1] = correlation * z[:, 0] + math.sqrt(1 - correlation**2) * z[:, 1]
    return z


def test_shuffling_keeps_each_latent_and_breaks_what_joins_them() -> None:
    generator = torch.Generator().manual_seed(0)
    z = correlated(5000, 0.9, generator)
    mixed = shuffled(z, generator)
    assert torch.equal(mixed.sort(0).values, z.sort(0).values)
    assert abs(torch.corrcoef(mixed.T)[0, 1]) < 0.05 < abs(torch.corrcoef(z.T)[0, 1])


@pytest.mark.parametrize("correlation", [0.0, 0.9])
def test_it_learns_the_total_correlation_of_a_gaussian(correlation: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """A network that two latents need; one that has learnt nothing is off by 0.9 nats where they are correlated."""
    for name, smaller in {"WIDTH": 64, "DEPTH": 3, "LEARNING_RATE": 5e-4}.items():
        monkeypatch.setattr(module, name, smaller)
    generator = torch.Generator().manual_seed(1)
    with torch.random.fork_rng():
        torch.manual_seed(1)
        adversary = CodeAdversary(2, CPU)
    for _ in range(500):
        adversary.log_ratio(correlated(512, correlation, generator))
        adversary.learn(generator)
    with torch.no_grad():
        found = adversary.log_ratio(correlated(4000, correlation, generator)).mean().item()
    assert abs(found + 0.5 * math.log(1 - correlation**2)) < 0.15


def test_the_loss_by_hand() -> None:
    adversary = CodeAdversary(1, CPU)
    adversary.network = torch.nn.Sequential(torch.nn.Identity())
    loss = adversary.loss(torch.tensor([[0.0], [2.0]]), torch.tensor([[-1.0], [3.0]]))
    real = (math.log(2) + math.log(1 + math.exp(-2))) / 2
    false = (math.log(1 + math.exp(-1)) + math.log(1 + math.exp(3))) / 2
    assert loss.item() == pytest.approx((real + false) / 2)


def test_learning_moves_the_adversary_and_not_the_codes() -> None:
    adversary = CodeAdversary(2, CPU)
    z = torch.randn(8, 2, requires_grad=True)
    adversary.log_ratio(z).mean().backward()
    assert z.grad is not None
    seen, before = z.grad.clone(), {name: value.clone() for name, value in adversary.network.state_dict().items()}
    adversary.learn(torch.Generator().manual_seed(0))
    assert torch.equal(z.grad, seen)
    assert any(not torch.equal(value, before[name]) for name, value in adversary.network.state_dict().items())
