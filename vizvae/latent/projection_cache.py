"""Projections on disk, found by what they were computed from: other points or parameters are another file."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import numpy as np
from jaxtyping import Float
from safetensors import SafetensorError
from safetensors.numpy import load_file, save
from torch import Tensor

from vizvae.atomic_write import atomic_write
from vizvae.latent.aggregate import Reference
from vizvae.latent.projection import ProjectionConfig, projected_points
from vizvae.paths import SHIPPED_PROJECTIONS, projections_dir

ComputedMethod = Literal["umap", "tsne"]
"""Those that take longer than a page may wait"""
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ProjectionCache:
    """Safetensors files in one or more folders, searched in order; a new one is written into the last."""

    folders: Sequence[Path]

    @classmethod
    def standard(cls) -> ProjectionCache:
        """What ships, then the user's cache directory."""
        return cls((SHIPPED_PROJECTIONS, projections_dir()))

    def read(
        self, points: Float[Tensor, "point latent"], config: ProjectionConfig, known_as: str = ""
    ) -> Float[np.ndarray, "point 2"] | None:
        """The map, or None if it is in no folder. A damaged file counts as none, and is logged: it is computed and written anew."""
        name = file_name(points, config, known_as)
        for folder in self.folders:
            try:
                layout = load_file(folder / name)["layout"]
            except FileNotFoundError:
                continue
            except (SafetensorError, OSError, KeyError) as error:
                log.warning("%s is damaged (%s) and is computed anew", folder / name, error)
                continue
            if layout.shape == (len(points), 2) and layout.dtype == np.float32 and np.isfinite(layout).all():
                return layout
            log.warning(
                "%s holds %s %s, not a map of %d points; it is computed anew",
                folder / name,
                layout.dtype,
                layout.shape,
                len(points),
            )
        return None

    def write(
        self,
        points: Float[Tensor, "point latent"],
        config: ProjectionConfig,
        layout: Float[np.ndarray, "point 2"],
        known_as: str = "",
    ) -> Path:
        """In one step, into the last folder: never half a file under the final name. Returns the file.

        Raises OSError if the folder cannot be written to.
        """
        folder = self.folders[-1]
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / file_name(points, config, known_as)
        # Two processes may compute the same.
        atomic_write(path, save({"layout": np.ascontiguousarray(layout)}, {"config": json.dumps(config.relevant)}))
        return path


def kept_layouts(reference: Reference) -> dict[ComputedMethod, Float[np.ndarray, "point 2"]]:
    """Of a model's codes, the maps that are on disk already as the page asks for them first, by method; a plane needs none."""
    found: dict[ComputedMethod, np.ndarray] = {}
    if reference.mu.shape[1] <= 2:
        return found
    for method in get_args(ComputedMethod):
        try:
            config = ProjectionConfig(method=method)
            layout = ProjectionCache.standard().read(projected_points(reference, config), config)
        except ValueError:  # too few images, or latents that carry something, for any map
            continue
        if layout is not None:
            found[method] = layout
    return found


def file_name(points: Float[Tensor, "point latent"], config: ProjectionConfig, known_as: str = "") -> str:
    """Method and hash of every parameter that matters and of the points' bytes, or of the name that they are `known_as`.

    A name is for points that are computed anew at each start, as the codes of a graph's nodes are: they do not come out the same to the
    last bit on every machine, and by their bytes a map that ships would be found on none but the one that made it. It must say
    everything that the points depend on.
    """
    described = json.dumps({**config.relevant, "shape": list(points.shape)}, sort_keys=True)
    digest = hashlib.sha256(described.encode())
    digest.update(known_as.encode() or points.contiguous().numpy().astype("<f4", copy=False).tobytes())
    return f"{config.method}-{digest.hexdigest()[:32]}.safetensors"
