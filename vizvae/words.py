"""Numbers of things in a sentence."""

from __future__ import annotations


def counted(count: int, one: str, many: str = "") -> str:
    """`1 file`, `2,000 files`; `many` where more of them are not called so with an s."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def decimal(value: float, places: int) -> str:
    """With a true minus, and none before what is written as 0."""
    text = f"{abs(value):,.{places}f}"
    return f"−{text}" if value < 0 and text.strip("0.,") else text


def are(count: int) -> str:
    """`is` or `are`"""
    return "is" if count == 1 else "are"
