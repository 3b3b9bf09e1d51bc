"""Bytes in the text of an HTML document: seven bits a character, an eighth more than the bytes, where base64 takes a third.

Four of the 128 characters cannot stand there as they are: NUL and carriage return, which a parser changes, line feed, which a transfer may
change, and `<`. Such a one and the seven bits after it become one character of two bytes in UTF-8, from U+0100 on.
`frontend/src/parts/http/packed/text_bytes.ts` reads it; a test holds the two together.
"""

from __future__ import annotations

import numpy as np

UNWRITABLE = (0, 10, 13, 60)
PAIRS_FROM = 0x100


def text_of_bytes(content: bytes) -> str:
    """The number of bytes, a space, and the bytes."""
    bits = np.unpackbits(np.frombuffer(content, np.uint8))
    bits = np.concatenate([bits, np.zeros(-len(bits) % 7, np.uint8)])
    sevens = np.packbits(bits.reshape(-1, 7), axis=1)[:, 0] >> 1  # packbits fills the eighth bit at the end
    sevens = np.append(sevens, np.uint8(1))  # read by nobody: the last one may need another half
    places = np.flatnonzero(np.isin(sevens, UNWRITABLE))
    # In a run of them every second one is the other half of the one before.
    starts = np.flatnonzero(np.diff(places, prepend=-2) != 1)
    in_run = np.arange(len(places)) - np.repeat(starts, np.diff(np.append(starts, len(places))))
    first = places[in_run % 2 == 0]
    codes = sevens.astype(np.uint16)
    which = np.searchsorted(UNWRITABLE, sevens[first]).astype(np.uint16)
    codes[first] = PAIRS_FROM + (which << 7 | sevens[first + 1])
    kept = np.ones(len(codes), bool)
    kept[first + 1] = False
    return f"{len(content)} " + codes[kept].astype("<u2").tobytes().decode("utf-16-le")


def shuffled(content: bytes) -> bytes:
    """Every fourth byte from the first on, then from the second on, and so on: so numbers of four bytes pack better."""
    return b"".join(content[first::4] for first in range(4))
