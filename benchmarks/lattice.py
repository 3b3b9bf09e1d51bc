"""A 30×30 lattice of `mnist-2d` on the server: `decode_lattice` beside one bare batched decode of the same 900 points.

One thread, as the dashboard has. Both take turns, so that a drift of the machine's speed hits both.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import torch
from torch import Tensor

from benchmarks import results
from vizvae.catalogue import load_model
from vizvae.latent.lattice import decode_lattice, latent_plane, plane_lattice, quantile_values

SIDE = 30
ROUNDS = 60


def main() -> None:
    torch.set_num_threads(1)
    model = load_model("mnist-2d")
    axis = quantile_values(SIDE)
    lattice = plane_lattice(torch.zeros(2), latent_plane(0, 1, 2), axis, axis)
    flat = lattice.flatten(0, 1)
    seconds: dict[str, list[float]] = {"lattice": [], "bare": []}
    ways: dict[str, Callable[[], Tensor]] = {
        "lattice": lambda: decode_lattice(model, lattice), "bare": lambda: model.decode_mean(flat)
    }  # fmt: skip
    with torch.no_grad():
        for turn in range(ROUNDS + 5):
            for name, decode in ways.items():
                started = time.perf_counter()
                decode()
                if turn >= 5:  # the first rounds warm up
                    seconds[name].append(time.perf_counter() - started)
    ours, bare = (1000 * statistics.median(seconds[name]) for name in ways)
    results.write(
        "lattice",
        {
            f"decode_lattice, {SIDE}×{SIDE} of mnist-2d, ms": ours,
            f"one bare decode of {SIDE * SIDE} points, ms": bare,
            "decode_lattice over bare": ours / bare,
        },
    )


if __name__ == "__main__":
    main()
