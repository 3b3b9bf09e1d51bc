"""Fifty-six graph files, bombs among them: each opens as what it is, or is refused with a sentence; none takes the machine's memory.

Each is read in one process that has read the others, as in a server, and what that process needed at most is noted.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from vizvae.paths import PROJECT

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux says how much a process needed at most"),
]
MOST_MB = 800
"""Above what the process has before, for one file."""
READER = """
import json, os, pathlib, sys
import networkx, pandas, torch
from vizvae.graph.readers import read_graph
torch.set_num_threads(1)

def kilobytes(what):
    (line,) = [line for line in open("/proc/self/status") if line.startswith(what)]
    return int(line.split()[1])

for folder in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    (graph,) = [path for path in folder.iterdir() if path.is_file()]
    beside = {kind: (path.name, path.read_bytes()) for kind in ("features", "labels") for path in folder.glob(kind + "/*")}
    data = graph.read_bytes()
    open("/proc/self/clear_refs", "w").write("5")
    before = kilobytes("VmRSS")
    try:
        read = read_graph(graph.name, data, **beside)
        says = {"nodes": read.num_nodes, "edges": read.num_edges, "columns": read.features.num_columns if read.features else 0}
    except ValueError as error:
        says = {"refused": str(error)}
    except BaseException as error:
        says = {"broken": f"{type(error).__name__}: {error}"}
    print(json.dumps({"name": folder.name, "mb": (kilobytes("VmHWM") - before) / 1000, **says}), flush=True)
"""
LIST = b"a,b\nb,c\n"
GRAPHML = (
    '<?xml version="1.0" encoding="{}"?>'
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="{}">{}</graph></graphml>'
)
GEXF = '<?xml version="1.0" encoding="UTF-8"?><gexf xmlns="http://www.gexf.net/1.2draft" version="1.2"><graph>{}</graph></gexf>'
THREE = '<node id="a"/><node id="b"/><node id="c"/>'
TWO = '<edge source="a" target="b"/><edge source="b" target="c"/>'
IN_GEXF = (
    '<nodes><node id="a" label="a"/><node id="b" label="b"/><node id="c" label="c"/></nodes>'
    '<edges><edge id="0" source="a" target="b"/><edge id="1" source="b" target="c"/></edges>'
)
LAUGHS = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))


def npz(**arrays: object) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)  # type: ignore[arg-type]
    return file.getvalue()


def rows(**changed: object) -> bytes:
    """Features as compressed sparse rows, for three nodes."""
    whole = {"indptr": np.array([0, 1, 2, 3]), "indices": np.array([0, 1, 0]), "shape": np.array([3, 2])}
    return npz(**{key: value for key, value in (whole | changed).items() if value is not None})


def archive(name: str, content: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as members:
        members.writestr(name, content)
    return file.getvalue()


def npy_header(shape: str, dtype: str = "<f4") -> bytes:
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    header += b" " * (-(len(header) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header


Case = tuple[str, str, bytes, tuple[str, bytes] | None, tuple[str, bytes] | None, bool | None]


def cases() -> Iterator[Case]:
    """A name, the graph's file, tables of features and of classes beside it, and whether it opens, as three nodes with two edges."""
    for name, text, opens in (
        ("commas.csv", "a,b\nb,c\n", True), ("semicolons.csv", "a;b\nb;c\n", True), ("tabs.tsv", "a\tb\nb\tc\n", True),
        ("spaces.txt", "a b\nb c\n", True), ("windows.csv", "a,b\r\nb,c\r\n", True), ("mark.csv", "\ufeffa,b\nb,c\n", True),
        ("comments.edges", "# of mine\n% and theirs\na b\nb c\n", True), ("weights.csv", "source,target,w\na,b,1\nb,c,x\n", True),
        ("both ways.csv", "a,b\nb,a\nb,c\nc,c\n", True), ("quoted.csv", '"a","b"\n"b","c"\n', True), ("spelled.csv", "ä,b\nb,中\n", True),
        ("empty.csv", "", False), ("blank.csv", "\n\n\n", False), ("one column.csv", "a\nb\n", False), ("half.csv", "a,b\nb,\n", False),
        ("loops.csv", "a,a\nb,b\n", False), ("uneven.csv", "a,b\nb,c,d,e\n", False), ("head.csv", "source,target\n", False),
        ("open quote.csv", 'a,b\n"b,c\n', False), ("zero.csv", "a,b\x00\nb,c\n", None), ("no suffix", "a,b\nb,c\n", False),
        ("kind.json", "{}", False), ("wide.csv", ",".join("ab" * 200_000) + "\n", None),
    ):  # fmt: skip
        yield name, name, text.encode(), None, None, opens
    yield "latin.csv", "latin.csv", "ä,b\nb,c\n".encode("latin-1"), None, None, False
    yield "utf16.csv", "utf16.csv", "a,b\nb,c\n".encode("utf-16"), None, None, True
    yield "long name.csv", "long name.csv", b"a," + b"x" * 5_000_000 + b"\na,c\n", None, None, True
    yield "above the limit.csv", "large.csv", b"a,b\n" * 25_000_001, None, None, False
    for name, text, opens in (
        ("whole.graphml", GRAPHML.format("UTF-8", "undirected", THREE + TWO), True),
        ("directed.graphml", GRAPHML.format("UTF-8", "directed", THREE + TWO), True),
        ("laughs.graphml", f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "lol">{LAUGHS}]><graphml>&l9;</graphml>', False),
        (
            "outside.graphml",
            '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><graphml>&a;</graphml>',
            False,
        ),
        ("other encoding.graphml", GRAPHML.format("UTF-7", "undirected", THREE + TWO), False),
        ("cut.graphml", GRAPHML.format("UTF-8", "undirected", THREE + TWO)[:150], False),
        ("another root.graphml", "<html><body/></html>", False),
        ("deep.graphml", "<a>" * 200_000, False),
        ("a key of no kind.graphml", GRAPHML.format("UTF-8", "undirected", '<node id="a"><data key="k">1</data></node>'), False),
        ("no edges.graphml", GRAPHML.format("UTF-8", "undirected", THREE), False),
        ("whole.gexf", GEXF.format(IN_GEXF), True),
        ("laughs.gexf", f'<!DOCTYPE l [<!ENTITY l0 "lol">{LAUGHS}]><gexf>&l9;</gexf>', False),
        ("empty.gexf", "<gexf/>", False),
        ("cut.gexf", GEXF.format(IN_GEXF)[:200], False),
    ):
        yield name, name, text.encode(), None, None, opens
    yield (
        "utf16.graphml",
        "utf16.graphml",
        GRAPHML.format("UTF-16", "undirected", THREE + TWO).encode("utf-16"),
        None,
        None,
        False,
    )
    for name, table, opens in (
        ("dense", npz(x=np.eye(3, dtype=np.float32)), True),
        ("sparse", rows(), True),
        ("complex", npz(x=np.eye(3, dtype=np.complex64)), False),
        ("words", npz(x=np.array([["a"], ["b"], ["c"]])), False),
        ("not finite", npz(x=np.full((3, 2), np.nan)), False),
        ("too few", npz(x=np.eye(2)), False),
        ("a shape of no dimension", rows(shape=np.array(3)), False),
        ("a shape of one", rows(shape=np.array([3])), False),
        ("columns without end", rows(indices=np.array([0, 1, 2_999_999]), shape=np.array([3, 3_000_000])), None),
        ("more columns than numbers", rows(shape=np.array([3, 2**62])), False),
        ("indices outside", rows(indices=np.array([0, 1, 9])), False),
        ("negative indices", rows(indices=np.array([0, -1, 0])), False),
        ("starts that fall", rows(indptr=np.array([0, 3, 1, 3])), False),
        ("objects", archive("x.npy", npy_header("(3, 1)", "|O") + b"cos\nsystem\n(S'true'\ntR."), False),
        ("a bomb", archive("x.npy", npy_header("(3, 100000000)") + bytes(1_200_000_000)), False),
        ("a header that lies", archive("x.npy", npy_header("(3, 10000000000)")), False),
        ("no archive", b"PK not really", False),
        ("cut", rows()[:100], False),
    ):
        yield f"features, {name}", "g.csv", LIST, ("x.npz", table), None, opens
    for name, text, opens in (("right", "node,x\na,1\nb,2\nc,3\n", True), ("words", "node,x\na,1\nb,two\nc,3\n", False),
                              ("twice", "node,x\na,1\na,2\nb,1\nc,3\n", False), ("no header", "a,1\n", False)):  # fmt: skip
        yield f"features as text, {name}", "g.csv", LIST, ("x.csv", text.encode()), None, opens
    yield "classes of nobody", "g.csv", LIST, None, ("y.csv", b"node,class\nz,1\n"), False
    yield "classes, too many", "g.csv", LIST, None, ("y.npz", npz(y=np.arange(9))), False


