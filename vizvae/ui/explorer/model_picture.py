"""A small picture of each model, for pickers and lists: what it draws."""

from __future__ import annotations

import io
from urllib.parse import quote

import numpy as np
import torch
from jaxtyping import UInt8
from PIL import Image, ImageDraw
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from vizvae.checkpoint import Checkpoint, CheckpointError
from vizvae.figures.style import NEUTRAL
from vizvae.single_flight import single_flight
from vizvae.ui.explorer.opened import OpenedModel, model_url
from vizvae.ui.explorer.routes import known_checkpoint
from vizvae.ui.http.addresses import PREFIX
from vizvae.ui.http.responses import FOR_EVER, NO_STORE, in_turn, said_to_the_visitor

IMAGES_SHOWN, SIDE, GAP = 4, 64, 4
"""How many stand side by side; pixels of each, and between them"""
PICTURES_KEPT = 512
"""Of some kilobytes each"""


def model_picture_routes() -> list[Route]:
    return [Route(PREFIX + "/models/{name}/{digest}/picture.png", in_turn(_picture))]


def picture_url(checkpoint: Checkpoint) -> str:
    """In percent-encoding: it stands in Markdown, and a name may hold a space."""
    return quote(model_url(checkpoint, "picture.png"))


def _picture(request: Request) -> Response:
    checkpoint = known_checkpoint(request)
    with said_to_the_visitor():
        try:
            content, headers = model_picture(OpenedModel.of(checkpoint)), FOR_EVER
        except CheckpointError:  # damaged: who chooses it is told why
            content, headers = crossed_out(), NO_STORE
        return Response(content, media_type="image/png", headers=headers)


@single_flight(PICTURES_KEPT)
@torch.no_grad()
def model_picture(opened: OpenedModel) -> bytes:
    """PNG of what the model draws from the posterior means of the images of `rows_shown`, on a transparent ground."""
    images = opened.model.decode_mean(opened.reference.mu[rows_shown(opened)])  # (image, channel, height, width)
    strip = Image.new("RGBA", (_width(len(images)), SIDE))
    for place, image in enumerate((255 * images).round().byte()):
        strip.paste(_sized(image.permute(1, 2, 0).numpy()), (place * (SIDE + GAP), 0))
    return _png(strip)


def crossed_out() -> bytes:
    """PNG of the same size, for a model that cannot be opened."""
    width = _width(IMAGES_SHOWN)
    strip = Image.new("RGBA", (width, SIDE))
    draw = ImageDraw.Draw(strip)
    for line in ([0, 0, width - 1, SIDE - 1], [0, SIDE - 1, width - 1, 0]):
        draw.line(line, fill=NEUTRAL, width=2)
    draw.rectangle([0, 0, width - 1, SIDE - 1], outline=NEUTRAL)
    return _png(strip)


def _width(count: int) -> int:
    return count * (SIDE + GAP) - GAP


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, format="PNG")
    return file.getvalue()


def rows_shown(opened: OpenedModel) -> list[int]:
    """Of the sample: the first image of each of the first classes that come; of fewer classes the first images after them."""
    labels = opened.sample.labels.tolist()
    firsts = list({label: row for row, label in reversed(list(enumerate(labels)))}.values())
    others = [row for row in range(min(len(labels), IMAGES_SHOWN)) if row not in firsts]
    return [*sorted(firsts)[:IMAGES_SHOWN], *others][:IMAGES_SHOWN]


def _sized(pixels: UInt8[np.ndarray, "height width channel"]) -> Image.Image:
    """Fitted into a square of `SIDE`, in the middle; small ones with their pixels seen."""
    image = Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels).convert("RGBA")
    scale = SIDE / max(image.size)
    how = Image.Resampling.NEAREST if scale > 1 else Image.Resampling.LANCZOS
    width, height = (max(1, round(side * scale)) for side in image.size)
    square = Image.new("RGBA", (SIDE, SIDE))
    square.paste(image.resize((width, height), how), ((SIDE - width) // 2, (SIDE - height) // 2))
    return square
