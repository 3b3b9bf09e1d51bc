"""A bundle: somebody else's model as two ONNX files, with a sample of the images it was made for. It needs no Python class.

Folder: config.json, decoder.onnx, encoder.onnx, reference.safetensors, images.npy, labels.npy and card.json. Nothing in it is executed but
the operators of the two networks, by ONNX Runtime, which reads no other file.
"""

from __future__ import annotations

import hashlib
from abc import abstractmethod
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from vizvae.checkpoint.files import CONFIG, DECODER, ENCODER, CheckpointError, own_file, read_bytes, read_json, write_json
from vizvae.checkpoint.images import Checkpoint, write_reference
from vizvae.config import config_from_dict, config_to_dict
from vizvae.data.bundled import bundled_images, bundled_key
from vizvae.gaussian import DiagonalGaussian
from vizvae.latent.aggregate import Reference
from vizvae.models.ae_conv import PointMass
from vizvae.models.base import ImageShape, LatentModel, Unscored

BUNDLE = "bundle"
"""As `model` in config.json, where other models have a registered name"""
CLASS_MARK = "@"
"""Between the name of a bundle and the number of a class"""
LARGEST_NETWORK = 1_000_000_000
"""Bytes"""


@dataclass(frozen=True, kw_only=True)
class BundleConfig:
    """What is known of the two networks."""

    latent_dim: int
    image_shape: ImageShape
    stochastic: bool
    """Whether the encoder gives a log variance beside the mean"""
    input_classes: int = 0
    """Classes of the second input `y` of both networks in the folder, (batch,) int64; 0 where there is none"""
    has_encoder: bool = True
    """False for a decoder that came alone: its images are drawn by it, of codes that are known"""
    latents_are: Literal["latents", "directions"] = "latents"
    """`directions`: principal directions of the codes of the images, for a model whose code is itself an image"""


class BundleModel(LatentModel):
    """Networks that ONNX Runtime computes, on one thread. What its pixels' likelihood is, is not known, so nothing is scored."""

    title: ClassVar[str] = "model from elsewhere"

    def __init__(self, config: BundleConfig, decoder: bytes, encoder: bytes | None) -> None:
        """The networks with one input each, see `with_label`."""
        super().__init__(config, "unknown")
        given = {"decoder": decoder} if encoder is None else {"decoder": decoder, "encoder": encoder}
        self.networks = {name: open_session(network) for name, network in given.items()}
        self.network_bytes = sum(map(len, given.values()))

    @abstractmethod
    def encode(self, x: Float[Tensor, "batch channel height width"]) -> DiagonalGaussian | PointMass: ...

    def likelihood(self, z: Float[Tensor, "batch latent"]) -> Unscored:
        return Unscored(self._run("decoder", "z", z)[0].flatten(1))

    def start_from_mean(self, mean_image: Tensor) -> None:
        raise ValueError("a bundle is not trained")

    def _run(self, which: str, name: str, value: Tensor) -> list[Tensor]:
        feed = {name: value.detach().cpu().float().contiguous().numpy()}
        return [torch.from_numpy(found) for found in self.networks[which].run(None, feed)]


class EncoderBundleModel(BundleModel):
    """One with both networks"""

    def encode(self, x: Float[Tensor, "batch channel height width"]) -> DiagonalGaussian | PointMass:
        mu, *rest = self._run("encoder", "x", x)
        return DiagonalGaussian(mu, rest[0]) if rest else PointMass(mu)


class PointBundleModel(EncoderBundleModel):
    """One whose encoder gives a point."""

    stochastic: ClassVar[bool] = False


class DecoderBundleModel(BundleModel):
    """One whose decoder came alone. Of the images beside it, which it has drawn itself, the codes are known; of others they are not."""

    stochastic: ClassVar[bool] = False
    codes: dict[bytes, Tensor]

    def know(self, images: np.ndarray, mu: Float[Tensor, "image latent"]) -> None:
        """`images`: (image, channel, height, width) uint8, as decoded from `mu`."""
        self.codes = {
            _fingerprint(image): code for image, code in zip(images[::-1], mu.flip(0), strict=True)
        }  # the first of equal ones

    def encode(self, x: Float[Tensor, "batch channel height width"]) -> PointMass:
        pixels = (x.detach().cpu() * 255).round().to(torch.uint8).numpy()
        found = [self.codes.get(_fingerprint(image)) for image in pixels]
        if any(code is None for code in found):
            raise ValueError("this model came without an encoder: only of the images that are shown with it the codes are known")
        return PointMass(torch.stack([code for code in found if code is not None]))


def _fingerprint(image: np.ndarray) -> bytes:
    return hashlib.sha256(np.ascontiguousarray(image).tobytes()).digest()


def bundle_model(config: BundleConfig, decoder: bytes, encoder: bytes | None, *, label: int = 0) -> BundleModel:
    """Of the two networks as they are in a bundle, or of a decoder alone; `label`: the class that they are given, where they take one."""
    if config.input_classes:
        decoder, encoder = with_label(decoder, label), None if encoder is None else with_label(encoder, label)
    kind = EncoderBundleModel if config.stochastic else PointBundleModel if config.has_encoder else DecoderBundleModel
    return kind(config, decoder, encoder)


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


def with_label(network: bytes, label: int) -> bytes:
    """A network of two inputs with `label` in place of the second, `y`, for the whole batch."""
    import onnx
    from onnx import TensorProto, helper

    proto = onnx.load_from_string(network)
    first, *rest = proto.graph.input
    for given in [one for one in rest if one.name == "y"]:
        proto.graph.input.remove(given)
        value = helper.make_tensor("label", TensorProto.INT64, [1], [label])
        proto.graph.node.insert(0, helper.make_node("ConstantOfShape", ["y_shape"], ["y"], value=value))
        proto.graph.node.insert(0, helper.make_node("Shape", [first.name], ["y_shape"], start=0, end=1))
    return proto.SerializeToString()


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


def open_session(network: bytes) -> Any:
    """What computes a network; from bytes, so that external data has no folder to be looked for in."""
    import onnxruntime

    if len(network) > LARGEST_NETWORK:
        raise CheckpointError(f"a network of {len(network) / 1e9:.1f} GB is too large: at most {LARGEST_NETWORK / 1e9:.0f} GB")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # as torch in the server
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
