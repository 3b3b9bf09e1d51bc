"""Separated attribute predictability (Kumar et al. 2018): how well one latent alone predicts a factor, best against second best."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from jaxtyping import Bool, Float, Int64


def predictions(
    factors: Int64[np.ndarray, "point factor"],
    codes: Float[np.ndarray, "point latent"],
    test_factors: Int64[np.ndarray, "test factor"],
    test_codes: Float[np.ndarray, "test latent"],
    *,
    seed: int = 0,
    progress: Callable[[], object] = lambda: None,
) -> Bool[np.ndarray, "test factor latent"]:
    """Whether a linear support vector machine on that latent alone predicts that factor of each held-out point.

    Its settings are disentanglement_lib's: C = 0.01, balanced classes. `progress` is called after each factor.
    """
    from sklearn.svm import LinearSVC  # takes seconds

    right = np.empty((len(test_codes), factors.shape[1], codes.shape[1]), dtype=bool)
    for row in range(factors.shape[1]):
        for column in range(codes.shape[1]):
            machine = LinearSVC(C=0.01, class_weight="balanced", random_state=seed)
            machine.fit(codes[:, [column]], factors[:, row])
            right[:, row, column] = machine.predict(test_codes[:, [column]]) == test_factors[:, row]
        progress()
    return right


def gaps(accuracy: Float[np.ndarray, "factor latent"]) -> Float[np.ndarray, " factor"]:
    """Best less second-best accuracy of each factor; their mean is the score."""
    ordered = np.sort(accuracy, 1)
    return ordered[:, -1] - ordered[:, -2]
