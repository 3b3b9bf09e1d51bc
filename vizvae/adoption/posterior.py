"""What an encoder gives back, read as a posterior: a pair, a list, a distribution, an object or a mapping, in whatever names people use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Literal

import torch
from torch import Tensor

Spread = Literal["logvar", "logstd", "std", "var", "unknown", "none"]
"""What the second part of a posterior is. `unknown`: it is there, and nothing says what it is."""
WIDTHS: tuple[Spread, ...] = ("logvar", "logstd", "std", "var")
"""Those that a person can say"""
MEANS = ("mean", "mu", "loc", "z_mean", "mu_z", "latent_mean", "means", "embedding", "latent", "latents", "z", "code", "codes")
SPREADS: dict[Spread, tuple[str, ...]] = {
    "logvar": (
        "logvar",
        "log_var",
        "log_variance",
        "z_log_var",
        "logvar_z",
        "log_covariance",
        "log_sigma2",
        "logsigma2",
        "latent_logvar",
    ),
    "logstd": ("logstd", "log_std", "log_sigma", "logsigma", "log_scale"),
    "std": ("std", "stddev", "sigma", "scale", "std_z"),
    "var": ("var", "variance"),
}
WRAPPERS = ("latent_dist", "posterior", "distribution", "dist", "q_z", "qz", "latent_distribution")
"""Names under which an object holds the posterior itself; diffusers' AutoencoderKL has the first."""


Take = Callable[[Any], tuple[Tensor, Tensor | None]]
"""From an encoder's output to the mean and what says how wide it is"""


@dataclass(frozen=True)
class Parts:
    """Where in an encoder's output they are."""

    mu: Tensor
    spread: Tensor | None
    kind: Spread
    described: str
    """What the output is, in words"""
    take: Take
    """The same parts of another output of the same form"""


class Unreadable(ValueError):
    """An output that is no posterior; the message says what it is."""


def read_posterior(output: Any, again: Any = None, *, image_numel: int = 0) -> Parts:
    """The mean, and what says how wide it is. `again`: the output for the same images a second time, by which a draw is told from a mean.
    `image_numel`: pixels of an image; a tensor of as many is a reconstruction and passed over.

    Raises Unreadable for anything else.
    """
    kind, described, take = _form(output, again, image_numel)
    mu, spread = take(output)
    return Parts(mu, spread, kind, described, take)


Form = tuple[Spread, str, Take]


def _form(output: Any, again: Any, image_numel: int) -> Form:
    if isinstance(output, torch.distributions.Distribution):
        return _of_distribution(output)
    if isinstance(output, Tensor):
        return "none", f"a tensor of {_shape(output)}", lambda found: (found, None)
    if isinstance(output, (tuple, list)):
        return _of_sequence(output, again, image_numel)
    return _of_names(output, image_numel)


def _of_distribution(found: torch.distributions.Distribution) -> Form:
    def take(value: Any) -> tuple[Tensor, Tensor | None]:
        while isinstance(value, torch.distributions.Independent):
            value = value.base_dist
        return value.mean, value.stddev

    inner = found.base_dist if isinstance(found, torch.distributions.Independent) else found
    try:
        take(found)
    except NotImplementedError:
        raise Unreadable(f"a distribution without a mean ({type(inner).__name__})") from None
    return "std", f"a distribution ({type(inner).__name__})", take


def _of_sequence(output: Sequence[Any], again: Any, image_numel: int) -> Form:
    word = "a list" if isinstance(output, list) else "a tuple"
    for place, part in enumerate(output):
        inside = isinstance(part, (tuple, list)) and len(part) >= 2 and all(isinstance(value, Tensor) for value in part)
        posterior = part is not None and not isinstance(part, (Tensor, tuple, list)) and _has_posterior(part)
        if inside or posterior or isinstance(part, torch.distributions.Distribution):
            kind, described, take = _form(part, None if again is None else again[place], image_numel)
            return kind, f"{word} with {described} in place {place + 1}", _inside(itemgetter(place), take)
    tensors = [(place, part) for place, part in enumerate(output) if isinstance(part, Tensor) and part.dim() >= 2]
    codes = [(place, part) for place, part in tensors if len(tensors) < 3 or part[0].numel() != image_numel]
    if not codes:
        raise Unreadable(f"{word} of {len(output)} things, none of them a code: {[_what(part) for part in output]}")
    if len(codes) == 1:
        (only, _), *_ = codes
        return "none", f"{word} with one code, in place {only + 1}", lambda found: (found[only], None)
    if len(codes) == 3:
        drawn = [] if again is None else [place for place, part in codes if not torch.equal(part, again[place])]
        alike = codes[0][1].shape == codes[1][1].shape == codes[2][1].shape
        if alike and len(drawn) == 1:
            codes = [(place, part) for place, part in codes if place != drawn[0]]
        elif codes[1][1].shape == codes[2][1].shape != codes[0][1].shape:
            codes = codes[1:]  # features first, as in some tutorials
        elif alike and (found := _with_noise_of_export([part for _, part in codes])):
            (first, second, third), kind = found
            first, second, third = (codes[place][0] for place in (first, second, third))
            where = f"mean in place {first + 1}, its width in place {second + 1}, in place {third + 1} a draw whose noise never changes"
            return kind, f"{word} of {len(output)}, {where}", lambda found: (found[first], found[second])
    if len(codes) != 2 or codes[0][1].shape != codes[1][1].shape:
        raise Unreadable(f"{word} of {len(output)} things: {[_what(part) for part in output]}")
    (first, _), (second, _) = codes
    described = f"{word} of {len(output)}, mean in place {first + 1}, its width in place {second + 1}"
    return "unknown", described, lambda found: (found[first], found[second])


