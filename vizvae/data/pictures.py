"""One picture file, whatever it is, to pixels: upright, opaque, eight bits, grey or RGB.

A data set of one's own and the picture that a visitor uploads go through here alike.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageCms, ImageColor, ImageOps, UnidentifiedImageError

from vizvae.data.fit import AUTO

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "DIB", "TIFF", "PPM", "ICO", "JPEG2000", "AVIF")
"""Not EPS and PDF, which are programs, nor formats without a signature, which any bytes may be."""
READABLE = "a PNG, JPEG, WebP, GIF, BMP, TIFF, PGM/PPM, ICO, JPEG 2000 or AVIF picture"
SUFFIXES = (
    *(".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".webp", ".gif", ".bmp", ".dib", ".tif", ".tiff"),
    *(".pgm", ".ppm", ".pbm", ".pnm", ".ico", ".jp2", ".avif"),
)
OTHER_PICTURES = (".heic", ".heif", ".svg", ".eps", ".psd", ".tga", ".raw", ".dng", ".cr2", ".nef", ".arw", ".xcf")
"""Suffixes of what a person calls a picture too, and which is not read"""
MAX_PIXELS = 100_000_000
DEEP = ("I", "F", "I;16", "I;16B", "I;16L", "I;16N")
"""Pillow's modes of more than eight bits, all of them grey"""
SCALED_AT_ONCE = 1 << 20
"""Pixels that are scaled at a time: of a large picture no second copy in floats is made"""
WHITE_IS_ZERO, PHOTOMETRIC = 0, 262
ORIENTATION = 0x0112


class PictureError(ValueError):
    """A file that cannot be shown as a picture. The message says what is wrong with it, and begins with a small letter."""


@dataclass(frozen=True)
class Picture:
    image: Image.Image
    """Mode L or RGB"""
    size: tuple[int, int]
    """(width, height) as found, before it was turned or shrunk"""
    mode: str
    """As found, in Pillow's words"""
    format: str
    notes: tuple[str, ...]
    """What was done to it beyond decoding, for a reader: `16-bit grey scaled from 1,200 … 39,450`"""


def read_picture(
    source: bytes | Path, *, max_pixels: int = MAX_PIXELS, ground: str = AUTO, grey: bool = False, wanted: int | None = None
) -> Picture:
    """`wanted`: pixels a side that the caller will shrink it to; a JPEG is then decoded at a fraction of its size.

    Raises PictureError for what is no picture, is damaged, too large by its header, or transparent all over, and ValueError for a ground
    that is no colour.
    """
    with quiet_pillow():
        return decoded(source, max_pixels=max_pixels, ground=ground, grey=grey, wanted=wanted)


