"""What of the form can be varied, and what is typed for it."""

from __future__ import annotations

import pytest

from vizvae.config import config_to_dict
from vizvae.models import IMAGE_MODELS
from vizvae.sweep.plan import config_at
from vizvae.ui.train.presets import PRESETS
from vizvae.ui.train.sweep_axes import BETA, LATENTS, axis_of, base_of, proposed, variable_settings
from vizvae.ui.train.values import blank, config_of

VALUES = PRESETS["map"].values


def test_every_number_that_the_form_shows_can_be_varied_and_beta_and_latents_come_first() -> None:
    paths = list(variable_settings(VALUES))
    assert paths[:2] == [BETA, LATENTS]
    assert {"epochs", "batch_size", "learning_rate", "ema_decay", "model_config.hidden_dim", "objective.kl_warmup_epochs"} <= set(
        paths
    )
    assert not {"seed", "cosine_decay", "model_config.likelihood", "model_config.hidden_dims", "start_from"} & set(paths)
    assert "objective.free_bits" in variable_settings(blank(aim="free_bits"))
    for model in IMAGE_MODELS:
        variable_settings(blank(model=model))


@pytest.mark.parametrize(
    ("path", "text", "values"),
    [
        (BETA, "1, 2.5,4", (1, 2.5, 4)),
        (LATENTS, " 4,, 8 ", (4, 8)),
        ("learning_rate", "1e-3, .01", (0.001, 0.01)),
    ],
)
def test_numbers_with_commas(path: str, text: str, values: tuple[float, ...]) -> None:
    assert axis_of(variable_settings(VALUES)[path], text).values == values


@pytest.mark.parametrize(
    ("path", "text", "says"),
    [
        (BETA, "", "β, the weight: expected numbers from 0 to 1,000,000 with commas between them, such as 1, 2, 4, 8; got none"),
        (BETA, "1, two", "got 'two'"),
        (BETA, "1; 2", "got '1; 2'"),
        (BETA, "-1", "got '-1'"),
        (BETA, "1e999", "got 1e999"),
        (BETA, "nan", "got 'nan'"),
        (BETA, "1, 1.0", "a value comes twice in '1, 1.0'"),
        (LATENTS, "2.5", "Latents: expected whole numbers from 1 to 1,000,000 .*got '2.5'"),
        (LATENTS, "0", "got 0"),
        (LATENTS, "9" * 5000, "got '9999"),
        ("ema_decay", "1", "expected numbers from 0 to 0.9999999"),
    ],
)
def test_nonsense_is_one_message(path: str, text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        axis_of(variable_settings(VALUES)[path], text)


def test_what_is_proposed_fits_the_field() -> None:
    for path, setting in variable_settings(VALUES).items():
        if text := proposed(setting, VALUES.get(path, setting.default)):
            axis_of(setting, text)
    assert proposed(variable_settings(VALUES)["epochs"], 60) == "30, 60, 120"


@pytest.mark.parametrize("preset", ["map", "collapse", "cure", "convolutional", "any"])
def test_the_runs_are_those_that_the_form_would_train_one_by_one(preset: str) -> None:
    values = PRESETS[preset].values
    axis = axis_of(variable_settings(values)[LATENTS], "3, 5")
    base = base_of(values, [axis])
    assert "latent_dim" not in base["model_config"]
    config = config_at(base, [axis.setting], (5,), 7)
    alone = config_of({**values, LATENTS: 5, "seed": 7})
    assert config_to_dict(config) == config_to_dict(alone)
