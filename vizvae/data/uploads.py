"""A person's own picture file to what the page gives its encoder: ink, as of digits and clothes, or a picture like those of the set."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import UInt8
from PIL import Image

from vizvae.data.fitting import as_planes, fitted
from vizvae.data.pictures import READABLE, Picture, PictureError, read_picture
from vizvae.data.registry import ImageSpec

MAX_PIXELS = 16_000_000
"""A phone's camera has 12 million."""
LONGEST_SIDE = 280
"""What is kept of ink: ten times the side of a digit, enough to frame it well."""
EXPECTED = f"Expected {READABLE}"


@dataclass(frozen=True)
class Upload:
    pixels: UInt8[np.ndarray, "channel height width"]
    framed: bool
    """Whether it is an image of the data set's shape already. Else it is grey, light ink on dark, which the page frames like a drawing."""
    notes: tuple[str, ...] = ()
    """What was done to the picture that its owner may not expect"""


def read_upload(data: bytes, spec: ImageSpec) -> Upload:
    """For a data set whose images are ink on a ground, the ink; for others the picture itself, brought into form as that set's were.

    Raises ValueError for what is no picture, is damaged, empty of ink where ink is looked for, or above 16 megapixels; the size is read
    from the header, before any pixel is unpacked.
    """
    channels, height, width = spec.image_shape
    try:
        picture = read_picture(
            data, max_pixels=MAX_PIXELS, ground=spec.ground, grey=channels == 1, wanted=max(height, width, LONGEST_SIDE)
        )
    except PictureError as error:
        raise ValueError(f"{EXPECTED} of at most 16 megapixels; of this file: {error}.") from error
    if spec.fit is None:
        return Upload(ink_of(picture)[None], False, picture.notes)
    pixels = as_planes(fitted(picture.image, height, width, fit=spec.fit, ground=spec.ground), channels)
    return Upload(pixels, True, picture.notes)


def ink_of(picture: Picture) -> UInt8[np.ndarray, "height width"]:
    """At most 280 a side, ink light on a dark ground (inverted where the border is light), from 0 to 255.

    Raises ValueError for a picture of one tone.
    """
    grey = picture.image.convert("L")
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
