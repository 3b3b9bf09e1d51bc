"""Each awkward kind of picture, and what it must become."""

from __future__ import annotations

import io
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from vizvae.data.fit import FITS, Fit
from vizvae.data.fitting import as_planes, fitted
from vizvae.data.pictures import PictureError, check_ground, read_picture


def stroke(size: tuple[int, int] = (60, 90)) -> Image.Image:
    """Bright and upright, on dark."""
    picture = Image.new("L", size, 0)
    ImageDraw.Draw(picture).line([(size[0] // 2, 10), (size[0] // 2, size[1] - 10)], fill=255, width=9)
    return picture


def encoded(picture: Image.Image, format: str = "PNG", **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format=format, **options)
    return buffer.getvalue()


def levels(data: bytes, **options: object) -> np.ndarray:
    """(height, width), grey"""
    return np.asarray(read_picture(data, **options).image.convert("L"))  # type: ignore[arg-type]


def assert_stroke(pixels: np.ndarray, *, tolerance: int = 6) -> None:
    assert pixels.shape == (90, 60)
    assert pixels[45, 30] >= 255 - tolerance
    assert pixels[45, 5] <= tolerance


INK = np.asarray(stroke())
DEEP = {
    "16-bit grey PNG": encoded(Image.fromarray((1200 + INK.astype(np.uint32) * 150).astype(np.uint16))),
    "16-bit grey TIFF": encoded(Image.fromarray((1200 + INK.astype(np.uint32) * 150).astype(np.uint16)), "TIFF"),
    "16-bit PGM": encoded(Image.fromarray((300 + INK.astype(np.int32) * 2).astype(np.int32)), "PPM"),
    "32-bit TIFF with negative values": encoded(Image.fromarray(INK.astype(np.int32) * 70_000 - 5_000_000), "TIFF"),
    "float TIFF, 0…1": encoded(Image.fromarray(INK.astype(np.float32) / 255), "TIFF"),
    "float TIFF, below 0": encoded(Image.fromarray(INK.astype(np.float32) * 3 - 400), "TIFF"),
}
SHALLOW = {
    "grey": encoded(stroke()),
    "colour": encoded(stroke().convert("RGB")),
    "palette": encoded(stroke().convert("RGB").quantize(8)),
    "one bit": encoded(stroke().convert("1")),
    "grey with alpha": encoded(stroke().convert("LA")),
    "opaque RGBA": encoded(stroke().convert("RGBA")),
    "BMP": encoded(stroke(), "BMP"),
    "TIFF, LZW": encoded(stroke().convert("RGB"), "TIFF", compression="tiff_lzw"),
    "CMYK JPEG": encoded(stroke().convert("RGB").convert("CMYK"), "JPEG", quality=95),
    "CMYK TIFF": encoded(stroke().convert("RGB").convert("CMYK"), "TIFF"),
    "LAB TIFF": encoded(Image.merge("LAB", (stroke(), *2 * [Image.new("L", (60, 90), 128)])), "TIFF"),
    "WebP": encoded(stroke().convert("RGB"), "WEBP", lossless=True),
}


@pytest.mark.parametrize("kind", SHALLOW)
def test_every_mode_shows_the_same_stroke(kind: str) -> None:
    assert_stroke(levels(SHALLOW[kind]))


@pytest.mark.parametrize("kind", DEEP)
def test_more_than_eight_bits_are_scaled_by_their_range_and_that_is_said(kind: str) -> None:
    assert_stroke(levels(DEEP[kind]), tolerance=0)
    (note,) = read_picture(DEEP[kind]).notes
    assert "scaled from" in note


def test_a_ramp_of_sixteen_bits_keeps_its_levels() -> None:
    ramp = np.tile(np.linspace(0, 65535, 64).astype(np.uint16), (64, 1))
    assert len(np.unique(levels(encoded(Image.fromarray(ramp))))) == 64


def test_sixteen_bits_of_one_level_stay_that_level() -> None:
    assert np.unique(levels(encoded(Image.new("I;16", (9, 9), 32768)))).tolist() == [128]


def test_what_is_no_number_is_dark_and_never_spoils_the_rest() -> None:
    values = INK.astype(np.float32)
    values[0, 0], values[0, 1] = np.nan, np.inf
    pixels = levels(encoded(Image.fromarray(values), "TIFF"))
    assert_stroke(pixels, tolerance=0)
    assert pixels[0, :2].tolist() == [0, 255]
    with pytest.raises(PictureError, match="none of its values is a number"):
        read_picture(encoded(Image.fromarray(np.full((4, 4), np.nan, np.float32)), "TIFF"))


@given(low=st.integers(0, 60_000), span=st.integers(1, 5_000))
def test_no_range_is_clipped(low: int, span: int) -> None:
    values = np.linspace(low, low + span, 64).astype(np.uint16).reshape(8, 8)
    pixels = levels(encoded(Image.fromarray(values)))
    assert (pixels.min(), pixels.max()) == (0, 255)
    assert len(np.unique(pixels)) == len(np.unique(values))  # 64 or fewer, so that none need fall together


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
@pytest.mark.parametrize(("ink", "ground"), [(255, 0), (0, 255), (200, 0), (60, 255)])
def test_ink_shows_on_the_ground_it_is_laid_on(mode: str, ink: int, ground: int) -> None:
    picture = Image.merge("LA", (Image.new("L", (60, 90), ink), stroke())).convert(mode)
    pixels = levels(encoded(picture))
    assert pixels[45, 30] == ink
    assert pixels[45, 5] == ground


def test_a_transparent_palette_colour_and_a_transparent_grey_are_ground() -> None:
    palette = stroke().convert("RGB").quantize(8)
    dark = palette.getpixel((0, 0))
    assert levels(encoded(palette, "GIF", transparency=dark))[45, 5] == 0  # laid on black, under white ink
    assert levels(encoded(Image.eval(stroke(), lambda level: 255 - level), transparency=255))[45, 30] == 0


def test_a_chosen_ground_is_taken() -> None:
    picture = Image.new("RGBA", (20, 20), (255, 255, 255, 0))
    picture.paste((10, 20, 30, 255), (5, 5, 15, 15))
    image = read_picture(encoded(picture), ground="#ff0000").image
    assert (image.getpixel((0, 0)), image.getpixel((10, 10))) == ((255, 0, 0), (10, 20, 30))
    with pytest.raises(ValueError, match=r"expected auto or a colour for the ground.*got 'blurple'"):
        check_ground("blurple")


def test_exif_turns_a_photograph_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = read_picture(encoded(stroke().convert("RGB"), "JPEG", exif=exif))
    assert picture.image.size == (90, 60)
    assert picture.notes == ("turned as the camera was held",)
    assert np.asarray(picture.image.convert("L"))[30, 5] < 20
    assert np.asarray(picture.image.convert("L"))[30, 45] > 235


@pytest.mark.parametrize(("format", "word"), [("GIF", "frames"), ("PNG", "frames"), ("WEBP", "frames"), ("TIFF", "pages")])
def test_of_several_frames_the_first_is_taken_and_that_is_said(format: str, word: str) -> None:
    data = encoded(stroke(), format, save_all=True, append_images=[stroke().rotate(90)])
    assert_stroke(levels(data))
    assert read_picture(data).notes == (f"the first of its {word}",)


PNG = encoded(stroke())


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (PNG[:60], "damaged or cut short"),
        (PNG[: len(PNG) // 2], "damaged or cut short"),
        (b"not a picture", "not a PNG, JPEG"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "PostScript"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00", "HEIC"),
        (encoded(Image.new("RGBA", (5, 5))), "transparent all over"),
        (encoded(Image.new("1", (500, 500))), "500 × 500 = 0 megapixels, more than 0"),
    ],
)
def test_what_cannot_be_shown_is_named(data: bytes, says: str, tmp_path: Path) -> None:
    file = tmp_path / "ünïcode name with spaces.png"
    file.write_bytes(data)
    for source in (data, file):
        with pytest.raises(PictureError, match=says) as caught:
            read_picture(source, max_pixels=200_000)
        assert "\n" not in str(caught.value)


@given(
    change=st.tuples(st.integers(0, 10_000), st.integers(0, 255)),
    cut=st.integers(0, 200),
    kind=st.sampled_from([*SHALLOW, *DEEP]),
)
def test_damage_raises_nothing_but_a_picture_error(change: tuple[int, int], cut: int, kind: str) -> None:
    data = bytearray((SHALLOW | DEEP)[kind])
    data[change[0] % len(data)] = change[1]
    del data[len(data) - cut % len(data) :]
    with suppress(PictureError):
        read_picture(bytes(data))


@given(
    size=st.tuples(st.integers(1, 300), st.integers(1, 300)),
    to=st.tuples(st.integers(1, 64), st.integers(1, 64)),
    fit=st.sampled_from(FITS),
    mode=st.sampled_from(["L", "RGB"]),
)
def test_any_size_fits_any_other_and_a_flat_picture_stays_flat(
    size: tuple[int, int], to: tuple[int, int], fit: Fit, mode: str
) -> None:
    pixels = fitted(Image.new(mode, size, 77 if mode == "L" else (77, 77, 77)), *to, fit=fit)
    assert pixels.shape == (to if mode == "L" else (*to, 3))
    assert np.unique(pixels).tolist() == [77]


def test_crop_takes_the_middle_pad_the_whole_and_stretch_all_of_it() -> None:
    wide = Image.new("RGB", (300, 100), "red")
    wide.paste((0, 0, 255), (100, 0, 200, 100))
    assert (fitted(wide, 30, 30, fit="crop") == (0, 0, 255)).all(axis=-1)[:, 1:-1].all()
    padded = fitted(wide, 30, 30, fit="pad", ground="white")
    assert padded[0, 15].tolist() == padded[29, 15].tolist() == [255, 255, 255]
    assert padded[15, 2].tolist() == [255, 0, 0]
    assert fitted(wide, 30, 30, fit="pad")[0, 15].tolist() == [255, 0, 0]  # the colour of most of its border
    stretched = fitted(wide, 30, 30, fit="stretch")
    assert (stretched[0, 2].tolist(), stretched[29, 15].tolist()) == ([255, 0, 0], [0, 0, 255])


def test_a_jpeg_that_is_shrunk_while_it_is_decoded_is_the_same_picture() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (12, 16, 3), dtype=np.uint8)
    data = encoded(Image.fromarray(noise).resize((1600, 1200), Image.Resampling.BICUBIC), "JPEG", quality=92)
    whole, early = read_picture(data), read_picture(data, wanted=64)
    assert early.image.width < whole.image.width
    assert early.size == whole.size == (1600, 1200)
    difference = fitted(whole.image, 48, 64).astype(float) - fitted(early.image, 48, 64)
    assert np.sqrt((difference**2).mean()) < 3


def test_planes_have_as_many_channels_as_the_set() -> None:
    grey, colour = np.full((4, 6), 9, np.uint8), np.full((4, 6, 3), 9, np.uint8)
    for pixels in (grey, colour):
        for channels in (1, 3):
            assert as_planes(pixels, channels).shape == (channels, 4, 6)
            assert (as_planes(pixels, channels) == 9).all()
