"""What a person may upload, and what each thing that is no usable picture is told."""

import io
import re
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from vizvae.data.pictures import FORMATS
from vizvae.data.registry import image_spec
from vizvae.data.uploads import LONGEST_SIDE, read_upload

Colour = int | tuple[int, ...]


def read_ink(data: bytes) -> np.ndarray:
    upload = read_upload(data, image_spec("mnist"))
    assert not upload.framed
    return upload.pixels[0]


def encode(picture: Image.Image, format: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    if format == "ICO":
        options["sizes"] = [picture.size]  # or it is made into several
    picture.save(buffer, format=format, **options)
    return buffer.getvalue()


def drawing(mode: str = "L", size: tuple[int, int] = (60, 40), ink: Colour = 0, paper: Colour = 255) -> Image.Image:
    """A stroke in the left upper part."""
    picture = Image.new(mode, size, paper)
    ImageDraw.Draw(picture).line([(10, 5), (10, 20)], fill=ink, width=5)
    return picture


def has_ink_on_the_left(pixels: np.ndarray) -> bool:
    return bool(pixels[12, 10] > 200 and pixels[12, 50] < 50 and np.median(pixels) < 50)


def png_header(width: int, height: int) -> bytes:
    """A PNG that says its size and has no pixels: what a bomb looks like to somebody who reads the header first."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def error_of(data: bytes) -> str:
    with pytest.raises(ValueError, match=r"^Expected a PNG.*of this file: |almost one flat tone") as caught:
        read_ink(data)
    message = str(caught.value)
    assert "\n" not in message
    return message


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_that_is_promised(format: str) -> None:
    pixels = read_ink(encode(drawing(), format))
    assert pixels.shape == (40, 60)
    assert pixels.dtype == np.uint8
    assert has_ink_on_the_left(pixels)


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "I;16"])
def test_every_kind_of_pixels(mode: str) -> None:
    sixteen_bits = Image.fromarray(1_000 + np.asarray(drawing()).astype(np.uint16) * 150)  # all of it beyond 255
    picture = sixteen_bits if mode == "I;16" else drawing().convert(mode)
    assert has_ink_on_the_left(read_ink(encode(picture)))


def test_dark_on_light_is_inverted_and_light_on_dark_is_kept() -> None:
    paper, board = read_ink(encode(drawing(ink=0, paper=255))), read_ink(encode(drawing(ink=255, paper=0)))
    assert has_ink_on_the_left(paper)
    assert np.array_equal(paper, board)


def test_grey_paper_and_weak_ink_use_the_whole_range() -> None:
    pixels = read_ink(encode(drawing(ink=90, paper=170)))
    assert (pixels.min(), pixels.max()) == (0, 255)
    assert has_ink_on_the_left(pixels)


def test_transparent_parts_are_paper() -> None:
    assert has_ink_on_the_left(read_ink(encode(drawing("RGBA", ink=(0, 0, 0, 255), paper=(0, 0, 0, 0)))))


def test_a_photograph_is_turned_as_the_camera_was_held() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90° clockwise to see it upright
    upright = drawing()
    held = upright.transpose(Image.Transpose.ROTATE_90)
    pixels = read_ink(encode(held, "JPEG", exif=exif, quality=95))
    assert pixels.shape == (40, 60)
    assert has_ink_on_the_left(pixels)


@pytest.mark.parametrize(("size", "shape"), [((1000, 500), (140, 280)), ((30, 3000), (280, 3)), ((28, 28), (28, 28))])
@pytest.mark.parametrize("format", ["PNG", "JPEG"])
def test_large_pictures_are_shrunk_in_proportion_and_small_ones_are_not_enlarged(
    size: tuple[int, int], shape: tuple[int, int], format: str
) -> None:
    picture = Image.new("L", size, 255)
    ImageDraw.Draw(picture).rectangle([size[0] // 4, size[1] // 4, size[0] // 2, size[1] // 2], fill=0)
    pixels = read_ink(encode(picture, format))
    assert pixels.shape == shape
    assert max(pixels.shape) <= LONGEST_SIDE


def test_forty_megapixels_are_refused_with_their_size() -> None:
    message = error_of(encode(Image.new("1", (8000, 5000))))
    assert "8000 × 5000 = 40 megapixels" in message
    assert "at most 16 megapixels" in message


@pytest.mark.parametrize("side", [5000, 20_000, 2**31 - 1])
def test_a_bomb_is_refused_by_its_header(side: int) -> None:
    assert "megapixels" in error_of(png_header(side, side))


@pytest.mark.parametrize("format", ["GIF", "PNG", "WEBP"])
def test_the_first_frame_of_an_animation_is_taken_and_said(format: str) -> None:
    frames = [drawing(), drawing().rotate(180)]
    upload = read_upload(encode(frames[0], format, save_all=True, append_images=frames[1:], duration=50), image_spec("mnist"))
    assert has_ink_on_the_left(upload.pixels[0])
    assert upload.notes == ("the first of its frames",)


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"%PDF-1.7", b"PK\x03\x04", b"\x80\x04cos\nsystem\n."]
)
def test_what_is_no_picture_is_told_what_is_expected(data: bytes) -> None:
    assert re.search(r"it is (empty|not a PNG|a PDF|an SVG|a zip)", error_of(data))


def test_a_format_that_is_not_promised_is_refused() -> None:
    assert "it is not a PNG" in error_of(encode(drawing(), "TGA"))


def test_a_ramp_of_sixteen_bits_keeps_its_levels() -> None:
    ramp = np.tile(np.linspace(0, 65535, 64).astype(np.uint16), (64, 1))
    assert len(np.unique(read_ink(encode(Image.fromarray(ramp))))) >= 60


@pytest.mark.parametrize("ink", [0, 255])
def test_ink_on_transparent_ground_is_seen_whatever_its_colour(ink: int) -> None:
    pixels = read_ink(encode(drawing("RGBA", ink=(ink, ink, ink, 255), paper=(ink, ink, ink, 0))))
    assert has_ink_on_the_left(pixels)


def test_a_picture_for_a_coloured_set_keeps_its_colours_and_is_of_the_shape_of_that_set() -> None:
    upload = read_upload(encode(drawing("RGB", ink=(200, 30, 30), paper=(20, 90, 160))), image_spec("faces"))
    assert upload.framed
    assert upload.pixels.shape == (3, 64, 64)
    assert upload.pixels[:, 60, 60].tolist() == [20, 90, 160]


def test_a_flat_picture_is_a_picture_where_no_ink_is_looked_for() -> None:
    assert read_upload(encode(Image.new("RGB", (9, 9), (1, 2, 3))), image_spec("faces")).pixels[:, 0, 0].tolist() == [1, 2, 3]


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_picture_cut_short_is_refused_or_read(format: str, share: float) -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 64), dtype=np.uint8))
    data = encode(noise, format)
    assert "of this file: it is" in error_of(data[: int(share * len(data))])


@pytest.mark.parametrize("level", [0, 128, 255])
def test_a_flat_picture_is_refused(level: int) -> None:
    assert "almost one flat tone" in error_of(encode(Image.new("L", (40, 40), level)))


def test_an_invisible_picture_is_refused() -> None:
    assert "transparent all over" in error_of(encode(Image.new("RGBA", (40, 40), (0, 0, 0, 0))))


@given(data=st.binary(max_size=300))
@settings(max_examples=60)
def test_random_bytes_raise_nothing_but_a_value_error(data: bytes) -> None:
    error_of(data)


@pytest.mark.parametrize("format", FORMATS)
@given(changes=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=8), cut=st.integers(0, 400))
@settings(max_examples=60)
def test_damaged_pictures_raise_nothing_but_a_value_error(format: str, changes: list[tuple[int, int]], cut: int) -> None:
    data = bytearray(encode(drawing(), format))
    for position, value in changes:
        data[position % len(data)] = value
    del data[len(data) - cut % len(data) :]
    try:
        read_ink(bytes(data))
    except ValueError:
        error_of(bytes(data))
