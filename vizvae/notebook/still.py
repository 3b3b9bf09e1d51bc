"""The last image of a view as a static picture: what is left of it in a notebook that is opened without its kernel."""

from __future__ import annotations

import base64
import io
from uuid import uuid4

import numpy as np
from PIL import Image

from vizvae.notebook.cells import shell

SIDE = 224
"""Pixels, about, of the longer side"""
MOST_PLACES = 8
"""In which one view is kept up to date"""
HTML = """\
<style>.jp-OutputArea-child:has(.vizvae-notebook) + .jp-OutputArea-child:has(.vizvae-still) {{ display: none }}</style>
<figure class="vizvae-still" style="margin: 0"><img src="data:image/png;base64,{png}" alt="The last image of {name}"
style="image-rendering: pixelated; max-width: 100%"><figcaption>The last image. Run the cell to move it.</figcaption></figure>"""
"""JupyterLab hides it while the view stands above it: `.vizvae-notebook` is the view's own element."""


class Still:
    """Pictures in the outputs of cells, each below a view, which are replaced where they are as the view moves."""

    def __init__(self) -> None:
        self.places: list[str] = []

    def put(self, png: bytes, name: str) -> None:
        """Below what the cell has shown just now."""
        place = uuid4().hex
        self.places = [*self.places, place][-MOST_PLACES:]
        self._publish(png, name, place, update=False)

    def replace(self, png: bytes, name: str) -> None:
        for place in self.places:
            self._publish(png, name, place, update=True)

    def _publish(self, png: bytes, name: str, place: str, *, update: bool) -> None:
        running = shell()
        if running is None:
            return
        text = base64.b64encode(png).decode()
        data = {"text/html": HTML.format(png=text, name=name), "image/png": text, "text/plain": f"the last image of {name}"}
        running.display_pub.publish(data, {}, transient={"display_id": place}, update=update)


def data_url(png: bytes) -> str:
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


def png_of(image: np.ndarray) -> bytes:
    """`image`: (height, width) or (height, width, 3) in [0, 1]; each pixel becomes a square of several."""
    picture = Image.fromarray((image * 255).round().astype(np.uint8))
    height, width = image.shape[:2]
    scale = max(1, SIDE // max(height, width))
    return encoded(picture.resize((scale * width, scale * height), Image.Resampling.NEAREST))


def encoded(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()
