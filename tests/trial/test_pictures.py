"""Ninety-one pictures as people have them, and as nobody should: each becomes a small grey image, or is refused with one sentence."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zlib
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from PIL import Image, ImageDraw

from vizvae.data.pictures import FORMATS
from vizvae.data.registry import image_spec
from vizvae.data.uploads import LONGEST_SIDE, MAX_PIXELS, read_upload

pytestmark = pytest.mark.long
MOST_BYTES = 200_000_000
"""What Python objects may take while one picture is read: Pillow's own pixels are beside it, at most four bytes for each of 16 million."""


def bomb() -> bytes:
    """What a PNG may hold beside its pixels: a hundred kilobytes that unpack to a hundred million."""
    return b"a\x00\x00" + zlib.compress(bytes(100_000_000))


def encoded(picture: Image.Image, format: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format=format, **options)
    return buffer.getvalue()


def drawn(mode: str = "L", size: tuple[int, int] = (60, 40)) -> Image.Image:
    picture = Image.new("RGBA", size, "white")
    width, height = size
    ImageDraw.Draw(picture).line(
        [(width // 4, height // 8), (width // 4, height - height // 8)], fill="black", width=max(1, width // 10)
    )
    if mode == "I;16":
        return Image.fromarray(np.asarray(picture.convert("L")).astype(np.uint16) * 257)
    return picture.convert("RGB").convert(mode) if mode in ("CMYK", "YCbCr") else picture.convert(mode)


def png(width: int, height: int, pixels: bytes = b"", depth: int = 8, colour: int = 0, *more: tuple[bytes, bytes]) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    parts = [(b"IHDR", header), *more, (b"IDAT", zlib.compress(pixels)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, content) for name, content in parts)


def animated(format: str, frames: int = 3) -> bytes:
    # Frames that differ, or Pillow keeps one.
    pictures = [drawn("RGB", (60, 40)).rotate(20 * number, fillcolor="white") for number in range(frames)]
    return encoded(pictures[0], format, save_all=True, append_images=pictures[1:])


def cases() -> Iterator[tuple[str, bytes | Callable[[], bytes], bool | None]]:
    """A name, the file, and whether it is to be read; None where the two are equally right."""
    for format in FORMATS:
        whole = encoded(drawn("RGB"), format)
        yield f"{format} whole", whole, True
        for share in (0, 0.05, 0.3, 0.6, 0.95):
            yield f"{format} cut to {share:.0%}", whole[: int(len(whole) * share)], None if share > 0.5 else False
        yield f"{format} with something after it", whole + b"PK\x03\x04" + bytes(500), True
        yield f"{format} with a foot in its middle", whole[: len(whole) // 2] + bytes(40) + whole[len(whole) // 2 + 40 :], None
    for mode in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        yield f"PNG of mode {mode}", encoded(drawn(mode)), True
    for mode in ("L", "RGB", "CMYK", "YCbCr"):
        yield f"JPEG of mode {mode}", encoded(drawn(mode), "JPEG"), True
    yield "a progressive JPEG", encoded(drawn("RGB"), "JPEG", progressive=True), True
    for turn in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = turn
        yield f"JPEG turned by EXIF {turn}", encoded(drawn("RGB"), "JPEG", exif=exif), True
    yield "JPEG with EXIF that is none", encoded(drawn("RGB"), "JPEG", exif=b"Exif\x00\x00" + bytes(range(200))), True
    for size in ((1, 1), (1, 400), (400, 1), (2, 2), (3000, 2), (2, 3000)):
        yield f"{size[0]} by {size[1]}", encoded(drawn("L", size)), None
    yield "as large as is read", lambda: encoded(drawn("L", (4_000, 4_000))), True
    for width, height in ((4_001, 4_000), (30_000, 30_000), (2**31 - 1, 1), (2**31 - 1, 2**31 - 1), (0, 0), (0, 10)):
        yield f"a bomb's header, {width} by {height}", png(width, height), False
    yield "far more pixels than its header says", lambda: png(10, 10, bytes(50_000_000)), None
    yield (
        "a text chunk that unpacks",
        lambda: png(10, 10, b"", 8, 0, (b"zTXt", bomb())),
        False,
    )
    yield (
        "a colour profile that unpacks",
        lambda: png(10, 10, b"", 8, 0, (b"iCCP", bomb())),
        False,
    )
    yield "a palette of nothing", png(10, 10, bytes(110), 8, 3), None
    for format in ("GIF", "WEBP", "PNG"):
        yield f"an animated {format}", animated(format), True
    for colour in (0, 127, 255):
        yield f"nothing but {colour}", encoded(Image.new("L", (40, 40), colour)), False
    yield "nothing at all, and transparent", encoded(Image.new("RGBA", (40, 40), (0, 0, 0, 0))), False
    yield "a TGA", encoded(drawn("RGB"), "TGA"), False
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
    yield "an SVG", svg, False
    yield "an SVG bomb", b'<!DOCTYPE s [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>' + svg, False
    yield "PostScript", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n(/etc/passwd) (r) file\n", False
    yield "a PDF", b"%PDF-1.4\n1 0 obj <<>> endobj", False
    yield "an archive", b"PK\x05\x06" + bytes(18), False
    yield "text", b"ein Bild, aber keines", False
    yield "zeros", bytes(1_000), False


CASES = {name: (data, readable) for name, data, readable in cases()}


def test_there_are_as_many_as_in_the_trial() -> None:
    assert len(CASES) >= 91


@pytest.mark.parametrize("name", CASES)
def test_a_picture_is_read_or_refused_with_a_sentence(name: str) -> None:
    given, readable = CASES[name]
    data = given() if callable(given) else given
    pixels, message = None, ""
    tracemalloc.start()
    try:
        pixels = read_upload(data, image_spec("mnist")).pixels[0]
    except ValueError as error:
        message = str(error)
    finally:
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert most < MOST_BYTES
    if pixels is None:
        assert not readable, message
        assert message.startswith(("Expected a PNG", "This picture is almost one flat tone"))
        assert "\n" not in message
        assert len(message) < 400
    else:
        assert readable is not False, "nobody can have meant this"
        assert pixels.dtype == np.uint8
        assert pixels.ndim == 2
        assert min(pixels.shape) >= 1
        assert max(pixels.shape) <= LONGEST_SIDE
        if readable:
            assert pixels.max() == 255
            assert np.median(pixels) < 50, "the ground is light"
    assert MAX_PIXELS == 16_000_000, "the case as large as is read is of another size"