def _with_noise_of_export(parts: Sequence[Tensor]) -> tuple[tuple[int, int, int], Spread] | None:
    """Which of three parts, (image, …) each, are the mean, the width and a draw, and what the width is; where the noise of the draw was
    computed when the model was exported for a fixed batch, and is the same at each call.

    Then (draw − mean) / σ is the same for every image that is in the same place of its batch. So it is with mean and draw exchanged: the
    width is taken to follow the mean.
    """
    flat = [part.flatten(1).double() for part in parts]
    for mean, width, draw in ((0, 1, 2), (1, 2, 0)):
        for kind in WIDTHS:
            if kind in ("std", "var") and bool((flat[width] <= 0).any()):
                continue
            noise = (flat[draw] - flat[mean]) * torch.exp(-0.5 * TO_LOGVAR[kind](flat[width]))
            level = noise.abs().max()
            if not bool(level.isfinite()) or level < 1e-3:
                continue
            for batch in range(1, len(noise) // 2 + 1):
                if float((noise[batch:] - noise[:-batch]).abs().max()) <= 1e-3 * float(level):
                    return (mean, width, draw), kind
    return None


def _of_names(output: Any, image_numel: int) -> Form:
    get, names = _getter(output)
    for wrapper in WRAPPERS:
        if wrapper in names and get(wrapper) is not None:
            kind, described, take = _form(get(wrapper), None, image_numel)
            return kind, f"{type(output).__name__}.{wrapper}, {described}", _inside(_named(wrapper), take)
    mean = next((name for name in MEANS if name in names and isinstance(get(name), Tensor)), None)
    if mean is None:
        raise Unreadable(f"{_what(output)} with {sorted(name for name in names if not name.startswith('_'))[:12]}")
    for kind, known in SPREADS.items():
        for name in known:
            value = get(name) if name in names else None
            if isinstance(value, Tensor) and value.shape == get(mean).shape:
                return kind, f"{_what(output)} with {mean} and {name}", _both(_named(mean), _named(name))
    return "none", f"{_what(output)} with {mean}", _both(_named(mean), lambda _: None)


def _inside(get: Callable[[Any], Any], take: Take) -> Take:
    return lambda found: take(get(found))


def _both(mu: Callable[[Any], Any], spread: Callable[[Any], Any]) -> Take:
    return lambda found: (mu(found), spread(found))


def _named(name: str) -> Callable[[Any], Any]:
    return lambda found: _getter(found)[0](name)


def _getter(output: Any) -> tuple[Callable[[str], Any], set[str]]:
    if isinstance(output, Mapping):
        return output.get, {str(name) for name in output}
    return (lambda name: getattr(output, name, None)), set(dir(output))


def _has_posterior(part: Any) -> bool:
    _, names = _getter(part)
    return any(wrapper in names for wrapper in WRAPPERS) or any(
        mean in names and any(name in names for known in SPREADS.values() for name in known) for mean in MEANS
    )


def _what(value: Any) -> str:
    return f"tensor {_shape(value)}" if isinstance(value, Tensor) else type(value).__name__


def _shape(value: Tensor) -> str:
    return "×".join(str(size) for size in value.shape)


TO_LOGVAR: dict[Spread, Callable[[Tensor], Tensor]] = {
    "logvar": lambda spread: spread,
    "logstd": lambda spread: 2 * spread,
    "std": lambda spread: 2 * torch.log(spread.clamp_min(1e-12)),
    "var": lambda spread: torch.log(spread.clamp_min(1e-12)),
}
"""log σ² of each kind; what is `unknown` is not turned into anything."""


def kind_by_draws(spread: Tensor, drawn_std: Tensor) -> Spread:
    """Which kind `spread` is, given the standard deviation that draws have been measured to have, both (latent,).

    The nearest by mean |log σ − log σ measured|, if it is near (within a third) and the second best is twice as far; else `unknown`.
    """
    measured = drawn_std.clamp_min(1e-12).log()
    distance: dict[Spread, float] = {}
    for kind, to_logvar in TO_LOGVAR.items():
        if kind in ("std", "var") and bool((spread < 0).any()):
            continue
        distance[kind] = float((to_logvar(spread) / 2 - measured).abs().mean())
    best, *others = sorted(distance, key=distance.__getitem__)
    near = distance[best] < 1 / 3 and all(distance[other] > 2 * distance[best] for other in others)
    return best if near else "unknown"