CASES: dict[str, Case] = {}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, object]]:
    """What became of each, by its name."""
    folder = tmp_path_factory.mktemp("graph-files")
    for case in cases():
        name, file, data, features, labels, _ = case
        CASES[name] = case
        place = folder / name
        place.mkdir()
        (place / file).write_bytes(data)
        for kind, table in (("features", features), ("labels", labels)):
            if table:
                (place / kind).mkdir()
                (place / kind / table[0]).write_bytes(table[1])
    ended = subprocess.run([sys.executable, "-c", READER, str(folder)], capture_output=True, text=True, cwd=PROJECT, timeout=900)
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    assert ended.returncode == 0, f"the reader died after {lines[-1:]}: {ended.stderr[-2000:]}"
    return {line["name"]: line for line in lines}


def test_every_file_opens_as_what_it_is_or_is_refused_with_a_sentence(said: dict[str, dict[str, object]]) -> None:
    assert len(CASES) >= 56
    assert set(said) == set(CASES)
    assert {name: line["broken"] for name, line in said.items() if "broken" in line} == {}
    for name, line in said.items():
        opens = CASES[name][-1]
        if "refused" in line:
            assert not opens, line
            message = str(line["refused"])
            assert "\n" not in message, line
            assert 10 < len(message) < 600, line
        else:
            assert opens is not False, line
            assert not opens or (line["nodes"], line["edges"]) == (3, 2), line


def test_no_file_takes_the_memory(said: dict[str, dict[str, object]]) -> None:
    assert {name: line["mb"] for name, line in said.items() if float(str(line["mb"])) > MOST_MB} == {}
