"""Write the committed citation graphs: python assets/data/graphs/make_graphs.py SOURCE_DIR (see README.md beside this file)."""

import sys
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent


def write(
    name: str, edges: np.ndarray, indptr: np.ndarray, indices: np.ndarray, values: np.ndarray, **arrays: np.ndarray
) -> None:
    """Each undirected edge once, smaller node first, sorted; feature values only where they are not all one."""
    edges = np.unique(np.sort(edges[edges[:, 0] != edges[:, 1]], axis=1), axis=0)
    if not np.all(values == 1):
        arrays["values"] = values.astype(np.float16)
    np.savez_compressed(
        HERE / f"{name}.npz",
        edges=edges.astype(np.uint16),
        indptr=indptr.astype(np.int32),
        indices=indices.astype(np.uint16),
        **arrays,  # type: ignore[arg-type]
    )


def cora(source: Path) -> None:
    rows = [line.split("\t") for line in (source / "cora.content").read_text().splitlines()]
    names = np.array([int(row[0]) for row in rows], dtype=np.int32)
    classes = sorted({row[-1] for row in rows})
    words = np.array([row[1:-1] for row in rows], dtype=np.uint8)
    position = {name: index for index, name in enumerate(names.tolist())}
    cites = [tuple(map(int, line.split("\t"))) for line in (source / "cora.cites").read_text().splitlines()]
    paper, word = words.nonzero()
    write(
        "cora",
        np.array([(position[a], position[b]) for a, b in cites]),
        np.searchsorted(paper, np.arange(len(names) + 1)),
        word,
        np.ones(len(word)),
        num_features=np.array(words.shape[1]),
        labels=np.array([classes.index(row[-1]) for row in rows], dtype=np.int8),
        class_names=np.array([name.replace("_", " ") for name in classes]),
        names=names,
    )


def planetoid(source: Path, name: str) -> None:
    with np.load(source / f"{name}.npz", allow_pickle=False) as given:
        write(
            name,
            given["edges"],
            given["x_indptr"],
            given["x_indices"].astype(np.int64),
            given["x_data"],
            num_features=given["x_shape"][1],
            labels=given["y"].astype(np.int8),
        )


if __name__ == "__main__":
    cora(Path(sys.argv[1]))
    planetoid(Path(sys.argv[1]), "citeseer")
    planetoid(Path(sys.argv[1]), "pubmed")
