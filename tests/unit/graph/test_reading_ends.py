"""Which columns are the ends of edges where others look like ends too; each was read falsely, or asked about without need, before."""

from __future__ import annotations

import pytest

from tests.unit.graph.test_reading_kinds import edges, pairs, told
from vizvae.graph.readers import Choices, UnclearFile, read_graph

PEOPLE = "Ada,Ben,1999,2004\nBen,Cy,2000,2003\nCy,Ada,2001,2002\n"
CONTACTS = "".join(f"{20 * (row // 3)}\t{1000 + row % 12}\t{1000 + (row * 5 + 3) % 12}\n" for row in range(60))

READ = {
    # what: content, edges, and what the notes say
    "years called from and to": (f"person1,person2,from,to\n{PEOPLE}", "Ada-Ben Ben-Cy Ada-Cy", "`from` and `to` hold when"),
    "in capitals": (f"Person A,Person B,From,To\n{PEOPLE}", "Ada-Ben Ben-Cy Ada-Cy", "`From` and `To` hold when"),
    "years called start and end": ("u,v,start,end\n1,2,1999,2004\n2,3,2000,2003\n", "1-2 2-3", "`start` and `end` hold when"),
    "a span without an end": (
        "name1,name2,from,to\nAda,Ben,1999,\nBen,Cy,2000,2003\n",
        "Ada-Ben Ben-Cy",
        "`from` and `to` hold when",
    ),
    "a span beside plain ends": (
        "source,target,start,end\na,b,1,4\nb,c,2,3\nc,a,1,2\n",
        "a-b b-c a-c",
        "`start` and `end` hold when",
    ),
    "plain ends beside places": ("from,to,x,y\n5,2,7,3\n2,9,8,1\n", "2-5 2-9", "(`from` and `to`)"),
    "names of moments only": ("source,target,begin,end\na,b,9,4\nb,c,2,3\n", "a-b b-c", "(`source` and `target`)"),
    "head and tail": ("head,relation,tail\nAda,knows,Ben\nBen,likes,Cy\n", "Ada-Ben Ben-Cy", "(`head` and `tail`)"),
    "tail and head": ("tail,head\nAda,Ben\nBen,Cy\n", "Ada-Ben Ben-Cy", "(`tail` and `head`)"),
    "years first": ("2001 10 20\n2001 20 30\n2002 30 10\n2003 10 40\n", "10-20 20-30 10-30 10-40", "Column 1 holds when"),
    "moments first": ("1082040961 1 12\n1082040970 2 13\n1082041000 3 12\n", "1-12 2-13 3-12", "Column 1 holds when"),
    "a number of the row first": ("1 17 32\n2 5 9\n3 17 9\n4 32 5\n", "17-32 5-9 9-17 5-32", "Column 1 numbers the rows"),
    "sources in order, and weights": ("1 2 3\n1 3 5\n2 3 1\n2 4 9\n", "1-2 1-3 2-3 2-4", "the first two columns, by custom"),
    "users in order, items and ratings": ("10 101 5\n10 102 3\n11 101 4\n", "10-101 10-102 11-101", "by custom"),
}


@pytest.mark.parametrize("what", READ)
def test_ends_are_those_of_edges(what: str) -> None:
    content, expected, says = READ[what]
    graph = read_graph("g.csv", content.encode())
    assert pairs(graph) == edges(expected)
    assert says in told(graph)


def test_a_time_before_many_names() -> None:
    """As SocioPatterns has its contacts."""
    graph = read_graph("tij.dat", CONTACTS.encode())
    assert all(1000 <= int(name) < 1012 for name in graph.names)
    assert "Column 1 never falls, as a time does, and is left out" in told(graph)


@pytest.mark.parametrize(
    ("content", "ways"),
    [
        ("20\t1148\t1644\n20\t1644\t1650\n40\t1148\t1650\n60\t1148\t1644\n", {"--ends 1,2", "--ends 2,3"}),
        ("31220\t1558\t1567\t3B\t3B\n31220\t1567\t1560\t3B\t3B\n31240\t1558\t1560\t3B\t3B\n", {"--ends 1,2", "--ends 2,3"}),
        ("".join(f"{100 + row // 9} {row % 13} {row * 7 % 11}\n" for row in range(90)), {"--ends 1,2", "--ends 2,3"}),  # ratings
        ("1 17 32\n2 5 9\n", {"--ends 1,2", "--ends 2,3"}),
        ("u,v,start,end\n1,2,5,20\n2,3,7,20\n", {"--ends u,v", "--ends start,end"}),
        ("person1,person2,from,to\nAda,Ben,7,4\nBen,Cy,2,6\n", {"--ends person1,person2", "--ends from,to"}),
    ],
)
def test_what_may_be_a_time_or_an_end_is_asked(content: str, ways: set[str]) -> None:
    with pytest.raises(UnclearFile) as caught:
        read_graph("g.txt", content.encode())
    by_option = {one.option: one.choices for one in caught.value.alternatives}
    assert set(by_option) == ways
    assert len({frozenset(pairs(read_graph("g.txt", content.encode(), choices=choices))) for choices in by_option.values()}) == 2


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("Id,Label,Department\n1,Ada,x\n2,Ben,y\n3,Cy,x\n", "`Id` names each once, and `Department`"),
        ("node,class\n0,1\n1,0\n2,1\n3,0\n", "--ends node,class"),
        ("id,name\n1,Ada\n2,Ben\n3,Cy\n", "`id` names each once, and `name`"),
        ("id,name,club\n1,Ada,x\n2,Ben,x\n3,Cy,y\n", "`club`"),
    ],
)
def test_a_table_of_nodes_is_no_list_of_edges(content: str, says: str) -> None:
    with pytest.raises(ValueError, match=f"g.csv looks like a table of nodes.*{says}"):
        read_graph("g.csv", content.encode())
    first, second = content.splitlines()[0].split(",")[:2]
    assert read_graph("g.csv", content.encode(), choices=Choices(ends=(first, second))).num_edges > 0


@pytest.mark.parametrize(
    "content",
    [
        "id,parent\n1,4\n2,4\n3,4\n", "name,friend\nAda,Ben\nBen,Cy\n",
        "id,user,friend,type\n1,a,b,x\n2,b,c,y\n", "name,club\na,x\na,y\nb,x\n"]
)  # fmt: skip
def test_edges_with_an_id_or_a_name_are_edges(content: str) -> None:
    assert read_graph("g.csv", content.encode()).num_edges > 1


@pytest.mark.parametrize(("header", "arc"), [("cited citing", ("2", "1")), ("citing\tcited", ("1", "2"))])
def test_a_header_above_citations(header: str, arc: tuple[str, str]) -> None:
    graph = read_graph("c.cites", f"{header}\n1 2\n2 3\n".replace(" ", "\t").encode())
    assert graph.names == ("1", "2", "3")
    assert graph.found is not None
    assert graph.found.arcs is not None
    assert arc in {(graph.name_of(first), graph.name_of(second)) for first, second in graph.found.arcs.T.tolist()}
