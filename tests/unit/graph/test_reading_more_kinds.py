"""Further files as people have them; what is right was written down before they were tried. Those marked with a bug were read falsely,
or refused with a misleading reason, when they were."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.graph.test_reading_kinds import edges, pairs
from vizvae.graph.readers import UnclearFile, read_graph

TRIANGLE = ("a,b\nb,c\nc,a\n", "a-b b-c a-c")
MATRIX_MARKET = "%%MatrixMarket matrix {}\n"
YED = (
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml"><key for="node" id="d6" '
    'yfiles.type="nodegraphics"/><graph edgedefault="undirected"><node id="n0"><data key="d6"><y:ShapeNode><y:NodeLabel>Alpha'
    '<y:LabelModel/></y:NodeLabel></y:ShapeNode></data></node><node id="n1"/><edge source="n0" target="n1"/></graph></graphml>'
)
ELEMENTS = {"nodes": [{"data": {"id": "a"}}, {"data": {"id": "b"}}], "edges": [{"data": {"source": "a", "target": "b"}}]}
LINKS = {
    "nodes": [{"name": "A", "group": 1}, {"name": "B", "group": 1}, {"name": "C", "group": 2}],
    "links": [{"source": 0, "target": 1, "value": 3}, {"source": 1, "target": 2, "value": 1}],
}

READ: dict[str, tuple[str, str | bytes, str, dict[str, Any]]] = {
    # bug: "as a comment line says" was not heard, though FromNodeId and ToNodeId stand there too
    "snap, directed": (
        "snap.txt", "# Directed graph (each unordered pair of nodes is saved once)\n# FromNodeId\tToNodeId\n0\t1\n1\t2\n2\t3\n",
        "0-1 1-2 2-3", {"uses": ("direction",)},
    ),
    "snap, undirected": (
        "snap.txt", "# Undirected graph: roads\n# FromNodeId\tToNodeId\n0\t1\n1\t2\n2\t3\n", "0-1 1-2 2-3", {"uses": ()},
    ),
    # bug: R's write.table was refused as names that hold spaces
    "a matrix of R": ("r.txt", "A B C\nA 0 1 1\nB 1 0 0\nC 1 0 0\n", "A-B A-C", {}),
    "a table of R": (
        "r.txt", '"from" "to" "w"\n"1" "a" "b" 0.5\n"2" "b" "c" 1.5\n"3" "c" "d" 2.5\n', "a-b b-c c-d", {"weights": [0.5, 1.5, 2.5]},
    ),
    "a table of R with commas": ("r.csv", '"from","to"\n"1","a","b"\n"2","b","c"\n"3","c","d"\n', "a-b b-c c-d", {}),
    # bug: moments in a column without a name were a number like any other
    "moments without a header": (
        "t.txt", "1 2 1082040961\n3 4 1082155839\n1 3 1082414391\n2 4 1082439619\n", "1-2 3-4 1-3 2-4", {"times": True},
    ),
    "semicolons and decimal commas": (
        "s.csv", "from;to;weight\nA;B;0,5\nB;C;1,25\nC;D;2,0\n", "A-B B-C C-D", {"weights": [0.5, 1.25, 2.0]},
    ),
    "a spreadsheet's UTF-16": (
        "u.txt", "Quelle\tZiel\nMüller\tSchmidt\nSchmidt\tWeiß\n".encode("utf-16"), "Müller-Schmidt Schmidt-Weiß", {},
    ),
    "a mark and CRLF": ("b.csv", b"\xef\xbb\xbfsource,target\r\n1,2\r\n2,3\r\n3,1\r\n", "1-2 2-3 1-3", {}),
    "whole numbers as decimals": ("f.csv", "u,v\n1.0,2.0\n2.0,3.0\n3.0,1.0\n", "1-2 2-3 1-3", {}),
    "names with a comma": ("q.csv", 'from,to\n"Smith, J.","Doe, A."\n"Doe, A.","Lee, B."\n', "Smith, J.-Doe, A. / Doe, A.-Lee, B.", {}),
    "an index and years": ("i.csv", ",src,dst,year\n0,a,b,1999\n1,b,c,2003\n2,c,d,2001\n", "a-b b-c c-d", {"times": True}),
    "ends in odd columns": (
        "e.csv", "id,person_a,kind,person_b\n1,Ann,friend,Bob\n2,Bob,foe,Cid\n3,Cid,friend,Dan\n", "Ann-Bob Bob-Cid Cid-Dan", {},
    ),
    "hashed names": ("h.txt", "#ai #ml\n#ml #dl\n#dl #ai\n#ai #nlp\n", "#ai-#ml #ml-#dl #dl-#ai #ai-#nlp", {}),
    "a weighted matrix": ("m.csv", "0,2,0,1\n2,0,3,0\n0,3,0,0\n1,0,0,0\n", "1-2 1-4 2-3", {"weights": [2.0, 1.0, 3.0]}),
    "a matrix with names": ("m.csv", "name;A;B;C\nA;0;1;0\nB;1;0;1\nC;0;1;0\n", "A-B B-C", {}),
    "a symmetric pattern": (
        "p.mtx", f"{MATRIX_MARKET.format('coordinate pattern symmetric')}% c\n4 4 3\n2 1\n3 1\n4 3\n", "1-2 1-3 3-4", {},
    ),
    "a dense matrix": (
        "d.mtx", f"{MATRIX_MARKET.format('array real general')}3 3\n0\n1\n0\n1\n0\n2\n0\n2\n0\n", "1-2 2-3", {"weights": [1.0, 2.0]},
    ),
    "tabs, and spaces in names": ("n.txt", "New York\tBoston\nBoston\tLos Angeles\n", "New York-Boston / Boston-Los Angeles", {}),
    "bars": ("b.txt", "a|b\nb|c\nc|a\n", TRIANGLE[1], {}),
    "links by place": ("d3.json", json.dumps(LINKS), "A-B B-C", {"weights": [3.0, 1.0]}),
    "elements of Cytoscape": ("c.json", json.dumps({"elements": ELEMENTS}), "a-b", {}),
    "a list of pairs": ("l.json", "[[1,2],[2,3]]", "1-2 2-3", {}),
    "Pajek with arcs and edges": (
        "p.net", '*Vertices 3\r\n1 "One A" 0.1 0.2\r\n2 "Two"\r\n3 "Three"\r\n*Arcs\r\n1 2 2.5\r\n*Edges\r\n2 3 1\r\n',
        "One A-Two / Two-Three", {},
    ),
    "Pajek's matrix": ("p.net", '*Vertices 3\n1 "a"\n2 "b"\n3 "c"\n*Matrix\n0 1 0\n1 0 1\n0 1 0\n', "a-b b-c", {}),
    "Pajek's lists of arcs": ("p.net", "*Vertices 4\n*Arcslist\n1 2 3\n4 1\n", "1-2 1-3 1-4", {"uses": ("direction",)}),
    "labels of yEd": ("y.graphml", YED, "Alpha-n1", {}),
    "GraphML without its namespace": (
        "g.graphml", '<graphml><graph edgedefault="directed"><node id="a"/><node id="b"/><edge source="a" target="b"/></graph></graphml>',
        "a-b", {"uses": ("direction",)},
    ),
    "types first": ("t.csv", "type,a,b\nknows,x,y\nlikes,y,z\nknows,z,w\n", "x-y y-z z-w", {}),
    "triples": ("t.tsv", "alice\tknows\tbob\nbob\tlikes\tcarol\ncarol\tknows\tdave\n", "alice-bob bob-carol carol-dave", {}),
    "empty lines and last separators": ("e.csv", "a,b,\nb,c,\n\nc,d,\n", "a-b b-c c-d", {}),
    "loops and repetitions": ("l.csv", "1,1\n1,2\n2,1\n2,3\n", "1-2 2-3", {}),
}  # fmt: skip

REFUSED: dict[str, tuple[str, str, str]] = {
    "a short first row that is no header": ("s.csv", "a,b\nb,c,1\nc,d,2\n", "equally long rows"),
    "rows of several lengths": ("r.csv", "a,b\nb,c,extra\nc\n", "equally long rows"),
    "neighbours in a row": ("n.txt", "a b c d\nb c\nc\nd\n", "only one end"),
    "one column": ("o.csv", "a\nb\n", "two columns of node names"),
    "a header alone": ("h.csv", "source,target\n", "a header only"),
    "an end that is missing": ("m.csv", "source,target\na,b\nb,\n,c\n", "edge 2 has only one end"),
    "a dictionary of neighbours": ("d.json", '{"a": ["b", "c"], "b": ["c"]}', "node-link JSON"),
}
UNCLEAR = {
    "names of two words": ("u.txt", "New York Boston\nBoston Los Angeles\n"),
    "a size or an edge": ("u.txt", "4 3\n0 1\n1 2\n2 3\n"),
    "years or an edge": ("u.csv", "2019,2020\na,b\nb,c\n"),
}

LABELS = {
    "with a header": ("id,class\na,red\nb,blue\nc,red\n", ["red", "blue", "red"]),
    "of some nodes": ("a,red\nc,blue\n", ["red", "", "blue"]),
    "of more nodes than there are": ("node,class\na,1\nb,2\nc,1\nzz,2\n", ["1", "2", "1"]),
    "before the nodes": ("red,a\nblue,b\nred,c\n", ["red", "blue", "red"]),
    "beside a number": ("name\tage\tteam\na\t31\tred\nb\t30\tblue\nc\t28\tred\n", ["red", "blue", "red"]),
}
FEATURES = {
    "numbers and words": ("node\tage\tcity\na\t30\tRome\nb\t40\tOslo\nc\t50\tRome\n", [[30, 0, 1], [40, 1, 0], [50, 0, 1]]),
    # bug: numbers with decimal commas were refused, or, where some are equal, taken for words
    "decimal commas": ("node;x;y\na;1,5;0,5\nb;2,5;0,5\nc;3,5;1\n", [[1.5, 0.5], [2.5, 0.5], [3.5, 1]]),
    "of a node without edges": ("node,x\na,1\nb,2\nc,3\nd,4\n", [[1], [2], [3], [4]]),
}


@pytest.mark.parametrize("kind", READ)
def test_it_is_read_as_what_it_says(kind: str) -> None:
    name, content, expected, more = READ[kind]
    graph = read_graph(name, content if isinstance(content, bytes) else content.encode())
    assert pairs(graph) == edges(expected)
    assert graph.found is not None
    if "uses" in more:
        assert graph.found.uses == more["uses"]
    if "weights" in more:
        assert graph.found.weights is not None
        assert graph.found.weights.tolist() == more["weights"]
    assert (graph.edge_times is not None) == more.get("times", False)


@pytest.mark.parametrize("kind", REFUSED)
def test_it_is_refused_with_the_reason(kind: str) -> None:
    name, content, reason = REFUSED[kind]
    with pytest.raises(ValueError, match=reason):
        read_graph(name, content.encode())


@pytest.mark.parametrize("kind", UNCLEAR)
def test_it_is_asked_about(kind: str) -> None:
    name, content = UNCLEAR[kind]
    with pytest.raises(UnclearFile):
        read_graph(name, content.encode())


@pytest.mark.parametrize("kind", LABELS)
def test_classes_are_those_of_their_nodes(kind: str) -> None:
    content, expected = LABELS[kind]
    graph = read_graph("edges.csv", TRIANGLE[0].encode(), labels=("labels.tsv", content.encode()))
    assert [graph.class_of(node) for node in range(graph.num_nodes)] == expected


@pytest.mark.parametrize("kind", FEATURES)
def test_features_are_those_of_their_nodes(kind: str) -> None:
    content, expected = FEATURES[kind]
    graph = read_graph("edges.csv", TRIANGLE[0].encode(), features=("features.tsv", content.encode()))
    assert graph.features is not None
    assert graph.features.to_dense().tolist() == expected


def test_tables_that_do_not_fit_say_why(tmp_path: Path) -> None:
    for content, reason in (
        ("0.1,0.2\n0.3,0.4\n0.5,0.6\n", "expected a column with the names of nodes"),
        ("node,x,y\na,1,2\nb,3,4\n", "1 nodes that features.csv has no features for, such as 'c'"),
    ):
        (tmp_path / "features.csv").write_text(content)
        with pytest.raises(ValueError, match=reason):
            read_graph("edges.csv", TRIANGLE[0].encode(), features=tmp_path / "features.csv")
