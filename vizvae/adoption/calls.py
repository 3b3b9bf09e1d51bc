"""How a stranger's encoder and decoder are called: under which name, with pixels in which order, with a class beside them or not."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import torch
from torch import Tensor, nn

from vizvae.adoption.devices import gpu_wanted
from vizvae.adoption.findings import Question
from vizvae.adoption.posterior import Parts, Unreadable, read_posterior
from vizvae.models.base import ImageShape

Layout = Literal["channels first", "flat", "channels last", "without channel"]
CodeShape = Literal["as it is", "flat", "with two axes more"]
ENCODERS = ("encode", "encode_image", "encode_mean", "get_latent", "inference", "forward", "encoder", "inference_net", "enc")
DECODERS = ("decode", "decode_image", "generate", "decoder", "generator", "generative_net", "dec")
CLASS_COUNTS = (
    "num_classes",
    "n_classes",
    "num_class",
    "n_class",
    "class_num",
    "num_labels",
    "n_labels",
    "y_dim",
    "cond_dim",
    "c_dim",
)
MOST_CLASSES = 256
"""One-hot classes that are tried where no attribute says how many there are"""


@dataclass(frozen=True)
class Classes:
    """A second input."""

    count: int
    one_hot: bool

    def of(self, labels: Tensor) -> Tensor:
        """(batch, count) float32, or (batch,) int64."""
        return (labels.unsqueeze(1) == torch.arange(self.count)).float() if self.one_hot else labels  # as exporters can follow it


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
            for classes in _classes(model, function, class_count, name, "encode"):
                call = Call(function, name, layout, classes)
                try:
                    output = call.with_class(to_layout(x, layout), labels)
                    again = call.with_class(to_layout(x, layout), labels)
                    parts = read_posterior(output, again, image_numel=x[0].numel())
                except Unreadable as error:
                    _note(tried, f"{name}({layout}) gives {error}")
                    continue
                except Exception as error:  # whatever a stranger's code raises for pixels in another order than it expects
                    if gpu := gpu_wanted(name, error):
                        raise ValueError(gpu) from error
                    _note(tried, f"{name}({layout}): {_first_line(error)}")
                    continue
                if parts.mu.dim() >= 2 and len(parts.mu) == len(x) and not _is_image(parts, x, name):
                    return call, parts
                _note(tried, f"{name}({layout}) gives {parts.described}, which is no code of {len(x)} images")
    if not tried:
        tried.append(f"nothing, it has none of {', '.join(ENCODERS)}")
    tried.sort(key=lambda one: " gives " not in one)  # what came back says more than what was refused
    raise Question(
        f"No encoder was found for images of {'×'.join(map(str, x.shape[1:]))}. Tried: {'; '.join(tried)}. "
        "Say how to encode with encode=lambda x: (mu, logvar), or give images of the size that the model takes"
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
            for classes in _classes(model, function, class_count, name, "decode"):
                call = Call(function, name, "channels first", classes, code)
                try:
                    pixels = pixels_of(call.with_class(to_code(z, code), labels))
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
        "Say how to decode with decode=lambda z: pixels, or give images of the size that the model makes, or image_shape="
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


def _classes(
    model: nn.Module, function: Callable[..., Any], told: int | None, name: str, argument: str
) -> Iterator[Classes | None]:
    """What is tried as a second input; None where the function takes one alone."""
    wanted = required(function)
    if len(wanted) <= 1:
        yield None
        return
    if len(wanted) > 2:
        raise Question(f"{name} wants {', '.join(wanted)}: say how to call it with {argument}=lambda value: …")
    counts = (
        [told]
        if told
        else [int(count) for at in CLASS_COUNTS if isinstance(count := getattr(model, at, None), int) and count > 1]
    )
    for count in counts or range(2, MOST_CLASSES + 1):
        yield Classes(count, one_hot=True)
    for count in counts:
        yield Classes(count, one_hot=False)


def required(function: Callable[..., Any]) -> list[str]:
    """Names of the parameters without a default."""
    target = function.forward if isinstance(function, nn.Module) else function
    try:
        parameters = inspect.signature(target).parameters.values()
    except (TypeError, ValueError):
        return ["value"]
    positional = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [p.name for p in parameters if p.kind in positional and p.default is inspect.Parameter.empty]


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
