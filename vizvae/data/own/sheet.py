"""Contact sheets: a few pictures of a source beside the images that they become, and a few images of a data set, ready for a page."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from vizvae.data.fitting import as_planes, fitted
from vizvae.data.own.decoding import usual_size
from vizvae.data.own.item import Item, readable
from vizvae.data.own.options import Options
from vizvae.data.own.report import mode_in_words
from vizvae.data.own.source import open_source
from vizvae.data.own.store import OwnSet, image_names, open_images, open_labels
from vizvae.data.pictures import decoded, quiet_pillow

NUM_SHOWN = 24
THUMBNAIL = 96
"""Pixels a side, at most, of a picture as it was found"""
LOSSLESS = 64
"""Pixels a side up to which an image of the set is shown bit for bit"""
LONGEST_NAME = 200


@dataclass(frozen=True, kw_only=True)
class Cell:
    name: str
    label: str
    about: str
    """Size and kind of the picture as it was found, or why it is left out"""
    found: str
    """The whole picture, small: a data URL; empty for one that is left out"""
    made: str
    """The image that becomes of it; likewise"""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    size: int
    """Pixels a side of the images"""
    num_files: int
    kind: str
    """Of the source: `folder`, `zip`, …"""
    cells: tuple[Cell, ...]


def sheet_of_source(path: Path, options: Options, *, confined: bool = False, count: int = NUM_SHOWN) -> Sheet:
    """The first picture, the last, and others spread evenly over those between. Raises ValueError as `open_source`."""
    with open_source(path, confined=confined) as source, quiet_pillow():
        size = options.size or usual_size(source.items)
        cells = [_cell(source.items[place], options, size) for place in spread(len(source.items), count)]
        return Sheet(size=size, num_files=len(source.items), kind=source.kind, cells=tuple(cells))


def sheet_of_set(own: OwnSet, count: int = NUM_SHOWN) -> list[Cell]:
    """Of each class some, where there are not too many of them."""
    labels = open_labels(own)
    rows = np.argsort(labels, kind="stable")[spread(len(labels), count)]
    images, names = open_images(own), image_names(own)
    return [
        Cell(
            name=names[row][-LONGEST_NAME:],
            label=own.class_names[labels[row]] if own.labels_from != "nothing" else "",
            about="",
            found="",
            made=_url(_picture(images[row])),
        )
        for row in rows.tolist()
    ]


def spread(total: int, count: int) -> list[int]:
    """At most `count` of `total` places, evenly, with both ends."""
    return sorted({round(place) for place in np.linspace(0, total - 1, min(total, count))}) if total else []


def _cell(item: Item, options: Options, size: int) -> Cell:
    name, label = readable(item.name)[-LONGEST_NAME:], readable(item.label)[:LONGEST_NAME]
    try:
        picture = decoded(item.read(), ground=options.ground, grey=options.grey, wanted=max(size, THUMBNAIL))
    except (ValueError, OSError) as error:
        return Cell(name=name, label=label, about=f"left out: {error}", found="", made="")
    pixels = as_planes(fitted(picture.image, size, size, fit=options.fit, ground=options.ground), 1 if options.grey else 3)
    small = picture.image.copy()
    small.thumbnail((THUMBNAIL, THUMBNAIL))
    width, height = picture.size
    return Cell(
        name=name,
        label=label,
        about=f"{width} × {height}, {mode_in_words(picture.mode)}",
        found=_url(small),
        made=_url(_picture(pixels)),
    )


def _picture(planes: np.ndarray) -> Image.Image:
    return Image.fromarray(np.ascontiguousarray(planes[0] if len(planes) == 1 else planes.transpose(1, 2, 0)))


def _url(image: Image.Image) -> str:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", lossless=max(image.size) <= LOSSLESS, quality=85)
    return "data:image/webp;base64," + base64.b64encode(buffer.getvalue()).decode()
