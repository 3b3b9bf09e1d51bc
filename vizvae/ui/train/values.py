"""The training form's values and the configuration that they mean, both ways; nothing of a run is lost on the way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin

from vizvae.config import config_from_dict, config_to_dict
from vizvae.data.registry import image_spec
from vizvae.models import IMAGE_MODELS
from vizvae.training.config import ObjectiveConfig, TrainConfig
from vizvae.training.pixels import stays_grey, usual_batch_size, usual_binarisation, usual_channels, usual_likelihood
from vizvae.ui.http.parameters import Number
from vizvae.ui.train.fields import (
    AIMS,
    FIRST_OF_ALL,
    KEPT,
    OBJECTIVE,
    OF_MACHINE,
    OF_OPTIMISER,
    TRAINING,
    WORDS,
    Setting,
    aims_of,
    has_field,
    model_settings,
    words_of,
)  # fmt: skip

Values = dict[str, Any]
WIDTH = Number(max=999_999)


def blank(*, data: str = "mnist", model: str = "vae_mlp", aim: str = "elbo", latents: int | None = None) -> Values:
    """What every field is to begin with, for the choices made so far."""
    values = {path: _to_widget(setting.default) for path, setting in (TRAINING | OBJECTIVE).items() if path in WORDS}
    aim = aim_for(model, data, aim)
    values |= {"data": data, "model": model, "aim": aim, "name": "", KEPT: {}, "cosine_decay": False}
    values |= suited(data, model, latents) | aimed(aim)
    return values


def suited(data: str, model: str, latents: int | None = None) -> Values:
    """The usual settings of the model for these data: sizes that fit, a likelihood that is one."""
    values: Values = {path: setting.default for path, setting in model_settings(model).items()}
    if latents is not None:
        values["model_config.latent_dim"] = latents
    if "model_config.hidden_dims" in values and values["model_config.latent_dim"] == 2:
        values["model_config.hidden_dims"] = (256,)  # the decoder must bend a plane far
    if "model_config.channels" in values:
        values["model_config.channels"] = usual_channels(data, model)
    if "model_config.num_classes" in values:
        values["model_config.num_classes"] = len(image_spec(data).class_names)
    likelihood = usual_likelihood(data, model)
    if "model_config.likelihood" in values:
        values["model_config.likelihood"] = likelihood
    # A field that is not drawn for Gaussian pixels keeps what would do for others.
    values["binarisation"] = usual_binarisation(data, "bernoulli")
    if image_spec(data).own:
        values["batch_size"] = usual_batch_size(data)
    return {path: _to_widget(value) for path, value in values.items()}


def aim_for(model: str, data: str, aim: str) -> str:
    """`aim`, or the usual one where the model cannot be trained for that on the data."""
    aims = aims_of(model, data)
    return aim if aim in aims else aims[0]


def aimed(aim: str) -> Values:
    """The objective's settings that an aim begins with."""
    starts = AIMS[aim].starts_with
    return {f"objective.{name}": starts.get(name, OBJECTIVE[f"objective.{name}"].default) for name in AIMS[aim].shows}


def config_of(values: Mapping[str, Any]) -> TrainConfig:
    """The settings that the form's values mean. Raises ValueError for ones that cannot be, with the sentence of `TrainConfig`."""
    flat = _flat_of(values)
    usual = model_settings(values["model"])
    nested: dict[str, Any] = {"objective": {}, "model_config": {}}
    for path, value in flat.items():
        table, _, name = path.rpartition(".")
        if table != "model_config" or path not in usual or name == "latent_dim" or value != _listed(usual[path].default):
            (nested[table] if table else nested)[name] = value
    if nested["model_config"]["image_shape"] == list(IMAGE_MODELS[values["model"]][0]().image_shape):
        del nested["model_config"]["image_shape"]
    return config_from_dict(TrainConfig, nested)


