"""What is measured of a run of a sweep: rate and distortion on the validation images, active units, metrics where factors are known."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import Checkpoint, CheckpointError
from vizvae.data.factor_sets import FACTOR_SETS
from vizvae.data.own.store import find_set, sample_factors
from vizvae.metrics.disentanglement import NothingToMeasure
from vizvae.metrics.disentanglement.known import measure_known
from vizvae.metrics.disentanglement.record import measure_checkpoint, read_measured, write_measured
from vizvae.metrics.likelihood import evaluate
from vizvae.trained_on import fingerprint_of, held_out_images

NUM_IMAGES, NUM_SAMPLES = 2_000, 4
"""Validation images at most, and posterior draws of each"""
VALUES = ("kl", "recon_nll", "elbo", "active_units")
METRICS = ("mig", "dci_disentanglement", "dci_completeness", "sap", "modularity")
NO_METRICS = "no_metrics"
"""In place of `METRICS`: why there are none, in a sentence's words"""
TRAINED_ON = "trained_on"
"""Fingerprint of the training images: means over seeds are of runs of the same"""


def score(name: str, known: dict[str, Any] | None, say: Callable[[str], object] = lambda _: None) -> dict[str, Any]:
    """Of a finished run: `kl` (the rate), `recon_nll` (the distortion), `elbo`, in nats, `active_units`, and either `METRICS`, as far as
    they can be computed on what is known of its images, or `NO_METRICS`; and `TRAINED_ON`.
    `known`: what was measured before, which counts for the same weights.

    Raises CheckpointError for a run without a model or with one that has diverged, for metrics of it that were kept and are damaged, and
    where the images that are here now are not those to score it on, see `held_out_images`.
    """
    checkpoint = find_checkpoint(name)
    if known is not None and is_score_of(checkpoint, known):
        return with_images(checkpoint, known)
    say("rate and distortion")
    model = checkpoint.load_model()
    found = evaluate(model, held_out_images(checkpoint, "validation"), num_samples=NUM_SAMPLES, num_images=NUM_IMAGES)
    values: dict[str, Any] = {key: getattr(found, key) for key in VALUES}
    if not all(map(math.isfinite, values.values())):
        raise CheckpointError(f"{name}: rate or distortion on the validation images is no finite number: it has diverged")
    try:
        metrics: dict[str, Any] = _metrics(checkpoint, say)
    except NothingToMeasure as error:
        metrics = {NO_METRICS: str(error)}
    about = {"weights_sha256": checkpoint.card["weights_sha256"], "protocol": found.protocol}
    return with_images(checkpoint, {**about, **values, **metrics})


def with_images(checkpoint: Checkpoint, known: dict[str, Any]) -> dict[str, Any]:
    """A score of the weights of `checkpoint` that says which images these were trained on, which early ones do not."""
    fingerprint = fingerprint_of(checkpoint)
    return known if TRAINED_ON in known or not fingerprint else {**known, TRAINED_ON: fingerprint}


def is_score_of(checkpoint: Checkpoint, known: Any) -> bool:
    """Whether `known` is all that is measured, and of these weights."""
    return (
        isinstance(known, dict)
        and known.get("weights_sha256") == checkpoint.card["weights_sha256"]
        and all(isinstance(known.get(key), int | float) for key in VALUES)
        and any(key in known for key in (NO_METRICS, *METRICS))
    )


def _metrics(checkpoint: Checkpoint, say: Callable[[str], object]) -> dict[str, float]:
    """Raises NothingToMeasure, with why, where nobody knows the factors, and of codes of which nothing can be said, as of a model that
    has collapsed."""
    if checkpoint.data_key in FACTOR_SETS:
        found = read_measured(checkpoint)
        if found is None:
            say("metrics with known factors")
            results = measure_checkpoint(checkpoint)
            write_measured(checkpoint, results)
            found = {key: result.to_json() for key, result in results.items()}
        return {key: found[key]["value"] for key in METRICS}
    own = find_set(checkpoint.data_key)
    if own is None or not own.factor_names:
        raise NothingToMeasure(f"no factors are known of the images of {checkpoint.data_key}")
    say("metrics with known factors")
    factors, codes = sample_factors(own), checkpoint.load_reference().mu
    if len(codes) != len(factors[0].numbers):
        raise NothingToMeasure(f"{checkpoint.name} has encoded other images than {own.name} has now: train it again")
    measured = measure_known(factors, codes.double().numpy())
    return {key: measured.results[key].value for key in METRICS if key in measured.results}
