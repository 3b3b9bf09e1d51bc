"""The kinds of rivals, by name."""

from __future__ import annotations

from typing import Any

from torch import nn

from vizvae.config import config_from_dict
from vizvae.models.vae_conv import VaeConv, VaeConvConfig
from vizvae.rivals.ae_mixture import AeMixture, AeMixtureConfig
from vizvae.rivals.classifier import Classifier, ClassifierConfig
from vizvae.rivals.flow_vae import FlowVae, FlowVaeConfig
from vizvae.rivals.gan import Gan, GanConfig
from vizvae.rivals.pixelcnn import PixelCnn, PixelCnnConfig

RIVALS: dict[str, tuple[type[Any], type[nn.Module]]] = {
    "ae_mixture": (AeMixtureConfig, AeMixture),
    "classifier": (ClassifierConfig, Classifier),
    "flow_vae": (FlowVaeConfig, FlowVae),
    "gan": (GanConfig, Gan),
    "pixelcnn": (PixelCnnConfig, PixelCnn),
    "vae_conv": (VaeConvConfig, VaeConv),
}
"""name: (frozen configuration, model)"""


def build_rival(name: str, config: dict[str, Any]) -> Any:
    """A freshly initialised one.

    Raises ValueError for an unknown name or configuration key.
    """
    if name not in RIVALS:
        raise ValueError(f"unknown rival {name!r}; known are {sorted(RIVALS)}")
    config_cls, model_cls = RIVALS[name]
    return model_cls(config_from_dict(config_cls, config))
