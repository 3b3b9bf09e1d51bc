"""Packed files are unpacked to no more than is read of any."""

from __future__ import annotations

import gzip

import pytest

from tests.unit.graph.test_reading_kinds import edges, pairs
from vizvae.graph.readers import read_graph


def test_packed_files_are_read() -> None:
    graph = read_graph("web.json.gz", gzip.compress(b'[["a","b"]]'))
    assert (graph.title, pairs(graph)) == ("web", edges("a-b"))
    assert pairs(read_graph("web.txt.gz", gzip.compress(b"# of mine\na b\nb c\n"))) == edges("a-b b-c")


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"a,b\n", "cannot be unpacked"), (gzip.compress(b"a,b\n")[:-9], "cannot be unpacked"),
     (gzip.compress(bytes(100_000_001), 1), "unpacks into more than 100 MB")],
)  # fmt: skip
def test_packed_files_that_are_damaged_or_a_bomb_are_refused(content: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=f"g.csv.gz {says}"):
        read_graph("g.csv.gz", content)
