"""What can happen to the files of a folder."""

from collections.abc import Callable
from pathlib import Path


def truncate(file: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        path = folder / file
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    return damage
