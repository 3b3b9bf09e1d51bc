"""The form's values and a run's settings, both ways: what a run was told comes back, or is kept beside the form."""

from __future__ import annotations

import tomllib
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import torch
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from vizvae.config import config_from_dict, config_to_dict
from vizvae.data.registry import IMAGE_SETS
from vizvae.models import MODELS, build_model
from vizvae.paths import ASSETS
from vizvae.runs.control import Change
from vizvae.training.config import ObjectiveConfig, TrainConfig
from vizvae.training.pixels import check_pixels
from vizvae.ui.train.fields import AIMS, OBJECTIVE, TRAINING, WORDS, Setting, model_settings, words_of
from vizvae.ui.train.presets import PRESETS
from vizvae.ui.train.values import blank, config_of, kept_settings, suited, values_of

SHIPPED = sorted(path for path in (ASSETS / "configs").glob("*.toml") if not path.name.startswith("rival-"))


def whole(config: TrainConfig) -> TrainConfig:
    """With every setting of the model, given or usual."""
    given = config_to_dict(config_from_dict(MODELS[config.model][0], config.model_config))
    return replace(config, model_config={name: list(v) if isinstance(v, tuple) else v for name, v in given.items()})


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_config_comes_back_from_the_form_with_all_its_settings_shown(path: Path) -> None:
    config = config_from_dict(TrainConfig, tomllib.loads(path.read_text(encoding="utf-8")))
    values = values_of(config)
    assert whole(config_of(values)) == whole(config)
    assert kept_settings(values) == {}, "the form has a field for each of them"
    check_pixels(config)


def from_hints(cls: Any, **given: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Any values of the types of a configuration's fields; those that it refuses are left out by the caller."""
    numbers = {int: st.integers(0, 2**40), float: st.floats(0, 1e12), bool: st.booleans(), str: st.text(max_size=5)}
    hints = get_type_hints(cls)
    names = [field.name for field in fields(cls) if field.name not in given]
    parts = {name: numbers[hints[name]] if hints[name] in numbers else st.sampled_from(get_args(hints[name])) for name in names}
    return st.fixed_dictionaries({}, optional={**parts, **given})


SIZES = st.integers(1, 2**40)
SHAPES: dict[str, st.SearchStrategy[Any]] = {
    "channels": st.lists(SIZES, min_size=2, max_size=2),
    "hidden_dims": st.lists(SIZES, max_size=3),
    "image_shape": st.sampled_from([[1, 64, 64], [3, 64, 64], [1, 28, 28]]),
}
CHANGES = st.lists(st.builds(Change, step=st.integers(0, 9), field=st.just("beta"), value=st.floats(0, 9)), max_size=2).map(tuple)


@st.composite
def configs(draw: st.DrawFn) -> TrainConfig:
    model = draw(st.sampled_from(sorted(MODELS)))
    hints = get_type_hints(MODELS[model][0])
    model_config = draw(from_hints(MODELS[model][0], **{name: shape for name, shape in SHAPES.items() if name in hints}))
    try:
        config_from_dict(MODELS[model][0], model_config)
        objective = ObjectiveConfig(**draw(from_hints(ObjectiveConfig)))
        chosen: dict[str, Any] = {"model": model, "model_config": model_config, "objective": objective}
        given = {name: st.just(value) for name, value in chosen.items()}
        rest = draw(from_hints(TrainConfig, **given, data=st.sampled_from(sorted(IMAGE_SETS)), changes=CHANGES))
        return TrainConfig(**{**rest, **chosen})
    except ValueError:
        assume(False)
        raise


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])
@given(configs())
def test_any_run_comes_back_whole(config: TrainConfig) -> None:
    assert whole(config_of(values_of(config))) == whole(config)


def test_what_was_kept_goes_with_the_choice_that_it_belongs_to() -> None:
    config = TrainConfig(objective=ObjectiveConfig(num_samples=7), changes=(Change(step=1, field="beta", value=2.0),))
    values = values_of(config)
    assert kept_settings(values) == {"objective.num_samples": 7, "changes": [{"step": 1, "field": "beta", "value": 2.0}]}
    assert set(kept_settings(values | {"aim": "beta"})) == {"changes"}
    assert config_of(values | {"kept": {}}).changes == ()


def test_every_setting_has_a_field_in_plain_words() -> None:
    inside = {"data", "model", "model_config", "objective", "changes", "objective.kind", "objective.penalty"}
    assert set(TRAINING | OBJECTIVE) - inside <= set(WORDS), "a setting without words"
    for model in MODELS:  # those of a new model are called as in its file
        assert all(words_of(setting).label for setting in model_settings(model).values())
    assert {f"objective.{name}" for aim in AIMS.values() for name in aim.shows} == set(OBJECTIVE) - inside


@pytest.mark.parametrize("data", sorted(IMAGE_SETS))
@pytest.mark.parametrize("aim", AIMS)
def test_what_the_form_begins_with_can_be_trained_or_is_refused_in_a_sentence(data: str, aim: str) -> None:
    for model in MODELS:
        config = config_of(blank(data=data, model=model, aim=aim))
        with torch.device("meta"):  # weights that nobody looks at
            assert build_model(config.model, config.model_config).image_shape == IMAGE_SETS[data].image_shape
        if data in ("faces", "faces-128") and model in ("vae_conv", "ae_conv"):
            with pytest.raises(ValueError, match=r"no colours.*has no others: choose a strided model"):
                check_pixels(config)
            continue
        check_pixels(config)
        gaussian = config.model_config.get("likelihood") == "gaussian"
        assert gaussian == (data in ("faces", "faces-128", "letters") and "likelihood" in MODELS[model][0].__dataclass_fields__)
        assert (config.binarisation == "none") == gaussian


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_is_a_run(preset: str) -> None:
    check_pixels(config_of(PRESETS[preset].values))


def test_pixels_that_are_drawn_black_or_white_are_no_gaussian_ones() -> None:
    with pytest.raises(ValueError, match="would see black and white"):
        check_pixels(TrainConfig(model_config={"likelihood": "gaussian"}, binarisation="draw"))


def test_another_model_gets_its_own_usual_sizes() -> None:
    assert suited("mnist", "vae_strided")["model_config.channels"] == "32, 64"
    assert suited("faces", "vae_strided", 12)["model_config.channels"] == "32, 32, 64, 64"
    assert suited("mnist", "vae_conv", 2)["model_config.hidden_dims"] == "256"


def test_a_list_of_widths_that_is_none_is_said() -> None:
    with pytest.raises(ValueError, match="Channels: expected whole numbers"):
        config_of(blank(model="vae_conv") | {"model_config.channels": "32; 64"})


def test_a_setting_that_nobody_has_put_into_words_is_called_as_in_its_file() -> None:
    width = words_of(Setting(path="model_config.gate_width", hint=int, default=3))
    assert (width.label, width.smallest) == ("Gate width", 1)
    assert words_of(Setting(path="model_config.num_gates", hint=int, default=3)).smallest == 0
    assert words_of(Setting(path="model_config.latent_dim", hint=int, default=3)) is WORDS["model_config.latent_dim"]
