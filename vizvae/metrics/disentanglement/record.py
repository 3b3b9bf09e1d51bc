"""A model's disentanglement metrics, kept beside it as `disentanglement.json`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from vizvae.checkpoint import Checkpoint, CheckpointError, open_checkpoint, read_json, write_card, write_json
from vizvae.data.factor_sets import factor_set
from vizvae.metrics.disentanglement.measure import METRICS, NUM_POINTS, drawn_codes, measure_grid
from vizvae.metrics.disentanglement.points import encoder_of
from vizvae.metrics.disentanglement.result import MetricResult
from vizvae.metrics.titles import DCI_PARTS, ORIGINAL_TREES

DISENTANGLEMENT = "disentanglement.json"
SHORT = ("value", "interval", "num_points", "seed")
"""What of each metric the card tells."""


def measure_checkpoint(
    checkpoint: Checkpoint,
    *,
    num_points: int = NUM_POINTS,
    seed: int = 0,
    images: Callable[[int], object] = lambda _: None,
    progress: Callable[[str], object] = lambda _: None,
) -> dict[str, MetricResult]:
    """All metrics of a trained model. `images` is called with the number of images encoded since its last call.

    Raises ValueError if no true factors are known of the model's data, or if its codes say nothing.
    """
    dataset = factor_set(checkpoint.card["data"]["key"])
    represent = encoder_of(checkpoint.load_model(), dataset, images)
    return measure_grid(dataset, represent, num_points=num_points, seed=seed, progress=progress)


def measure_original_trees(
    checkpoint: Checkpoint,
    *,
    num_points: int = NUM_POINTS,
    seed: int = 0,
    progress: Callable[[str], object] = lambda _: None,
) -> dict[str, float]:
    """DCI by the boosting of disentanglement_lib, on which published figures rest, of the points that `measure_checkpoint` looks at.

    One fit: it takes minutes, too long for the further ones that an interval would need. `progress` is called after each factor.
    Raises as `measure_checkpoint` does.
    """
    dataset = factor_set(checkpoint.card["data"]["key"])
    represent = encoder_of(checkpoint.load_model(), dataset)
    dci = drawn_codes(dataset, represent, num_points=num_points, seed=seed, trees="original", progress=progress).dci
    return {**{part: getattr(dci, part) for part in DCI_PARTS}, "num_points": num_points, "seed": seed}


def write_original_trees(checkpoint: Checkpoint, found: dict[str, float]) -> None:
    card = open_checkpoint(checkpoint.folder).card  # read anew: another figure may have been written in the meantime
    write_card(checkpoint.folder, {**card, ORIGINAL_TREES: found})


def write_measured(checkpoint: Checkpoint, results: dict[str, MetricResult]) -> None:
    """Write the metrics beside the model, and their values into its card."""
    dataset = factor_set(checkpoint.card["data"]["key"])
    metrics = {key: result.to_json() for key, result in results.items()}
    write_json(
        checkpoint.folder / DISENTANGLEMENT,
        {
            "data": dataset.key,
            "factors": list(dataset.names),
            "weights_sha256": checkpoint.card["weights_sha256"],
            "metrics": metrics,
        },
    )
    card = open_checkpoint(checkpoint.folder).card  # read anew: an evaluation may have been written in the meantime
    short = {key: {name: value[name] for name in SHORT} for key, value in metrics.items()}
    write_card(checkpoint.folder, {**card, "disentanglement": short})


def read_measured(checkpoint: Checkpoint) -> dict[str, dict[str, Any]] | None:
    """The metrics as they were written, by key; None where there are none, or where they are of other weights or another version.

    Raises CheckpointError for a damaged file.
    """
    path: Path = checkpoint.folder / DISENTANGLEMENT
    if not path.exists():
        return None
    stored = read_json(path)
    metrics = stored.get("metrics")
    if not isinstance(metrics, dict) or not all(isinstance(metric, dict) for metric in metrics.values()):
        raise CheckpointError(f"{path}: expected metrics by key; measure anew with `python -m vizvae evaluate {checkpoint.name} "
                              "--metrics disentanglement --write-card`")  # fmt: skip
    if stored.get("weights_sha256") != checkpoint.card["weights_sha256"] or not set(METRICS) <= set(metrics):
        return None
    return metrics
