"""The kinds of rivals, by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from torch import nn

from vizvae.models import checked_config
from vizvae.models.ae_conv import AeConv
from vizvae.models.vae_conv import VaeConv, VaeConvConfig
from vizvae.prior import Prior
from vizvae.rivals.ae_mixture import AeMixtureConfig, mixture_prior
from vizvae.rivals.classifier import Classifier, ClassifierConfig
from vizvae.rivals.flow_vae import FlowVaeConfig, flow_prior
from vizvae.rivals.gan import Gan, GanConfig
from vizvae.rivals.pixelcnn import PixelCnn, PixelCnnConfig

RIVALS: dict[str, tuple[type[Any], type[nn.Module]]] = {
    "ae_mixture": (AeMixtureConfig, AeConv),
    "classifier": (ClassifierConfig, Classifier),
    "flow_vae": (FlowVaeConfig, VaeConv),
    "gan": (GanConfig, Gan),
    "pixelcnn": (PixelCnnConfig, PixelCnn),
    "vae_conv": (VaeConvConfig, VaeConv),
}
"""name: (frozen configuration, model)"""
PRIORS: dict[str, Callable[[Any], Prior]] = {"ae_mixture": mixture_prior, "flow_vae": flow_prior}
"""Of those whose prior is not the standard normal: what makes it of the configuration."""


def build_rival(name: str, config: dict[str, Any]) -> Any:
    """A freshly initialised one.

    Raises ValueError for an unknown name or configuration key, and for an impossible size.
    """
    if name not in RIVALS:
        raise ValueError(f"unknown rival {name!r}; known are {sorted(RIVALS)}")
    config_cls, model_cls = RIVALS[name]
    checked = checked_config(config_cls, config)
    model: Any = model_cls(checked)
    if name in PRIORS:
        model.set_prior(PRIORS[name](checked))
    return model