@contextmanager
def quiet_pillow() -> Generator[None]:
    """Without Pillow's warnings: of large pictures, for which there is a limit here, and of EXIF that does not matter.

    Python's warnings are the whole process's: whoever reads with several threads enters here once, and they call `decoded`.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def check_ground(ground: str) -> str:
    """Raises ValueError unless it is `auto` or a colour as Pillow and CSS know them."""
    if ground != AUTO:
        try:
            ImageColor.getrgb(ground)
        except ValueError:
            raise ValueError(f"expected auto or a colour for the ground, such as white or #d0d0d0; got {ground[:40]!r}") from None
    return ground


def decoded(
    source: bytes | Path | Image.Image,
    *,
    max_pixels: int = MAX_PIXELS,
    ground: str = AUTO,
    grey: bool = False,
    wanted: int | None = None,
) -> Picture:
    """`read_picture` for who is within `quiet_pillow`, and of a picture that is in memory already."""
    if isinstance(source, Image.Image):
        return _prepared(source, max_pixels, ground, grey, wanted)
    if source == b"":
        raise PictureError("it is empty (0 bytes)")
    try:
        with Image.open(io.BytesIO(source) if isinstance(source, bytes) else source, formats=FORMATS) as image:
            return _prepared(image, max_pixels, ground, grey, wanted)
    except PictureError:
        raise
    except (Image.DecompressionBombError, MemoryError) as error:
        raise PictureError(f"it has far more than {max_pixels / 1e6:.0f} megapixels") from error
    except UnidentifiedImageError as error:
        raise PictureError(_what_instead(source)) from error
    except Exception as error:
        # Pillow's decoders raise nearly anything for a damaged file: OSError, SyntaxError, struct.error, IndexError, ZeroDivisionError, …
        raise PictureError(f"it is damaged or cut short ({str(error)[:80] or type(error).__name__})") from error


def _prepared(image: Image.Image, max_pixels: int, ground: str, grey: bool, wanted: int | None) -> Picture:
    size, mode, kind = image.size, image.mode, image.format or ""
    if size[0] * size[1] > max_pixels:
        raise PictureError(
            f"it has {size[0]} × {size[1]} = {size[0] * size[1] / 1e6:.0f} megapixels, more than {max_pixels / 1e6:.0f} megapixels"
        )
    notes: list[str] = []
    if kind != "MPO" and getattr(image, "is_animated", False):  # an MPO is a photograph with smaller copies of itself
        notes.append("the first of its frames" if kind != "TIFF" else "the first of its pages")
        image.seek(0)
    if wanted and kind in ("JPEG", "MPO"):
        image.draft("L" if grey else None, (2 * wanted, 2 * wanted))  # twice: what is left is shrunk with care
    image.load()
    try:
        turned = image.getexif().get(ORIENTATION, 1) not in (0, 1)
        if turned:
            ImageOps.exif_transpose(image, in_place=True)
            notes.append("turned as the camera was held")
    except Exception:  # EXIF is written by anybody, and read by Pillow with whatever exception comes
        notes.append("its EXIF cannot be read: it may lie on its side")
    if mode in DEEP:
        image = _eight_bits(image, ground, notes)
    elif image.has_transparency_data or "A" in mode or "a" in mode:
        if wanted and (times := min(image.size) // (8 * wanted)) > 1 and image.mode in ("RGBA", "LA"):
            image = image.reduce(times)  # three copies of it are about to be made
        image = _on_ground(image.convert("RGBA"), ground, notes)
    if image.mode == "LAB":
        image = _from_lab(image)
    plain = "L" if grey or image.mode in ("1", "L") else "RGB"
    if plain == "L" and image.mode not in ("1", "L", "RGB"):
        image = image.convert("RGB")
    return Picture(image if image.mode == plain else image.convert(plain), size, mode, kind, tuple(notes))


def _eight_bits(image: Image.Image, ground: str, notes: list[str]) -> Image.Image:
    """Scaled by the range of its own values, whatever that is: cameras, scanners and microscopes rarely use all sixteen bits."""
    values = np.asarray(image)
    known = np.isfinite(values) if image.mode == "F" else np.ones((1, 1), bool)
    if not known.any():
        raise PictureError("none of its values is a number")
    where = np.broadcast_to(known, values.shape)
    low = float(np.min(values, where=where, initial=np.inf if image.mode == "F" else np.iinfo(values.dtype).max))
    high = float(np.max(values, where=where, initial=-np.inf if image.mode == "F" else np.iinfo(values.dtype).min))
    inverted = image.format == "TIFF" and getattr(image, "tag_v2", {}).get(PHOTOMETRIC) == WHITE_IS_ZERO
    out = np.empty(values.shape, np.uint8)
    full = 1.0 if image.mode == "F" else 65535.0
    rows = max(1, SCALED_AT_ONCE // values.shape[1])
    for top in range(0, len(values), rows):
        part = values[top : top + rows].astype(np.float64)
        level = (part - low) / (high - low) if high > low else np.clip(part / full, 0, 1)
        level = np.nan_to_num(level, nan=0.0, posinf=1.0, neginf=0.0)
        out[top : top + rows] = np.rint(255 * (1 - level if inverted else level))
    name = "float grey" if image.mode == "F" else "16-bit grey" if high <= 65535 and low >= 0 else "32-bit grey"
    notes.append(f"{name} scaled from {low:,.6g} … {high:,.6g}" if high > low else f"{name} of one level, {low:,.6g}")
    eight = Image.fromarray(out)
    clear = image.info.get("transparency")
    if isinstance(clear, int):
        alpha = Image.fromarray(np.where(values == clear, 0, 255).astype(np.uint8))
        return _on_ground(Image.merge("LA", (eight, alpha)).convert("RGBA"), ground, notes).convert("L")
    return eight


def _on_ground(rgba: Image.Image, ground: str, notes: list[str]) -> Image.Image:
    """Laid on `ground`, or where that is left to us on black under light ink and on white under dark ink."""
    alpha = rgba.getchannel("A")
    least, most = alpha.getextrema()
    if least == 255:
        return rgba.convert("RGB")
    if most == 0:
        raise PictureError("it is transparent all over: there is nothing on it to see")
    if ground == AUTO:
        # Of a large picture its small copy tells: Pillow weighs by alpha when it shrinks.
        small = rgba if max(rgba.size) <= 512 else rgba.resize((256, 256), Image.Resampling.BOX)
        opacity = np.asarray(small.getchannel("A"), np.float64)
        light = float((np.asarray(small.convert("L")) * opacity).sum() / max(opacity.sum(), 1.0))
        ground = "black" if light >= 128 else "white"
    notes.append(f"transparent parts laid on {ground}")
    below = Image.new("RGB", rgba.size, ImageColor.getrgb(ground)[:3])
    below.paste(rgba.convert("RGB"), mask=alpha)
    return below


def _from_lab(image: Image.Image) -> Image.Image:
    to_rgb = ImageCms.buildTransform(ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB"), "LAB", "RGB")
    converted = ImageCms.applyTransform(image, to_rgb)
    assert converted is not None
    return converted


def _what_instead(source: bytes | Path) -> str:
    """What a file is that Pillow does not know, where that can be told from how it begins."""
    if isinstance(source, bytes):
        start = source[:64]
    else:
        with source.open("rb") as file:
            start = file.read(64)
    if not start:
        return "it is empty (0 bytes)"
    known = {
        b"%PDF": "a PDF: save its pages as PNG",
        b"%!PS": "a PostScript file: save it as PNG",
        b"PK\x03\x04": "a zip archive",
        b"8BPS": "a Photoshop file: save it as PNG",
        b"\x1f\x8b": "a gzipped file: unpack it",
    }
    for signature, words in known.items():
        if start.startswith(signature):
            return f"it is {words}"
    if start[4:8] == b"ftyp" and start[8:12] in (b"heic", b"heix", b"mif1", b"hevc", b"msf1"):
        return "it is an HEIC photograph, which Pillow does not read: save it as JPEG"
    if b"<svg" in start or start.lstrip().startswith(b"<?xml"):
        return "it is an SVG drawing: save it as PNG"
    return f"it is not {READABLE}"
