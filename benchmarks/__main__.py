"""python -m benchmarks [NAME ...]: run them all, or the named ones."""

import sys

from benchmarks import (
    adopting,
    cards,
    cold_start,
    curves,
    decoding,
    disentanglement,
    downloads,
    drag,
    factor_click,
    factor_drag,
    factor_images,
    graph_asking,
    graph_drag,
    graph_links,
    graph_training,
    labels,
    lattice,
    learn,
    load,
    manifold,
    notebook_drag,
    one_file,
    own_data,
    own_drag,
    projection,
    rerun,
    same_bits,
    training,
    training_run,
    watching,
)

BENCHMARKS = {
    "training": training.main,
    "watching": watching.main,
    "curves": curves.main,
    "training_run": training_run.main,
    "decoding": decoding.main,
    "cold_start": cold_start.main,
    "drag": drag.main,
    "factor_click": factor_click.main,
    "factor_drag": factor_drag.main,
    "notebook_drag": notebook_drag.main,
    "one_file": one_file.main,
    "manifold": manifold.main,
    "lattice": lattice.main,
    "learn": learn.main,
    "rerun": rerun.main,
    "load": load.main,
    "factor_images": factor_images.main,
    "disentanglement": disentanglement.main,
    "cards": cards.main,
    "projection": projection.main,
    "graph_drag": graph_drag.main,
    "graph_asking": graph_asking.main,
    "graph_training": graph_training.main,
    "graph_links": graph_links.main,
    "labels": labels.main,
    "same_bits": same_bits.main,
    "downloads": downloads.main,
    "own_data": own_data.main,
    "own_drag": own_drag.main,
    "adopting": adopting.main,
}

unknown = set(sys.argv[1:]) - set(BENCHMARKS)
if unknown:
    sys.exit(f"unknown benchmarks {sorted(unknown)}; known are {sorted(BENCHMARKS)}")
for name in sys.argv[1:] or BENCHMARKS:
    BENCHMARKS[name]()
