"""python -m vizvae.ui.factors.measurement_worker [SECONDS]: the child process that measures disentanglement, told what on stdin,
answering on stdout.

`metrics`: JSON, metric to its result. `known`: likewise on images of one's own, see `_known`. `points`: safetensors with the points that
the metrics are of: `factors` (point, factor) int32, `codes` (point, latent), and what the mutual information gap makes of them: `edges`
(latent, bin + 1) of the bins, `information` (factor, latent) and `entropy` (factor), nats.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from vizvae.ui.jobs.child import IDLE_SECONDS, do_jobs

# Whatever is slow to import is imported while computing: the parent's messages are read from the first moment.
if TYPE_CHECKING:
    from vizvae.checkpoint import Checkpoint

ENCODING = 0.6
"""Of the time that measuring takes, about, for drawing and encoding"""


def main(idle_seconds: float = IDLE_SECONDS) -> None:
    do_jobs(_compute, idle_seconds)


def _compute(header: dict[str, Any], progress: Callable[[str, float], None]) -> bytes:
    import json

    import torch

    from vizvae.catalogue import find_checkpoint

    torch.set_num_threads(1)
    checkpoint = find_checkpoint(header["name"])
    if checkpoint.digest != header["digest"]:
        raise ValueError(f"{checkpoint.name} has other weights now: reload the page")
    if header["what"] == "points":
        return _points(checkpoint, header["num_points"], header["seed"], progress)

    if header["what"] == "known":
        return _known(checkpoint, progress)

    from vizvae.metrics.disentanglement.measure import METRICS, NUM_POOL
    from vizvae.metrics.disentanglement.record import measure_checkpoint

    encoding = _Encoding(NUM_POOL, ENCODING, progress)
    done: list[str] = []

    def computed(part: str) -> None:
        done.extend([part] if part in METRICS else [])
        share = ENCODING + (1 - ENCODING) * len(done) / len(METRICS)
        progress(f"Computing the metrics: {len(done)} of {len(METRICS)} done", share)

    results = measure_checkpoint(
        checkpoint, num_points=header["num_points"], seed=header["seed"], images=encoding.add, progress=computed
    )
    return json.dumps({key: result.to_json() for key, result in results.items()}).encode()


def _known(checkpoint: Checkpoint, progress: Callable[[str, float], None]) -> bytes:
    """JSON: `results`, metric to its result; `factors`, each with its classes in words, how they came about, and of how many images it is
    known; `leftOut`, factor to why; `notComputed`, metric to why; `tied`, see `most_tied`."""
    import json

    from vizvae.metrics.disentanglement.known import measure_known
    from vizvae.ui.factors.own_data import open_own

    model = open_own(checkpoint)
    found = measure_known(model.factors(), model.opened.reference.mu.numpy(), progress=progress)
    return json.dumps(
        {
            "results": {key: result.to_json() for key, result in found.results.items()},
            "factors": [
                {"name": factor.name, "said": factor.said, "how": factor.how, "known": len(factor.known)}
                for factor in found.factors
            ],
            "leftOut": found.left_out,
            "notComputed": found.not_computed,
            "tied": found.tied,
        }
    ).encode()


def _points(checkpoint: Checkpoint, num_points: int, seed: int, progress: Callable[[str, float], None]) -> bytes:
    """The first points that `measure` draws with this seed, which are those it looks at."""
    import torch
    from safetensors.torch import save

    from vizvae.data.factor_sets import factor_set
    from vizvae.metrics.disentanglement import FactorCodes, encoder_of
    from vizvae.metrics.disentanglement.information import bin_edges, binned, entropy, information_matrix
    from vizvae.metrics.disentanglement.measure import measured_factors

    dataset = factor_set(checkpoint.card["data"]["key"])
    factors = measured_factors(dataset, num_points, seed)
    represent = encoder_of(checkpoint.load_model(), dataset, _Encoding(num_points, 1.0, progress).add)
    points = FactorCodes(factors, represent(factors), dataset.names)
    codes = points.codes.double().numpy()
    edges = bin_edges(codes)
    return save(
        {
            "factors": factors.int(),
            "codes": points.codes,
            "edges": torch.from_numpy(edges).float(),
            "information": torch.from_numpy(information_matrix(factors.numpy(), binned(codes, edges))).float(),
            "entropy": torch.tensor([entropy(column) for column in factors.numpy().T], dtype=torch.float32),
        }
    )


class _Encoding:
    """Says how many of `count` images are encoded, as a part of the whole."""

    def __init__(self, count: int, part: float, progress: Callable[[str, float], None]) -> None:
        self._count, self._part, self._progress, self._done = count, part, progress, 0

    def add(self, images: int) -> None:
        self._done += images
        self._progress(f"Drawing and encoding {self._count:,} images", self._part * min(1.0, self._done / self._count))


if __name__ == "__main__":
    main(*map(float, sys.argv[1:2]))
