"""A finished run as one file to take away."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from vizvae.checkpoint import CARD, own_file

IN_ZIP = ("*.json", "*.jsonl", "*.csv", "*.onnx", "model.safetensors", "reference.safetensors")


def zipped(folder: Path) -> bytes:
    """The finished checkpoint as a zip file, with its curve and events. Raises ValueError before it is finished, and for a
    file of it that is a link to elsewhere."""
    if not (folder / CARD).exists():
        raise ValueError(f"{folder.name} is not finished: there is no checkpoint to download yet")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted({path for pattern in IN_ZIP for path in folder.glob(pattern)}):
            archive.write(own_file(folder, path.name), f"{folder.name}/{path.name}")
    return buffer.getvalue()
