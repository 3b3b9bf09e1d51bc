"""Marks of several characters between columns: `::`, `||`, arrows. Each was refused with a misleading reason before, or read falsely."""

import pytest

from tests.unit.graph.test_reading_kinds import edges, pairs, told
from vizvae.graph.readers import read_graph
from vizvae.graph.readers.marks import mark_between

READ = {
    "movielens": ("1::1193::5::978300760\n1::661::3::978302109\n2::1193::4::978301968\n", "1-1193 1-661 1193-2", False),
    "a word of its own": ("a :: b\nb :: c d\nc d :: e\n", "a-b / b-c d / c d-e", False),
    "bars": ("a||b||2\nb||c||3\nc||a||4\n", "a-b b-c a-c", False),  # bug: five columns, of which three were empty
    "colons": ("a:b\nb:c\n", "a-b b-c", False),
    "arrows": ("a -> b\nb -> c\nb -> a\n", "a-b b-c", True),
    "arrows within words": ("a->b\nb->c\n", "a-b b-c", True),
    "arrows between names with spaces": ("New York -> Boston\nBoston -> Ely\n", "New York-Boston / Boston-Ely", True),
    "arrows and weights": ("a->b 3\nb->c 4\n", "a-b b-c", True),  # bug: `a->b` was a node, and 3 another
    "arrows as words, and weights": ("a -> b 3\na -> c 4\nb -> c 1\nc -> a 2\n", "a-b a-c b-c", True),  # bug: `b 3` was a node
    "arrows between names with numbers": (
        "a -> Route 66\nb -> Route 67\na -> Route 67\n",
        "Route 66-a / Route 67-b / Route 67-a",
        True,
    ),
    "arrows both ways": ("1<->2\n2 <-> 3\n", "1-2 2-3", False),  # bug: `1<` was a node
    "arrows back": ("a<--b\nb<--c\n", "a-b b-c", True),  # bug: `a<` was a node
    "a colon behind the first word": ("a: b\nb: c\na: d\nd: b\n", "a-b b-c a-d b-d", False),  # bug: `a:` was a node
    "long arrows": ("# calls\n1 --> 2\n2 --> 3\n", "1-2 2-3", True),
    "names with colons": ("std::a std::b\nstd::c std::b\nstd::a std::c\n", "std::a-std::b std::b-std::c std::a-std::c", False),
    "times": ("12:30 a\n12:40 b\n13:10 a\n", "12:30-a 12:40-b 13:10-a", False),
}


@pytest.mark.parametrize("kind", READ)
def test_it_is_read_as_what_it_says(kind: str) -> None:
    content, expected, directed = READ[kind]
    graph = read_graph("edges.txt", content.encode())
    assert pairs(graph) == edges(expected)
    assert graph.found is not None
    assert ("direction" in graph.found.uses) == directed


def test_an_arrow_in_a_name_is_part_of_it_where_commas_part_columns() -> None:
    assert pairs(read_graph("e.csv", b"a->x,b\nb,c->x\n")) == {("a->x", "b"), ("b", "c->x")}


def test_the_mark_is_said() -> None:
    assert "Columns are separated by `::`" in told(read_graph("r.dat", b"1::5\n2::5\n2::6\n"))
    assert "arrows stand between the names" in told(read_graph("r.txt", b"a=>b\nb=>c\n"))


def test_no_mark_where_columns_are_parted_otherwise_or_cells_would_be_empty() -> None:
    assert mark_between(["a::x\tb", "b::x\tc"]) is None
    assert mark_between(["a--", "b--"]) is None
    assert mark_between(["a b", "b c"]) is None


@pytest.mark.parametrize(
    ("content", "is_said"), [("1,2\n2,3\n3,-1\n", True), ("1,2\n-2,3\n3,-1\n", False), ("source,target\na,b\nb,c\nc,-1\n", False)]
)
def test_the_one_number_below_zero_may_mean_none(content: str, is_said: bool) -> None:
    assert ("`-1` is the name of a node: if it means none" in told(read_graph("e.csv", content.encode()))) == is_said


def test_arrows_back_go_from_the_second_to_the_first() -> None:
    found = read_graph("e.txt", b"1 <- 2\n3 <- 2\n").found
    assert found is not None
    assert found.arcs is not None
    assert found.arcs.T.tolist() == [[1, 0], [1, 2]]


@pytest.mark.parametrize(
    ("content", "says"),
    [("a -> b\nb <-> c\n", "arrows of several kinds"), ("a -> b\nc --> d\n", "arrows of several kinds"),
     ("a: b c\nb: c\nc: a b\n", "neighbours")],
)  # fmt: skip
def test_rows_that_are_no_single_edges_are_refused(content: str, says: str) -> None:
    with pytest.raises(ValueError, match=f"e.txt .*{says}"):
        read_graph("e.txt", content.encode())
