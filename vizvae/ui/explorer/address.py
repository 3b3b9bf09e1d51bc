"""What a visitor looks at, and its form in the page's address: model, z, input and the names given to latents.

    ?model=mnist-2d&z=0.5_-1.25&input=data-7&names={"0":"slant"}
    ?model=mnist-2d&input=drawing-Y2AYBcSChv8QOBoSwxcAAA

Its parameters are declared in parameters.json; the browser reads the same file.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from vizvae.latent_names import MAX_NAME
from vizvae.ui.address.codec import declared, read_address, table, write_address
from vizvae.ui.http.parameters import Limits, Number, Own

ScoredAs = Literal["threshold", "draw"]
"""How an image is made black and white for a model of such pixels"""


@dataclass(frozen=True, kw_only=True)
class InputImage:
    """The image that was encoded: one of the sample by number, or framed grey pixels that were drawn or uploaded."""

    kind: Literal["data", "drawing", "upload"]
    index: int | None = None
    pixels: bytes | None = None


@dataclass(frozen=True, kw_only=True)
class View:
    model: str
    z: tuple[float, ...] | None = None
    """None: the posterior mean of the input."""
    input: InputImage | None = None
    names: dict[str, str] = field(default_factory=dict)
    """Latent number to the name a person gave it."""
    scored_as: ScoredAs | None = None
    """Of the input, where a person has chosen it; not in the address"""


def view_to_query(view: View) -> dict[str, str]:
    """The address's parameters; three decimals of z are more than a screen shows."""
    return {"model": view.model} | write_address(PARAMETERS, vars(view))


def view_from_query(
    query: Mapping[str, str], *, model: str, latent_dim: int, num_pixels: int, num_images: int
) -> tuple[View, list[str]]:
    """The view for `model` in an address, and a sentence for each parameter that could not be used. What can be used is kept."""
    limits = {"num_latents": latent_dim, "num_pixels": num_pixels, "num_images": num_images}
    values, problems = read_address(PARAMETERS, query, limits)
    return View(model=model, **values), problems


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
        raise ValueError("the image is damaged or belongs to another model; copy the link again")
    return pixels


def _read_input(text: str, limits: Limits) -> InputImage:
    kind, _, value = text.partition("-")
    if kind == "data":
        return InputImage(kind="data", index=int(Number(max=limits["num_images"] - 1).read(value)))
    if kind == "drawing" or kind == "upload":
        return InputImage(kind=kind, pixels=unpack_pixels(value, limits["num_pixels"]))
    raise ValueError(f"expected data-, drawing- or upload- and an image, got {text[:20]!r}")


def _write_input(image: InputImage) -> str:
    return f"{image.kind}-{pack_pixels(image.pixels or b'') if image.index is None else image.index}"


def _read_names(text: str, limits: Limits) -> dict[str, str]:
    try:
        names = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("they are not valid JSON; copy the link again") from None
    known = {str(latent) for latent in range(limits["num_latents"])}
    if not isinstance(names, dict) or not set(names) <= known or not all(isinstance(name, str) for name in names.values()):
        raise ValueError(f"expected a JSON object from latent numbers below {len(known)} to names")
    return {latent: name[:MAX_NAME] for latent, name in names.items() if name.strip()}


def _write_names(names: dict[str, str]) -> str:
    return json.dumps(names, ensure_ascii=False, separators=(",", ":"))


PARAMETERS = table(
    declared(Path(__file__).parent),
    input=Own(_read_input, _write_input),
    names=Own(_read_names, _write_names, start={}),
)
