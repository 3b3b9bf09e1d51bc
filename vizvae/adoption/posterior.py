"""What an encoder gives back, read as a posterior: a pair, a list, a distribution, an object or a mapping, in whatever names people use."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Literal, NamedTuple

import torch
from torch import Tensor

from vizvae.adoption.posterior_words import CODES, MEANS, WIDTHS, WRAPPERS, Spread, hints_at_width, is_draw, role_of
from vizvae.adoption.width_kinds import TO_LOGVAR

Take = Callable[[Any], tuple[Tensor, Tensor | None]]
"""From an encoder's output to the mean and what says how wide it is"""


Evidence = Literal["form", "name", "word", "place"]
"""Why the second part is taken for what it is. `form`: a distribution, or measured. `name`: a word that is known. `word`: one that is not,
beside a mean. `place`: the second of two."""


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
    evidence: Evidence = "form"


class Unreadable(ValueError):
    """An output that is no posterior; the message says what it is."""


def read_posterior(output: Any, again: Any = None, *, image_numel: int = 0) -> Parts:
    """The mean, and what says how wide it is. `again`: the output for the same images a second time, by which a draw is told from a mean.
    `image_numel`: pixels of an image; a tensor of as many is a reconstruction and passed over.

    Raises Unreadable for anything else.
    """
    form = _form(output, again, image_numel)
    mu, spread = form.take(output)
    return Parts(mu, spread, form.kind, form.described, form.take, form.evidence)


class Form(NamedTuple):
    kind: Spread
    described: str
    take: Take
    evidence: Evidence = "form"

    def inside(self, described: str, get: Callable[[Any], Any]) -> Form:
        """The same of what `get` finds in an output."""
        take = self.take
        return self._replace(described=described, take=lambda found: take(get(found)))


def _form(output: Any, again: Any, image_numel: int) -> Form:
    if isinstance(output, torch.distributions.Distribution):
        return _of_distribution(output)
    if isinstance(output, Tensor):
        return Form("none", f"a tensor of {_shape(output)}", lambda found: (found, None))
    fields = getattr(output, "_fields", ())
    if isinstance(output, (tuple, list)) and not any(role_of(name) == "mean" for name in fields):
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
    return Form("std", f"a distribution ({type(inner).__name__})", take)


