"""Graph files as people have them: each is read as what it says, or refused with the ways it could be read. None is silently wrong."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import scipy.sparse

from vizvae.graph.data import Graph
from vizvae.graph.readers import Choices, UnclearFile, read_graph
from vizvae.paths import PROJECT

HANDED_OUT = PROJECT.parent / "shared" / "cases" / "graphs"


def pairs(graph: Graph) -> set[tuple[str, str]]:
    """Edges by the names of their ends, each in alphabetical order."""
    named = [sorted((graph.name_of(first), graph.name_of(second))) for first, second in graph.edge_index.T.tolist()]
    return {(first, second) for first, second in named}


def told(graph: Graph) -> str:
    return " ".join(graph.notes)


def edges(text: str) -> set[tuple[str, str]]:
    """Pairs from a-b b-c; those with spaces in their names are parted by strokes."""
    found = [tuple(sorted(pair.split("-"))) for pair in (text.split(" / ") if " / " in text else text.split())]
    return {(first, second) for first, second in found}


ABC = "a-b b-c"
GEXF = '<gexf xmlns="http://www.gexf.net/{0}" version="{0}"><graph defaultedgetype="{1}">{2}</graph></gexf>'
GRAPHML = '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{}<graph edgedefault="undirected">{}</graph></graphml>'
YED = (
    '<key for="node" id="d6" yfiles.type="nodegraphics"/>',
    "".join(
        f'<node id="n{i}"><data key="d6"><y:ShapeNode xmlns:y="http://www.yworks.com/xml/graphml"><y:NodeLabel>{label}</y:NodeLabel>'
        "</y:ShapeNode></data></node>"
        for i, label in enumerate(("Ada", "Ben", "Cy"))
    )
    + '<edge source="n0" target="n1"/><edge source="n1" target="n2"/>',
)
TWO = '<node id="a"/><node id="b"/><node id="c"/><edge source="a" target="b"/><edge source="b" target="c"/>'


NODES = [{"id": "a"}, {"id": "b"}, {"id": "c"}]
LINKS = [{"source": "a", "target": "b"}, {"source": "b", "target": "c"}]
NUMBERED = {
    "directed": True,
    "nodes": [{"id": number, "label": label} for number, label in enumerate("abc", start=1)],
    "edges": [{"source": 1, "target": 2}, {"source": 2, "target": 3}],
}
PLACES = {
    "nodes": [{"name": name} for name in "abc"],
    "links": [{"source": 0, "target": 1, "value": 2}, {"source": 1, "target": 2}],
}
CYTOSCAPE = {"elements": {"nodes": [{"data": one} for one in NODES], "edges": [{"data": one} for one in LINKS]}}
GEPHI = "Source,Target,Type,Id,Label,timeset,Weight\na,b,Undirected,0,,,1.0\nb,c,Undirected,1,,,1.0\n"
TWO_NAMES = "source_id,source_name,target_id,target_name\n1,Ada,2,Ben\n2,Ben,3,"


def npz(**arrays: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)  # type: ignore[arg-type]
    return file.getvalue()


def saved_sparse(kind: str) -> bytes:
    matrix = scipy.sparse.coo_array((np.ones(4), ([0, 1, 1, 2], [1, 0, 2, 1])), shape=(4, 4)).asformat(kind)
    file = io.BytesIO()
    scipy.sparse.save_npz(file, matrix)
    return file.getvalue()


def parquet(**columns: object) -> bytes:
    file = io.BytesIO()
    pd.DataFrame(columns).to_parquet(file)
    return file.getvalue()


READ: dict[str, tuple[str, str | bytes, str, str]] = {
    # what: name, content, edges, and what the notes say
    "a header of numbered names": (
        "g.csv",
        "x1,x2\n0,1\n1,2\n2,0\n2,3\n",
        "0-1 1-2 0-2 2-3",
        "first row was taken for a header (x1, x2)",
    ),
    "a header of ids": ("g.csv", "id_1,id_2\n10,11\n11,12\n", "10-11 11-12", "header"),
    "a header in another language": ("g.csv", "Käufer;Händler\n7;8\n8;9\n", "7-8 8-9", "header (Käufer, Händler)"),
    "a header above names": (
        "g.csv",
        "who,whom,how_often\nAda,Ben,3\nBen,Cy,1\n",
        "Ada-Ben Ben-Cy",
        "header (who, whom, how_often)",
    ),
    "an invented header above capitals": ("g.csv", "gives,takes\nAda,Ben\nBen,Cy\n", "Ada-Ben Ben-Cy", "begin with a capital"),
    "an invented header above codes": ("g.tsv", "here\tthere\np10\tp11\np11\tp12\n", "p10-p11 p11-p12", "hold digits"),
    "ends that are not first": (
        "g.csv",
        "EdgeId,Source,Target\n1,a,b\n2,b,c\n",
        ABC,
        "Ends found by the columns' names (`Source` and `Target`)",
    ),
    "ends the other way round": ("g.csv", "target,weight,source\na,2.5,b\nb,1.5,c\n", ABC, "`source` and `target`"),
    "ends among Gephi's columns": ("g.csv", GEPHI, ABC, "Other columns (5), such as weights, are left out"),
    "ends of a citation network": (
        "g.csv",
        "year,citing_paper,cited_paper\n1999,a,b\n2001,b,c\n",
        ABC,
        "`citing_paper` and `cited_paper`",
    ),
    "an index of pandas": ("g.csv", ",source,target\n0,a,b\n1,b,c\n", ABC, "header"),
    "an index and numbered columns of pandas": (
        "g.csv",
        ",0,1\n0,10,11\n1,11,12\n",
        "10-11 11-12",
        "its first column has no name",
    ),
    "an index without a header": ("g.csv", "0,a,b\n1,b,c\n2,c,d\n", "a-b b-c c-d", "column 1 numbers the rows"),
    "two columns for each end": ("g.csv", TWO_NAMES + "Cy\n", "Ada-Ben Ben-Cy", "tell the same"),
    "a header that stands there twice": ("g.csv", "source,target\na,b\nsource,target\nb,c\n", ABC, "repeat the header"),
    "names that begin with #": (
        "g.csv",
        "#rain,#wind\n#wind,#storm\n#storm,flood\n",
        "#rain-#wind #storm-#wind #storm-flood",
        "",
    ),
    "lines of comments": (
        "g.txt",
        "# an edge list with a comment line\n# two columns\n1 2\n2 3\n",
        "1-2 2-3",
        "2 comment lines left out",
    ),
    "SNAP's comments": (
        "g.txt",
        "# Nodes: 3 Edges: 2\n# FromNodeId\tToNodeId\n1\t2\n2\t3\n",
        "1-2 2-3",
        "2 comment lines left out",
    ),
    "a tight comment above numbers": ("g.txt", "#two columns\n1 2\n2 3\n", "1-2 2-3", "1 comment line left out"),
    "a header behind a #": ("g.csv", "#source,target\na,b\nb,c\n", ABC, "1 comment line left out"),
    "columns named by a comment": ("g.txt", "# id source target\n7 1 2\n9 2 3\n", "1-2 2-3", "comment line names the columns"),
    "an adjacency matrix": ("g.csv", "0,1,0,1\n1,0,1,0\n0,1,0,0\n1,0,0,0\n", "1-2 1-4 2-3", "Read as an adjacency matrix"),
    "a matrix of three": ("g.txt", "0 1 0\n1 0 1\n0 1 0\n", "1-2 2-3", "Read as an adjacency matrix"),
    "a matrix with names": ("g.csv", ",a,b,c\na,0,2.5,0\nb,2.5,0,1\nc,0,1,0\n", ABC, "Weights are left out"),
    "a matrix with names in another order": ("g.csv", "x,c,b,a\na,0,1,0\nb,1,0,1\nc,0,1,0\n", ABC, "adjacency matrix"),
    "a matrix with names above it": ("g.csv", "a,b,c\n0,1,0\n1,0,1\n0,1,0\n", ABC, "adjacency matrix"),
    "a matrix with names beside it": ("g.csv", "a;0;1;0\nb;1;0;1\nc;0;1;0\n", ABC, "adjacency matrix"),
    "a matrix that pandas numbered": ("g.csv", ",0,1,2\n0,0,1,0\n1,1,0,1\n2,0,1,0\n", "0-1 1-2", "adjacency matrix"),
    "a matrix with empty cells": ("g.csv", ",a,b,c\na,,1,\nb,1,,1\nc,,1,\n", ABC, "5 empty cells are read as no edge"),
    "a directed matrix": ("g.csv", "0,1,0,0\n0,0,1,0\n0,0,0,1\n0,0,0,0\n", "1-2 2-3 3-4", "adjacency matrix"),
    "Matrix Market": (
        "g.mtx",
        "%%MatrixMarket matrix coordinate pattern symmetric\n% a comment\n4 4 3\n2 1\n3 2\n4 3\n",
        "1-2 2-3 3-4",
        "",
    ),
    "Matrix Market under a table's name": (
        "g.txt",
        "%%MatrixMarket matrix coordinate real general\n3 3 2\n2 1 5.0\n3 2 1.5\n",
        "1-2 2-3",
        "Weights",
    ),
    "Matrix Market without its first line": ("g.mtx", "4 4 3\n2 1\n3 2\n4 3\n", "1-2 2-3 3-4", ""),
    "Matrix Market with a zero": (
        "g.mtx",
        "%%MatrixMarket matrix coordinate real general\n3 3 3\n2 1 1\n3 2 1\n1 3 0\n",
        "1-2 2-3",
        "1 entry of 0 is no edge",
    ),
    "whole numbers as decimals": ("g.csv", "source,target\n1.0,2\n2.0,3\n1,3.0\n", "1-2 2-3 1-3", "1.0 is 1"),
    "numbers that NumPy saved": ("g.txt", "0.000000e+00 1.000000e+00\n1.000000e+00 2.000000e+00\n", "0-1 1-2", ""),
    "zeros in front": ("g.csv", "from_zip,to_zip\n01234,1234\n1234,99\n", "01234-1234 1234-99", "are two nodes"),
    "quoted names with commas": (
        "g.csv",
        '"Smith, J","Jones, K"\n"Jones, K","Wu, L"\n',
        "Jones, K-Smith, J / Jones, K-Wu, L",
        "",
    ),
    "quoted names with spaces": ("g.txt", '"New York" Boston\nBoston Lima\n', "Boston-New York / Boston-Lima", ""),
    "names with spaces between commas": ("g.csv", "New York, Boston\nBoston, Lima\n", "Boston-New York / Boston-Lima", ""),
    "semicolons and decimal commas": ("g.csv", "von;nach;gewicht\na;b;2,5\nb;c;0,5\n", ABC, "`gewicht` (weights)"),
    "spaces and decimal commas": ("g.txt", "1 2 0,5\n2 3 0,75\n", "1-2 2-3", "column 3 (weights)"),
    "a separator in the first line": ("g.csv", "sep=;\na;b\nb;c\n", ABC, "as its first line says"),
    "bars": ("g.txt", "a|b\nb|c\n", ABC, ""),
    "CRLF and a mark": ("g.csv", "\ufeffsource,target\r\na,b\r\nb,c\r\n", ABC, ""),
    "UTF-16 of a spreadsheet": ("g.txt", "source\ttarget\na\tb\nb\tc\n".encode("utf-16"), ABC, "UTF-16"),
    "UTF-16 without a mark": ("g.csv", "source,target\na,b\nb,c\n".encode("utf-16-le"), ABC, "UTF-16-LE"),
    "separators at the end of rows": ("g.csv", "source,target,\na,b,\nb,c,\n", ABC, ""),
    "empty rows of a spreadsheet": ("g.csv", "source,target,weight\na,b,1\n,,\nb,c,2\n", ABC, "1 row without a name left out"),
    "a column of types": ("g.csv", "a,b,friend\nb,c,enemy\nc,a,friend\n", "a-b b-c a-c", "Other columns (1) are left out"),
    "ratings of a film by a user": (
        "g.csv",
        "userId,movieId,rating\n1,1,4.5\n1,2,3.0\n2,1,1.5\n",
        "movieId 1-userId 1 / movieId 2-userId 1 / movieId 1-userId 2",
        "two kinds",
    ),
    "KONECT's bipartite networks": (
        "g.txt",
        "% bip unweighted\n1 1\n1 2\n2 1\n",
        "column 1 1-column 2 1 / column 1 1-column 2 2 / column 1 2-column 2 1",
        "two kinds",
    ),
    "a weight of nothing": ("g.csv", "source,target,weight\na,b,0\nb,c,-1\n", ABC, "are edges as the others are"),
    "names written in two ways": (
        "g.csv",
        "source,target\ncaf\u00e9,b\ncafe\u0301,c\n",
        "b-caf\u00e9 c-caf\u00e9",
        "combining marks",
    ),
    "names in capitals and small": ("g.csv", "source,target\nAda,b\nada,c\n", "Ada-b ada-c", "differ in capitals only"),
    "a node that is called nan": ("g.csv", "source,target\nnan,b\nb,c\n", "b-nan b-c", "is the name of a node"),
    "networkx's attributes": (
        "g.edgelist",
        "1 2 {'weight': 3, 'colour': 'red'}\n2 3 {'weight': 1}\n3 4 {}\n",
        "1-2 2-3 3-4",
        "attributes left out",
    ),
    "attributes that are code": (
        "g.edgelist",
        "1 2 {'a': __import__('os').system('true')}\n2 3 {}\n",
        "1-2 2-3",
        "could not be read",
    ),
    "networkx's list without attributes": ("g.edgelist", "a b\nb c\n", ABC, ""),
    "GEXF 1.1": (
        "g.gexf",
        GEXF.format("1.1draft", "directed", f"<nodes>{TWO[:42]}</nodes><edges>{TWO[42:]}</edges>"),
        ABC,
        "directed",
    ),
    "GEXF 1.3": ("g.gexf", GEXF.format("1.3", "undirected", f"<nodes>{TWO[:42]}</nodes><edges>{TWO[42:]}</edges>"), ABC, ""),
    "GraphML of yEd": ("g.graphml", GRAPHML.format(*YED), "Ada-Ben Ben-Cy", "shown by their labels"),
    "GraphML with an undeclared key": (
        "g.graphml",
        GRAPHML.format("", TWO.replace("/>", '><data key="d1">x</data></node>', 1)),
        ABC,
        "1 attribute without a declaration left out",
    ),
    "GraphML with edges of both kinds": (
        "g.graphml",
        GRAPHML.format("", TWO.replace("<edge", '<edge directed="true"', 1)),
        ABC,
        "directed in the file",
    ),
    "node-link JSON with links": ("g.json", json.dumps({"nodes": NODES, "links": LINKS}), ABC, ""),
    "node-link JSON with edges": ("g.json", json.dumps(NUMBERED), ABC, "directed"),
    "d3's places": ("g.json", json.dumps(PLACES), ABC, "places in the list"),
    "Cytoscape": ("g.json", json.dumps(CYTOSCAPE), ABC, ""),
    "pairs as JSON": ("g.json", '[["a","b"],["b","c"]]', ABC, ""),
    "Pajek": ("g.net", '*Vertices 3\n1 "a" 0.1 0.2\n2 "b"\n3 "c"\n*Edges\n1 2 1\n2 3 1\n', ABC, ""),
    "Pajek without names": ("g.net", "*Vertices 4\r\n*Arcs\r\n1 2\r\n2 3 0.5\r\n", "1-2 2-3", "directed"),
    "Pajek's lists": ("g.net", "*Vertices 3\n1 a\n2 b\n3 c\n*Arcslist\n2 1 3\n", ABC, "directed"),
    "scipy's csr": ("g.npz", saved_sparse("csr"), "0-1 1-2", "adjacency matrix"),
    "scipy's csc": ("g.npz", saved_sparse("csc"), "0-1 1-2", "adjacency matrix"),
    "scipy's coo": ("g.npz", saved_sparse("coo"), "0-1 1-2", "adjacency matrix"),
    "an edge_index": ("g.npz", npz(edge_index=np.array([[0, 1, 1, 2], [1, 0, 2, 1]])), "0-1 1-2", ""),
    "Parquet of names": ("g.parquet", parquet(source=["a", "b"], target=["b", "c"]), ABC, "Ends found"),
    "Parquet of numbers, one missing elsewhere": (
        "g.parquet",
        parquet(x1=[1.0, 2.0], x2=[2, 3], w=[0.5, None]),
        "1-2 2-3",
        "1.0 is 1",
    ),
}

REFUSED: dict[str, tuple[str, str | bytes, str]] = {
    "the body of Matrix Market": ("g.txt", "4 4 3\n2 1\n3 2\n4 3\n", r"Matrix Market.*\.mtx.*remove the size line"),
    "the body of Matrix Market, weighted": ("g.txt", "4 4 3\n2 1 5\n3 2 1\n4 3 2\n", r"Matrix Market.*\.mtx"),
    "a line of sizes above weights": ("g.txt", "4 3\n1 2 0.5\n2 3 0.5\n3 4 1\n", "4 nodes and 3 edges"),
    "spaces in names": ("g.txt", "New York Boston\nBoston Lima\n", "rows of 3 and of 2 words.*quotes, commas or tabs"),
    "lists of neighbours": ("g.txt", "1 2 3\n2 3\n3 4\n", "row for each edge"),
    "rows of several lengths": ("g.csv", "a,b\nb,c,1\n", "equally long rows"),
    "an end that is missing": ("g.csv", "source,target,weight\na,b,1\nb,,2\n", "edge 2 has only one end"),
    "decimals in place of names": ("g.csv", "0.5,1.5\n1.5,2.5\n", "whole numbers or words"),
    "ids that a spreadsheet has cut": ("g.csv", "source,target\n1.23457E+15,2\n2,3\n", "lost its last digits"),
    "Latin-1": ("g.csv", "ä,b\nb,c\n".encode("latin-1"), "UTF-8"),
    "a spreadsheet": ("g.csv", b"PK\x03\x04\x14\x00", "spreadsheet"),
    "GraphML under a table's name": ("g.txt", GRAPHML.format("", TWO), r"rename it to \.graphml"),
    "one row of everything": ("g.csv", ",".join("ab" * 20_000), "rows of 40,000 columns"),
    "two graphs": ("g.graphml", GRAPHML.format("", TWO).replace("</graphml>", "<graph/></graphml>"), "2 graphs"),
    "an edge to nowhere": (
        "g.graphml",
        GRAPHML.format("", TWO.replace('target="c"', 'target="z"')),
        "does not have, such as 'z'",
    ),
    "a node that stands there twice": (
        "g.gexf",
        GEXF.format("1.3", "directed", '<nodes><node id="a"/><node id="a"/></nodes>'),
        "twice",
    ),
    "links to nowhere": ("g.json", '{"nodes":[{"id":"a"}],"links":[{"source":"a","target":"z"}]}', "not among its nodes"),
    "a number and the same as text": ("g.json", '{"nodes":[{"id":1},{"id":"1"}],"links":[{"source":1,"target":"1"}]}', "twice"),
    "JSON of anything": ("g.json", '{"a": 1}', "node-link JSON"),
    "deep JSON": ("g.json", "[" * 100_000, "JSON"),
    "Pajek with too few vertices": ("g.net", "*Vertices 2\n*Edges\n1 3\n", "2 vertices, and names number 3"),
    "Pajek without end": ("g.net", "*Vertices 99999999999\n*Edges\n1 3\n", "at most"),
    "Matrix Market without end": ("g.mtx", "%%MatrixMarket matrix array real general\n90000 90000\n1\n", "cannot hold"),
    "Matrix Market that is cut": (
        "g.mtx",
        "%%MatrixMarket matrix coordinate pattern general\n3 3 4\n1 2\n2 3\n",
        "declares 4 entries, and 2 lines",
    ),
    "Parquet that is none": ("g.parquet", b"PAR1 not really", "Parquet"),
    "arrays of something else": ("g.npz", npz(x=np.eye(3)), "sparse matrix"),
    "a matrix that says more rows than it has": (
        "g.npz",
        npz(indptr=np.array([0, 1]), indices=np.array([0]), shape=np.array([9, 9])),
        "indptr",
    ),
    "a matrix with a place outside": (
        "g.npz",
        npz(row=np.array([5]), col=np.array([0]), shape=np.array([3, 3])),
        "expected 0 to 2",
    ),
    "what a model proposes": (
        "g.csv",
        "first,second,probability,logit,outcome\na,b,0.9,2,invented\nb,c,0.8,1,invented\n",
        "proposes",
    ),
}

UNCLEAR: dict[str, tuple[str, str, dict[str, str]]] = {
    # what: name, content, and the edges of each way that may be chosen, by its option
    "two words that stand nowhere else": (
        "g.csv",
        "ann,bob\ncat,dan\neve,dan\n",
        {"--header": "cat-dan dan-eve", "--no-header": "ann-bob cat-dan dan-eve"},
    ),
    "names of columns that are nodes, too": (
        "g.csv",
        "from,to\nto,the\nthe,from\n",
        {"--header": "the-to from-the", "--no-header": "from-to the-to from-the"},
    ),
    "columns that pandas numbered": (
        "g.csv",
        "0,1\n10,11\n11,12\n",
        {"--header": "10-11 11-12", "--no-header": "0-1 10-11 11-12"},
    ),
    "a word above numbers and a number": ("g.csv", "x,5\n2,3\n3,4\n", {"--header": "2-3 3-4", "--no-header": "5-x 2-3 3-4"}),
    "a line of sizes, perhaps": ("g.txt", "4 3\n1 2\n2 3\n3 4\n", {"--header": "1-2 2-3 3-4", "--no-header": "3-4 1-2 2-3"}),
    "a comment, or a name": ("g.csv", "a,b\n#c,a\nb,d\n", {"--comments": "a-b b-d", "--no-comments": "a-b #c-a b-d"}),
    "a matrix, or weights": ("g.csv", "1,2,3\n2,1,1\n3,1,1\n", {"--matrix": "1-2 1-3 2-3", "--no-matrix": "1-2 1-3"}),
    "semicolons, or commas": (
        "g.txt",
        "a;b,c\nc,a;b\nb,c;a\n",
        {"--separator ','": "a;b-c b-c;a", "--separator ';'": "a-b,c b-c,a"},
    ),
    "three words that spaces part": ("g.txt", "New York Boston\nSan Diego Boston\n", {"--ends 1,3": "Boston-New Boston-San"}),
    "three columns of names": ("g.csv", "one,two,three\n1,2,3\n2,3,1\n3,1,2\n1,3,2\n", {"--ends one,two": "1-2 2-3 1-3"}),
    "two pairs of ends": (
        "g.csv",
        TWO_NAMES + "Ada\n",
        {"--ends source_id,target_id": "1-2 2-3", "--ends source_name,target_name": "Ada-Ben"},
    ),
    "who is in which group": ("g.csv", ",g1,g2,g3\nAda,1,0,1\nBen,0,1,1\n", {"--matrix": "Ada-g1 Ada-g3 Ben-g2 Ben-g3"}),
}


def content_of(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


@pytest.mark.parametrize("what", READ)
def test_what_is_read_is_what_the_file_says(what: str) -> None:
    name, content, expected, says = READ[what]
    graph = read_graph(name, content_of(content))
    assert pairs(graph) == edges(expected)
    assert says in told(graph)
    assert graph.reading is not None
    assert graph.reading.notes == graph.notes


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_read_is_refused_with_the_reason(what: str) -> None:
    name, content, says = REFUSED[what]
    with pytest.raises(ValueError, match=says) as caught:
        read_graph(name, content_of(content))
    assert str(caught.value).startswith(name)
    assert not isinstance(caught.value, UnclearFile)


@pytest.mark.parametrize("what", UNCLEAR)
def test_what_is_unclear_is_asked_and_read_as_one_chooses(what: str) -> None:
    name, content, ways = UNCLEAR[what]
    with pytest.raises(UnclearFile) as caught:
        read_graph(name, content.encode())
    by_option = {one.option: one for one in caught.value.alternatives}
    assert set(ways) <= set(by_option)
    assert len(by_option) > 1
    assert all(f"{one.text} ({one.option})" in str(caught.value) for one in caught.value.alternatives)
    assert caught.value.first_rows
    for option, expected in ways.items():
        assert pairs(read_graph(name, content.encode(), choices=by_option[option].choices)) == edges(expected)


def test_enough_kinds_are_tried() -> None:
    assert len(READ) + len(REFUSED) + len(UNCLEAR) >= 19 + 40


@pytest.mark.skipif(
    not (HANDED_OUT / "expected.json").is_file(), reason="the files that were handed out are not beside this checkout"
)
def test_files_that_were_handed_out() -> None:
    expected = json.loads((HANDED_OUT / "expected.json").read_text(encoding="utf-8"))
    for files, right in expected.items():
        name, *beside = files.split(" + ")
        tables: dict[str, Path] = {("features" if one.endswith(".content") else "labels"): HANDED_OUT / one for one in beside}
        if "refused" in right:
            with pytest.raises(ValueError, match=r"Matrix Market|separated by spaces"):
                read_graph(HANDED_OUT / name)
            continue
        graph = read_graph(HANDED_OUT / name, **tables)  # type: ignore[arg-type]
        assert right.get("nodes", graph.num_nodes) == graph.num_nodes, files
        assert right.get("edges", graph.num_edges) == graph.num_edges, files
        assert right.get("names", list(graph.names)) == list(graph.names), files
        assert right.get("classes", list(graph.class_names)) == list(graph.class_names), files
        assert graph.reading is not None
        assert right.get("offered_as_classes", list(graph.reading.offered_as_classes)) == list(
            graph.reading.offered_as_classes
        ), files
        assert right.get("offered_as_features", list(graph.reading.offered_as_features)) == list(
            graph.reading.offered_as_features
        ), files
        if "note" in right:
            assert right["note"].split(",")[0].lower() in told(graph).lower(), files
        if "features" in right:
            assert graph.features is not None, files
            assert graph.features.num_columns == right["features"], files
        if "classes_of" in right:
            assert graph.labels is not None, files
            assert {
                name: graph.class_names[label] for name, label in zip(graph.names, graph.labels.tolist(), strict=True)
            } == right["classes_of"], files


def test_choices_decide() -> None:
    rows = b"a,b,c\nb,c,d\n"
    assert pairs(read_graph("g.csv", rows, choices=Choices(ends=("1", "3"), header=False))) == edges("a-c b-d")
    assert pairs(read_graph("g.csv", b"p,q,r\na,b,c\nb,c,d\n", choices=Choices(ends=("q", "r")))) == edges("b-c c-d")
    with pytest.raises(ValueError, match="no column '9'"):
        read_graph("g.csv", rows, choices=Choices(ends=("1", "9"), header=False))
    with pytest.raises(ValueError, match="expected an adjacency matrix"):
        read_graph("g.csv", b"a,b\nb,c\nc,d\n", choices=Choices(matrix=True))
    with pytest.raises(ValueError, match="two different columns"):
        Choices(ends=("1", "1"))
