"""What a visitor looks at, and its form in the page's address: model, z, input and the names given to latents."""

from __future__ import annotations

import base64
import json
import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from vizvae.latent_names import MAX_NAME

LARGEST = 1e6
"""Of a latent, in size. The data lie within a few units of 0; from 3.4e38 on it would be infinite in the decoder's numbers."""


@dataclass(frozen=True, kw_only=True)
class InputImage:
    """The image that was encoded: one of the sample by number, or framed grey pixels that were drawn or uploaded."""

    kind: Literal["data", "drawing", "upload"]
    index: int | None = None
    pixels: bytes | None = None

    def to_json(self) -> dict[str, Any]:
        if self.kind == "data":
            return {"kind": "data", "index": self.index}
        return {"kind": self.kind, "pixels": pack_pixels(self.pixels or b"")}


@dataclass(frozen=True, kw_only=True)
class View:
    model: str
    z: tuple[float, ...] | None = None
    """None: the posterior mean of the input."""
    input: InputImage | None = None
    names: dict[str, str] = field(default_factory=dict)
    """Latent number to the name a person gave it."""


def view_to_query(view: View) -> dict[str, str]:
    """The address's parameters; three decimals of z are more than a screen shows."""
    query = {"model": view.model}
    if view.z is not None:
        query["z"] = "_".join(f"{value:.3f}".rstrip("0").rstrip(".") for value in view.z)
    if view.input is not None:
        packed = view.input.to_json()
        query["input"] = f"{view.input.kind}-{packed.get('index', packed.get('pixels'))}"
    if view.names:
        query["names"] = json.dumps(view.names, ensure_ascii=False, separators=(",", ":"))
    return query


def view_from_query(
    query: Mapping[str, str], *, model: str, latent_dim: int, num_pixels: int, num_images: int
) -> tuple[View, list[str]]:
    """The view for `model` in an address, and a sentence for each parameter that could not be used. What can be used is kept."""
    problems: list[str] = []

    def attempt(name: str, read: Any, default: Any) -> Any:
        if name not in query:
            return default
        try:
            return read(query[name])
        except ValueError as error:
            problems.append(str(error))
            return default

    return View(
        model=model,
        z=attempt("z", lambda text: read_z(text.split("_"), latent_dim), None),
        input=attempt("input", lambda text: _read_input(text, num_pixels, num_images), None),
        names=attempt("names", lambda text: _read_names(_json_object(text), latent_dim), {}),
    ), problems


def view_from_component(value: Mapping[str, Any], *, latent_dim: int, num_pixels: int, num_images: int) -> View:
    """The view that the browser reports when the pointer is released.

    Raises ValueError if it is not one.
    """
    try:
        image = value["input"]
        packed = None if image is None else f"{image['kind']}-{image['index' if image['kind'] == 'data' else 'pixels']}"
        numbers = [str(number) for number in value["z"]]
        model, names = str(value["model"]), value["names"]
    except (KeyError, TypeError) as error:
        raise ValueError(f"Expected a view with model, z, input and names ({error!r}).") from error
    return View(
        model=model,
        z=read_z(numbers, latent_dim),
        input=None if packed is None else _read_input(packed, num_pixels, num_images),
        names=_read_names(names, latent_dim),
    )


def read_z(numbers: list[str], latent_dim: int) -> tuple[float, ...]:
    """Raises ValueError for a wrong count or a value that is no finite number."""
    if len(numbers) != latent_dim:
        raise ValueError(
            f"The link's z has {len(numbers)} numbers, but this model has {latent_dim} latents. "
            "It was left out; check that link and model belong together."
        )
    try:
        z = tuple(float(number) for number in numbers)
    except ValueError:
        raise ValueError(
            "The link's z is not a list of numbers joined by underscores. It was left out; copy the link again."
        ) from None
    if not all(math.isfinite(value) and abs(value) <= LARGEST for value in z):
        raise ValueError(
            f"The link's z holds a value that is not a finite number up to ±{LARGEST:,.0f}. It was left out; copy the link again."
        )
    return z


def pack_pixels(pixels: bytes) -> str:
    """Raw-deflated, in the alphabet of addresses: what CompressionStream("deflate-raw") makes in the browser."""
    squeeze = zlib.compressobj(level=9, wbits=-zlib.MAX_WBITS)
    return base64.urlsafe_b64encode(squeeze.compress(pixels) + squeeze.flush()).rstrip(b"=").decode()


def unpack_pixels(text: str, num_pixels: int) -> bytes:
    """Raises ValueError if `text` does not unpack to exactly `num_pixels` bytes; never unpacks more than one byte beyond."""
    try:
        packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        pixels = zlib.decompressobj(wbits=-zlib.MAX_WBITS).decompress(packed, num_pixels + 1)
    except (ValueError, zlib.error):
        pixels = b""
    if len(pixels) != num_pixels:
        raise ValueError("The link's input image is damaged or belongs to another model. It was left out; copy the link again.")
    return pixels


def _read_input(text: str, num_pixels: int, num_images: int) -> InputImage:
    kind, _, value = text.partition("-")
    if kind == "data":
        # Counted before it is read: int() takes its time over a million digits.
        if not value.isascii() or not value.isdigit() or len(value) > 9 or int(value) >= num_images:
            raise ValueError(
                f"The link's input must be an image number from 0 to {num_images - 1}, got {value[:20]!r}. It was left out."
            )
        return InputImage(kind="data", index=int(value))
    if kind == "drawing" or kind == "upload":
        return InputImage(kind=kind, pixels=unpack_pixels(value, num_pixels))
    raise ValueError(f"The link's input must start with data-, drawing- or upload-, got {text[:20]!r}. It was left out.")


def _read_names(names: Any, latent_dim: int) -> dict[str, str]:
    known = {str(latent) for latent in range(latent_dim)}
    if not isinstance(names, dict) or not set(names) <= known or not all(isinstance(name, str) for name in names.values()):
        raise ValueError(
            f"The link's names must be a JSON object from latent numbers below {latent_dim} to names. They were left out."
        )
    return {latent: name[:MAX_NAME] for latent, name in names.items() if name.strip()}


def _json_object(text: str) -> Any:
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        raise ValueError("The link's names are not valid JSON. They were left out; copy the link again.") from None
