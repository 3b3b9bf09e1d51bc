"""Edges with dates: read from a table, and split into the past and what came after."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
import torch

from tests.unit.graph.small import communities
from vizvae.graph.readers import read_graph
from vizvae.graph.split import split_edges


def table(rows: list[str], header: str = "from,to,date") -> bytes:
    return "\n".join([header, *rows]).encode()


def dated(dates: list[str], header: str = "from,to,date"):
    return read_graph("calls.csv", table([f"n{i},n{i + 1},{day}" for i, day in enumerate(dates)], header))


@pytest.mark.parametrize(
    ("dates", "rising"),
    [
        (["2024-03-01", "2023-12-31", "2024-02-29"], [1, 2, 0]),
        (["2024-03-01 10:00", "2024-03-01 09:59", "2024-03-01 10:01"], [1, 0, 2]),
        (["2020", "1999", "2010"], [1, 2, 0]),
        (["1709283600", "1709283601", "1709283599"], [2, 0, 1]),
        (["13/02/2024", "01/03/2024", "31/12/2023"], [2, 0, 1]),
        (["02/13/2024", "03/01/2024", "12/31/2023"], [2, 0, 1]),
    ],
)
def test_dates_are_put_in_order(dates: list[str], rising: list[int]) -> None:
    graph = dated(dates, "from,to,year" if len(dates[0]) == 4 else "from,to,date")
    assert graph.edge_times is not None
    assert graph.edge_times.argsort().tolist() == rising
    assert any("can be split by time" in note for note in graph.notes)


def test_times_with_decimal_commas_are_put_in_order() -> None:
    """Read as no numbers, they were split at random."""
    graph = read_graph("calls.csv", b"from;to;time\na;b;0,75\nb;c;0,5\nc;d;1,25\n")
    assert graph.edge_times is not None
    assert graph.edge_times.tolist() == [0.75, 0.5, 1.25]


@pytest.mark.parametrize("time", [float("nan"), float("inf")])
def test_a_time_that_is_no_number_is_no_order(time: float) -> None:
    graph = communities()
    times = torch.arange(graph.num_edges, dtype=torch.float64)
    times[3] = time
    with pytest.raises(ValueError, match=f"expected a finite time for each of {graph.num_edges:,} edges"):
        replace(graph, edge_times=times)


@pytest.mark.parametrize(
    ("dates", "said"),
    [
        (["01/02/2024", "03/04/2024", "05/06/2024"], "days and months cannot be told apart"),
        (["13/02/2024", "02/13/2024", "05/06/2024"], "written in two ways"),
        (["2024-03-01", "", "2024-03-02"], "some edges have no date"),
        (["2024-03-01", "2024-13-45", "2024-03-02"], "is no date"),
    ],
)
def test_an_order_that_cannot_be_told_is_not_guessed(dates: list[str], said: str) -> None:
    graph = dated(dates)
    assert graph.edge_times is None
    assert any(said in note for note in graph.notes), graph.notes
    with pytest.raises(ValueError, match="has no dates"):
        split_edges(graph, 0, in_time=True)


def test_an_edge_that_comes_twice_was_made_when_it_came_first() -> None:
    rows = ["a,b,2024-01-05", "b,a,2024-01-02", "b,c,2024-01-03", "c,c,2023-01-01"]
    graph = read_graph("calls.csv", table(rows))
    days = [str(np.datetime64(int(second), "s"))[:10] for second in (graph.edge_times if graph.edge_times is not None else [])]
    assert days == ["2024-01-02", "2024-01-03"]


def test_the_past_is_trained_on_and_the_latest_are_the_tests() -> None:
    graph = communities(60)
    generator = torch.Generator().manual_seed(3)
    times = torch.randperm(graph.num_edges, generator=generator).double()
    graph = replace(graph, edge_times=times)
    split = split_edges(graph, 0, in_time=True)
    time_of = {tuple(edge): time for edge, time in zip(graph.edge_index.T.tolist(), times.tolist(), strict=True)}
    train, validation, test = (
        [time_of[tuple(edge)] for edge in part.T.tolist()] for part in (split.train, split.validation, split.test)
    )
    assert max(train) < min(validation)
    assert max(validation) < min(test)
    random = split_edges(graph, 0)
    assert [part.shape for part in (random.train, random.validation, random.test)] == [
        part.shape for part in (split.train, split.validation, split.test)
    ]
    assert sorted(train + validation + test) == sorted(times.tolist())
    assert not graph.has_edges(split.test_non_edges).any()
    assert "the latest" in split.description
    assert "the latest" not in random.description


def test_among_edges_of_one_moment_the_seed_decides() -> None:
    graph = communities(60)
    graph = replace(graph, edge_times=torch.zeros(graph.num_edges, dtype=torch.float64))
    first, again, other = (split_edges(graph, seed, in_time=True) for seed in (0, 0, 1))
    assert first.test.equal(again.test)
    assert not first.test.equal(other.test)


def test_times_of_another_number_of_edges_are_refused() -> None:
    with pytest.raises(ValueError, match="expected a finite time for each of"):
        replace(communities(60), edge_times=torch.zeros(3, dtype=torch.float64))


def test_a_file_keeps_its_order_when_it_is_kept(tmp_path) -> None:
    """As a child process hands it over."""
    from vizvae.graph.readers.assemble import parse_graph
    from vizvae.graph.readers.parsed import ParsedGraph
    from vizvae.graph.readers.reading import AS_FOUND

    start = date(2024, 1, 1)
    rows = [f"n{i},n{(i * 7 + 1) % 50},{start + timedelta(days=(i * 13) % 50)}" for i in range(50)]
    parsed = parse_graph("calls.csv", table(rows), features=None, labels=None, choices=AS_FOUND)
    parsed.write(tmp_path / "parsed.npz")
    again = ParsedGraph.read(tmp_path / "parsed.npz").graph()
    assert parsed.times is not None
    assert again.edge_times is not None
    np.testing.assert_array_equal(again.edge_times.numpy(), parsed.times)
    assert again.times_fingerprint == parsed.graph().times_fingerprint != ""
