"""Names that people give to latents, kept with the model: by the content of its weights, whatever it is called and wherever it lies.

A model that ships may have some from the start (`assets/latent_names/`), which are anybody's to change or to forget.
"""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path

from filelock import FileLock

from vizvae.atomic_write import atomic_write
from vizvae.paths import SHIPPED_LATENT_NAMES, beside_runs

MAX_NAME = 40
"""Characters"""
_DIRECTIONS = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of what is written after them, and so of the page around a name"""


def clean_name(text: str) -> str:
    """`text` on one line, without what cannot be seen or written to a file, at most MAX_NAME long; "" where nothing is left."""
    seen = "".join(
        " " if character.isspace() else character
        for character in text[: 20 * MAX_NAME]
        if character.isspace() or (unicodedata.category(character) not in ("Cc", "Cs", "Co") and character not in _DIRECTIONS)
    )
    return re.sub(" +", " ", seen).strip()[:MAX_NAME].rstrip()


def names_of(digest: str) -> dict[str, str]:
    """Latent number (as text, as in JSON) to name, for the model whose weights hash to `digest`; empty for one that has none, or
    whose file cannot be read: names are a convenience, and no reason to be without the page."""
    try:
        given = _path(digest)
        names = json.loads((given if given.exists() else SHIPPED_LATENT_NAMES / given.name).read_text(encoding="utf-8"))
        return {latent: clean_name(name) for latent, name in names.items() if latent.isascii() and latent.isdigit()}
    except (OSError, ValueError, AttributeError, TypeError, RecursionError):
        return {}


def name_latent(digest: str, latent: int, name: str) -> dict[str, str]:
    """Name one latent, or forget its name where nothing is left of the new one; returns all names of the model.

    The others' names stay, whoever gives them at the same moment. Raises filelock.Timeout if the file stays locked, OSError for a full
    or read-only disk, ValueError for a digest that is none.
    """
    path = _path(digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock"), timeout=5.0):
        names = names_of(digest)
        names.pop(str(latent), None)
        if kept := clean_name(name):
            names[str(latent)] = kept
        names = dict(sorted(names.items(), key=lambda item: int(item[0])))
        atomic_write(path, (json.dumps(names, ensure_ascii=False, indent=1) + "\n").encode())
    return names


def _path(digest: str) -> Path:
    if not re.fullmatch(r"[0-9a-f]{8,64}", digest):  # it comes from a card, and a card is a file that anybody may have written
        raise ValueError(f"expected a hash of weights, hexadecimal, got {digest[:40]!r}")
    return beside_runs("latent-names") / f"{digest}.json"
