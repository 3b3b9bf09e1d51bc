"""What a run will cost: asking leaves nothing behind."""

import gc
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
import torch

from tests.helpers.small import MODEL_CASES, small_config
from vizvae.training import estimate
from vizvae.training.config import ObjectiveConfig, TrainConfig

OBJECTIVES = [
    ObjectiveConfig(),
    ObjectiveConfig(kind="iwae", num_samples=3),
    ObjectiveConfig(free_bits=0.1, kl_estimator="monte_carlo"),
    ObjectiveConfig(penalty="factor_vae", beta=5.0),
]


@pytest.fixture
def no_collector() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize(
    "config", [*(small_config(case) for case in MODEL_CASES), *(small_config(objective=objective) for objective in OBJECTIVES)]
)
def test_nothing_of_the_model_is_left_in_memory(config: TrainConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[weakref.ref[Any]] = []
    real = estimate.build_model

    def build(*arguments: Any) -> Any:
        model = real(*arguments)
        built.extend(weakref.ref(parameter) for parameter in model.parameters())
        return model

    monkeypatch.setattr(estimate, "build_model", build)
    estimate.check_memory(config)
    assert built
    assert [ref for ref in built if ref() is not None] == []


def test_what_is_kept_for_the_backward_pass_is_counted() -> None:
    """One layer each way: its input, its hidden units and its output, once each and not once for every use."""
    small, wide = (
        estimate._bytes_kept_for_backward(TrainConfig(model_config={"latent_dim": 2, "hidden_dim": hidden}))
        for hidden in (100, 1100)
    )
    assert wide - small == pytest.approx(2 * 1000 * 4, rel=0.01)  # tanh keeps its result, float32, in encoder and decoder
    assert small > 2 * 784 * 4
    assert torch.is_grad_enabled()
