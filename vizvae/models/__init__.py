"""The models, by name."""

from __future__ import annotations

from typing import Any

from vizvae.config import config_from_dict, config_to_dict
from vizvae.models.ae_conv import AeConv, AeConvConfig
from vizvae.models.base import LatentModel
from vizvae.models.vae_broadcast import VaeBroadcast, VaeBroadcastConfig
from vizvae.models.vae_conv import VaeConv, VaeConvConfig
from vizvae.models.vae_mlp import VaeMlp, VaeMlpConfig
from vizvae.models.vae_strided import VaeStrided, VaeStridedConfig

MODELS: dict[str, tuple[type[Any], type[LatentModel]]] = {
    "ae_conv": (AeConvConfig, AeConv),
    "vae_broadcast": (VaeBroadcastConfig, VaeBroadcast),
    "vae_conv": (VaeConvConfig, VaeConv),
    "vae_mlp": (VaeMlpConfig, VaeMlp),
    "vae_strided": (VaeStridedConfig, VaeStrided),
}
"""name: (frozen configuration, model)"""


def build_model(name: str, config: dict[str, Any] | None = None) -> LatentModel:
    """A freshly initialised model.

    Raises ValueError for an unknown name or configuration key, listing the known ones, and for an impossible size.
    """
    if name not in MODELS:
        raise ValueError(f"unknown model {name!r}; known are {sorted(MODELS)}")
    config_cls, model_cls = MODELS[name]
    return model_cls(checked_config(config_cls, config or {}))


def checked_config(config_cls: type[Any], config: dict[str, Any]) -> Any:
    """`config_from_dict`, for the configuration of a network. Raises ValueError for an impossible size as well."""
    checked = config_from_dict(config_cls, config)
    for key, value in config_to_dict(checked).items():  # every whole number in there is a size
        smallest = 0 if key.startswith("num_") else 1
        if any(isinstance(size, int) and size < smallest for size in (value if isinstance(value, tuple) else (value,))):
            raise ValueError(f"{config_cls.__name__}.{key}: expected at least {smallest}, got {value!r}")
    return checked
