"""Disentanglement, completeness and informativeness (Eastwood & Williams 2018): each factor is predicted from the code by boosted trees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from jaxtyping import Bool, Float, Int64

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingClassifier

# scikit-learn takes seconds to import, and whoever reads measured figures does not need it.

Trees = Literal["histogram", "original"]
ROUNDS, DEPTH = 20, 3


@dataclass(frozen=True, kw_only=True)
class Dci:
    importance: Float[np.ndarray, "factor latent"]
    """Share of each latent in the prediction of each factor; every row sums to 1."""
    correct: Bool[np.ndarray, "test factor"]
    """Whether each held-out point's factor was predicted."""

    @property
    def disentanglement(self) -> float:
        """1 if every latent is of use for one factor only; latents count by how much they are used (equation 3)."""
        per_latent = 1 - _entropies(self.importance.T)
        return float(per_latent @ (self.importance.sum(0) / self.importance.sum()))

    @property
    def completeness(self) -> float:
        """1 if every factor is predicted from one latent only (equation 4)."""
        per_factor = 1 - _entropies(self.importance)
        return float(per_factor @ (self.importance.sum(1) / self.importance.sum()))

    @property
    def informativeness(self) -> float:
        """Held-out points predicted exactly, averaged over factors."""
        return float(self.correct.mean())


def fit_dci(
    factors: Int64[np.ndarray, "point factor"],
    codes: Float[np.ndarray, "point latent"],
    test_factors: Int64[np.ndarray, "test factor"],
    test_codes: Float[np.ndarray, "test latent"],
    *,
    trees: Trees = "histogram",
    seed: int = 0,
    progress: Callable[[], object] = lambda: None,
) -> Dci:
    """`histogram`: 20 rounds of histogram gradient boosting, importance by the splits' summed gain. `original`: disentanglement_lib's
    100 rounds of exact gradient boosting, importance by impurity, many times slower. `progress` is called after each factor.
    """
    importance, correct = [], []
    for column in range(factors.shape[1]):
        labels = factors[:, column]
        if trees == "histogram":
            # Of two equal latents these trees always take the first: in both orders each gets its half.
            mirrored = _histogram_trees(codes[:, ::-1], labels, seed)
            model = _histogram_trees(codes, labels, seed)
            shares = _gains(model, codes.shape[1]) + _gains(mirrored, codes.shape[1])[::-1]
        else:
            from sklearn.ensemble import GradientBoostingClassifier

            model = GradientBoostingClassifier(random_state=seed)
            shares = model.fit(codes, labels).feature_importances_
        importance.append(shares / max(shares.sum(), 1e-300))
        correct.append(model.predict(test_codes) == test_factors[:, column])
        progress()
    return Dci(importance=np.stack(importance), correct=np.stack(correct, -1))


def _histogram_trees(codes: np.ndarray, labels: np.ndarray, seed: int) -> HistGradientBoostingClassifier:
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(max_iter=ROUNDS, max_depth=DEPTH, early_stopping=False, random_state=seed)  # pyright: ignore[reportArgumentType]
    return model.fit(codes, labels)


def _gains(model: HistGradientBoostingClassifier, num_latents: int) -> Float[np.ndarray, " latent"]:
    """Summed gain of the splits on each latent: the histogram trees' counterpart of impurity importance."""
    gains = np.zeros(num_latents)
    for round_ in model._predictors:  # scikit-learn offers no public way to them; the version is pinned
        for tree in round_:
            splits = tree.nodes[tree.nodes["is_leaf"] == 0]
            np.add.at(gains, splits["feature_idx"], splits["gain"])
    return gains


def _entropies(rows: Float[np.ndarray, "row column"]) -> Float[np.ndarray, " row"]:
    """Of each row as shares, in units of its largest possible entropy."""
    shares = rows + 1e-11
    shares = shares / shares.sum(1, keepdims=True)
    return -(shares * np.log(shares)).sum(1) / np.log(rows.shape[1])
