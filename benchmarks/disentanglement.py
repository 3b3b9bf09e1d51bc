"""The metrics of `sprites-btcvae`: seconds, the two kinds of boosted trees side by side, and the package `disent` on the same codes.

`disent` is no dependency: `pip install --target FOLDER --no-deps disent h5py lightning`, and with `--no-deps` again what these then ask
for, so that no second torch comes along; then run with `PYTHONPATH=FOLDER`. Without it that part is left out, and the result says so.
"""

from __future__ import annotations

import statistics
import time
from typing import Any

import numpy as np
import torch

from benchmarks import results
from vizvae.catalogue import load_model
from vizvae.data.factor_sets import factor_set
from vizvae.data.torchvision_compat import import_torchvision
from vizvae.metrics.disentanglement import encoder_of, measure_grid, sample_points
from vizvae.metrics.disentanglement.constructed import Constructed, constructed
from vizvae.metrics.disentanglement.dci import Dci, Trees, fit_dci
from vizvae.metrics.disentanglement.groups import GROUP, Pool, factor_vae_score
from vizvae.metrics.disentanglement.information import (
    bin_edges,
    binned,
    entropy,
    information_matrix,
    mutual_information_gaps,
)
from vizvae.metrics.disentanglement.measure import NUM_POINTS, NUM_POOL
from vizvae.metrics.disentanglement.sap import gaps, predictions

MODEL, ROUNDS = "sprites-btcvae", 5
COMPARED = 2_000
"""Points that both kinds of trees and disent are fitted to, and half as many that they are tested on: with 10,000 the original trees take
more than ten minutes, twice."""
VOTES = {"num_train": 4_000, "num_test": 4_000}

Arrays = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def mig(factors: np.ndarray, codes: np.ndarray) -> float:
    entropies = np.array([entropy(column) for column in factors.T])
    return float(mutual_information_gaps(information_matrix(factors, binned(codes, bin_edges(codes))), entropies).mean())


def timed(work: Any, *arguments: Any, **settings: Any) -> tuple[float, Any]:
    started = time.perf_counter()
    value = work(*arguments, **settings)
    return time.perf_counter() - started, value


def beside_disent(arrays: Arrays, original: Dci) -> dict[str, Any]:
    """Ours and theirs on the same codes; of the FactorVAE score, groups drawn anew by them from a constructed code, from a pool by us."""
    try:
        import_torchvision()  # disent asks for it, where its compiled operators need not fit
        from disent.metrics import _dci, _factor_vae, _mig, _sap  # pyright: ignore[reportMissingImports]
    except ImportError as error:
        return {"disent": f"left out: {error}"}
    factors, codes, test_factors, test_codes = arrays
    theirs = _dci._compute_dci(codes.T, factors.T, test_codes.T, test_factors.T)
    sprites = factor_set("sprites")
    represent = constructed(Constructed(kind="noisy", noise=2.0), sprites.sizes)
    pool = sample_points(sprites, represent, NUM_POOL, generator=torch.Generator().manual_seed(0))
    ours = factor_vae_score(Pool(pool.factors.numpy(), pool.codes.double().numpy(), 0), **VOTES).correct.mean()
    return {
        "MIG, ours and disent": {
            "ours": mig(factors, codes),
            "disent": _mig._compute_mig(codes.T, factors.T)["mig.discrete_score"],
        },
        "SAP, ours and disent": {
            "ours": float(gaps(predictions(*arrays).mean(0)).mean()),
            "disent": _sap._compute_sap(codes.T, factors.T, test_codes.T, test_factors.T, False)["sap.score"],
        },
        "DCI-D, original trees, ours and disent": {"ours": original.disentanglement, "disent": theirs["dci.disentanglement"]},
        "DCI-C, original trees, ours and disent": {"ours": original.completeness, "disent": theirs["dci.completeness"]},
        "DCI-I, original trees, ours and disent": {
            "ours": original.informativeness,
            "disent": theirs["dci.informativeness_test"],
        },
        "FactorVAE score of a noisy code, ours and disent": {"ours": float(ours), "disent": _their_votes(_factor_vae, represent)},
    }


def _their_votes(module: Any, represent: Any) -> float:
    """Their vote over codes of freshly drawn factors: what they ask a data set for, answered by the grid of sprites."""
    sprites, generator = factor_set("sprites"), torch.Generator().manual_seed(1)

    class Drawn:
        num_factors = len(sprites.sizes)

        @property
        def gt_data(self) -> Drawn:
            return self

        def sample_factors(self, count: int) -> np.ndarray:
            return sprites.sample_factors(count, generator=generator).numpy()

        def dataset_batch_from_factors(self, factors: np.ndarray, mode: str) -> torch.Tensor:
            return torch.from_numpy(factors)

    np.random.seed(1)  # disent draws the fixed factor from numpy's own state
    spread = represent(sprites.sample_factors(NUM_POINTS, generator=generator)).var(0).numpy()
    alive = np.ones(len(spread), dtype=bool)
    learnt, tested = (
        module._generate_training_batch(Drawn(), represent, GROUP, count, spread, alive) for count in VOTES.values()
    )
    return float(tested[learnt.argmax(0), np.arange(len(spread))].sum() / tested.sum())


def main() -> None:
    torch.set_num_threads(2)
    sprites = factor_set("sprites")
    represent = encoder_of(load_model(MODEL), sprites)
    points = sample_points(sprites, represent, NUM_POINTS, generator=torch.Generator().manual_seed(0))
    factors, codes = points.factors.numpy(), points.codes.double().numpy()
    train, test = slice(COMPARED), slice(COMPARED, COMPARED + COMPARED // 2)
    arrays = (factors[train], codes[train], factors[test], codes[test])
    rows: dict[str, Any] = {
        f"MIG of {NUM_POINTS:,} × {codes.shape[1]} codes, seconds": statistics.median(
            timed(mig, factors, codes)[0] for _ in range(ROUNDS)
        ),
        f"all metrics, encoding of {NUM_POOL:,} images included, seconds": timed(measure_grid, sprites, represent)[0],
    }
    fits: dict[Trees, Dci] = {}
    kinds: tuple[Trees, ...] = ("histogram", "original")
    for trees in kinds:
        seconds, fits[trees] = timed(fit_dci, *arrays, trees=trees)
        rows[f"DCI of {COMPARED:,} points, {trees} trees"] = {
            "D": fits[trees].disentanglement,
            "C": fits[trees].completeness,
            "I": fits[trees].informativeness,
            "seconds": seconds,
        }
    results.write("disentanglement", rows | beside_disent(arrays, fits["original"]))


if __name__ == "__main__":
    main()
