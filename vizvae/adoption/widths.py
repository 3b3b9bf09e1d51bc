"""What the second part of a posterior is: a log variance, a standard deviation, … told by the draws that the model itself makes with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from vizvae.adoption.classes import parameters_of
from vizvae.adoption.findings import Findings
from vizvae.adoption.overheard import as_in_training
from vizvae.adoption.posterior import Parts
from vizvae.adoption.posterior_words import WIDTHS, Spread, role_of
from vizvae.adoption.width_kinds import is_near, kind_by_draws

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
LOG_STD_NAMES = ("logstd", "log_std", "log_sigma", "logsigma", "log_scale")
"""In the names of layers that give log σ"""


class _WithoutNoise(TorchFunctionMode):
    """Normal draws are zero, so that what an encoder draws is its mean."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        name = getattr(func, "__name__", "")
        if name in ("randn_like", "randn", "_standard_normal"):
            return torch.zeros_like(func(*args, **kwargs))
        if name == "normal_":
            return args[0].fill_(args[1] if len(args) > 1 else kwargs.get("mean", 0.0))
        if name == "normal":  # of a mean for each draw, or of one with a size
            mean = args[0] if args else kwargs.get("mean", 0.0)
            drawn = func(*args, **kwargs)
            return mean.expand_as(drawn).clone() if isinstance(mean, Tensor) else torch.full_like(drawn, mean)
        return func(*args, **kwargs)


def without_noise() -> TorchFunctionMode:
    """Within it, `torch.randn`, `torch.normal` and what draws by them give their mean."""
    return _WithoutNoise()


def find_spread(
    model: nn.Module,
    parts: Parts,
    spread: Tensor,
    draws_of_forward: Callable[[int], Tensor | None],
    findings: Findings,
) -> Spread:
    """`spread`: (image, …), of `parts`. `draws_of_forward`: the code that `forward` decodes for the first image, so many times.

    What is measured goes before what a name says: people write `var` and mean its logarithm. `unknown` where nothing tells.
    """
    positive = not bool((spread < 0).any())
    name = parts.kind if parts.kind != "unknown" else None
    first = spread[0].flatten()
    by_function, function = _by_reparameterisation(model, parts, spread, positive)
    doubtful = (
        by_function is None or (by_function in ("std", "var")) != positive
    )  # it may be given something else than the encoder gives
    drawn = _std_of(draws_of_forward(DRAWS), first) if doubtful else None
    if drawn is None and by_function is None:
        with as_in_training(model):
            by_function, function = _by_reparameterisation(model, parts, spread, positive)
            drawn = _std_of(draws_of_forward(DRAWS), first) if by_function is None else None
    by_forward = "unknown" if drawn is None else kind_by_draws(first, drawn)
    if by_function is not None and (by_forward == "unknown" or drawn is None or is_near(by_function, first, drawn)):
        findings.add("width", WORDS[by_function], f"what {function}() draws with it spreads so{_though(name, by_function)}")
        return by_function
    if by_forward != "unknown":
        findings.add("width", WORDS[by_forward], f"what forward() gives to the decoder spreads so{_though(name, by_forward)}")
        return by_forward
    if name is not None and (positive or name in ("logvar", "logstd")):
        findings.add("width", name, f"by its name, in {parts.described}")
        return name
    return _by_layers(model, positive, parts.evidence != "word", findings)


def _though(name: Spread | None, kind: Spread) -> str:
    return f", though it is called {name}" if name not in (None, kind) else ""


def _by_layers(model: nn.Module, positive: bool, guess: bool, findings: Findings) -> Spread:
    """As is usual, where nothing is measured. What is never below zero is hardly a logarithm, whatever a layer is called."""
    attributes = {name for name, _ in model.named_modules()} | set(vars(model))
    if guess and not positive:
        if any(hint in name.lower() for name in attributes for hint in LOG_STD_NAMES):
            findings.add("width", WORDS["logstd"], "some are below zero, and by the name of a layer", "assumed")
            return "logstd"
        why = "some are below zero, so it is a logarithm; of the variance, as is usual"
        findings.add("width", WORDS["logvar"], why, "assumed")
        return "logvar"
    findings.add(
        "width",
        "not used",
        'standard deviation, variance or logarithm? Say it with width="std", "var", "logvar" or "logstd" (--width)',
        "assumed",
    )
    return "unknown"


WORDS: dict[Spread, str] = {
    "logvar": "log variance (log σ²)",
    "logstd": "log standard deviation (log σ)",
    "std": "standard deviation (σ)",
    "var": "variance (σ²)",
}


def _by_reparameterisation(
    model: nn.Module, parts: Parts, spread: Tensor, positive: bool
) -> tuple[Spread, str] | tuple[None, str]:
    """What a function of the usual names draws with what it is given, and its name; None where there is none, or it is given something
    else: with parts that have names, one of another name, or logarithms of a σ that is none."""
    known = torch.linspace(0.3, 2.5, spread[0].numel()).reshape(spread[:1].shape)  # of which the four kinds are far apart
    for name in REPARAMETERISATIONS:
        function = getattr(model, name, None)
        if not callable(function):
            continue
        roles = [role_of(one.name) for one in parameters_of(function) or ()]
        takes = next((role for role in roles if role in WIDTHS), None)
        if (
            parts.evidence == "name"
            and takes != parts.kind
            and (takes is not None or (positive and parts.kind in ("std", "var")))
        ):
            continue
        wide_first = "mean" in roles and takes is not None and roles.index(takes) < roles.index("mean")
        drawn = _drawn_by(function, torch.zeros_like(known), known, wide_first)
        if drawn is not None and (kind := kind_by_draws(known.flatten(), drawn)) != "unknown":
            return kind, name
    return None, ""


def _drawn_by(function: Any, mu: Tensor, spread: Tensor, wide_first: bool) -> Tensor | None:
    """Standard deviation of each latent in draws of a reparameterisation; None where it is called otherwise, or does not draw."""
    given = [mu.expand(DRAWS, *mu.shape[1:]), spread.expand(DRAWS, *spread.shape[1:])]
    try:
        found = [function(*reversed(given)) if wide_first else function(*given)]
        drawn = found[0]
    except Exception:  # a stranger's function of that name may do anything
        return None
    if not isinstance(drawn, Tensor) or drawn.shape[1:] != mu.shape[1:] or len(drawn) != DRAWS:
        return None
    return _std_of(drawn, spread[0])


def _std_of(drawn: Tensor | None, spread: Tensor) -> Tensor | None:
    """Of each latent; None of what is no draws of the form of `spread`, or does not vary."""
    if drawn is None or len(drawn) != DRAWS or drawn[0].numel() != spread.numel():
        return None
    std = drawn.flatten(1).std(0)
    return std if bool((std > 0).any()) else None