def _of_sequence(output: Sequence[Any], again: Any, image_numel: int) -> Form:
    word = "a list" if isinstance(output, list) else "a tuple"
    groups = [part for part in output if isinstance(part, (tuple, list)) and len(part) >= 2 and isinstance(part[0], Tensor)]
    if len(groups) == len(output) >= 2:
        raise Unreadable(
            f"{word} of {len(output)} groups of tensors, so that there is more than one code: give one, of all together"
        )
    for place, part in enumerate(output):
        inside = isinstance(part, (tuple, list)) and len(part) >= 2 and all(isinstance(value, Tensor) for value in part)
        posterior = part is not None and not isinstance(part, (Tensor, tuple, list)) and _has_posterior(part)
        if inside or posterior or isinstance(part, torch.distributions.Distribution):
            form = _form(part, None if again is None else again[place], image_numel)
            return form.inside(f"{word} with {form.described} in place {place + 1}", itemgetter(place))
    tensors = [(place, part) for place, part in enumerate(output) if isinstance(part, Tensor) and part.dim() >= 2]
    codes = [(place, part) for place, part in tensors if len(tensors) < 3 or part[0].numel() != image_numel]
    if not codes:
        raise Unreadable(f"{word} of {len(output)} things, none of them a code: {[_what(part) for part in output]}")
    if len(codes) == 1:
        (only, _), *_ = codes
        return Form("none", f"{word} with one code, in place {only + 1}", lambda found: (found[only], None))
    if len(codes) == 3:
        drawn = [] if again is None else [place for place, part in codes if not torch.equal(part, again[place])]
        alike = codes[0][1].shape == codes[1][1].shape == codes[2][1].shape
        same = [(one, other) for one, other in ((0, 1), (1, 2), (0, 2)) if alike and torch.equal(codes[one][1], codes[other][1])]
        if alike and len(drawn) == 1:
            codes = [(place, part) for place, part in codes if place != drawn[0]]
        elif not drawn and len(same) == 1:  # a draw that in evaluation is the mean
            ((mean, also),) = same
            codes = [codes[mean], codes[3 - mean - also]]
        elif codes[1][1].shape == codes[2][1].shape != codes[0][1].shape:
            codes = codes[1:]  # features first, as in some tutorials
        elif alike and (found := _with_noise_of_export([part for _, part in codes])):
            (first, second, third), kind = found
            first, second, third = (codes[place][0] for place in (first, second, third))
            where = f"mean in place {first + 1}, its width in place {second + 1}, in place {third + 1} a draw whose noise never changes"
            return Form(kind, f"{word} of {len(output)}, {where}", lambda found: (found[first], found[second]))
    if len(codes) != 2 or codes[0][1].shape != codes[1][1].shape:
        raise Unreadable(f"{word} of {len(output)} things: {[_what(part) for part in output]}")
    (first, _), (second, _) = codes
    described = f"{word} of {len(output)}, mean in place {first + 1}, its width in place {second + 1}"
    return Form("unknown", described, lambda found: (found[first], found[second]), "place")


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
            form = _form(get(wrapper), None, image_numel)
            return form.inside(f"{type(output).__name__}.{wrapper}, {form.described}", _named(wrapper))
    mean = _mean_name(names, get)
    if mean is None:
        raise Unreadable(f"{_what(output)} with {sorted(name for name in names if not name.startswith('_'))[:12]}")
    alike = [
        name
        for name in sorted(names)
        if role_of(name) in WIDTHS and isinstance(value := get(name), Tensor) and value.shape == get(mean).shape
    ]
    for kind in WIDTHS:
        for name in alike:
            if role_of(name) == kind:
                return Form(kind, f"{_what(output)} with {mean} and {name}", _both(_named(mean), _named(name)), "name")
    others = [name for name in _held(output) if _may_be_width(name, get(name), get(mean))]
    if len(others) == 1:
        described = f"{_what(output)} with {mean} and {others[0]}"
        evidence: Evidence = "place" if hints_at_width(others[0]) else "word"
        return Form("unknown", described, _both(_named(mean), _named(others[0])), evidence)
    return Form("none", f"{_what(output)} with {mean}", _both(_named(mean), lambda _: None))


def _mean_name(names: set[str], get: Callable[[str], Any]) -> str | None:
    better = [name for name in MEANS if name not in CODES]
    read = sorted(name for name in names if role_of(name) == "mean")
    return next((name for name in (*better, *read, *CODES) if name in names and isinstance(get(name), Tensor)), None)


def _may_be_width(name: str, value: Any, mean: Tensor) -> bool:
    of_form = isinstance(value, Tensor) and value.shape == mean.shape
    return of_form and name not in CODES and role_of(name) != "mean" and not is_draw(name)


def _both(mu: Callable[[Any], Any], spread: Callable[[Any], Any]) -> Take:
    return lambda found: (mu(found), spread(found))


def _named(name: str) -> Callable[[Any], Any]:
    return lambda found: _getter(found)[0](name)


def _getter(output: Any) -> tuple[Callable[[str], Any], set[str]]:
    if isinstance(output, Mapping):
        return output.get, {name for name in output if isinstance(name, str)}
    return (lambda name: getattr(output, name, None)), set(dir(output))


def _held(output: Any) -> list[str]:
    """Names of what it holds, without those of its class."""
    held = output if isinstance(output, Mapping) else getattr(output, "_fields", None) or getattr(output, "__dict__", {})
    return [name for name in held if isinstance(name, str)]


def _has_posterior(part: Any) -> bool:
    get, names = _getter(part)
    return any(wrapper in names for wrapper in WRAPPERS) or (
        _mean_name(names, get) is not None and any(role_of(name) in WIDTHS for name in names)
    )


def _what(value: Any) -> str:
    return f"tensor {_shape(value)}" if isinstance(value, Tensor) else type(value).__name__


def _shape(value: Tensor) -> str:
    return "×".join(str(size) for size in value.shape)
