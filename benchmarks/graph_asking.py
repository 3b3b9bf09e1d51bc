"""What asking a trained graph model costs: 10,000 given pairs, and the 100 likeliest missing links of PubMed's 194 million pairs.

In a process of its own, for its peak of memory. Reading model and graph is not counted: the page has them open.
"""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable

import torch

from benchmarks import results
from vizvae.graph.catalogue import find_graph_checkpoint
from vizvae.graph.links.calibration import calibrate_links
from vizvae.graph.links.score import score_pairs
from vizvae.graph.links.suggest import suggest_links

MODEL, NUM_PAIRS, TOP, REPEATS = "pubmed-vgae", 10_000, 100, 3
ASKED = {"score 10,000 pairs, s": 0.5, "suggest 100 links, s": 10.0, "peak memory, MB": 1_000}


def measured() -> dict[str, float]:
    trained = find_graph_checkpoint(MODEL).load()
    started = time.perf_counter()
    calibration = calibrate_links(trained.model, trained.posterior.mu, trained.split)
    calibrating = time.perf_counter() - started
    drawn = torch.randint(trained.graph.num_nodes, (2, 2 * NUM_PAIRS), generator=torch.Generator().manual_seed(0))
    pairs = drawn[:, drawn[0] != drawn[1]][:, :NUM_PAIRS]
    scoring = _best(lambda: score_pairs(trained, pairs, calibration))
    suggesting = _best(lambda: suggest_links(trained, calibration, top=TOP))
    return {
        "score 10,000 pairs, s": scoring,
        "suggest 100 links, s": calibrating + suggesting,
        "of it calibrating, once a model, s": calibrating,
        "peak memory, MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000,
    }


def _best(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(REPEATS):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return min(seconds)


def main() -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        found = pool.apply(measured)
    rows = {f"{MODEL}: {label}": value for label, value in found.items()}
    rows |= {f"asked: {label}": float(value) for label, value in ASKED.items()}
    results.write("asking_graphs", rows)


if __name__ == "__main__":
    main()
