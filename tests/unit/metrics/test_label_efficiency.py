"""Few labels: how they are drawn, what is scaled, and what is trained."""

import pytest
import torch

from vizvae.catalogue import load_model
from vizvae.metrics.label_efficiency import (
    _network,
    accuracy,
    balanced_labels,
    fit_mlp,
    nearest_accuracy,
    principal_components,
    scaled,
)


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_as_many_labels_of_each_class_none_twice_and_the_same_again() -> None:
    labels = torch.arange(10).repeat(30)
    drawn = balanced_labels(labels, 100, generator=seeded())
    assert len(drawn.unique()) == 100
    assert labels[drawn].bincount().tolist() == [10] * 10
    assert torch.equal(drawn, balanced_labels(labels, 100, generator=seeded()))
    assert not torch.equal(drawn, balanced_labels(labels, 100, generator=seeded(1)))


@pytest.mark.parametrize("count", [0, 15, 310])
def test_labels_that_cannot_be_balanced_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="multiple of 10 labels, at most 30"):
        balanced_labels(torch.arange(10).repeat(30), count, generator=seeded())


def test_scaling_and_components_come_from_the_first_alone() -> None:
    train = torch.randn(500, 3, generator=seeded()) * torch.tensor([5.0, 1.0, 0.1]) + 7
    first, second = scaled(train, train[:10] + 100)
    assert first.mean().abs() < 1e-4
    assert abs(first.square().mean() - 1) < 1e-4
    assert second.mean() > 10
    (component,) = (part.squeeze(1).abs() for part in principal_components(train, 1))
    assert torch.corrcoef(torch.stack([component, (train[:, 0] - train[:, 0].mean()).abs()]))[0, 1] > 0.999


def test_classes_that_lie_apart_are_told_apart_and_noise_is_not() -> None:
    y = torch.arange(10).repeat(40)
    centres = 6 * torch.eye(10)
    x, new = (centres[y] + torch.randn(400, 10, generator=seeded(seed)) for seed in (1, 2))
    net = fit_mlp(x, y, weight_decay=0.01, generator=seeded())
    assert accuracy(net, new, y) > 0.95
    assert nearest_accuracy(x, y, new, y) > 0.95
    noise = torch.randn(400, 10, generator=seeded(3))
    assert accuracy(net, noise, y) < 0.25


def test_fine_tuning_reaches_the_encoder_and_from_scratch_knows_nothing_of_it() -> None:
    trained = load_model("mnist-2d").encoder.stem.weight  # pyright: ignore
    tuned, scratch = (_network(lambda: load_model("mnist-2d"), pretrained=kind, seed=0) for kind in (True, False))
    assert torch.equal(tuned.model.encoder.stem.weight, trained)  # pyright: ignore
    assert not torch.equal(scratch.model.encoder.stem.weight, trained)  # pyright: ignore
    for net in (tuned, scratch):
        net(torch.rand(4, 1, 28, 28, generator=seeded())).sum().backward()
        assert net.model.encoder.stem.weight.grad.abs().sum() > 0  # pyright: ignore
