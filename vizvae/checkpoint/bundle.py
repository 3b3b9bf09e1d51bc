"""A bundle: somebody else's model as two ONNX files, with a sample of the images it was made for. It needs no Python class.

Folder: config.json, decoder.onnx, encoder.onnx, reference.safetensors, images.npy, labels.npy and card.json. Nothing in it is executed but
the operators of the two networks, by ONNX Runtime, which reads no other file.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch

from vizvae.checkpoint.bundle_model import BundleConfig, BundleModel, DecoderBundleModel, bundle_model, with_label
from vizvae.checkpoint.files import CONFIG, DECODER, ENCODER, CheckpointError, own_file, read_bytes, read_json, write_json
from vizvae.checkpoint.images import Checkpoint, write_reference
from vizvae.config import config_from_dict, config_to_dict
from vizvae.data.bundled import bundled_images, bundled_key
from vizvae.latent.aggregate import Reference

BUNDLE = "bundle"
"""As `model` in config.json, where other models have a registered name"""
CLASS_MARK = "@"
"""Between the name of a bundle and the number of a class"""


@dataclass(frozen=True)
class Bundle(Checkpoint):
    """The checkpoint kind. One of a conditional model is a model for each class: `NAME` for the first, `NAME@3` for the fourth."""

    label: int = 0
    """The class that its networks are given, where they take one"""

    @property
    def name(self) -> str:
        return f"{self.folder.name}{CLASS_MARK}{self.label}" if self.label else self.folder.name

    @property
    def digest(self) -> str:
        """Another one for each class: what is computed for one is not of another."""
        whole = str(self.card["weights_sha256"])
        return hashlib.sha256(f"{whole} {self.label}".encode()).hexdigest()[:16] if self.label else whole[:16]

    @property
    def class_names(self) -> list[str]:
        """Of the second input of its networks; empty where there is none."""
        count, named = self.bundle_config.input_classes, self.card["data"].get("class_names")
        return (
            list(map(str, named)) if isinstance(named, list) and len(named) == count else [str(label) for label in range(count)]
        )

    def for_class(self, label: str) -> Bundle:
        """The same model for one class, a whole number in digits.

        Raises CheckpointError for a class that there is not.
        """
        count = self.bundle_config.input_classes
        if not (label.isascii() and label.isdigit() and len(label) < 10 and int(label) < count):
            known = f"0 to {count - 1}" if count else "none: it takes no class"
            raise CheckpointError(f"{self.folder.name} has no class {label[:20]!r}; its classes are {known}")
        found = replace(self, label=int(label))
        vars(found).update(card=self.card, config=self.config)  # read already
        return found

    @cached_property
    def config(self) -> dict[str, Any]:
        """`model`: "bundle", `model_config`: what `bundle_config` is made of."""
        return read_json(self.folder / CONFIG)

    @cached_property
    def bundle_config(self) -> BundleConfig:
        """Raises CheckpointError for a configuration that is none."""
        try:
            return config_from_dict(BundleConfig, self.config["model_config"])
        except (ValueError, KeyError, TypeError) as error:
            raise CheckpointError(f"{self.folder / CONFIG}: {error}") from error

    @property
    def stochastic(self) -> bool:
        return self.bundle_config.stochastic

    @property
    def has_encoder(self) -> bool:
        return self.bundle_config.has_encoder

    @property
    def data_key(self) -> str:
        """Of the images in this very folder, whatever it is called by now"""
        return bundled_key(self.folder.name, str(self.card["data"].get("fingerprint", "")))

    def network(self, name: str) -> bytes:
        content = read_bytes(own_file(self.folder, name))
        return with_label(content, self.label) if self.bundle_config.input_classes else content

    def check_weights(self) -> None:
        self._networks()

    def load_model(self) -> BundleModel:
        """Raises CheckpointError if a network is missing, damaged, not the one that the card describes, or does not fit config.json."""
        config, networks = self.bundle_config, self._networks()
        try:
            model = bundle_model(config, *networks, label=self.label)
            if isinstance(model, DecoderBundleModel):
                model.know(bundled_images(self.folder)[0].numpy(), self.load_reference().mu)
            z = torch.zeros(2, config.latent_dim)
            shape = tuple(model.likelihood(z).mean.shape)
        except Exception as error:  # ONNX Runtime has a class of its own for each of its errors
            raise CheckpointError(f"{self.name}: its networks cannot be used ({str(error).splitlines()[0][:200]})") from error
        if shape != (2, int(np.prod(config.image_shape))):
            raise CheckpointError(f"{self.name}: expected {DECODER} to give images of {config.image_shape}, got {shape[1:]}")
        return model.eval()

    def _networks(self) -> tuple[bytes, bytes | None]:
        decoder = read_bytes(own_file(self.folder, DECODER))
        encoder = read_bytes(own_file(self.folder, ENCODER)) if self.bundle_config.has_encoder else None
        found = digest_of(decoder, encoder)
        if found != self.card.get("weights_sha256"):
            raise CheckpointError(
                f"{self.name}: card.json describes other networks than there are (expected SHA-256 "
                f"{str(self.card.get('weights_sha256'))[:12]}…, got {found[:12]}…): copy the bundle again, or adopt the model again"
            )
        return decoder, encoder


def digest_of(decoder: bytes, encoder: bytes | None) -> str:
    """What stands for the weights in a bundle's card."""
    return hashlib.sha256(hashlib.sha256(decoder).digest() + hashlib.sha256(encoder or b"").digest()).hexdigest()


def write_bundle_files(folder: Path, config: BundleConfig, reference: Reference, images: np.ndarray, labels: np.ndarray) -> str:
    """What stands beside the two networks, which are there; returns what stands for the weights in the card, which comes last.

    `images`: (image, channel, height, width) uint8; `labels`: (image,) int64.
    """
    write_json(folder / CONFIG, {"model": BUNDLE, "model_config": config_to_dict(config)})
    np.save(folder / "images.npy", images, allow_pickle=False)
    np.save(folder / "labels.npy", labels, allow_pickle=False)
    write_reference(folder, reference)
    return digest_of((folder / DECODER).read_bytes(), (folder / ENCODER).read_bytes() if config.has_encoder else None)
