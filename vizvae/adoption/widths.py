"""What the second part of a posterior is: a log variance, a standard deviation, … told by the draws that the model itself makes with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from vizvae.adoption.calls import Call
from vizvae.adoption.findings import Findings
from vizvae.adoption.posterior import Spread, kind_by_draws

REPARAMETERISATIONS = (
    "reparameterize",
    "reparametrize",
    "reparameterise",
    "reparametrise",
    "reparameterization",
    "sampling",
    "sample_z",
    "sample",
)
DRAWS = 600
LOG_NAMES = ("logvar", "log_var", "log_variance", "fc_var")
"""Attributes by which people call the layer that gives a log variance"""
LOG_STD_NAMES = ("logstd", "log_std", "log_sigma", "logsigma", "log_scale")


class _WithoutNoise(TorchFunctionMode):
    """Normal draws are zero, so that what an encoder draws is its mean."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        name = getattr(func, "__name__", "")
        if name in ("randn_like", "randn", "_standard_normal"):
            return torch.zeros_like(func(*args, **kwargs))
        if name == "normal_":
            return args[0].fill_(args[1] if len(args) > 1 else kwargs.get("mean", 0.0))
        if name == "normal" and args and isinstance(args[0], Tensor):
            return args[0].clone()
        return func(*args, **kwargs)


def without_noise() -> TorchFunctionMode:
    """Within it, `torch.randn`, `torch.normal` and what draws by them give their mean."""
    return _WithoutNoise()


def find_spread(
    model: nn.Module, encode: Callable[[Tensor], tuple[Tensor, Tensor]], decoder: Call, forward_input: Tensor, findings: Findings
) -> Spread:
    """`encode`: pixels to mean and spread, (batch, latent) each. `forward_input`: pixels as `model(…)` takes them.

    `unknown` where nothing tells.
    """
    mu, spread = encode(forward_input)
    for name in REPARAMETERISATIONS:
        function = getattr(model, name, None)
        known = torch.linspace(0.3, 2.5, spread[0].numel()).reshape(spread[:1].shape)  # of which the four kinds are far apart
        drawn = _drawn_by(function, mu[:1], known) if callable(function) else None
        if drawn is not None and (kind := kind_by_draws(known.flatten(), drawn)) != "unknown":
            findings.add("width", WORDS[kind], f"what {name}() draws with it spreads so")
            return kind
    drawn = _drawn_in_forward(model, decoder, forward_input[:1], mu[:1].shape)
    if drawn is not None and (kind := kind_by_draws(spread[0].flatten(), drawn)) != "unknown":
        findings.add("width", WORDS[kind], "what forward() gives to the decoder spreads so")
        return kind
    attributes = {name for name, _ in model.named_modules()} | set(vars(model))
    if any(hint in name.lower() for name in attributes for hint in LOG_STD_NAMES):
        findings.add("width", WORDS["logstd"], "by the name of a layer", "assumed")
        return "logstd"
    if bool((spread < 0).any()) or any(hint in name.lower() for name in attributes for hint in LOG_NAMES):
        why = (
            "some are below zero, so it is a logarithm; of the variance, as is usual"
            if bool((spread < 0).any())
            else "by the name of a layer"
        )
        findings.add("width", WORDS["logvar"], why, "assumed")
        return "logvar"
    findings.add(
        "width",
        "not used",
        'standard deviation, variance or logarithm? Say it with width="std", "var", "logvar" or "logstd"',
        "assumed",
    )
    return "unknown"


WORDS: dict[Spread, str] = {
    "logvar": "log variance (log σ²)",
    "logstd": "log standard deviation (log σ)",
    "std": "standard deviation (σ)",
    "var": "variance (σ²)",
}


def _drawn_by(function: Any, mu: Tensor, spread: Tensor) -> Tensor | None:
    """Standard deviation of each latent in draws of a reparameterisation; None where it is called otherwise, or does not draw."""
    try:
        found = [function(mu.expand(DRAWS, *mu.shape[1:]), spread.expand(DRAWS, *spread.shape[1:]))]
        drawn = found[0]
    except Exception:  # a stranger's function of that name may do anything
        return None
    if not isinstance(drawn, Tensor) or drawn.shape[1:] != mu.shape[1:] or len(drawn) != DRAWS:
        return None
    std = drawn.flatten(1).std(0)
    return std if bool((std > 0).any()) else None


def _drawn_in_forward(model: nn.Module, decoder: Call, x: Tensor, code_shape: torch.Size) -> Tensor | None:
    """The same, of what `forward` gives to the decoder."""
    if type(model).forward is nn.Module.forward:
        return None
    with _overheard(model, decoder) as heard:
        try:
            model(x.expand(DRAWS, *x.shape[1:]))
        except Exception:  # it may want more than pixels
            return None
    codes = [code for code in heard if code[0].numel() == code_shape[1:].numel()]
    if not codes or len(codes[0]) != DRAWS:
        return None
    std = codes[0].flatten(1).std(0)
    return std if bool((std > 0).any()) else None


@contextmanager
def _overheard(model: nn.Module, decoder: Call) -> Iterator[list[Tensor]]:
    """What the decoder is called with inside `forward`."""
    heard: list[Tensor] = []

    def hear(*arguments: Any, **more: Any) -> Any:
        heard.extend(value for value in arguments[:1] if isinstance(value, Tensor))
        return decoder.function(*arguments, **more)

    if isinstance(decoder.function, nn.Module):
        handle = decoder.function.register_forward_pre_hook(
            lambda _, inputs: heard.extend(v for v in inputs[:1] if isinstance(v, Tensor))
        )
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
