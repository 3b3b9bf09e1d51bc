"""What Python and the browser tell each other. Each form of it is declared once, in the `contract.py` of a room, from which
`scripts/contracts.py` writes the `contract.ts` beside the room's TypeScript.

A `Payload` is what Python tells, a `Message` what the browser says: as a component's report or as the body of a request. Fields are in
camelCase on the way, unless a class says `rename=None`. Bytes and arrays are fetched from addresses of their own, never told as JSON.
"""

from __future__ import annotations

import re
from typing import Any, Generic, TypeVar, dataclass_transform, get_args, get_origin

import msgspec

from vizvae.config import check_json

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
WORDS = {
    "int": "a whole number", "float": "a number", "str": "text", "bool": "true or false", "array": "a list", "object": "an object",
    "null": "nothing",
}  # fmt: skip
"""For what msgspec calls types"""
PLACED = re.compile(r"(?P<what>.*?)(?: - at `(?P<key>key in )?(?P<place>\$[^`]*)`)?", re.DOTALL)
"""What msgspec says, and where"""


@dataclass_transform(kw_only_default=True, frozen_default=True)
class _Form(msgspec.StructMeta):
    """All fields by name: msgspec would say so of those of a class alone, and not of those that derive from it."""

    def __new__(cls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any) -> Any:
        return super().__new__(cls, name, bases, namespace, **{"kw_only": True, **options})


class Payload(msgspec.Struct, metaclass=_Form, frozen=True, rename="camel", forbid_unknown_fields=True):
    """What Python tells the browser."""


class Message(msgspec.Struct, metaclass=_Form, frozen=True, rename="camel", forbid_unknown_fields=True):
    """What the browser says. A field with a default can be left out."""


class Encoded(Generic[T_co]):
    """JSON of a value that is the same for many visitors: turned into text once, and put as it is into what each of them is told."""

    __slots__ = ("raw",)

    def __init__(self, value: T_co) -> None:
        self.raw = msgspec.Raw(encode(value))


def encode(value: Any) -> bytes:
    """JSON. A number that is not finite becomes null."""
    return _encoder.encode(value)


def read(kind: type[T], value: Any) -> T:
    """`value`, as JSON has brought it, as a `kind`, most often a `Message`.

    Raises ValueError, with the place, what was expected and what came, for anything else.
    """
    check_json("what was sent", value)
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise ValueError(_sentence(str(error), kind, value)) from None


def _raw(value: Any) -> Any:
    if isinstance(value, Encoded):
        return value.raw
    raise TypeError(f"expected what JSON can hold, got {type(value).__name__}")


_encoder = msgspec.json.Encoder(enc_hook=_raw)


def _sentence(said: str, kind: Any, value: Any) -> str:
    """msgspec's message in the words of all others here."""
    found = PLACED.fullmatch(said)
    what, place = (found["what"], found["place"] or "$") if found else (said, "$")
    for name, number in re.findall(r"\.([^.\[]+)|\[(\d+|\.\.\.)\]", place):
        kind = _part_of(kind, name)
        value = value.get(name) if isinstance(value, dict) else value[int(number)] if number.isdigit() else None
    where = place.removeprefix("$").removeprefix(".").replace("[...]", "[]")
    got = "" if value is None else f" {_short(value)}"
    if missing := re.fullmatch(r"Object missing required field `(.+)`", what):
        wanted = ", ".join(_fields(kind))
        return f"{_at(where, missing[1])}expected {wanted}, got no {missing[1]}"
    if unknown := re.fullmatch(r"Object contains unknown field `(.+)`", what, re.DOTALL):
        return f"{_at(where)}expected {', '.join(_fields(kind)) or 'nothing'}, got {_short(unknown[1])}, too"
    if what.startswith("Invalid enum value") and (options := _options(kind)):
        return f"{_at(where)}expected one of {', '.join(map(str, options))}, got{got or ' another'}"
    if types := re.fullmatch(r"Expected `([^`]+)`(.*?), got `([^`]+)`(.*)", what, re.DOTALL):
        wanted = " or ".join(WORDS.get(name, name) for name in types[1].split(" | "))
        return f"{_at(where)}expected {wanted}{types[2]}, got {WORDS.get(types[3], types[3])}{types[4]}{got}"
    return f"{_at(where)}{what[:1].lower()}{what[1:]}{got and f', got{got}'}"


def _at(*places: str) -> str:
    where = ".".join(place for place in places if place)
    return f"{where}: " if where else ""


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _fields(kind: Any) -> list[str]:
    kind = _plain(kind)
    return [field.encode_name for field in msgspec.structs.fields(kind)] if _is_struct(kind) else []


def _part_of(kind: Any, name: str) -> Any:
    """The type of a field, or of the parts of a list, where it is one type."""
    kind = _plain(kind)
    if name and _is_struct(kind):
        return next((field.type for field in msgspec.structs.fields(kind) if field.encode_name == name), None)
    return next(iter(get_args(kind)), None) if get_origin(kind) in (list, tuple) else None


def _options(kind: Any) -> tuple[Any, ...]:
    kind = _plain(kind)
    return get_args(kind) if get_args(kind) and all(isinstance(option, str | int) for option in get_args(kind)) else ()


def _plain(kind: Any) -> Any:
    """Without `| None`."""
    options = [option for option in get_args(kind) if option not in (type(None), msgspec.UnsetType)]
    return options[0] if len(options) == 1 and len(get_args(kind)) > 1 and get_origin(kind) not in (tuple, dict) else kind


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)
