"""What holds of every model that draws pixel by pixel and knows its likelihood exactly."""

from __future__ import annotations

import itertools
import math

import pytest
import torch
from torch import Tensor

from vizvae.models.autoregressive import AutoregressiveModel


def all_images(height: int, width: int) -> Tensor:
    """(image, 1, height, width), in {0, 1}"""
    return torch.tensor(list(itertools.product((0.0, 1.0), repeat=height * width))).view(-1, 1, height, width)


def check_probabilities_add_up_to_one(model: AutoregressiveModel) -> None:
    """`model`: of images of 3 × 4."""
    total = torch.logsumexp(model.log_prob(all_images(3, 4)).double(), 0).item()
    assert total == pytest.approx(0, abs=1e-5)


def check_draws_follow_the_probabilities(model: AutoregressiveModel) -> None:
    """`model`: of images of 2 × 2."""
    expected = model.log_prob(all_images(2, 2)).exp()
    draws = model.sample(20_000, generator=torch.Generator().manual_seed(1))
    index = (draws.flatten(1) * torch.tensor([8.0, 4.0, 2.0, 1.0])).sum(1).long()
    found = torch.bincount(index, minlength=16) / len(draws)
    assert (found - expected).abs().max() < 4 * math.sqrt(0.25 / len(draws))


def check_sampling_uses_the_logits_of_the_whole_model(model: AutoregressiveModel) -> None:
    """`model`: of images of 9 × 8."""
    draws = model.sample(4, generator=torch.Generator().manual_seed(3))
    uniforms = torch.rand(72, 4, generator=torch.Generator().manual_seed(3)).T
    assert torch.equal((uniforms < torch.sigmoid(model(draws)).flatten(1)).float(), draws.flatten(1))
    assert 0.1 < draws.mean() < 0.9


def check_what_is_given_is_kept(model: AutoregressiveModel) -> None:
    """`model`: of images of 6 × 6."""
    given = (torch.rand(1, 6, 6) < 0.5).float()
    draws = model.sample(3, generator=torch.Generator().manual_seed(3), given=given, num_given=20)
    assert torch.equal(draws.flatten(1)[:, :20], given.flatten()[:20].expand(3, -1))
    uniforms = torch.rand(36, 3, generator=torch.Generator().manual_seed(3)).T
    expected = (uniforms < torch.sigmoid(model(draws)).flatten(1)).float()
    assert torch.equal(expected[:, 20:], draws.flatten(1)[:, 20:])
