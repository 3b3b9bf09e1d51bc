"""What a stranger's `forward` gives to the decoder: which of an encoder's outputs is the mean, and how far draws lie from it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

from vizvae.adoption.calls import Call, to_layout
from vizvae.adoption.classes import required


@dataclass(frozen=True)
class Forward:
    """`model(…)`, as it is called."""

    model: nn.Module
    encoder: Call
    decoder: Call

    def heard(self, x: Tensor, labels: Tensor) -> Tensor | None:
        """(image, latent): what the decoder is given for `x` (image, channel, height, width), as the encoder takes it.

        None where there is no `forward`, or it is called otherwise.
        """
        if type(self.model).forward is nn.Module.forward:
            return None
        beside = (labels if self.encoder.classes is None else self.encoder.classes.of(labels),)
        beside = beside if len(required(self.model)) == 2 else ()
        for layout in dict.fromkeys((self.encoder.layout, "channels first", "flat")):
            with _overheard(self.model, self.decoder) as heard:
                try:
                    self.model(to_layout(x, layout), *beside)
                except Exception:  # it may want more than pixels, or these otherwise
                    continue
            codes = [code.flatten(1) for code in heard if code.dim() >= 2 and len(code) == len(x)]
            return codes[0] if codes else None
        return None


@contextmanager
def as_in_training(model: nn.Module) -> Iterator[None]:
    """Within, what asks `self.training` draws. Its layers stay in evaluation; what it changes of itself meanwhile is put back."""
    kept = {name: value.clone() for name, value in model.state_dict().items() if isinstance(value, Tensor)}
    try:
        model.training = True
        yield
    finally:
        model.training = False
        with torch.no_grad():
            for name, value in model.state_dict().items():
                if name in kept:
                    value.copy_(kept[name])


@contextmanager
def _overheard(model: nn.Module, decoder: Call) -> Iterator[list[Tensor]]:
    """What the decoder is called with inside `forward`."""
    heard: list[Tensor] = []

    def note(arguments: tuple[Any, ...]) -> None:
        heard.extend(value for value in arguments[:1] if isinstance(value, Tensor))

    def hear(*arguments: Any, **more: Any) -> Any:
        note(arguments)
        return decoder.function(*arguments, **more)

    if isinstance(decoder.function, nn.Module):
        handle = decoder.function.register_forward_pre_hook(lambda _, arguments: note(arguments))
        try:
            yield heard
        finally:
            handle.remove()
        return
    if not hasattr(model, decoder.name):
        yield heard
        return
    own = vars(model).get(decoder.name)  # a function that the model was given, rather than one of its class
    object.__setattr__(model, decoder.name, hear)
    try:
        yield heard
    finally:
        if own is None:
            object.__delattr__(model, decoder.name)
        else:
            object.__setattr__(model, decoder.name, own)
