"""A probed model as two ONNX networks of the form that the dashboard knows."""

from __future__ import annotations

import logging
import warnings
from dataclasses import dataclass
from pathlib import Path

import torch
from jaxtyping import Float
from torch import Tensor, nn

from vizvae.adoption.probe import Probed
from vizvae.export import write_network
from vizvae.pca import principal_axes


@dataclass(frozen=True, kw_only=True)
class Directions:
    """Principal directions of the codes of the images, in place of the latents of a model whose code is itself an image."""

    mean: Float[Tensor, " code"]
    axes: Float[Tensor, "direction code"]
    """Orthonormal"""
    explained: float
    """Share of the codes' variance"""

    def along(self, mu: Tensor, logvar: Tensor | None) -> tuple[Tensor, Tensor | None]:
        """Mean and log σ² of codes (batch, code) along them."""
        spread = None if logvar is None else torch.log(logvar.exp() @ self.axes.T.square())
        return (mu - self.mean) @ self.axes.T, spread


def code_directions(codes: Float[Tensor, "image code"], most: int) -> Directions:
    """Of at most one less than there are images."""
    mean = codes.mean(0)
    count = max(1, min(most, len(codes) - 1, codes.shape[1]))
    squares, axes = principal_axes(codes - mean)
    return Directions(
        mean=mean, axes=axes[:count].contiguous(), explained=float(squares[:count].sum() / squares.sum().clamp_min(1e-12))
    )


class AdoptedEncoder(nn.Module):
    """x (batch, channel, height, width) in [0, 1], and the class where there is one -> mu and, where known, logvar (batch, latent)."""

    def __init__(self, probed: Probed, directions: Directions | None) -> None:
        super().__init__()
        self.probed = probed
        self.model = probed.model  # so that its weights are the network's
        self.directions = directions

    def forward(self, x: Tensor, y: Tensor | None = None) -> tuple[Tensor, ...]:
        labels = x.new_zeros(x.shape[0], dtype=torch.int64) if y is None else y
        mu, logvar = self.probed.encode(x, labels)
        if self.directions is not None:
            mu, logvar = self.directions.along(mu, logvar)
        return (mu,) if logvar is None else (mu, logvar)


class AdoptedDecoder(nn.Module):
    """z (batch, latent), and the class where there is one -> mean pixels (batch, channel, height, width) in [0, 1]."""

    def __init__(self, probed: Probed, directions: Directions | None) -> None:
        super().__init__()
        self.probed = probed
        self.model = probed.model
        self.directions = directions

    def forward(self, z: Tensor, y: Tensor | None = None) -> Tensor:
        labels = z.new_zeros(z.shape[0], dtype=torch.int64) if y is None else y
        if self.directions is not None:
            z = self.directions.mean + z @ self.directions.axes
        return self.probed.decode(z, labels)


def write_networks(
    encoder: AdoptedEncoder, decoder: AdoptedDecoder, latent_dim: int, encoder_path: Path, decoder_path: Path
) -> None:
    """Both, as ONNX files with all weights in them.

    Raises ValueError where PyTorch cannot express what the model does, saying what.
    """
    probed = encoder.probed
    with_class = probed.num_classes is not None
    outputs = ["mu", "logvar"] if len(encoder(torch.zeros(2, *probed.image_shape), _no_class(2))) == 2 else ["mu"]
    for which, module, example, name, names, path in (
        ("encoder", encoder, torch.zeros(2, *probed.image_shape), "x", outputs, encoder_path),
        ("decoder", decoder, torch.zeros(2, latent_dim), "z", ["mean"], decoder_path),
    ):
        examples = (example, _no_class(2)) if with_class else (example,)
        try:
            _write(module, examples, [name, "y"][: len(examples)], names, path)
            _check_free_batch(path)
        except Exception as error:  # whatever the exporter raises for a stranger's code
            raise ValueError(
                f"The {which} cannot be turned into an ONNX network: {_cause(error)}. The code between its input and its output must be "
                "made of PyTorch operations on tensors, without if or for that depend on their values"
            ) from error


def _write(module: nn.Module, examples: tuple[Tensor, ...], inputs: list[str], outputs: list[str], path: Path) -> None:
    quiet = logging.getLogger("torch.onnx")
    level = quiet.level
    quiet.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            write_network(module, examples, inputs, outputs, path)
    finally:
        quiet.setLevel(level)


def _check_free_batch(path: Path) -> None:
    """Raises ValueError for a network of as many images as the example had, which is what the exporter gives where code asks for that."""
    import onnx

    sizes = [given.type.tensor_type.shape.dim[0] for given in onnx.load(path).graph.input]
    if any(not size.dim_param for size in sizes):
        raise ValueError(
            "it depends on how many images there are at once: write x.shape[0] for len(x), x.flatten(1) for x.reshape(len(x), -1)"
        )


def _no_class(count: int) -> Tensor:
    return torch.zeros(count, dtype=torch.int64)


def _cause(error: BaseException) -> str:
    while error.__cause__ is not None:
        error = error.__cause__
    return f"{type(error).__name__}: {(str(error).splitlines() or [''])[0][:200]}"
