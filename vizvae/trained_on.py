"""Whether the images that are here now are those that a model was trained on: data are known by name, which others may have by now."""

from __future__ import annotations

from typing import Literal

from vizvae.checkpoint import Checkpoint, CheckpointError, TrainedCheckpoint
from vizvae.data.images import ImageSet, load_images, sample_fingerprint
from vizvae.data.own.store import OwnSet, find_set
from vizvae.data.registry import IMAGE_SETS


def fingerprint_of(checkpoint: Checkpoint) -> str:
    """Of the training images, as the card has it; empty where an earlier version wrote none."""
    return str(checkpoint.card["data"].get("fingerprint", ""))


def check_images(checkpoint: Checkpoint) -> None:
    """Raises CheckpointError where a set of one's own has other images by now than those that the model was trained on: its codes
    belong to the pictures of then. Nothing is said of a set that is gone, which whoever loads it is told."""
    own, known = _own_set(checkpoint), fingerprint_of(checkpoint)
    if own is not None and known and known != own.fingerprint_of("train"):
        raise CheckpointError(
            f"{checkpoint.name} was trained on other images than the data set {own.name!r} has now (expected those with fingerprint "
            f"{known[:16]}, got {own.fingerprint_of('train')}): bring the former ones back under that name, or train it again"
        )


def held_out_images(checkpoint: Checkpoint, split: Literal["validation", "test"]) -> ImageSet:
    """The images of its data by which the model may be scored.

    Raises CheckpointError as `check_images`, and where the model was trained on the committed sample and the full set that is here by now
    has those very images in this split; ValueError for a set that is gone.
    """
    check_images(checkpoint)
    images = load_images(checkpoint.data_key, split)
    sample_is_in = {"train": "validation", "test": "test"}.get(images.spec.sample_from)
    if (
        images.source == "full"
        and split == sample_is_in
        and fingerprint_of(checkpoint) == sample_fingerprint(checkpoint.data_key)
    ):
        raise CheckpointError(
            f"{checkpoint.name} was trained on the committed sample of {checkpoint.data_key}, whose images are among the {split} images of "
            "the full set that is here now: train it again on the full set, or score it where that is not (another VIZVAE_DATA)"
        )
    return images


def _own_set(checkpoint: Checkpoint) -> OwnSet | None:
    if checkpoint.data_key in IMAGE_SETS or not isinstance(checkpoint, TrainedCheckpoint):  # others have their images with them
        return None
    try:
        return find_set(checkpoint.data_key)
    except ValueError:  # it is there and cannot be used, which whoever loads it is told
        return None
