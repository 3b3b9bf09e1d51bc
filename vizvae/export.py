"""Encoders and decoders as ONNX, for the browser and for other programs."""

from __future__ import annotations

import functools
import logging
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Protocol, runtime_checkable

import torch
from torch import Tensor, nn

from vizvae.atomic_write import atomic_write
from vizvae.gaussian import DiagonalGaussian
from vizvae.likelihoods import OUTPUTS, PixelLikelihood, Unscored, outputs_of
from vizvae.models.base import ImageShape, LatentModel


@runtime_checkable
class Decodes(Protocol):
    """What draws images from latents: a latent model, or a GAN."""

    @property
    def likelihood_name(self) -> str: ...
    @property
    def latent_dim(self) -> int: ...
    @property
    def image_shape(self) -> ImageShape: ...
    def likelihood(self, z: Tensor) -> PixelLikelihood: ...


class _Decoder(nn.Module):
    """z -> `OUTPUTS` of its likelihood, as images."""

    def __init__(self, model: Decodes) -> None:
        super().__init__()
        self.model = model

    def forward(self, z: Tensor) -> tuple[Tensor, ...]:
        likelihood = self.model.likelihood(z)
        if isinstance(likelihood, Unscored):
            raise ValueError("a model from elsewhere is in its two ONNX networks already: copy its folder")
        return tuple(part.unflatten(-1, self.model.image_shape) for part in outputs_of(likelihood, self.model.likelihood_name))


class _Encoder(nn.Module):
    """x -> mu, and logvar where the model is stochastic."""

    def __init__(self, model: LatentModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        posterior = self.model.encode(x)
        return (posterior.mu, posterior.logvar) if isinstance(posterior, DiagonalGaussian) else (posterior.mu,)


def export_decoder(model: Decodes, path: Path) -> None:
    """Input `z` (batch, latent); outputs by `OUTPUTS`, such as `mean` and `logits`, (batch, channel, height, width)."""
    _export(_Decoder(model), torch.zeros(2, model.latent_dim), "z", list(OUTPUTS[model.likelihood_name]), path)


def export_encoder(model: LatentModel, path: Path) -> None:
    """Input `x` (batch, channel, height, width); outputs `mu` and, for a stochastic model, `logvar` (log σ²), (batch, latent)."""
    outputs = ["mu", "logvar"] if model.stochastic else ["mu"]
    _export(_Encoder(model), torch.zeros(2, *model.image_shape), "x", outputs, path)


def export_reader(reader: nn.Module, image_shape: ImageShape, path: Path) -> None:
    """Input `x` (batch, channel, height, width) in 0…1; output `logits`, (batch, Σ sizes of the factors)."""
    _export(reader, torch.zeros(2, *image_shape), "x", ["logits"], path)


def _export(module: nn.Module, example: Tensor, input_name: str, output_names: list[str], path: Path) -> None:
    write_network(module, (example,), [input_name], output_names, path)


def write_network(
    module: nn.Module, examples: tuple[Tensor, ...], input_names: list[str], output_names: list[str], path: Path
) -> None:
    """`module` as an ONNX file with a free batch; `examples`: inputs of a batch of two."""
    logging.getLogger("onnxscript").setLevel(logging.WARNING)
    _keep_operator_table()
    with warnings.catch_warnings():  # deprecations inside the exporter, which its user can do nothing about
        warnings.simplefilter("ignore")
        program = torch.onnx.export(
            module.eval(),
            examples,
            dynamo=True,
            input_names=input_names,
            output_names=output_names,
            dynamic_shapes=({0: torch.export.Dim("batch")},) * len(examples),
            verbose=False,
        )
    if program is None:
        raise RuntimeError("torch.onnx.export returned nothing")
    proto = program.model_proto
    for node in proto.graph.node:  # the exporter writes Python stack traces, with this machine's paths, into every node
        del node.metadata_props[:]
    atomic_write(path, proto.SerializeToString())


def _keep_operator_table() -> None:
    """The exporter makes its table of all operators anew for each network, which is more than half of the time of a small one's: seconds.
    Here a process makes it once. Of another torch than the pinned one, which may keep it elsewhere, nothing is asked."""
    with suppress(ImportError, AttributeError):
        from torch.onnx._internal.exporter._registration import ONNXRegistry

        if not hasattr(ONNXRegistry.from_torchlib, "cache_info"):
            ONNXRegistry.from_torchlib = staticmethod(functools.cache(ONNXRegistry.from_torchlib))
