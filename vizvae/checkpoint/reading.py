"""A folder with a model of images, opened as what it is: a class of `vizvae.models`, or a bundle."""

from __future__ import annotations

from pathlib import Path

from vizvae.checkpoint.bundle import BUNDLE, Bundle
from vizvae.checkpoint.card import check_card, check_common, without_densities
from vizvae.checkpoint.files import CARD, CONFIG, read_json
from vizvae.checkpoint.folder import check_named_config
from vizvae.checkpoint.images import Checkpoint, ImageModelFolder, TrainedCheckpoint
from vizvae.checkpoint.listing import OtherKind, open_folder
from vizvae.models import IMAGE_MODELS, MODELS, model_title


def read_image_model(folder: Path) -> ImageModelFolder:
    """One whose card and configuration have been read.

    Raises CheckpointError if there are none that can be used, or if the configuration names a model that is not registered; OtherKind for
    a bundle.
    """
    found = ImageModelFolder(folder)
    found.check_card(check_common, "copy the folder again, or train again")
    config = read_json(folder / CONFIG)
    if config.get("model") == BUNDLE:
        raise OtherKind("it is a model from elsewhere, whose networks cannot be trained on")
    vars(found)["config"] = check_named_config(config, folder, IMAGE_MODELS)
    return found


def open_image_model(folder: Path) -> ImageModelFolder:
    """`read_image_model`, once for everybody, see `open_folder`. Raises CheckpointError as that does."""
    return open_folder(read_image_model, folder)


def read_checkpoint(folder: Path) -> Checkpoint:
    """One whose card and configuration have been read.

    Raises CheckpointError if there are none that can be used, or if the configuration names a model that is not registered; OtherKind for
    one that is no model of `MODELS`.
    """
    card, config = read_json(folder / CARD), read_json(folder / CONFIG)  # each once: a server looks at all of them when it starts
    if config.get("model") == BUNDLE:
        kind, write_again = Bundle, "adopt the model again with `python -m vizvae adopt`"
    else:
        name = check_named_config(config, folder, IMAGE_MODELS)["model"]
        if name not in MODELS:
            raise OtherKind(f"it is a {model_title(name)} ({name}), which the Compare page alone can open")
        kind, write_again = TrainedCheckpoint, "write the card again with `python -m vizvae train`"
    checkpoint = kind(folder)
    vars(checkpoint).update(card=card, config=config)
    checkpoint.check_card(check_card, write_again)
    vars(checkpoint)["card"] = without_densities(card)
    if isinstance(checkpoint, Bundle):
        _ = checkpoint.bundle_config
    return checkpoint


def open_checkpoint(folder: Path) -> Checkpoint:
    """`read_checkpoint`, once for everybody, see `open_folder`. Raises CheckpointError as that does."""
    return open_folder(read_checkpoint, folder)
