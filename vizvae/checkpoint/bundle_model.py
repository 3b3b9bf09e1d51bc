"""The model of a bundle: two networks that ONNX Runtime computes, and which reads no other file."""

from __future__ import annotations

import hashlib
from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from vizvae.checkpoint.files import CheckpointError
from vizvae.gaussian import DiagonalGaussian
from vizvae.likelihoods import Unscored
from vizvae.models.ae_conv import PointMass
from vizvae.models.base import ImageShape, LatentModel

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


def open_session(network: bytes) -> Any:
    """What computes a network; from bytes, so that external data has no folder to be looked for in."""
    import onnxruntime

    if len(network) > LARGEST_NETWORK:
        raise CheckpointError(f"a network of {len(network) / 1e9:.1f} GB is too large: at most {LARGEST_NETWORK / 1e9:.0f} GB")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # as torch in the server
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
