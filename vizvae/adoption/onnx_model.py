"""A stranger's ONNX files as what `probe` knows: a module with an encoder and a decoder, which ONNX Runtime computes."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from vizvae.adoption.onnx_network import Network, Port
from vizvae.adoption.posterior_words import CODES, WIDTHS, role_of


class OnnxModel(nn.Module):
    """`encode` and `decode` take and give what the files do; a class beside it where they want one."""

    encode: Callable[..., Any]
    decode: Callable[..., Any]

    def __init__(self, decoder: Network, encoder: Network | None) -> None:
        """Raises ValueError for an encoder that wants a class where the decoder does not."""
        super().__init__()
        self.networks = {"decoder": decoder} if encoder is None else {"decoder": decoder, "encoder": encoder}
        self.ends_in = decoder.ends_in
        self.halved_axis: int | None = None
        """Along which the only output of the encoder holds mean and width, one after the other; known after a run"""
        if encoder is not None and encoder.label and not decoder.label:
            raise ValueError(f"{encoder.name} wants a class, and {decoder.name} does not: export both with it, or both without")
        one_hot = next((network.label for network in self.networks.values() if network.label), None)
        if one_hot is not None and one_hot.rest is not None and len(one_hot.rest) == 1 and one_hot.rest[0] > 1:
            self.num_classes = one_hot.rest[0]
        self.decode = _with_signature(self._decode, decoder.label)
        if encoder is not None:
            self.encode = _with_signature(self._encode, encoder.label)

    @property
    def num_parameters(self) -> int:
        return sum(network.num_parameters for network in self.networks.values())

    @property
    def code_shape(self) -> tuple[int, ...] | None:
        """That the decoder says it takes; None where it does not say."""
        return self.networks["decoder"].value.rest

    def parts(self, outputs: list[Tensor]) -> list[Tensor]:
        """Outputs of the encoder, the only one cut in two where it is twice as long as a code."""
        code = self.code_shape
        self.halved_axis = None
        if len(outputs) == 1 and code is not None and outputs[0].dim() == len(code) + 1:
            differing = [axis for axis, size in enumerate(code, 1) if outputs[0].shape[axis] != size]
            if len(differing) == 1 and outputs[0].shape[differing[0]] == 2 * code[differing[0] - 1]:
                self.halved_axis = differing[0]
                return list(outputs[0].chunk(2, differing[0]))
        return outputs

    def as_said(self, parts: list[Tensor]) -> Any:
        """In the words of the output names, where these are words for a posterior; else as a tuple."""
        if len(parts) == 1:
            return parts[0]
        encoder = self.networks["encoder"]
        if len(parts) == len(encoder.kept):
            named = {_known_word(encoder.outputs[place]): part for place, part in zip(encoder.kept, parts, strict=True)}
            roles = {role_of(word) or word for word in named if word is not None}
            mean = not roles.isdisjoint(("mean", "embedding", "latents", "codes"))
            if None not in named and len(named) == len(parts) and mean and not roles.isdisjoint(WIDTHS):
                return named
        return tuple(parts)

    def _encode(self, x: Tensor, *labels: Tensor) -> Any:
        network = self.networks["encoder"]
        return self.as_said(self.parts(network.run(x, *labels, still=_noise_is_off())))

    def _decode(self, z: Tensor, *labels: Tensor) -> Tensor:
        network, code = self.networks["decoder"], self.code_shape
        if code is not None and tuple(z.shape[1:]) != code:
            raise ValueError(f"{network.name} takes codes of {_times(code)}")
        return network.run(z, *labels, still=_noise_is_off())[0]


class DrawingOnnxModel(OnnxModel):
    """One whose encoder gives a draw beside mean and width, as those of Keras do: what they spread like is seen in `forward`."""

    def forward(self, x: Tensor) -> Any:
        network = self.networks["encoder"]
        first, again = (network.run(x, still=False) for _ in range(2))
        drawn = next(value for value, other in zip(first, again, strict=True) if not torch.equal(value, other))
        return self.decode(drawn)


def onnx_model(decoder: Network, encoder: Network | None) -> OnnxModel:
    draws = encoder is not None and encoder.draws and encoder.label is None and len(encoder.outputs) > 2
    return (DrawingOnnxModel if draws else OnnxModel)(decoder, encoder)


def _with_signature(function: Callable[..., Any], label: Port | None) -> Callable[..., Any]:
    """So that who looks at its parameters sees whether it wants a class."""

    def called(value: Tensor, *labels: Tensor) -> Any:
        return function(value, *labels)

    kind = inspect.Parameter.POSITIONAL_ONLY
    names = ("value",) if label is None else ("value", "label")
    called.__signature__ = inspect.Signature([inspect.Parameter(name, kind) for name in names])  # pyright: ignore[reportFunctionMemberAccess]
    return called


def _known_word(port: Port) -> str | None:
    return next((word for word in port.words if word in CODES or role_of(word) is not None), None)


def _noise_is_off() -> bool:
    """Whether this is within `without_noise`, where the draws of torch are zero, and those of the networks shall be, too."""
    return not bool(torch.randn(1))


def _times(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape))
