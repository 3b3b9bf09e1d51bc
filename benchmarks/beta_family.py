"""python -m benchmarks.beta_family MODEL RUN RUN ...: keeps beside a model of a family over β what was measured of runs that differ from it
in the seed alone, as `vizvae evaluate RUN --write-card` and `vizvae evaluate RUN --metrics disentanglement --write-card` put it on their
cards.

docs/models.md has the table of all families, and the Factors page their means and standard deviations over seeds.
"""

from __future__ import annotations

import sys

from benchmarks import results
from vizvae.beta_family import families, write_other_seeds
from vizvae.catalogue import find_checkpoint, is_shipped, list_checkpoints

COLUMNS = {
    "rate": "rate (KL)",
    "distortion": "distortion",
    "latents_in_use": "in use",
    "active_units": "active units",
    "mig": "MIG",
    "dci_disentanglement": "DCI-D",
    "factor_vae_score": "FactorVAE",
}
PLACES = {"rate": 2, "distortion": 2, "latents_in_use": 1, "active_units": 1}


def keep(name: str, runs: list[str]) -> None:
    """Raises ValueError for a run of another configuration, and where one has not been measured."""
    cards = [find_checkpoint(run).card for run in runs]
    for run, card in zip(runs, cards, strict=True):
        if not card.get("evaluations") or "disentanglement" not in card:
            raise ValueError(f"{run} has not been measured: run `vizvae evaluate` with and without --metrics disentanglement")
    write_other_seeds(find_checkpoint(name), cards)


def table() -> str:
    """A row for each β of each family that ships: mean ± sample standard deviation over seeds."""
    rows = []
    for family in families(filter(is_shipped, list_checkpoints())):
        for beta in family.betas:
            spreads = family.spreads(beta)
            cells = [results.mean_and_sd(spreads.get(key), PLACES.get(key, 3)) for key in COLUMNS]
            rows.append([family.data, f"{beta:g}", str(len(family.at(beta))), *cells])
    return results.table(["data", "β", "seeds", *COLUMNS.values()], rows)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        raise SystemExit(f"expected a model that ships and one run or more, got {sys.argv[1:]}")
    keep(sys.argv[1], sys.argv[2:])
