"""The plain files of a model's folder: JSON and safetensors, written whole, and read with one message for what is wrong with them."""

from __future__ import annotations

import hashlib
import json
import os
import stat
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor

from vizvae.atomic_write import atomic_write
from vizvae.config import json_object

WEIGHTS, CONFIG, CARD = "model.safetensors", "config.json", "card.json"
DECODER, ENCODER = "decoder.onnx", "encoder.onnx"


class CheckpointError(ValueError):
    """A checkpoint folder that cannot be used; the message says what was expected, what was found and what to do."""


def read_bytes(path: Path) -> bytes:
    """Of a regular file: a pipe in its place would never end.

    Raises CheckpointError if it is missing, no file, or cannot be read.
    """
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise CheckpointError(f"{path} is no file: copy the folder again, or train again")
        return path.read_bytes()
    except FileNotFoundError:
        raise CheckpointError(f"{path} is missing: the checkpoint is incomplete; copy the folder again, or train again") from None
    except OSError as error:
        raise CheckpointError(f"{path} is damaged ({error}); copy the folder again, or train again") from error


def sha256_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def file_sha256(path: Path) -> str:
    """Raises CheckpointError as `read_bytes` does."""
    return sha256_of(read_bytes(path))


def read_json(path: Path) -> dict[str, Any]:
    """Raises CheckpointError for anything but an object."""
    content = read_bytes(path)
    try:
        return json_object(content, path)
    except ValueError as error:
        raise CheckpointError(f"{error}; copy the folder again") from error


def write_json(path: Path, value: Any) -> None:
    """In one step, see `atomic_write`: never half a file under the final name."""
    atomic_write(path, (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode())


def read_tensors(path: Path) -> dict[str, Tensor]:
    """Raises CheckpointError for anything but safetensors."""
    return tensors_of(read_bytes(path), path)


def tensors_of(content: bytes, path: Path) -> dict[str, Tensor]:
    """`read_tensors` of what has been read of `path`."""
    try:
        return load(content)
    except SafetensorError as error:
        raise CheckpointError(f"{path} is damaged or truncated ({error}); copy the folder again, or train again") from error


def write_tensors(path: Path, tensors: dict[str, Tensor], metadata: dict[str, str] | None = None) -> None:
    """As safetensors, in one step."""
    atomic_write(path, save({name: value.detach().contiguous() for name, value in tensors.items()}, metadata))


def own_file(folder: Path, name: str) -> Path:
    """A file of a model's folder that may be given to a visitor: one that lies there. A link can lead to anything that the server may read.

    Raises CheckpointError if it is not there, is no regular file, or is a link that leads out of the folder.
    """
    path = folder / name
    if not path.is_file():
        raise CheckpointError(f"{folder.name} has no {name}")
    if path.resolve().parent != folder.resolve():
        raise CheckpointError(
            f"{folder.name}: {name} is a link to a file elsewhere, which is not given out: put the file itself there"
        )
    return path
