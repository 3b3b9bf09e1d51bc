"""What the columns beside the ends say, a comment above them, and KONECT's first line: weights, dates and directions, or why not."""

from __future__ import annotations

import pytest

from tests.unit.graph.test_reading_kinds import told
from vizvae.graph.data import Graph
from vizvae.graph.readers import Choices, read_graph

COMMENTED: dict[str, tuple[str, list[float] | None, list[float] | None, bool]] = {
    # what: content, weights, times, direction
    "weights by a comment": ("# source,target,weight\n1,2,5\n2,3,7\n3,1,9\n", [5, 9, 7], None, False),
    "years by a comment": ("# source,target,year\n1,2,1999\n2,3,2000\n3,1,2001\n", None, [1999, 2001, 2000], False),
    "directions by a comment": ("# from to weight\n1 2 5\n2 3 7\n3 1 9\n", [5, 9, 7], None, True),
    "directions by a comment of two": ("# from to\n1 2\n2 3\n3 1\n", None, None, True),
    "a comment parted otherwise": ("#from to weight\n1,2,3\n2,1,1\n3,1,1\n", [4, 1], None, True),
    "SNAP's undirected graphs": ("# Undirected graph: a\n# FromNodeId\tToNodeId\n1\t2\n2\t3\n", None, None, False),
    "counts in a comment": ("# Nodes 1 Edges 2\n1 2 0.5 7\n2 3 0.7 8\n", [0.5, 0.7], None, False),
    "KONECT, asymmetric": ("% asym unweighted\n% 4 3 3\n1\t2\n2\t3\n3\t1\n1\t3\n", None, None, True),
    "KONECT, weights and times": (
        "% asym posweighted\n1 2 2 1000000000\n2 3 1 1000000001\n3 1 5 1000000002\n", [2, 5, 1], [1e9, 1e9 + 2, 1e9 + 1], True,
    ),
    "KONECT, signs": ("% asym signed\n1 2 1\n2 3 -1\n3 1 1\n", [1, 1, -1], None, True),
    "KONECT, symmetric": ("% sym weighted\n1 2 3\n2 3 1\n3 1 1\n", [3, 1, 1], None, False),
    "KONECT, unweighted with times": ("% sym unweighted\n1 2 1 50\n2 3 1 40\n", None, [50, 40], False),
}  # fmt: skip


def weights_of(graph: Graph) -> list[float] | None:
    assert graph.found is not None
    return None if graph.found.weights is None else graph.found.weights.tolist()


@pytest.mark.parametrize("what", COMMENTED)
def test_comments_are_believed(what: str) -> None:
    content, weights, times, directed = COMMENTED[what]
    graph = read_graph("g.txt", content.encode())
    assert weights_of(graph) == weights
    assert (None if graph.edge_times is None else graph.edge_times.tolist()) == times
    assert graph.found is not None
    assert ("direction" in graph.found.uses) == directed


def test_columns_that_a_comment_names_can_be_chosen() -> None:
    content = b"# id,source,target,age\n7,1,2,5\n8,2,3,7\n"
    assert weights_of(read_graph("g.csv", content, choices=Choices(weights="age"))) == [5, 7]
    assert read_graph("g.csv", content, choices=Choices(ends=("id", "target"))).num_nodes == 4


def test_moments_with_fractions_are_no_weights() -> None:
    graph = read_graph("g.csv", b"6,2,4,1289241911.72836\n6,5,2,1289241941.53378\n1,15,1,1289243140.39049\n")
    assert weights_of(graph) is None
    assert graph.edge_times is not None
    assert sorted(graph.edge_times.tolist()) == [1289241911.72836, 1289241941.53378, 1289243140.39049]


@pytest.mark.parametrize(
    ("types", "directed", "says"),
    [(("Directed", "Directed"), True, "a column says so of each edge"), (("Undirected", "undirected"), False, ""),
     (("Directed", "Undirected"), False, "Some edges are directed in the file"),
     (("Directed", "friend"), False, "all types are read alike")],
)  # fmt: skip
def test_the_type_of_edges_that_gephi_writes(types: tuple[str, str], directed: bool, says: str) -> None:
    graph = read_graph("g.csv", f"Source,Target,Type,Weight\na,b,{types[0]},1\nb,c,{types[1]},2\n".encode())
    assert graph.found is not None
    assert ("direction" in graph.found.uses) == directed
    assert says in told(graph)
    assert weights_of(graph) == [1, 2]


def test_the_type_of_edges_is_above_the_names_of_columns() -> None:
    graph = read_graph("g.csv", b"from,to,type\na,b,Undirected\nb,c,Undirected\n")
    assert graph.found is not None
    assert graph.found.arcs is None


@pytest.mark.parametrize("cell", ["NaN", "NA", "inf", "50%", "1 234", ""])
def test_weights_that_some_edge_lacks_are_left_out_with_the_first_such_cell(cell: str) -> None:
    content = f"# of mine\nsource,target,weight\na,b,1.5\n\nb,c,{cell}\nc,d,2.5\n".encode()
    graph = read_graph("g.csv", content)
    assert weights_of(graph) is None
    assert f"({f'`{cell}`' if cell else 'an empty cell'} in line 5)" in told(graph)
    with pytest.raises(ValueError, match=r"g.csv: `weight` cannot be weights.*in line 5"):
        read_graph("g.csv", content, choices=Choices(weights="weight"))


def test_a_good_column_of_weights_beside_a_bad_one() -> None:
    graph = read_graph("g.csv", b"source,target,amount,weight\na,b,$5,1.5\nb,c,$6,2.5\n")
    assert weights_of(graph) == [1.5, 2.5]
    assert "finite" not in told(graph)


@pytest.mark.parametrize(
    ("content", "says"),
    [("source,target\na,b\nb\nc,d\n", "line 3, `b`, has only one end"),
     ("source,target\na,b\n\nb,\nc,d\n", r"edge 2 has only one end \(line 4\)"),
     ("a,b\nb,\nc,d\n", r"edge 2 has only one end \(line 2\)"), ('source,target,note\na,b,"x\ny"\nb,,z\n', "edge 2 has only one end;")],
)  # fmt: skip
def test_an_edge_with_one_end_is_named_by_its_line(content: str, says: str) -> None:
    with pytest.raises(ValueError, match=f"g.csv: {says}"):
        read_graph("g.csv", content.encode())
