"""A picture of the visitor's own: passed to the component if it can be used, one message if not; the page stays."""

import base64
import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from tests.helpers.examples import further
from tests.pages.dashboard import Dashboard
from vizvae.data.registry import image_spec
from vizvae.data.uploads import read_upload


def file(picture: Image.Image, form: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format=form, **options)
    return buffer.getvalue()


def digit() -> Image.Image:
    """A one, dark on paper."""
    pixels = np.full((120, 90), 230, np.uint8)
    pixels[20:100, 40:50] = 30
    return Image.fromarray(pixels)


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims this size and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    size = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")


BAD = {
    "40 megapixels": ("large.png", png_header(8000, 5000), "8000 × 5000 = 40 megapixels"),
    "a decompression bomb": ("bomb.png", png_header(100_000, 100_000), "16 megapixels"),
    "a text file": ("notes.png", b"Dear diary, this is no picture.", "it is not a PNG"),
    "nothing": ("empty.png", b"", "it is empty"),
    "an SVG": ("drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "an SVG drawing"),
    "half a picture": ("half.png", file(digit(), "BMP")[:5000], "damaged or cut short"),
    "one flat tone": ("flat.png", file(Image.new("L", (50, 50), 128)), "almost one flat tone"),
}


@pytest.fixture
def page() -> Dashboard:
    return Dashboard(model="mnist-2d", z="1_2", names='{"0":"slant"}')


@pytest.fixture(scope="module")
def opened() -> Dashboard:
    """A page for all files that leave it as it was."""
    return Dashboard(model="mnist-2d", z="1_2", names='{"0":"slant"}')


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_used_gets_one_message_and_the_page_stays(opened: Dashboard, case: str) -> None:
    name, content, says = BAD[case]
    address = opened.address
    opened.upload(name, content)
    opened.assert_usable("mnist-2d")
    (error,) = opened.errors
    assert says in error
    assert opened.data["upload"] is None
    assert opened.address == address
    opened.upload("one.png", file(digit()))
    assert not opened.errors
    assert opened.data["upload"] is not None


@pytest.mark.parametrize("form", ["PNG", "JPEG", *map(further, ["WEBP", "BMP", "GIF", "TIFF"])])
def test_a_picture_reaches_the_component(page: Dashboard, form: str) -> None:
    content = file(digit(), form)
    page.upload(f"one.{form.lower()}", content)
    page.assert_usable("mnist-2d")
    assert not page.errors
    upload = page.data["upload"]
    assert not upload["framed"]
    (expected,) = read_upload(content, image_spec("mnist")).pixels
    assert (upload["height"], upload["width"]) == expected.shape == (120, 90)
    assert base64.b64decode(upload["pixels"]) == expected.tobytes()
    assert expected[60, 45] > 200  # light ink
    assert expected[5, 5] < 50  # on dark


def test_the_next_rerun_does_not_upload_again(page: Dashboard) -> None:
    page.upload("one.png", file(digit()))
    first = page.data["upload"]["id"]
    page.rerun()
    assert page.data["upload"]["id"] == first
    page.upload("other.png", file(digit().rotate(90)))
    assert page.data["upload"]["id"] != first


def test_of_an_animation_the_first_frame_is_taken_and_the_page_says_so(page: Dashboard) -> None:
    second = digit().rotate(90, expand=True).resize((90, 120))
    page.upload("moving.gif", file(digit(), "GIF", save_all=True, append_images=[second], duration=100))
    assert not page.errors
    assert any("the first of its frames" in caption.value.lower() for caption in page.app.caption)


def test_a_model_of_colours_takes_a_picture_in_colours() -> None:
    page = Dashboard(model="faces-btcvae")
    page.upload("face.png", file(Image.new("RGB", (100, 80), (200, 30, 60))))
    assert not page.errors
    upload = page.data["upload"]
    assert (upload["framed"], upload["width"], upload["height"]) == (True, 64, 64)
    assert base64.b64decode(upload["pixels"]) == bytes([200]) * 4096 + bytes([30]) * 4096 + bytes([60]) * 4096
