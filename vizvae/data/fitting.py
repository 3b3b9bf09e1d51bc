"""Pixels of a decoded picture in the form of a data set: its height and width, and as many channels as it has."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageColor

from vizvae.data.fit import AUTO, Fit


def fitted(image: Image.Image, height: int, width: int, *, fit: Fit = "crop", ground: str = AUTO) -> np.ndarray:
    """(height, width) of mode L, (height, width, 3) of mode RGB, uint8; antialiased where it is shrunk."""
    if fit == "pad":
        return np.asarray(_padded(image, height, width, ground))
    box = None
    if fit == "crop":
        scale = min(image.width / width, image.height / height)
        part = (scale * width, scale * height)
        left, top = (image.width - part[0]) / 2, (image.height - part[1]) / 2
        box = (max(0.0, left), max(0.0, top), min(image.width, left + part[0]), min(image.height, top + part[1]))
    if image.size == (width, height):
        return np.asarray(image)
    return np.asarray(image.resize((width, height), Image.Resampling.BICUBIC, box, reducing_gap=2.0))


def _padded(image: Image.Image, height: int, width: int, ground: str) -> Image.Image:
    scale = min(width / image.width, height / image.height)
    size = (min(width, max(1, round(image.width * scale))), min(height, max(1, round(image.height * scale))))
    small = image if image.size == size else image.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0)
    if ground == AUTO:
        pixels = np.asarray(small)
        pixels = pixels.reshape(*pixels.shape[:2], -1)
        border = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
        colour = tuple(int(level) for level in np.median(border, axis=0))
    else:
        colour = ImageColor.getrgb(ground)[:3]
    canvas = Image.new("RGB", (width, height), colour if len(colour) == 3 else colour * 3)
    canvas.paste(small, ((width - size[0]) // 2, (height - size[1]) // 2))
    return canvas if image.mode == "RGB" else canvas.convert("L")


def as_planes(pixels: np.ndarray, channels: int) -> np.ndarray:
    """(height, width) or (height, width, 3) as (channels, height, width), of as many channels as a data set has."""
    if channels == 1:
        grey = pixels if pixels.ndim == 2 else np.asarray(Image.fromarray(pixels).convert("L"))
        return grey[None]
    colours = np.stack([pixels] * 3, axis=-1) if pixels.ndim == 2 else pixels
    return np.ascontiguousarray(colours.transpose(2, 0, 1))
