"""The models of images, by name."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Mapping
from typing import Any

from torch import nn

from vizvae.config import config_from_dict, config_to_dict
from vizvae.models.ae_conv import AeConv, AeConvConfig
from vizvae.models.ae_mixture import AeMixtureConfig, mixture_prior
from vizvae.models.base import LatentModel
from vizvae.models.classifier import Classifier, ClassifierConfig
from vizvae.models.flow_vae import FlowVaeConfig, flow_prior
from vizvae.models.gan import Gan, GanConfig
from vizvae.models.mixture import Mixture
from vizvae.models.pixelcnn import PixelCnn, PixelCnnConfig
from vizvae.models.pixelrnn import PixelRnn, PixelRnnConfig
from vizvae.models.realnvp import RealNvp
from vizvae.models.vae_broadcast import VaeBroadcast, VaeBroadcastConfig
from vizvae.models.vae_conv import VaeConv, VaeConvConfig
from vizvae.models.vae_mlp import VaeMlp, VaeMlpConfig
from vizvae.models.vae_strided import VaeStrided, VaeStridedConfig
from vizvae.prior import Prior

MODELS: dict[str, tuple[type[Any], type[LatentModel]]] = {
    "ae_conv": (AeConvConfig, AeConv),
    "vae_broadcast": (VaeBroadcastConfig, VaeBroadcast),
    "vae_conv": (VaeConvConfig, VaeConv),
    "vae_mlp": (VaeMlpConfig, VaeMlp),
    "vae_strided": (VaeStridedConfig, VaeStrided),
}
"""name: (frozen configuration, model). Those with an encoder and no other prior than N(0, I): every page opens them."""
OTHER_MODELS: dict[str, tuple[type[Any], type[nn.Module]]] = {
    "ae_mixture": (AeMixtureConfig, AeConv),
    "classifier": (ClassifierConfig, Classifier),
    "flow_vae": (FlowVaeConfig, VaeConv),
    "gan": (GanConfig, Gan),
    "pixelcnn": (PixelCnnConfig, PixelCnn),
    "pixelrnn": (PixelRnnConfig, PixelRnn),
}
"""Those that the Compare page alone opens."""
IMAGE_MODELS: Mapping[str, tuple[type[Any], type[nn.Module]]] = ChainMap[str, Any](MODELS, OTHER_MODELS)
"""All that can be trained."""
PRIORS: dict[str, Callable[[Any], Prior]] = {"ae_mixture": mixture_prior, "flow_vae": flow_prior}
"""Of those whose prior is not the standard normal: what makes it of the configuration."""
PRIOR_TITLES = {"ae_mixture": Mixture.title, "flow_vae": RealNvp.title}


def build_model(name: str, config: dict[str, Any] | None = None) -> LatentModel:
    """A freshly initialised model of `MODELS`.

    Raises ValueError for an unknown name or configuration key, listing the known ones, and for an impossible size.
    """
    if name not in MODELS:
        raise ValueError(f"unknown model {name!r}; known are {sorted(MODELS)}")
    return build_image_model(name, config)


def build_image_model(name: str, config: dict[str, Any] | None = None) -> Any:
    """A freshly initialised model of `IMAGE_MODELS`.

    Raises ValueError for an unknown name or configuration key, listing the known ones, and for an impossible size.
    """
    if name not in IMAGE_MODELS:
        raise ValueError(f"unknown model {name!r}; known are {sorted(IMAGE_MODELS)}")
    config_cls, model_cls = IMAGE_MODELS[name]
    checked = checked_config(config_cls, config or {})
    model: Any = model_cls(checked)
    if name in PRIORS:
        model.set_prior(PRIORS[name](checked))
    return model


def checked_config(config_cls: type[Any], config: dict[str, Any]) -> Any:
    """`config_from_dict`, for the configuration of a network. Raises ValueError for an impossible size as well: every whole number is one,
    of at least 1, or 0 where its name begins with `num_`. A field that is no size says in its metadata what its `smallest` is."""
    checked = config_from_dict(config_cls, config)
    for key, value in config_to_dict(checked).items():
        smallest = config_cls.__dataclass_fields__[key].metadata.get("smallest", 0 if key.startswith("num_") else 1)
        if any(type(size) is int and size < smallest for size in (value if isinstance(value, tuple) else (value,))):
            raise ValueError(f"{config_cls.__name__}.{key}: expected at least {smallest}, got {value!r}")
    return checked


def model_title(name: str) -> str:
    """What the model of that name is, in a few words for a reader, with its prior where that is not the standard normal."""
    model, prior = IMAGE_MODELS[name][1], PRIOR_TITLES.get(name)
    title = str(getattr(model, "title", name))
    return f"{title} with {prior}" if prior else title
