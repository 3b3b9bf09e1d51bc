"""What commas in numbers mean is told by a whole column, and said where they might mean something else; each was read falsely before."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.unit.graph.test_reading_kinds import told
from vizvae.graph.readers import read_graph
from vizvae.graph.readers.cells import commas_of, kind_of, numbers_of, said_of_commas

WEIGHTS: dict[str, tuple[str, list[float], str]] = {
    # what: content, weights of a-b, a-c, b-c, and what the notes say
    "a decimal comma below a whole number": ("Source;Target;Weight\na;b;3\nb;c;1,5\nc;a;2,25\n", [3, 2.25, 1.5], ""),
    "commas between thousands, quoted among commas": (
        'source,target,weight\na,b,"1,500"\nb,c,"2,750"\nc,a,"900"\n', [1500, 900, 2750], "1,500 as 1500",
    ),
    "thousands with decimals": ('s,t,weight\na,b,"1,234.5"\nb,c,500\nc,a,"10,000.25"\n', [1234.5, 10000.25, 500], "1,234.5 as 1234.5"),
    "millions": ("source\ttarget\tweight\na\tb\t1,234,567\nb\tc\t5\nc\ta\t6\n", [1234567, 6, 5], "1,234,567 as 1234567"),
    "three decimals among semicolons": ("source;target;weight\na;b;1,500\nb;c;2,750\nc;a;900\n", [1.5, 900, 2.75], "1,500 as 1.5"),
    "points between thousands": ("source;target;weight\na;b;1.234,5\nb;c;2,5\nc;a;10.000,0\n", [1234.5, 10000, 2.5], "1.234,5 as 1234.5"),
    "decimal commas quoted among commas": ('source,target,weight\na,b,"1,5"\nb,c,"2,75"\nc,a,"900"\n', [1.5, 900, 2.75], ""),
    "an exponent": ("source;target;weight\na;b;1,5E-03\nb;c;2\nc;a;3\n", [0.0015, 3, 2], ""),
}  # fmt: skip


@pytest.mark.parametrize("what", WEIGHTS)
def test_weights_with_commas(what: str) -> None:
    content, expected, says = WEIGHTS[what]
    graph = read_graph("g.csv", content.encode())
    assert graph.found is not None
    assert graph.found.weights is not None
    assert graph.found.weights.tolist() == expected
    assert says in told(graph.used(["weights"]))
    assert ("with commas are read so" in told(graph)) == bool(says)


def test_weights_that_may_be_two_numbers_are_left_out_and_the_first_is_named() -> None:
    graph = read_graph("g.tsv", b"source\ttarget\tweight\na\tb\t1,500\nb\tc\t900\n")
    assert graph.found is not None
    assert graph.found.weights is None
    assert "`1,500` in line 2" in told(graph)


def test_a_matrix_of_decimal_commas_whose_first_row_begins_with_whole_numbers() -> None:
    graph = read_graph("g.csv", b"0;1,5;0;0\n1,5;0;2,5;0\n0;2,5;0;1\n0;0;1;0\n")
    assert graph.edge_index.T.tolist() == [[0, 1], [1, 2], [2, 3]]
    assert graph.found is not None
    assert graph.found.weights is not None
    assert graph.found.weights.tolist() == [1.5, 2.5, 1]


def test_commas_of_a_matrix_mean_the_same_in_all_its_columns() -> None:
    graph = read_graph("g.csv", b',a,b,c\na,0,"1,500","2,5"\nb,"1,500",0,0\nc,"2,5",0,0\n')
    assert graph.found is not None
    assert graph.found.weights is not None
    assert graph.found.weights.tolist() == [1.5, 2.5]


def test_features_with_decimal_commas_below_whole_numbers() -> None:
    features = ("f.csv", b"id;x;y\na;1,5;2\nb;3;4,5\nc;5;6\n")
    graph = read_graph("g.csv", b"a,b\nb,c\n", features=features)
    assert graph.features is not None
    assert graph.features.to_dense().tolist() == [[1.5, 2], [3, 4.5], [5, 6]]


@pytest.mark.parametrize(
    ("table", "says"),
    [(b"id;x\na;1,5\nb;none\nc;2\n", r"'x' holds 'none' for the node 'b'$"), (b"id\tx\na\t1,500\nb\t2,500\nc\t3\n", r"1500 or 1\.500")],
)  # fmt: skip
def test_features_that_are_no_numbers_are_named(table: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_graph("g.csv", b"a,b\nb,c\n", features=("f.tsv", table))


@pytest.mark.parametrize(
    ("cells", "commas", "kind"),
    [(["1,500", "2"], "either", "decimal"), (["1,500", "0.5"], "thousands", "decimal"), (["0,125", "1,500"], "decimal", "decimal"),
     (["1,0", "2,0"], "decimal", "whole"), (["1,5", "a"], "", "word"), (["Smith, J", "Lee, K"], "", "word"),
     (["1,5", "1.234,5"], "points", "decimal"),
     (["1,234.5", "1.234,5"], "", "word"), (["1", "2"], "", "whole"), (["", "2,5"], "decimal", "decimal")],
)  # fmt: skip
def test_what_a_column_holds(cells: list[str], commas: str, kind: str) -> None:
    column = pd.Series(cells, dtype="str")
    assert commas_of(column) == commas
    assert kind_of(column) == kind


def test_separators_decide_what_nothing_else_does() -> None:
    column = pd.Series(["1,500", "20"], dtype="str")
    assert numbers_of(column, ",").tolist() == [1500, 20]
    assert numbers_of(column, ";").tolist() == [1.5, 20]
    assert np.isnan(numbers_of(column, "\t")).tolist() == [True, False]
    assert said_of_commas(column, ",") == "1,500 as 1500"
    assert said_of_commas(column, "\t") == ""


def test_numbers_with_commas_are_no_names() -> None:
    with pytest.raises(ValueError, match=r"g.csv: expected two columns of node names.*--ends A,B"):
        read_graph("g.csv", b'"1,234","5,678"\n"5,678","9,012"\n')
