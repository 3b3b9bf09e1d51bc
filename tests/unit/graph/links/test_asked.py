"""Names, tables of pairs, and features of a new node, as people write them."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from vizvae.graph.checkpoint import TrainedGraph
from vizvae.graph.links.features import new_features
from vizvae.graph.links.names import NodeFinder
from vizvae.graph.links.pairs import read_pairs
from vizvae.graph.readers import Choices
from vizvae.graph.readers.assemble import parse_graph
from vizvae.graph.readers.parsed import ParsedGraph
from vizvae.graph.shipped import load_graph


def test_a_node_is_found_by_name_or_place(known: TrainedGraph) -> None:
    finder = NodeFinder(known.graph)
    assert (finder.find(" node, 7 "), finder.find("#7")) == (7, 7)
    with pytest.raises(ValueError, match="some are called 'node, 7'"):
        finder.find("node 7")
    with pytest.raises(ValueError, match="this graph has 120, from #0"):
        finder.find("#120")
    names = ("Ann", "Ann", *map(str, range(118)))
    twice = NodeFinder(replace(known.graph, names=names))
    with pytest.raises(ValueError, match="2 nodes of this graph are called 'Ann'"):
        twice.find("Ann")
    assert (twice.find("#0"), twice.find("5")) == (0, 7)
    assert NodeFinder(replace(known.graph, names=())).find("5") == 5
    assert NodeFinder(replace(known.graph, names=("é", *map(str, range(119))))).find("é") == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("member 1,member 2\nmember 3,member 9\n", [(0, 1), (2, 8)]),
        ("who,whom\nmember 1,member 2\n", [(0, 1)]),
        ("date\twho\twhom\n2020-01-01\tmember 1\tmember 2\n2020-01-02\tmember 3\tmember 4\n", [(0, 1), (2, 3)]),
        ("member 1;member 2;3,5\r\nmember 3;member 4;3,5\r\n", [(0, 1), (2, 3)]),
        ("# asked for by Ann\nmember 1,member 2", [(0, 1)]),
        ('"member 1","member 2"', [(0, 1)]),
        ("\ufeffmember 2,member 1\n", [(1, 0)]),
        ("member 1,member 2\nmember 1,member 1\nmember 1,Ann\nmember 1\n", [(0, 1)]),
    ],
)
def test_a_table_of_pairs_is_read_by_the_names_in_it(text: str, expected: list[tuple[int, int]]) -> None:
    asked = read_pairs("pairs.csv", text.encode(), load_graph("karate"))
    assert [tuple(pair) for pair in asked.pairs.T.tolist()] == expected
    assert len(asked.left_out) == (3 if "Ann\n" in text and "#" not in text else 0)
    assert any("header" in note for note in asked.notes) == ("who" in text)


def test_a_table_of_pairs_in_utf_16() -> None:
    asked = read_pairs("pairs.txt", "member 1\tmember 2\n".encode("utf-16"), load_graph("karate"))
    assert asked.pairs.tolist() == [[0], [1]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"a,b\nc,d\n", "two columns with names of this graph's nodes"),
        (b"member 1\nmember 2\n", "two columns with names"),
        (b"member 1,member 1\n", "no row names two different nodes"),
        (b"PK\x03\x04", "expected text"),
    ],
)
def test_a_table_that_is_none_of_pairs(content: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_pairs("pairs.csv", content, load_graph("karate"))


def test_more_pairs_than_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vizvae.graph.links.pairs.MOST_PAIRS", 1)
    with pytest.raises(ValueError, match="at most 1 pairs, got 2 rows"):
        read_pairs("pairs.csv", b"member 1,member 2\nmember 1,member 3\n", load_graph("karate"))


def test_features_of_a_new_node(known: TrainedGraph) -> None:
    expected = torch.zeros(12)
    expected[[1, 7]] = torch.tensor([1.0, 2.5])
    for text in ("word 1,1\nword 7,2.5\n", "feature,value\nword 1,1\nword 7,2.5\n", "0,1,0,0,0,0,0,2.5,0,0,0,0\n",
                 ",".join(known.graph.feature_names) + "\n0,1,0,0,0,0,0,2.5,0,0,0,0\n"):  # fmt: skip
        assert new_features("new.csv", text.encode(), known.graph).equal(expected), text
    turned = "word 7,word 1," + ",".join(one for one in known.graph.feature_names if one not in ("word 7", "word 1"))
    assert new_features("new.csv", f"{turned}\n2.5,1,0,0,0,0,0,0,0,0,0,0\n".encode(), known.graph).equal(expected)
    nameless = replace(known.graph, feature_names=())
    assert new_features("new.csv", b"1,1\n7,2.5\n", nameless).equal(expected)
    for text, said in (
        ("word 99,1\nword 1,1\n", "no feature 'word 99'"),
        ("word 1,1\nword 1,2\n", "given twice"),
        ("word 1,1\nword 2,much\n", "expected a number"),
        ("word 1,1,1\nword 2,1,1\n", "3 cells"),
        (
            "0,1,0,0,0,0,0,2.5,0,0,0,0\n" * 2,
            "expected its first row to name the 12 features of the graph, each once, got '0' first that is none",
        ),
        (",".join(["word 1"] * 12) + "\n0,1,0,0,0,0,0,2.5,0,0,0,0\n", "each once"),
    ):
        with pytest.raises(ValueError, match=said):
            new_features("new.csv", text.encode(), known.graph)
    with pytest.raises(
        ValueError, match="the graph's features have no names, so that one row of 12 values is expected, got 2 rows"
    ):
        new_features("new.csv", b"0,1,0,0,0,0,0,2.5,0,0,0,0\n" * 2, nameless)
    with pytest.raises(ValueError, match="has no features"):
        new_features("new.csv", b"1,1\n", load_graph("karate"))


@pytest.mark.parametrize("text", ["age,35\nclub y,1\n", "club y,age,club x\n1,35,0\n", "35,0,1\n"])
def test_features_of_a_new_node_are_scaled_as_those_of_the_graph(text: str, tmp_path: Path) -> None:
    """Ages of 20, 30 and 40 were read as -1.22, 0 and 1.22: raw, an age of 35 would be 35 deviations from their mean."""
    choices = Choices(classes="", features=("age", "club"))
    rows = (("a", "x", 20), ("b", "y", 30), ("c", "x", 40))
    nodes = [{"id": node, "club": club, "age": age} for node, club, age in rows]
    links = [{"source": "a", "target": "b"}, {"source": "b", "target": "c"}]
    parsed = parse_graph(
        "g.json", json.dumps({"nodes": nodes, "links": links}).encode(), features=None, labels=None, choices=choices
    )
    parsed.write(tmp_path / "parsed.npz")
    for graph in (parsed.graph(), ParsedGraph.read(tmp_path / "parsed.npz").graph()):
        scaled = (35 - 30) / (200 / 3) ** 0.5
        torch.testing.assert_close(new_features("new.csv", text.encode(), graph), torch.tensor([scaled, 0.0, 1.0]))
        assert new_features("new.csv", b"club y,1\n", graph).tolist() == [0, 0, 1], "an age that is not told is the mean one"
    before = replace(parsed, feature_scales=()).graph()
    with pytest.raises(ValueError, match=r"features were scaled when that was not yet noted, .*upload it again"):
        new_features("new.csv", text.encode(), before)
