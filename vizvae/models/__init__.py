"""The models, by name."""

from __future__ import annotations

from typing import Any

from vizvae.config import config_from_dict
from vizvae.models.ae_conv import AeConv, AeConvConfig
from vizvae.models.base import LatentModel
from vizvae.models.vae_conv import VaeConv, VaeConvConfig
from vizvae.models.vae_mlp import VaeMlp, VaeMlpConfig

MODELS: dict[str, tuple[type[Any], type[LatentModel]]] = {
    "ae_conv": (AeConvConfig, AeConv),
    "vae_conv": (VaeConvConfig, VaeConv),
    "vae_mlp": (VaeMlpConfig, VaeMlp),
}
"""name: (frozen configuration, model)"""


def build_model(name: str, config: dict[str, Any] | None = None) -> LatentModel:
    """A freshly initialised model.

    Raises ValueError for an unknown name or configuration key, listing the known ones.
    """
    if name not in MODELS:
        raise ValueError(f"unknown model {name!r}; known are {sorted(MODELS)}")
    config_cls, model_cls = MODELS[name]
    return model_cls(config_from_dict(config_cls, config or {}))
