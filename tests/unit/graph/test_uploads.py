"""Graphs of visitors: kept whole or not at all, found again wherever the folder of runs is."""

from pathlib import Path
from typing import Any

import pytest
import torch

from vizvae.config import config_to_dict
from vizvae.graph.checkpoint import GraphRunConfig, open_graph
from vizvae.graph.config import preset
from vizvae.graph.readers import AS_FOUND, Choices, UnclearFile, apart
from vizvae.graph.readers.apart import parse_apart
from vizvae.graph.readers.assemble import parse_graph
from vizvae.graph.uploads import GraphFiles, keep_upload, list_uploads
from vizvae.paths import runs_dir

EDGES = b"a,b\nb,c\nc,d\na,c\n"
FEATURES = b"node,x,y\na,1,0\nb,0,1\nc,1,1\nd,0,0\n"
LABELS = b"node,class\na,left\nb,right\n"


def parse_here(graph: Path, out: Path, *, features: Path | None, labels: Path | None, choices: Choices, seconds: int = 0) -> None:
    parse_graph(graph, None, features=features, labels=labels, choices=choices).write(out)


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a process for each upload, where that is not what is tested."""
    monkeypatch.setattr("vizvae.graph.uploads.parse_apart", parse_here)


def everything_kept(runs: Path) -> list[Path]:
    return sorted(path for path in runs.rglob("*") if path.is_file())


def test_a_graph_is_kept_once_with_paths_that_name_no_machine(runs: Path) -> None:
    files = keep_upload("friends.csv", EDGES, features=("x.csv", FEATURES), labels=("y.csv", LABELS))
    assert files.graph.startswith("uploads/")
    assert str(runs) not in str(config_to_dict(files))
    graph = open_graph(files.graph, features=files.features, labels=files.labels)
    assert (graph.title, graph.num_nodes, graph.num_edges, graph.class_names) == ("friends", 4, 4, ("left", "right"))
    assert graph.features is not None
    assert keep_upload("friends.csv", EDGES, features=("x.csv", FEATURES), labels=("y.csv", LABELS)) == files
    assert list_uploads() == [files]
    assert len(everything_kept(runs)) == 5
    assert keep_upload("friends.csv", EDGES) != files


def test_it_is_found_again_when_the_folder_of_runs_has_moved(runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = keep_upload("friends.csv", EDGES)
    fingerprint = open_graph(files.graph).fingerprint
    runs.rename(tmp_path / "moved")
    monkeypatch.setenv("VIZVAE_RUNS", str(tmp_path / "moved"))
    assert runs_dir() == tmp_path / "moved"
    assert open_graph(files.graph).fingerprint == fingerprint
    config = GraphRunConfig(graph=files.graph, preset="vgae", num_features=4, split_seed=0, training=preset("vgae", num_nodes=4))
    assert str(tmp_path) not in str(config_to_dict(config))


BAD = {
    "no edges": ("loops.csv", b"a,a\nb,b\n", None, "no edges between different nodes"),
    "one end": ("half.csv", b"a,b\nc,\n", None, "only one end"),
    "unknown nodes": ("friends.csv", EDGES, ("x.csv", b"node,x\na,1\nb,2\n"), "has no features for, such as 'c'"),
    "too few rows": ("friends.csv", EDGES, ("x.npz", b"PK not really"), "x.npz"),
    "entities": ("bomb.graphml", b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "b">]><graphml/>', None, "entities"),
    "another kind": ("friends.json", b"{}", None, "expected an edge list"),
    "too large": ("large.csv", bytes(100_000_001), None, "at most 100 MB"),
}


@pytest.mark.parametrize("what", BAD)
def test_what_cannot_be_used_leaves_nothing(runs: Path, what: str) -> None:
    name, data, features, says = BAD[what]
    with pytest.raises(ValueError, match=says):
        keep_upload(name, data, features=features)
    assert everything_kept(runs) == []
    assert list_uploads() == []


@pytest.mark.parametrize(
    "name", ["../../escape.csv", "/etc/passwd.csv", "..csv.csv", "ä ö/ü.csv", "a" * 300 + ".csv", "features.csv"]
)
def test_a_name_is_never_a_path(runs: Path, name: str) -> None:
    files = keep_upload(name, EDGES, features=(name, FEATURES))
    kept = everything_kept(runs)
    assert len(kept) == 4
    assert all(path.relative_to(runs / "uploads").parts[1:-1] in ((), ("features",), ("parsed",)) for path in kept)
    assert torch.equal(open_graph(files.graph, features=files.features).edge_index, open_graph(files.graph).edge_index)


def test_files_that_are_called_alike_do_not_overwrite_one_another(runs: Path) -> None:
    """A graph named like the table that is kept beside it."""
    for name in ("x.csv", "features of x.csv", "files.csv"):
        files = keep_upload(name, EDGES, features=("x.csv", FEATURES), labels=("x.csv", LABELS))
        graph = open_graph(files.graph, features=files.features, labels=files.labels)
        assert (graph.num_edges, graph.class_names) == (4, ("left", "right"))
        assert graph.features is not None
        assert graph.title == Path(name).stem


def test_two_who_upload_the_same_at_once_keep_it_once(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_slowly(graph: Path, out: Path, **more: Any) -> None:
        """The other visitor is through before this one has looked at the files."""
        monkeypatch.setattr("vizvae.graph.uploads.parse_apart", parse_here)
        keep_upload("friends.csv", EDGES)
        parse_here(graph, out, **more)

    monkeypatch.setattr("vizvae.graph.uploads.parse_apart", read_slowly)
    files = keep_upload("friends.csv", EDGES)
    assert list_uploads() == [files]
    assert len(everything_kept(runs)) == 3


def test_a_damaged_folder_is_left_out(runs: Path) -> None:
    files = keep_upload("friends.csv", EDGES)
    for name, text in (("half", ""), ("other", '{"graph": 3}')):
        (runs / "uploads" / name).mkdir()
        (runs / "uploads" / name / "files.json").write_text(text)
    assert list_uploads() == [files]
    with pytest.raises(ValueError, match="neither a graph that ships"):
        open_graph(GraphFiles(graph="uploads/gone/friends.csv").graph)


UNCLEAR = b"ann,bob\ncat,dan\neve,dan\n"


def test_files_read_in_two_ways_are_two_graphs(runs: Path) -> None:
    with pytest.raises(UnclearFile):
        keep_upload("pairs.csv", UNCLEAR)
    assert everything_kept(runs) == []
    with_header, without = (keep_upload("pairs.csv", UNCLEAR, choices=Choices(header=header)) for header in (True, False))
    assert with_header.graph != without.graph
    assert (with_header.reading, without.reading) == (Choices(header=True), Choices(header=False))
    assert (open_graph(with_header.graph).num_edges, open_graph(without.graph).num_edges) == (2, 3)


def test_what_a_child_process_has_read_is_the_graph(runs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of it: features, classes, names, and what was decided; and nobody parses the file again."""
    monkeypatch.setattr("vizvae.graph.uploads.parse_apart", parse_apart)
    files = keep_upload("friends.csv", EDGES, features=("x.csv", FEATURES), labels=("y.csv", LABELS))
    (runs / files.graph).write_bytes(b"no graph any more")
    graph = open_graph(files.graph, features=files.features, labels=files.labels)
    (runs / files.graph).write_bytes(EDGES)
    (runs / Path(files.graph).parent / "parsed" / "graph.npz").unlink()
    anew = open_graph(files.graph, features=files.features, labels=files.labels)
    assert graph.fingerprint == anew.fingerprint
    assert (graph.names, graph.class_names, graph.feature_names) == (anew.names, anew.class_names, anew.feature_names)
    assert (graph.title, graph.notes, graph.reading) == (anew.title, anew.notes, anew.reading)


