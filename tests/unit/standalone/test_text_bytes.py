"""Bytes in a document's text, read back by what is written for it here, a bit at a time."""

import numpy as np
import pytest

from vizvae.standalone.text_bytes import PAIRS_FROM, UNWRITABLE, shuffled, text_of_bytes


def bytes_of(text: str) -> bytes:
    length, _, rest = text.partition(" ")
    sevens: list[int] = []
    for character in rest:
        code = ord(character)
        if code < 128:
            assert code not in UNWRITABLE
            sevens.append(code)
        else:
            assert PAIRS_FROM <= code < PAIRS_FROM + 128 * len(UNWRITABLE)
            sevens += [UNWRITABLE[(code - PAIRS_FROM) // 128], (code - PAIRS_FROM) % 128]
    bits = "".join(f"{seven:07b}" for seven in sevens)
    return bytes(int(bits[at : at + 8], 2) for at in range(0, 8 * int(length), 8))


@pytest.mark.parametrize(
    "content",
    [b"", b"\0", b"\0" * 7, b"\0" * 8, b"\xff" * 9, bytes(range(256)), bytes.fromhex("001428 0d1a78 f0")],
    ids=lambda content: f"{len(content)} bytes",
)
def test_every_byte_comes_back(content: bytes) -> None:
    assert bytes_of(text_of_bytes(content)) == content


@pytest.mark.parametrize("seed", range(4))
def test_so_do_runs_of_what_cannot_be_written(seed: int) -> None:
    generator = np.random.default_rng(seed)
    sevens = generator.choice([*UNWRITABLE, 1, 127], size=800)
    bits = "".join(f"{seven:07b}" for seven in sevens)
    content = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))
    assert bytes_of(text_of_bytes(content)) == content


def test_it_takes_an_eighth_more_than_the_bytes() -> None:
    content = np.random.default_rng(0).bytes(100_000)
    assert len(text_of_bytes(content).encode()) < 1.15 * len(content)
    assert "<" not in text_of_bytes(content)


def test_shuffled_bytes_of_numbers_stand_by_their_place() -> None:
    assert shuffled(bytes([1, 2, 3, 4, 11, 12, 13, 14, 21])) == bytes([1, 11, 21, 2, 12, 3, 13, 4, 14])
