"""An interrupted and resumed run ends with the same weights, bit for bit."""

from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors import safe_open
from safetensors.torch import save_file
from torch import Tensor

from tests.helpers.examples import first_of_each
from tests.helpers.small import MODEL_CASES, sample_images, small_config
from vizvae.training.config import ObjectiveConfig, TrainConfig
from vizvae.training.loop import EpochReport, StepReport, train
from vizvae.training.state import TrainingState

IMAGES = sample_images(80)  # three steps a pass, the last one short
MEAN = IMAGES.float().mean(0) / 255


def finish(state: TrainingState) -> tuple[dict[str, Tensor], list[tuple[float, ...]]]:
    """The final weights, and the means of each pass that ended on the way."""
    means = [(*report.costs.values(), report.learning_rate) for report in train(state, IMAGES) if isinstance(report, EpochReport)]
    return {**state.model.state_dict(), **{f"average.{k}": v for k, v in state.evaluation_weights().items()}}, means


def interrupted(config: TrainConfig, num_reports: int, folder: Path) -> TrainingState:
    """What a fresh process restores after the first one was stopped at its `num_reports`-th report."""
    first = TrainingState.start(config, MEAN)
    for count, _ in enumerate(train(first, IMAGES), start=1):
        if count == num_reports:
            break
    first.save(folder / "resume.safetensors")
    second = TrainingState.start(config, MEAN)
    second.restore(folder / "resume.safetensors")
    return second


def assert_same(one: dict[str, Tensor], other: dict[str, Tensor]) -> None:
    assert one.keys() == other.keys()
    assert [name for name in one if not torch.equal(one[name], other[name])] == []


@given(num_reports=st.integers(1, 8))
@settings(max_examples=8)
def test_stopped_anywhere_it_ends_with_the_same_weights_and_means(num_reports: int, tmp_path: Path) -> None:
    config = small_config()
    weights, means = finish(TrainingState.start(config, MEAN))
    state = interrupted(config, num_reports, tmp_path)
    passes_before = state.epoch
    resumed_weights, resumed_means = finish(state)
    assert_same(weights, resumed_weights)
    assert repr(resumed_means) == repr(means[passes_before:])  # repr, so that NaN equals NaN


@pytest.mark.parametrize("case", first_of_each(MODEL_CASES, lambda case: MODEL_CASES[case][0]))
@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_every_model_in_either_precision(case: str, precision: str, tmp_path: Path) -> None:
    config = small_config(case, precision=precision, weight_decay=0.01, grad_clip=5.0, learning_rate_warmup_steps=2)
    weights, _ = finish(TrainingState.start(config, MEAN))
    resumed, _ = finish(interrupted(config, 2, tmp_path))
    assert_same(weights, resumed)


@pytest.mark.parametrize("ema_decay", [0.0, 0.5])
@pytest.mark.parametrize(
    "objective",
    [
        ObjectiveConfig(kind="iwae", num_samples=3),
        ObjectiveConfig(kl_warmup_epochs=1, free_bits=0.1, kl_estimator="monte_carlo"),
        ObjectiveConfig(penalty="factor_vae", beta=5.0),
    ],
)
def test_every_objective_with_and_without_averaging(objective: ObjectiveConfig, ema_decay: float, tmp_path: Path) -> None:
    config = small_config(objective=objective, ema_decay=ema_decay, cosine_decay=False)
    weights, _ = finish(TrainingState.start(config, MEAN))
    resumed, _ = finish(interrupted(config, 2, tmp_path))
    assert_same(weights, resumed)


def test_resuming_is_not_starting_anew(tmp_path: Path) -> None:
    """The other side: what was restored really is in the middle, and a run from the start differs there."""
    config = small_config()
    state = interrupted(config, 2, tmp_path)
    fresh = TrainingState.start(config, MEAN)
    assert (state.epoch, state.position, state.step) == (0, 64, 2)
    assert not torch.equal(next(state.model.parameters()), next(fresh.model.parameters()))
    assert isinstance(next(train(state, IMAGES)), StepReport)


def test_another_configuration_is_refused_and_the_difference_named(tmp_path: Path) -> None:
    interrupted(small_config(), 1, tmp_path)
    other = TrainingState.start(small_config(seed=7, batch_size=16), MEAN)
    with pytest.raises(ValueError, match=r"'batch_size': \(32, 16\), 'seed': \(0, 7\)"):
        other.restore(tmp_path / "resume.safetensors")


@pytest.mark.parametrize("content", [b"", b"not tensors", b"\xff" * 64])
def test_a_damaged_snapshot_is_one_clear_error(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "resume.safetensors"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="cannot be resumed from"):
        TrainingState.start(small_config(), MEAN).restore(path)


def test_a_truncated_snapshot_is_one_clear_error(tmp_path: Path) -> None:
    interrupted(small_config(), 1, tmp_path)
    path = tmp_path / "resume.safetensors"
    path.write_bytes(path.read_bytes()[:-100])
    with pytest.raises(ValueError, match="cannot be resumed from"):
        TrainingState.start(small_config(), MEAN).restore(path)


def test_a_foreign_safetensors_file_is_one_clear_error(tmp_path: Path) -> None:
    save_file({"weight": torch.zeros(2)}, tmp_path / "resume.safetensors")
    with pytest.raises(ValueError, match="cannot be resumed from"):
        TrainingState.start(small_config(), MEAN).restore(tmp_path / "resume.safetensors")


@pytest.mark.parametrize("lost", ["generator", "model."])
def test_a_snapshot_that_lacks_a_part_is_one_clear_error(lost: str, tmp_path: Path) -> None:
    interrupted(small_config(), 1, tmp_path)
    path = tmp_path / "resume.safetensors"
    with safe_open(path, framework="pt") as file:
        metadata = file.metadata()
        kept = {key: file.get_tensor(key) for key in file.keys() if not key.startswith(lost)}  # noqa: SIM118 (not a dictionary)
    save_file(kept, path, metadata=metadata)
    with pytest.raises(ValueError, match="cannot be resumed from"):
        TrainingState.start(small_config(), MEAN).restore(path)
