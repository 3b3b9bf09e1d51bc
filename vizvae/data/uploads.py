"""A person's own picture file to a small grey image with light ink on dark, as the data sets have it."""

from __future__ import annotations

import io
import warnings

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

MAX_PIXELS = 16_000_000
"""A phone's camera has 12 million."""
LONGEST_SIDE = 280
"""What is kept: ten times the side of a digit, enough to frame it well."""
FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF")
EXPECTED = "Expected a still PNG, JPEG, WebP, BMP or GIF picture"


def read_picture(data: bytes) -> np.ndarray:
    """(height, width) uint8, at most 280 a side, ink light on a dark ground (inverted where the border is light).

    Raises ValueError for what is no picture, is animated, damaged, empty of ink, or above 16 megapixels; the size is read from the
    header, before any pixel is unpacked.
    """
    try:
        with warnings.catch_warnings():
            # Pillow's own warning about large pictures; the limit below is stricter.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise ValueError(_too_large("far more than 16 megapixels")) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise ValueError(f"{EXPECTED}; this file is none of them. Save it in one of these formats and try again.") from error
    width, height = picture.size
    if width * height > MAX_PIXELS:
        raise ValueError(_too_large(f"{width} × {height} = {width * height / 1e6:.0f} megapixels"))
    if getattr(picture, "is_animated", False):
        raise ValueError(f"{EXPECTED}; this one is animated. Save a single frame of it and try again.")
    try:
        picture.draft("L", (LONGEST_SIDE, LONGEST_SIDE))
        grey = _on_white(picture)
    except (OSError, ValueError, SyntaxError) as error:
        raise ValueError(f"{EXPECTED}; this one is damaged or cut short. Save it again and try again.") from error
    grey.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    pixels = np.asarray(grey)
    border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    if np.median(border) > 127:
        pixels = 255 - pixels
    # Paper and lighting are not ink: the ground goes to black, the strongest ink to white.
    low, high = np.percentile(pixels, 5), pixels.max()
    if high - low < 32:
        raise ValueError(
            "This picture is almost one flat tone: nothing in it can be told from its ground. Choose one with more contrast."
        )
    return ((pixels.clip(low, high) - low) * (255.0 / (high - low))).round().astype(np.uint8)


def _on_white(picture: Image.Image) -> Image.Image:
    """Grey, transparent parts as white paper, turned as the camera was held."""
    upright = ImageOps.exif_transpose(picture)
    if upright.has_transparency_data:
        rgba = upright.convert("RGBA")
        upright = Image.alpha_composite(Image.new("RGBA", rgba.size, "white"), rgba)
    return upright.convert("L")


def _too_large(size: str) -> str:
    return f"{EXPECTED} of at most 16 megapixels; this one has {size}. Shrink or crop it and try again."
