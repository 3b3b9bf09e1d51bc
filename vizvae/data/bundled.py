"""The images that come with a bundle: a sample that lies in the folder of the model itself."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import torch

from vizvae.paths import of_this_process, runs_dir

PREFIX = "with-"
"""Of the key under which the images of a bundle are known: `with-FINGERPRINT-NAME`. Others that come under the same name have another."""


def bundled_key(name: str, fingerprint: str) -> str:
    return f"{PREFIX}{fingerprint}-{name}"


def bundled_folder(key: str) -> Path | None:
    """Of the bundle whose images have this key; None for any other key, and where there is none of that name."""
    if not key.startswith(PREFIX):
        return None
    _, _, name = key.removeprefix(PREFIX).partition("-")
    if not name or "/" in name or "\\" in name or name.startswith("."):
        return None
    return next((root / name for root in (runs_dir(), *of_this_process()) if (root / name / "images.npy").is_file()), None)


def bundled_facts(folder: Path) -> tuple[str, tuple[str, ...], tuple[int, int, int]]:
    """Title of the images, names of their classes and (channel, height, width).

    Raises ValueError for files that are damaged.
    """
    try:
        data = json.loads((folder / "card.json").read_bytes())["data"]
        title, names = data.get("title", folder.name), tuple(map(str, data.get("class_names", ["image"])))
        shape = np.load(folder / "images.npy", mmap_mode="r", allow_pickle=False).shape
        _, channels, height, width = shape
    except (OSError, KeyError, ValueError, TypeError, AttributeError) as error:
        raise ValueError(f"the images of the bundle {folder.name} cannot be read ({error}): copy it again") from error
    return str(title), names, (channels, height, width)


def bundled_images(folder: Path) -> tuple[torch.Tensor, torch.Tensor]:
    """(image, channel, height, width) uint8 and labels (image,) int64.

    Raises ValueError for files that are damaged.
    """
    try:
        images = np.load(folder / "images.npy", mmap_mode="c", allow_pickle=False)  # copy-on-write, as torch wants it
        labels = np.load(folder / "labels.npy", allow_pickle=False)
    except (OSError, ValueError) as error:
        raise ValueError(f"the images of the bundle {folder.name} cannot be read ({error}): copy it again") from error
    if images.dtype != np.uint8 or images.ndim != 4 or labels.shape != images.shape[:1] or labels.dtype != np.int64:
        raise ValueError(
            f"{folder.name}: expected images of (image, channel, height, width) bytes and as many labels, got {images.dtype} "
            f"{images.shape} and {labels.dtype} {labels.shape}"
        )
    return torch.from_numpy(images), torch.from_numpy(labels)
