"""A file that has been read, as plain arrays and text: what a child process hands over, and what a graph is made from."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vizvae.config import config_from_dict
from vizvae.graph.readers.reading import Reading

if TYPE_CHECKING:
    from vizvae.graph.data import Graph

FILE = "parsed.npz"
OPTIONAL = ("times", "weights", "arcs", "arc_times", "arc_weights", "classes", "kinds")
"""Arrays that not every graph has, nor every file that an earlier version wrote"""


@dataclass(frozen=True, kw_only=True)
class ParsedGraph:
    """Canonical: each edge once, smaller node first, sorted."""

    title: str
    edges: np.ndarray
    """(2, edge) int64"""
    times: np.ndarray | None = None
    """(edge,) float64: when each was first made, larger is later"""
    weights: np.ndarray | None = None
    """(edge,) float64"""
    arcs: np.ndarray | None = None
    """(2, arc) int64: source and target of each edge once, sorted, where edges have a direction"""
    arc_times: np.ndarray | None = None
    arc_weights: np.ndarray | None = None
    names: tuple[str, ...]
    features: Any
    """(node, feature) csr_array float32, or None"""
    feature_names: tuple[str, ...]
    feature_scales: tuple[tuple[float, float], ...] = ()
    """As `RawGraph` has them"""
    classes: np.ndarray | None
    """int64, −1 where unknown"""
    class_names: tuple[str, ...]
    kinds: np.ndarray | None = None
    """(node,) int64, 0 or 1, where nodes are of two kinds"""
    kind_names: tuple[str, ...] = ()
    reading: Reading

    def graph(self) -> Graph:
        """Raises ValueError for a graph without an edge."""
        import torch

        from vizvae.graph.data import Graph
        from vizvae.graph.found import FoundInFile
        from vizvae.graph.sparse import SparseMatrix

        features = None
        if self.features is not None:
            features = SparseMatrix(
                row_starts=torch.from_numpy(np.asarray(self.features.indptr, np.int64)),
                columns=torch.from_numpy(np.asarray(self.features.indices, np.int64)),
                values=torch.from_numpy(np.asarray(self.features.data, np.float32)),
                num_columns=self.features.shape[1],
            )
        return Graph(
            title=self.title,
            edge_index=torch.from_numpy(self.edges),
            edge_times=None if self.times is None else torch.from_numpy(self.times),
            num_nodes=len(self.names),
            features=features,
            labels=None if self.classes is None else torch.from_numpy(self.classes),
            class_names=self.class_names,
            names=self.names,
            feature_names=self.feature_names,
            feature_scales=self.feature_scales,
            notes=self.reading.notes,
            reading=self.reading,
            found=FoundInFile(
                kind_names=self.kind_names,
                **{
                    key: None if (value := getattr(self, key)) is None else torch.from_numpy(value)
                    for key in ("kinds", "weights", "arcs", "arc_times", "arc_weights")
                },
            ),
        )

    def write(self, path: Path) -> None:
        """As an npz file without pickle."""
        words = {key: value for key, value in asdict(self).items() if isinstance(value, str | tuple | dict)}
        arrays = {"edges": self.edges, "words": np.frombuffer(json.dumps(words).encode(), np.uint8)}
        if self.features is not None:
            arrays |= {"indptr": self.features.indptr, "indices": self.features.indices, "data": self.features.data}
            arrays["shape"] = np.array(self.features.shape)
        arrays |= {key: value for key in OPTIONAL if (value := getattr(self, key)) is not None}
        np.savez(path, allow_pickle=False, **arrays)

    @classmethod
    def read(cls, path: Path) -> ParsedGraph:
        """Raises ValueError for what `write` has not written."""
        from scipy.sparse import csr_array

        try:
            with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as file:
                arrays = {key: file[key] for key in file}
            words = json.loads(arrays["words"].tobytes())
            features = None
            if "indptr" in arrays:
                features = csr_array((arrays["data"], arrays["indices"], arrays["indptr"]), shape=tuple(arrays["shape"]))
            return cls(
                title=words["title"], edges=arrays["edges"], names=tuple(words["names"]), features=features,
                feature_names=tuple(words["feature_names"]),
                feature_scales=tuple((mean, deviation) for mean, deviation in words.get("feature_scales", ())),
                class_names=tuple(words["class_names"]),
                kind_names=tuple(words.get("kind_names", ())), reading=config_from_dict(Reading, words["reading"]),
                **{key: arrays.get(key) for key in OPTIONAL},
            )  # fmt: skip
        except (OSError, KeyError, ValueError, zipfile.BadZipFile, EOFError) as error:
            raise ValueError(f"{path} is damaged ({error}): upload the graph again") from error