def test_a_child_process_says_what_is_wrong_and_what_is_unclear(tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_bytes(UNCLEAR)
    with pytest.raises(UnclearFile) as caught:
        parse_apart(tmp_path / "g.csv", tmp_path / "out.npz", features=None, labels=None, choices=AS_FOUND)
    assert [one.choices for one in caught.value.alternatives] == [Choices(header=True), Choices(header=False)]
    assert caught.value.first_rows[0] == ("ann", "bob")
    (tmp_path / "g.csv").write_bytes(b"a,b\nc,\n")
    with pytest.raises(ValueError, match="only one end"):
        parse_apart(tmp_path / "g.csv", tmp_path / "out.npz", features=None, labels=None, choices=AS_FOUND)
    assert not (tmp_path / "out.npz").exists()


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="only Linux limits the memory of a process so")
def test_a_file_that_takes_too_much_ends_the_child_and_not_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = b"".join(b"%d,%d\n" % (i, i + 1) for i in range(200_000))
    (tmp_path / "g.csv").write_bytes(rows)
    with pytest.raises(ValueError, match="takes more than 0 seconds"):  # a fast machine is done in one
        parse_apart(tmp_path / "g.csv", tmp_path / "out.npz", features=None, labels=None, choices=AS_FOUND, seconds=0)
    monkeypatch.setattr(apart, "MEMORY", 30_000_000)
    with pytest.raises(ValueError, match="of memory"):
        parse_apart(tmp_path / "g.csv", tmp_path / "out.npz", features=None, labels=None, choices=AS_FOUND)
    assert not (tmp_path / "out.npz").exists()
