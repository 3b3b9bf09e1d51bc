"""What a run will cost: asking leaves nothing behind."""

import gc
import time
import weakref
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import torch

from tests.helpers.examples import first_of_each
from tests.helpers.small import MODEL_CASES, small_config
from vizvae.data import images
from vizvae.data.images import count_training_images, count_validation_images, load_images
from vizvae.training import estimate
from vizvae.training.config import ObjectiveConfig, TrainConfig
from vizvae.training.validation import Validator

OBJECTIVES = [
    ObjectiveConfig(),
    ObjectiveConfig(kind="iwae", num_samples=3),
    ObjectiveConfig(free_bits=0.1, kl_estimator="monte_carlo"),
    ObjectiveConfig(penalty="factor_vae", beta=5.0),
]


@pytest.fixture(scope="module")
def no_collector() -> Iterator[None]:
    """Once for all of them: to collect takes longer than to build a network."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize(
    "config",
    [
        *first_of_each(map(small_config, MODEL_CASES), lambda config: config.model),
        *(small_config(objective=objective) for objective in OBJECTIVES),
    ],
)
def test_nothing_of_the_model_is_left_in_memory(config: TrainConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    estimate.check_memory(config)  # what the checks of shapes keep of their first look is not the model's
    built: list[weakref.ref[Any]] = []
    real = estimate.build_image_model

    def build(*arguments: Any) -> Any:
        model = real(*arguments)
        built.extend(weakref.ref(parameter) for parameter in model.parameters())
        return model

    monkeypatch.setattr(estimate, "build_image_model", build)
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


def test_a_measurement_reads_no_training_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """The faces' takes 3 GB and seconds."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the images were read")

    for name in ("load_images", "_draw", "_read_full", "_read_sample"):
        monkeypatch.setattr(images, name, refuse)
    faces = TrainConfig(
        data="faces",
        model="vae_strided",
        model_config={"latent_dim": 3, "channels": (4, 6), "hidden_dim": 8, "image_shape": (3, 64, 64)},
        batch_size=8,
    )
    found = estimate.estimate(faces)
    assert (found.num_images, found.device) == (50_000, "cpu")
    assert found.seconds_per_epoch > 0


@pytest.mark.parametrize("data", ["mnist", "fashion"])
def test_images_are_counted_without_reading_them(data: str) -> None:
    assert count_training_images(data) == len(load_images(data, "train"))
    assert count_validation_images(data) == len(load_images(data, "validation"))


def test_validation_is_part_of_what_a_pass_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of both kinds of weights, where there are two."""
    scored: list[int] = []

    def score(self: Validator, model: Any, between: Any = None) -> None:
        del model, between
        scored.append(len(self.labels))
        time.sleep(0.05)

    monkeypatch.setattr(Validator, "score", score)
    averaged, plain = (estimate.estimate(small_config(ema_decay=decay)).seconds_per_epoch for decay in (0.9, 0.0))
    each = 0.05 * count_validation_images("mnist") / scored[0]
    assert averaged > 2 * each
    assert plain > each


def test_one_step_of_a_busy_machine_is_not_the_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    counts: list[int] = []

    def median(durations: list[float]) -> float:
        counts.append(len(durations))
        return 1.0

    monkeypatch.setattr("vizvae.training.estimate.SECONDS_TO_MEASURE", 0.0)
    monkeypatch.setattr("vizvae.training.estimate.statistics.median", median)
    estimate.estimate(small_config())
    assert counts == [estimate.FEWEST_STEPS]


def test_a_run_keeps_pictures_and_states_as_well() -> None:
    found = estimate.Estimate(num_parameters=1, num_bytes=1, seconds_per_epoch=2.0, num_images=1, device="cpu")
    assert found.seconds(5) == pytest.approx(10 * 1.11)  # the first pictures come densely
    assert found.seconds(5000) == pytest.approx(10_000 * 1.02, rel=0.01)


def test_a_batch_larger_than_the_data_is_refused_before_anything_is_measured() -> None:
    with pytest.raises(ValueError, match="batch_size 3,501 is larger than the data: use at most 3,500"):
        estimate.check_memory(small_config(batch_size=3501))


def test_what_costs_nothing_is_no_new_measurement() -> None:
    config = small_config()
    same = replace(
        config,
        seed=7,
        epochs=3,
        learning_rate=0.5,
        start_from="another",
        objective=replace(config.objective, beta=4.0, kl_warmup_epochs=2),
        ema_decay=0.5,
    )
    assert estimate.what_costs(same) == estimate.what_costs(config)
    for other in (
        replace(config, batch_size=16),
        replace(config, data="fashion"),
        replace(config, ema_decay=0.0),
        replace(config, precision="bfloat16"),
        replace(config, model_config={**config.model_config, "hidden_dim": 17}),
        replace(config, objective=ObjectiveConfig(kind="iwae", num_samples=2)),
        replace(config, objective=ObjectiveConfig(penalty="factor_vae")),
        replace(config, objective=ObjectiveConfig(penalty="pairs")),
    ):
        assert estimate.what_costs(other) != estimate.what_costs(config)
