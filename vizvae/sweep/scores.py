"""What is measured of a run of a sweep: rate and distortion on the validation images, active latents, metrics where factors are known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vizvae.catalogue import find_checkpoint
from vizvae.checkpoint import Checkpoint
from vizvae.data.factor_sets import FACTOR_SETS
from vizvae.data.images import load_images
from vizvae.data.own.store import find_set, sample_factors
from vizvae.metrics.disentanglement import measure
from vizvae.metrics.disentanglement.record import measure_checkpoint, read_measured, write_measured
from vizvae.metrics.likelihood import evaluate

NUM_IMAGES, NUM_SAMPLES = 2_000, 4
"""Validation images at most, and posterior draws of each"""
VALUES = ("kl", "recon_nll", "elbo", "active_units")
METRICS = ("mig", "dci_disentanglement", "dci_completeness", "sap", "modularity")


def score(name: str, known: dict[str, Any] | None, say: Callable[[str], object] = lambda _: None) -> dict[str, Any]:
    """Of a finished run: `kl` (the rate), `recon_nll` (the distortion), `elbo`, in nats, `active_units`, and `METRICS` where factors of its
    images are known. `known`: what was measured before, which counts for the same weights.

    Raises CheckpointError for a run without a model.
    """
    checkpoint = find_checkpoint(name)
    weights = checkpoint.card["weights_sha256"]
    if known is not None and known.get("weights_sha256") == weights:
        return known
    say("rate and distortion")
    model = checkpoint.load_model()
    found = evaluate(model, load_images(checkpoint.data_key, "validation"), num_samples=NUM_SAMPLES, num_images=NUM_IMAGES)
    values: dict[str, Any] = {key: getattr(found, key) for key in VALUES}
    return {"weights_sha256": weights, "protocol": found.protocol, **values, **_metrics(checkpoint, say)}


def _metrics(checkpoint: Checkpoint, say: Callable[[str], object]) -> dict[str, float]:
    """Empty where nobody knows the factors, and for codes of which nothing can be said, as of a model that has collapsed."""
    try:
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
            return {}
        say("metrics with known factors")
        measured = measure(checkpoint.load_reference().mu, sample_factors(own))
        return {key: measured.results[key].value for key in METRICS if key in measured.results}
    except ValueError:
        return {}
