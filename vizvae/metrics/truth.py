"""Do the metrics tell the truth? Codes constructed from known factors, small enough to be judged by every metric in a moment."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch
from jaxtyping import Float, Int64, UInt8
from torch import Tensor

from vizvae.data.factors import Factor, FactorDataset
from vizvae.metrics.disentanglement import Represent, sample_points
from vizvae.metrics.disentanglement.codes import Codes
from vizvae.metrics.disentanglement.constructed import Constructed, constructed
from vizvae.metrics.disentanglement.groups import beta_vae_score, factor_vae_score
from vizvae.metrics.disentanglement.information import modularity, mutual_information_gaps
from vizvae.metrics.disentanglement.sap import gaps, predictions

NUM_POINTS, NUM_POOL = 2_000, 5_000
"""The metrics look at so many points, and half as many are held out; groups are drawn from the pool."""
NUM_VOTES, NUM_TEST_VOTES = 2_000, 1_000
JITTER = 0.1
"""Standard deviations of a factor, added to every latent that varies: without it a code has as many values as the grid, and the least
turn tells two factors apart as surely as a latent of each one's own would."""


class Lamps(FactorDataset):
    """Four rows of five lamps, one lit in each: four factors, with so few values that 2,000 points tell of each."""

    key = "lamps"
    title = "Lamps"
    factors = tuple(Factor(name=name, values=(1.0, 2.0, 3.0, 4.0, 5.0)) for name in "ABCD")
    image_shape = (1, 4, 5)

    def _draw(self, factors: Int64[Tensor, "batch 4"]) -> UInt8[Tensor, "batch 1 4 5"]:
        return (torch.nn.functional.one_hot(factors, 5) * 255).to(torch.uint8).unsqueeze(1)


@dataclass(frozen=True)
class Examined:
    """One constructed code as the metrics see it; each is computed when it is first asked for."""

    codes: Codes

    @property
    def information(self) -> Float[Tensor, "factor latent"]:
        """Mutual information, nats."""
        return torch.from_numpy(self.codes.information)

    @property
    def entropies(self) -> Float[Tensor, " factor"]:
        """Of the factors, nats: the most that a latent can know of each."""
        return torch.from_numpy(self.codes.entropies)

    @cached_property
    def quick(self) -> dict[str, float]:
        """Milliseconds: by counting alone."""
        information, entropies = self.codes.information, self.codes.entropies
        return {
            "mig": float(mutual_information_gaps(information, entropies).mean()),
            "modularity": float(modularity(information).mean()),
        }

    @cached_property
    def slow(self) -> dict[str, float]:
        """Half a second: something is fitted."""
        codes = self.codes
        votes = {"num_train": NUM_VOTES, "num_test": NUM_TEST_VOTES}
        return {
            "dci_disentanglement": codes.dci.disentanglement,
            "dci_completeness": codes.dci.completeness,
            "dci_informativeness": codes.dci.informativeness,
            "sap": float(gaps(predictions(*codes.arrays, seed=codes.seed).mean(0)).mean()),
            "factor_vae_score": float(factor_vae_score(codes.groups, **votes).correct.mean()),
            "beta_vae_score": float(beta_vae_score(codes.groups, **votes, seed=codes.seed).correct.mean()),
        }


def examine(recipe: Constructed, seed: int = 0) -> Examined:
    """The code of `recipe` for `NUM_POOL` points of Lamps, with a little noise; the same points and noise every time, so that what changes
    is the code alone."""
    dataset = Lamps()
    represent = _with_jitter(constructed(recipe, dataset.sizes, seed=seed), seed)
    pool = sample_points(dataset, represent, NUM_POOL, generator=torch.Generator().manual_seed(seed))
    held_out = slice(NUM_POINTS, NUM_POINTS + NUM_POINTS // 2)
    codes = Codes(
        points=pool.rows(slice(NUM_POINTS)),
        test=pool.rows(held_out),
        pool=pool,
        seed=seed,
        trees="histogram",
        progress=lambda _: None,
    )
    return Examined(codes)


def slow_metrics(**recipe: Any) -> dict[str, float]:
    """`Examined.slow` of the code with these fields of `Constructed`."""
    return examine(Constructed(**recipe)).slow


def _with_jitter(represent: Represent, seed: int) -> Represent:
    def jittered(factors: Int64[Tensor, "batch factor"]) -> Float[Tensor, "batch latent"]:
        codes = represent(factors)
        noise = torch.randn(codes.shape, generator=torch.Generator().manual_seed(seed + 1))
        return codes + JITTER * noise * (codes.std(0) > 0)

    return jittered
