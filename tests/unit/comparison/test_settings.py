import pytest

from vizvae.comparison.settings import read_compared_config
from vizvae.training.config import ObjectiveConfig, TrainConfig


def test_settings_of_before_the_one_loop_mean_what_they_meant() -> None:
    assert read_compared_config({"model": "gan"}) == TrainConfig(
        model="gan", binarisation="none", epochs=10, batch_size=64, objective=ObjectiveConfig(kind="adversarial")
    )
    flat = {"model": "flow_vae", "epochs": 3, "batch_size": 8, "seed": 2}
    usual = TrainConfig(**flat)  # type: ignore[arg-type]
    assert read_compared_config(flat) == usual
    objectives = {
        ("beta", 4.0): ObjectiveConfig(beta=4.0),
        ("num_samples", 5): ObjectiveConfig(kind="iwae", num_samples=5),
        ("prior_only", True): ObjectiveConfig(kind="prior"),
    }
    for (name, value), objective in objectives.items():
        assert read_compared_config({**flat, name: value}).objective == objective


def test_settings_as_all_others_have_them_are_read_as_they_are() -> None:
    assert read_compared_config({"model": "vae_conv", "objective": {"beta": 2}}) == TrainConfig(
        model="vae_conv", objective=ObjectiveConfig(beta=2.0)
    )


def test_unknown_settings_are_named() -> None:
    with pytest.raises(ValueError, match="unknown keys"):
        read_compared_config({"model": "gan", "epoch": 3})
    with pytest.raises(ValueError, match="unknown model"):
        read_compared_config({"model": "diffusion"})
    with pytest.raises(ValueError, match="epochs must be above 0"):
        read_compared_config({"model": "gan", "epochs": 0})
