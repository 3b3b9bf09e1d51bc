"""What text from outside may be: parameters of addresses and of requests, each a kind with its limits. One reading, one wording and one
way of writing for all of them.

Limits that are known only when a model has been opened go by a name: `Number(below="num_nodes")` is read with `{"num_nodes": 34}`. The
browser reads the same tables, see `frontend/src/parts/address/parameters.ts`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

Limits = Mapping[str, Any]
NONE: Limits = {}
WHOLE = re.compile(r"-?[0-9]{1,12}")
DECIMAL = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,12})?")
"""Counted before they are read: a million digits would take their time."""

MOST_LISTED = 24
"""Of what is known, in a message"""


class Mended(ValueError):
    """Something else than what was asked for is used."""

    def __init__(self, value: Any, how: str, why: str) -> None:
        super().__init__(why)
        self.value, self.how = value, how


@runtime_checkable
class Parameter(Protocol):
    @property
    def start(self) -> Any:
        """The value where nothing is said; None: there is none."""
        ...

    def read(self, text: str, limits: Limits = NONE) -> Any:
        """Raises ValueError, with what was expected and what came, for what is no such value; `Mended` if another one takes its place."""
        ...

    def write(self, value: Any) -> str: ...


@dataclass(frozen=True, kw_only=True)
class Number:
    """From `min` to `max`, or below a named limit; whole where `step` is 1 or more."""

    min: float = 0
    max: float = math.inf
    below: str = ""
    step: float = 1
    start: float | None = None
    clamp: bool = False
    """Too large or too small a number is brought to the end instead of being left out."""
    label: str = ""

    def read(self, text: str, limits: Limits = NONE) -> float:
        most = limits[self.below] - 1 if self.below else self.max
        whole = self.step >= 1
        if (WHOLE if whole else DECIMAL).fullmatch(text):
            value = int(text) if whole else float(text)
            if self.min <= value <= most:
                return value
            if self.clamp:
                end = min(max(value, self.min), most)
                raise Mended(end, f"brought to {_decimal(end)}", self._wrong(text, most))
        raise ValueError(self._wrong(text, most))

    def write(self, value: float) -> str:
        return _decimal(value)

    def _wrong(self, text: str, most: float) -> str:
        what = f"a {'whole ' * (self.step >= 1)}number"
        end = f" from {self.min:,.12g} to {most:,.12g}" if most < math.inf else f" from {self.min:,.12g} on"
        return f"expected {what}{end}, got {text[:20]!r}"


COUNT = Number(max=10**9 - 1)
"""Whatever can be counted here: a node, a row"""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One of `options`, which have words for each, or of those in a named limit."""

    options: dict[str, Any] = field(default_factory=dict)
    among: str = ""
    start: str | None = None
    label: str = ""

    def read(self, text: str, limits: Limits = NONE) -> str:
        known = limits[self.among] if self.among else self.options
        if text not in known:
            raise ValueError(f"expected one of {_listed(known)}, got {text[:40]!r}")
        return text

    def write(self, value: str) -> str:
        return value


@dataclass(frozen=True, kw_only=True)
class Several:
    """Some of `options`, each once. `start`: None for all of them."""

    options: dict[str, Any] = field(default_factory=dict)
    among: str = ""
    start: tuple[str, ...] | None = None
    empty: bool = False
    """None at all can be said."""
    ordered: bool = False
    """In the order that is said, not in that of the options."""
    joined_by: str = "_"

    def read(self, text: str, limits: Limits = NONE) -> tuple[str, ...]:
        known = limits[self.among] if self.among else self.options
        asked = tuple(dict.fromkeys(text.split(self.joined_by))) if text or not self.empty else ()
        found = tuple(name for name in asked if name in known) if self.ordered else tuple(name for name in known if name in asked)
        wrong = next((name for name in asked if name not in known), None)
        if wrong is None:
            return found
        why = f"expected some of {_listed(known)}, got {wrong[:40]!r}"
        raise Mended(found, "kept in part", why) if found else ValueError(why)

    def write(self, value: Iterable[str]) -> str:
        return self.joined_by.join(value)


@dataclass(frozen=True, kw_only=True)
class Numbers:
    """As many finite numbers as a named limit says, up to `largest` in size, joined by underscores."""

    count: str
    largest: float
    decimals: int
    start: None = None

    def read(self, text: str, limits: Limits = NONE) -> tuple[float, ...]:
        words, count = text.split("_"), limits[self.count]
        if len(words) != count:
            raise ValueError(
                f"it has {len(words)} numbers, but this model has {count} latents; check that link and model belong together"
            )
        try:
            numbers = tuple(float(word) for word in words)
        except ValueError:
            raise ValueError("it is not a list of numbers joined by underscores; copy the link again") from None
        if not all(math.isfinite(number) and abs(number) <= self.largest for number in numbers):
            raise ValueError(f"it holds a value that is not a finite number up to ±{self.largest:,.0f}; copy the link again")
        return numbers

    def write(self, value: Iterable[float]) -> str:
        return "_".join(_decimal(number, self.decimals) for number in value)


@dataclass(frozen=True, kw_only=True)
class Wholes:
    """Whole numbers from 0 on: one below each size in the named limit `sizes`, or up to `at_most` of them below the limit `below`."""

    joined_by: str
    sizes: str = ""
    """Of a limit that maps what each number is to where it ends."""
    below: str = ""
    at_most: int = 0
    start: tuple[int, ...] | None = None

    def read(self, text: str, limits: Limits = NONE) -> tuple[int, ...]:
        words = text.split(self.joined_by)
        sizes = limits[self.sizes] if self.sizes else {f"number {i + 1}": limits[self.below] for i in range(self.at_most)}
        if self.sizes and len(words) != len(sizes):
            raise ValueError(
                f"expected {len(sizes)} whole numbers joined by {self.joined_by!r}, for {', '.join(sizes)}, got {text[:40]!r}"
            )
        return tuple(int(self._read(*pair)) for pair in zip(words, sizes.items(), strict=False))

    def _read(self, word: str, place: tuple[str, int]) -> float:
        name, size = place
        try:
            return Number(max=size - 1).read(word)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from None

    def write(self, value: Iterable[int]) -> str:
        return self.joined_by.join(map(str, value))


@dataclass(frozen=True, kw_only=True)
class Flag:
    """Said or not."""

    start: bool = False

    def read(self, text: str, limits: Limits = NONE) -> bool:
        del limits
        if text != "1":
            raise ValueError(f"expected 1 or nothing, got {text[:20]!r}")
        return True

    def write(self, value: bool) -> str:
        return "1" if value else "0"


@dataclass(frozen=True)
class Own:
    """Of a form that only its page knows."""

    reader: Callable[[str, Limits], Any]
    writer: Callable[[Any], str]
    start: Any = None

    def read(self, text: str, limits: Limits = NONE) -> Any:
        return self.reader(text, limits)

    def write(self, value: Any) -> str:
        return self.writer(value)


def asked(query: Mapping[str, str], name: str, one: Parameter, limits: Limits = NONE, *, missing: str = "") -> Any:
    """Of a request. `missing`: what it says where it says nothing.

    Raises ValueError, with the name, what was expected and what came.
    """
    try:
        return one.read(query.get(name, missing), limits)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def _listed(names: Iterable[str]) -> str:
    names = list(names)
    return ", ".join(names[:MOST_LISTED]) + f" and {len(names) - MOST_LISTED} more" * (len(names) > MOST_LISTED)


def _decimal(value: float, decimals: int = 4) -> str:
    """Without zeros at the end, as JavaScript writes it."""
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text
