"""What a stranger writes where something else is expected; the same at every run."""

from __future__ import annotations

import random
import string
from collections.abc import Sequence

NASTY = (
    "", " ", "0", "-1", "1", "7", "2.5", "nan", "inf", "-inf", "1e39", "9" * 400, "-" + "9" * 400, "²", "٣", "null", "true", "[]", "{}",
    "[" * 2_000, '{"": {}}', '{"window": [1, 2]}', '{"show": 3, "pins": [["a"]]}', "None", "undefined",
    "\x00", "a\x00b", "\n", "\r\nSet-Cookie: a=b",
    "../../etc/passwd", "..", ".", "/", "//", "\\", "%00", "%2e%2e%2f", "C:\\con", "~", "~~~~", "_", "__class__", "_" * 3_000, "x" * 3_000,
    "<script>alert(1)</script>", "![a](https://example.org/a.png)", "'; DROP TABLE runs; --", "${jndi:ldap://a}", "{0.__class__}", "%s%n",
    "data-3", "data-99999", "drawing-AAAA", "upload-not base64!", "mnist-2d", "mnist-2d ", "MNIST-2D", "cora-vgae", "sprites-vae", "0_0",
    "0.5_-1.25",
    "1,2", "\U0001f600", "ａ", "e\u0301", "\u202eabc",
)  # fmt: skip


def some_text(chance: random.Random) -> str:
    return "".join(chance.choice(string.printable + "äß中²") for _ in range(chance.randrange(30)))


def nasty(chance: random.Random, usual: Sequence[str] = ()) -> str:
    """One of the usual values, one of `NASTY`, a usual one that was damaged, or anything."""
    kind = chance.randrange(4)
    if usual and kind == 0:
        return chance.choice(usual)
    if usual and kind == 1:
        damaged = list(chance.choice(usual) or "x")
        for _ in range(chance.randrange(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.choice(string.printable)
        return "".join(damaged)
    return some_text(chance) if kind == 2 else chance.choice(NASTY)
