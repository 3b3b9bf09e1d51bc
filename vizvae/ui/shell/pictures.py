"""Images inside what a page is told."""

from __future__ import annotations

import base64
import io

from jaxtyping import UInt8
from PIL import Image
from torch import Tensor


def png_url(image: UInt8[Tensor, "channel height width"]) -> str:
    """A grey (one channel) or coloured (three) image as a data URL, so that a page shows something before it can draw by itself."""
    pixels = image[0] if len(image) == 1 else image.permute(1, 2, 0)
    buffer = io.BytesIO()
    Image.fromarray(pixels.contiguous().numpy()).save(buffer, format="PNG")
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode()