def values_of(config: TrainConfig) -> Values:
    """The form's values for the settings of a run; what the form cannot show is kept beside them, see `kept_settings`.

    Raises ValueError for a model or data that are not known here, or settings that are none of the model's.
    """
    if config.model not in IMAGE_MODELS:
        raise ValueError(f"unknown model {config.model!r}; known are {sorted(IMAGE_MODELS)}")
    image_spec(config.data)
    flat = _flat(config)
    values = blank(data=config.data, model=config.model, aim=_aim_of(config.objective))
    for path, setting in (TRAINING | OBJECTIVE | model_settings(config.model)).items():
        if has_field(path) and _fits(setting, flat[path]):
            values[path] = _to_widget(flat[path])
    shown = _flat_of(values)
    values[KEPT] = {
        "data": config.data, "model": config.model, "aim": values["aim"],
        "settings": {path: value for path, value in flat.items() if shown[path] != value},
    }  # fmt: skip
    return values


def kept_settings(values: Mapping[str, Any]) -> dict[str, Any]:
    """By path, what was taken over from a run and has no field of its own, as long as what it belongs to is still chosen."""
    kept = values[KEPT]
    if not kept:
        return {}
    same_model = kept["model"] == values["model"] and kept["data"] == values["data"]
    holds = {"model_config": same_model, "objective": same_model and kept["aim"] == values["aim"], "": True}
    return {path: value for path, value in kept["settings"].items() if holds[path.rpartition(".")[0]]}


def options(setting: Setting) -> list[str]:
    """Of a setting that is one of several words; without those that the form does not offer."""
    hidden = {"none"} if setting.path == "binarisation" else set()
    return [option for option in get_args(setting.hint) if option not in hidden] if get_origin(setting.hint) is Literal else []


def widget_value(setting: Setting, text: Any) -> Any:
    """A field's value as the setting's: widths are typed as `32, 64`. Raises ValueError for what is no list of them."""
    if get_origin(setting.hint) is not tuple:
        return text
    try:
        return [int(WIDTH.read(part.strip())) for part in str(text).split(",") if part.strip()]
    except ValueError:
        raise ValueError(
            f"{words_of(setting).label}: expected whole numbers with commas between them, such as 32, 64; got {text[:40]!r}"
        ) from None


def _flat_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """Every setting by path, as JSON has it."""
    model, flat = values["model"], _flat(TrainConfig(model=values["model"]))
    flat |= {"data": values["data"], "model_config.image_shape": list(image_spec(values["data"]).image_shape)}
    settings = TRAINING | model_settings(model)
    for path in (*FIRST_OF_ALL, *OF_OPTIMISER, *OF_MACHINE, "binarisation", *model_settings(model)):
        if path in settings:
            flat[path] = widget_value(settings[path], values[path])
    if flat.get("model_config.likelihood", "bernoulli") != "bernoulli" or stays_grey(values["data"], model):
        flat["binarisation"] = "none"
    aim = AIMS[aim_for(model, values["data"], values["aim"])]
    flat |= {f"objective.{name}": value for name, value in aim.implies.items()}
    flat |= {f"objective.{name}": values[f"objective.{name}"] for name in aim.shows}
    if flat["objective.bottleneck"] == 1:
        flat["objective.bottleneck_epochs"] = 0.0
    return flat | kept_settings(values)


def _flat(config: TrainConfig) -> dict[str, Any]:
    whole = config_to_dict(config)
    whole["model_config"] = config_to_dict(config_from_dict(IMAGE_MODELS[config.model][0], config.model_config))
    flat = {path: value for path, value in whole.items() if path not in ("objective", "model_config")}
    flat |= {f"{table}.{name}": value for table in ("objective", "model_config") for name, value in whole[table].items()}
    return {path: _listed(value) for path, value in flat.items()}


def _aim_of(objective: ObjectiveConfig) -> str:
    if objective.kind != "elbo":
        return objective.kind
    if objective.penalty != "kl":
        return objective.penalty
    if objective.capacity:
        return "capacity"
    if objective.free_bits:
        return "free_bits"
    return "elbo" if objective.beta == 1 else "beta"


def _fits(setting: Setting, value: Any) -> bool:
    """Whether the field can hold the value."""
    words = words_of(setting)
    if offered := options(setting):
        return value in offered
    if isinstance(value, list):
        return len(value) <= 20 and all(isinstance(part, int) and 0 <= part < 1_000_000 for part in value)
    if isinstance(value, str):
        return value == value.strip() and len(value) <= 100
    return isinstance(value, bool) or words.smallest <= value <= words.largest


def _to_widget(value: Any) -> Any:
    return ", ".join(str(part) for part in value) if isinstance(value, list | tuple) else value


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
