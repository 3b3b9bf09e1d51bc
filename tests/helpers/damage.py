"""What can happen to the files of a folder."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from safetensors.torch import load_file, save_file
from torch import Tensor

from vizvae.checkpoint import CARD, WEIGHTS, file_sha256


def truncate(file: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        path = folder / file
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    return damage


def set_key(path: Path, key: str, value: Any) -> None:
    """In a JSON file, `key` as a.b.c; ... in place of a value takes the key away."""
    whole = inner = json.loads(path.read_text())
    *parents, last = key.split(".")
    for parent in parents:
        inner = inner[parent]
    if value is ...:
        del inner[last]
    else:
        inner[last] = value
    path.write_text(json.dumps(whole))


def change_weights(folder: Path, change: Callable[[dict[str, Tensor]], dict[str, Tensor]], *, honest: bool = True) -> None:
    """`honest`: the card tells the new hash."""
    save_file(change(load_file(folder / WEIGHTS)), folder / WEIGHTS)
    if honest:
        set_key(folder / CARD, "weights_sha256", file_sha256(folder / WEIGHTS))
