"""How a stranger's encoder and decoder are called: under which name, with pixels in which order, with a class beside them or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import torch
from torch import Tensor, nn

from vizvae.adoption.classes import Classes, check_classes, class_candidates
from vizvae.adoption.devices import gpu_wanted
from vizvae.adoption.findings import Question
from vizvae.adoption.posterior import Parts, Unreadable, read_posterior
from vizvae.models.base import ImageShape

Layout = Literal["channels first", "flat", "channels last", "without channel"]
CodeShape = Literal["as it is", "flat", "with two axes more"]
ENCODERS = ("encode", "encode_image", "encode_mean", "get_latent", "inference", "forward", "encoder", "inference_net", "enc")
DECODERS = ("decode", "decode_image", "generate", "decoder", "generator", "generative_net", "dec")


@dataclass(frozen=True)
class Call:
    """One way to call one function."""

    function: Callable[..., Any]
    name: str
    layout: Layout = "channels first"
    """Of pixels that go in, or come out"""
    classes: Classes | None = None
    code: CodeShape = "as it is"
    """Of the code that goes in"""

    def with_class(self, value: Tensor, labels: Tensor) -> Any:
        """`labels`: (batch,) int64, looked at only where a class is wanted."""
        return self.function(value) if self.classes is None else self.function(value, self.classes.of(labels))


def to_layout(x: Tensor, layout: Layout) -> Tensor:
    """(batch, channel, height, width) in another order."""
    if layout == "flat":
        return x.flatten(1)
    if layout == "channels last":
        return x.permute(0, 2, 3, 1)
    return x.squeeze(1) if layout == "without channel" else x


def from_layout(x: Tensor, layout: Layout, shape: ImageShape) -> Tensor:
    """Back to (batch, channel, height, width)."""
    if layout == "channels last":
        return x.permute(0, 3, 1, 2)
    return x if layout == "channels first" else x.reshape(-1, *shape)


def to_code(z: Tensor, code: CodeShape) -> Tensor:
    return z.unflatten(1, (-1, 1, 1)) if code == "with two axes more" else z


def find_encoder(
    model: nn.Module, given: Callable[..., Any] | None, x: Tensor, labels: Tensor, class_count: int | None
) -> tuple[Call, Parts]:
    """`x`: (batch, channel, height, width), already between the values that are tried first.

    Raises Question with all that was tried where nothing gives a code, ValueError for a model that asks for a GPU.
    """
    tried: list[str] = []
    for name, function in _candidates(model, given, "encode=", ENCODERS):
        for layout in _layouts(x):
            for classes in class_candidates(model, function, class_count, name, "encode"):
                call = Call(function, name, layout, classes)
                known = labels if classes is None else classes.within(labels)
                try:
                    output = call.with_class(to_layout(x, layout), known)
                    again = call.with_class(to_layout(x, layout), known)
                    parts = read_posterior(output, again, image_numel=x[0].numel())
                except Unreadable as error:
                    _note(tried, f"{name}({layout}) gives {error}")
                    continue
                except Exception as error:  # whatever a stranger's code raises for pixels in another order than it expects
                    if gpu := gpu_wanted(name, error):
                        raise ValueError(gpu) from error
                    _note(tried, f"{name}({layout}): {_first_line(error)}")
                    continue
                if not parts.mu.is_floating_point():
                    _note(
                        tried, f"{name}({layout}) gives whole numbers, as places in a codebook, and none that a slider could move"
                    )
                    continue
                if parts.mu.dim() >= 2 and len(parts.mu) == len(x) and not _is_image(parts, x, name):
                    check_classes(classes, labels, _taker(call, to_layout(x, layout)), None)
                    return call, parts
                _note(tried, f"{name}({layout}) gives {parts.described}, which is no code of {len(x)} images")
    if not tried:
        tried.append(f"nothing, it has none of {', '.join(ENCODERS)}")
    tried.sort(key=lambda one: " gives " not in one)  # what came back says more than what was refused
    raise Question(
        f"No encoder was found for images of {'×'.join(map(str, x.shape[1:]))}. Tried: {'; '.join(tried)}. "
        "Say how to encode with encode=lambda x: (mu, logvar), or by a method encode of the model's class, or give images of the size "
        "that the model takes"
    )


def find_decoder(
    model: nn.Module, given: Callable[..., Any] | None, z: Tensor, labels: Tensor, shape: ImageShape, class_count: int | None
) -> Call:
    """`z`: (batch, …), codes as the encoder gives them.

    Raises Question where nothing gives images of `shape`, ValueError for a model that asks for a GPU.
    """
    tried: list[str] = []
    for name, function in _candidates(model, given, "decode=", DECODERS):
        for code in ("as it is", "with two axes more") if z.dim() == 2 else ("as it is",):
            for classes in class_candidates(model, function, class_count, name, "decode"):
                call = Call(function, name, "channels first", classes, code)
                known = labels if classes is None else classes.within(labels)
                try:
                    pixels = pixels_of(call.with_class(to_code(z, code), known))
                except Unreadable as error:
                    _note(tried, f"{name} gives {error}")
                    continue
                except Exception as error:  # as above
                    if gpu := gpu_wanted(name, error):
                        raise ValueError(gpu) from error
                    _note(tried, f"{name}: {_first_line(error)}")
                    continue
                layout = _layout_of(pixels, len(z), shape)
                if layout is not None:
                    check_classes(classes, labels, _taker(call, to_code(z, code)), z.shape[1] if z.dim() == 2 else None)
                    return replace(call, layout=layout)
                _note(
                    tried, f"{name} gives {'×'.join(map(str, pixels.shape[1:]))} for a code of {'×'.join(map(str, z.shape[1:]))}"
                )
    if not tried:
        tried.append(f"nothing, it has none of {', '.join(DECODERS)}")
    tried.sort(key=lambda one: " gives " not in one)
    raise Question(
        f"No decoder was found that turns a code of {'×'.join(map(str, z.shape[1:]))} into an image of {'×'.join(map(str, shape))}. "
        f"Tried: {'; '.join(tried)}. "
        "Say how to decode with decode=lambda z: pixels, or by a method decode of the model's class, or give images of the size that the "
        "model makes, or image_shape= (--image-shape)"
    )


def pixels_of(output: Any) -> Tensor:
    """What a decoder gives back, as pixels: a tensor; the mean of a distribution; the first of a pair; or an object's `sample`.

    Raises Unreadable for anything else.
    """
    if isinstance(output, Tensor):
        return output
    if isinstance(output, torch.distributions.Distribution):
        return read_posterior(output).mu
    if isinstance(output, (tuple, list)) and output:
        return pixels_of(output[0])
    names = ("sample", "recon", "reconstruction", "x_recon", "recon_x", "mean", "mu", "loc", "logits", "output", "x_hat")
    for name in names:
        value = output.get(name) if isinstance(output, dict) else getattr(output, name, None)
        if isinstance(value, (Tensor, torch.distributions.Distribution)):
            return pixels_of(value)
    raise Unreadable(f"{type(output).__name__} without pixels")


def _taker(call: Call, value: Tensor) -> Callable[[Classes, Tensor], bool]:
    def takes(classes: Classes, labels: Tensor) -> bool:
        try:
            call.function(value, classes.of(classes.within(labels)))
        except Exception:  # whatever a stranger's code raises
            return False
        return True

    return takes


def _candidates(
    model: nn.Module, given: Callable[..., Any] | None, told: str, names: tuple[str, ...]
) -> Iterator[tuple[str, Callable[..., Any]]]:
    if given is not None:
        yield told.removesuffix("="), given
        return
    for name in names:
        function = getattr(model, name, None)
        if callable(function) and (name != "forward" or type(model).forward is not nn.Module.forward):
            yield name, function


def _layouts(x: Tensor) -> tuple[Layout, ...]:
    return (
        ("channels first", "flat", "channels last", "without channel")
        if x.shape[1] == 1
        else ("channels first", "flat", "channels last")
    )


def _is_image(parts: Parts, x: Tensor, name: str) -> bool:
    """Of a plain autoencoder, whose `forward` gives the reconstruction alone."""
    return parts.spread is None and name == "forward" and parts.mu[0].numel() >= x[0].numel()


def _layout_of(pixels: Tensor, batch: int, shape: ImageShape) -> Layout | None:
    channels, height, width = shape
    known: dict[tuple[int, ...], Layout] = {
        (batch, channels, height, width): "channels first",
        (batch, channels * height * width): "flat",
        (batch, height, width, channels): "channels last",
    }
    if channels == 1:
        known.setdefault((batch, height, width), "without channel")
    return known.get(tuple(pixels.shape))


def _note(tried: list[str], text: str) -> None:
    """The first few; a hundred class counts that fail say the same a hundred times."""
    if len(tried) < 6 and text not in tried:
        tried.append(text[:160])


def _first_line(error: Exception) -> str:
    return f"{type(error).__name__}: {(str(error).splitlines() or [''])[0][:100]}"
