"""Graphs of visitors: kept whole or not at all, found again wherever the folder of runs is."""

from pathlib import Path

import pytest
import torch

from vizvae.config import config_to_dict
from vizvae.graph.checkpoint import GraphRunConfig, open_graph
from vizvae.graph.config import preset
from vizvae.graph.uploads import GraphFiles, keep_upload, list_uploads
from vizvae.paths import runs_dir

EDGES = b"a,b\nb,c\nc,d\na,c\n"
FEATURES = b"node,x,y\na,1,0\nb,0,1\nc,1,1\nd,0,0\n"
LABELS = b"node,class\na,left\nb,right\n"


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
    assert len(everything_kept(runs)) == 4
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
    assert len(kept) == 3
    assert all(path.relative_to(runs / "uploads").parts[1:-1] in ((), ("features",)) for path in kept)
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
    def read_slowly(*arguments: object, **more: object) -> None:
        """The other visitor is through before this one has looked at the files."""
        monkeypatch.undo()
        monkeypatch.setenv("VIZVAE_RUNS", str(runs))
        keep_upload("friends.csv", EDGES)

    monkeypatch.setattr("vizvae.graph.uploads.read_graph", read_slowly)
    files = keep_upload("friends.csv", EDGES)
    assert list_uploads() == [files]
    assert len(everything_kept(runs)) == 2


def test_a_damaged_folder_is_left_out(runs: Path) -> None:
    files = keep_upload("friends.csv", EDGES)
    for name, text in (("half", ""), ("other", '{"graph": 3}')):
        (runs / "uploads" / name).mkdir()
        (runs / "uploads" / name / "files.json").write_text(text)
    assert list_uploads() == [files]
    with pytest.raises(ValueError, match="neither a graph that ships"):
        open_graph(GraphFiles(graph="uploads/gone/friends.csv").graph)
