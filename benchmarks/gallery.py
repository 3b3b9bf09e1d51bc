"""python -m benchmarks.gallery: the pictures of docs/figures.md, by running the lines that stand above them."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from PIL import Image

from vizvae import figures
from vizvae.figures.export import picture_of
from vizvae.paths import PROJECT

PAGE = PROJECT / "docs" / "figures.md"
WIDTH, QUALITY = 820, 70
LINE = re.compile(r"^```python\n(figures\.plot_[^\n]+)\n```\n\n!\[[^\]]+\]\((figures/[\w-]+\.webp)\)", re.MULTILINE)


def lines() -> list[tuple[str, Path]]:
    """Each line of the page that has a picture, and where that is."""
    return [(code, PAGE.parent / path) for code, path in LINE.findall(PAGE.read_text(encoding="utf-8"))]


def drawn(code: str) -> Any:
    """What the line draws"""
    return eval(code, {"figures": figures})  # noqa: S307  (of our own page)


def main() -> None:
    for code, path in lines():
        path.parent.mkdir(exist_ok=True)
        picture = Image.open(io.BytesIO(picture_of(drawn(code), "png", width=WIDTH)))
        picture.convert("RGB").resize((picture.width // 2, picture.height // 2), Image.Resampling.LANCZOS).save(
            path, quality=QUALITY, method=6
        )
        print(path.relative_to(PROJECT), f"{path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
