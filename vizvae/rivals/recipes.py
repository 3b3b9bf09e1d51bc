"""Which recipe each kind of rival is trained by."""

from __future__ import annotations

import torch

from vizvae.data.images import ImageSet
from vizvae.models import build_image_model
from vizvae.models.base import LatentModel
from vizvae.models.gan import Discriminator
from vizvae.rivals.config import RivalConfig
from vizvae.rivals.recipe import ClassifierRecipe, GanRecipe, PixelCnnRecipe, Recipe, VaeRecipe


def build_recipe(config: RivalConfig, training: ImageSet, around: LatentModel | None = None) -> Recipe:
    """Fresh weights from the configuration's seed; `around` is the trained VAE that `config.start_from` names.

    Raises ValueError for an unknown kind, and if `around` is of other sizes.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(config.seed)
        model = build_image_model(config.model, config.model_config).to(memory_format=torch.channels_last)
        if config.model == "pixelcnn":
            return PixelCnnRecipe(config, model, training.mean_image())
        if config.model == "classifier":
            return ClassifierRecipe(config, model)
        if config.model == "gan":
            return GanRecipe(config, model, Discriminator(model.config), training.mean_image())
        return VaeRecipe(config, model, around, training.mean_image())
